// Every package that reaches a user is named with its reason in supply-chain.json. A new one fails here until
// somebody has looked at it and written down why it is there.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import AdmZip from 'adm-zip';
import { build } from 'esbuild';
import known from './supply-chain.json' with { type: 'json' };

const root = fileURLToPath(new URL('..', import.meta.url));

test('only known packages are bundled into the n8n package', async () => {
  const code = await builtCode();
  // esbuild writes above each module where it is from.
  const modules = code.flatMap((text) => [...text.matchAll(/^\/\/ (\S*node_modules\/\S+)$/gm)]);
  expect(packagesIn(modules.map(([, path = '']) => path))).toEqual(namesOf('bundled into the n8n package'));
});

test('the n8n package loads nothing at run time but n8n itself and what Node brings', async () => {
  const code = await builtCode();
  const loaded = code.flatMap((text) =>
    [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name),
  );
  expect([...new Set(loaded)].sort()).toEqual(['../../core.js', '../core.js', 'n8n-workflow', 'node:crypto']);
});

test('only known packages are bundled into the Zapier app', async () => {
  // The built file is minified and does not say what is in it, so the same entry is bundled again.
  const { metafile } = await build({
    entryPoints: [`${root}zapier/src/index.ts`],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['zapier-platform-core'],
    metafile: true,
    write: false,
  });
  expect(packagesIn(Object.keys(metafile.inputs))).toEqual(namesOf('bundled into the Zapier app'));
});

test('only known packages lie beside the Zapier app', () => {
  const entries = new AdmZip(`${root}zapier/build/build.zip`).getEntries();
  const paths = entries.map(({ entryName }) => entryName);
  expect(packagesIn(paths)).toEqual(namesOf('beside the Zapier app'));
});

test('every package has a reason, and what another one needs leads to one that we chose', () => {
  const beside: Readonly<Record<string, string>> = known['beside the Zapier app'];
  for (const reasons of Object.values(known)) {
    for (const reason of Object.values(reasons)) expect(reason).toMatch(/\w+ \w+/);
  }
  for (const reason of Object.values(beside)) {
    const [, needing] = /^needed by (.+)$/.exec(reason) ?? [];
    for (const name of needing?.split(', ') ?? []) expect(Object.keys(beside)).toContain(name);
  }
});

async function builtCode(): Promise<string[]> {
  const folder = `${root}n8n/dist/`;
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.js'));
  return Promise.all(files.map((file) => readFile(folder + file, 'utf8')));
}

/** Names of the packages that the paths lead into, the innermost one of nested folders. */
function packagesIn(paths: readonly string[]): string[] {
  const names = paths.flatMap((path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}

function namesOf(artefact: keyof typeof known): string[] {
  return Object.keys(known[artefact]).sort();
}
