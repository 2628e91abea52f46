/** `npm run new-provider`: writes the files that n8n wants of each provider in the registry, and lists them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { providers } from '../../../shared/index.ts';
import { listedFiles, providerFiles } from './providerFiles.ts';

const folder = fileURLToPath(new URL('../../../n8n/', import.meta.url));

for (const provider of Object.values(providers)) {
  for (const [path, text] of Object.entries(providerFiles(provider))) await write(path, text);
}
const manifest = JSON.parse(await readFile(`${folder}package.json`, 'utf8')) as { n8n: object };
Object.assign(manifest.n8n, listedFiles());
await write('package.json', await format(JSON.stringify(manifest), { parser: 'json-stringify' }));

async function write(path: string, text: string): Promise<void> {
  const file = folder + path;
  if ((await readFile(file, 'utf8').catch(() => null)) === text) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  console.log(`Wrote n8n/${path}`);
}
