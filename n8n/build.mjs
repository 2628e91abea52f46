// Builds n8n/dist: the core once, then every node and credential as one file each, with their icons and schemas.
import { build } from 'esbuild';
import { cp, glob, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { providers } from './core.ts';
import { outputSchemas } from './lib/actions/outputSchemas.ts';
import { capitalized } from './lib/text.ts';

const source = dirname(fileURLToPath(import.meta.url));
const root = join(source, '..');

const requireBuiltCore = (path) => ({
  name: 'require-built-core',
  setup: (esbuild) => esbuild.onResolve({ filter: /\/core\.ts$/ }, () => ({ path, external: true })),
});

await mkdir(join(source, 'build'), { recursive: true });
const stage = await mkdtemp(join(source, 'build', 'dist-'));
try {
  await buildCode(stage);
  await copyStatic(stage);
  await writeSchemas(stage);
  await replace(stage, join(source, 'dist'));
} finally {
  await rm(stage, { recursive: true, force: true });
}

async function buildCode(outdir) {
  const options = {
    absWorkingDir: root,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  };
  const core = await build({
    ...options,
    entryPoints: [join(source, 'core.ts')],
    outfile: join(outdir, 'core.js'),
    // n8n allows no `globalThis` in a package, and the bundled libraries look up only this there.
    define: { globalThis: '__scope' },
    banner: { js: '"use strict";\nconst __scope = { TextEncoder };' },
  });
  for (const [entries, pathToCore] of [
    ['nodes/*/*.node.ts', '../../core.js'],
    ['credentials/*.credentials.ts', '../core.js'],
  ]) {
    await build({
      ...options,
      entryPoints: await files(entries),
      outbase: source,
      outdir,
      external: ['n8n-workflow'],
      plugins: [requireBuiltCore(pathToCore)],
    });
  }
  await writeFile(join(outdir, 'third-party-licenses.txt'), await licensesOf(core.metafile));
}

async function copyStatic(outdir) {
  for await (const icon of glob('*/icon*.svg', { cwd: join(root, 'shared', 'providers') })) {
    await cp(join(root, 'shared', 'providers', icon), join(outdir, 'icons', icon));
  }
}

async function writeSchemas(outdir) {
  for (const provider of Object.values(providers)) {
    for (const { file, schema } of outputSchemas(provider)) {
      const path = join(outdir, 'nodes', capitalized(provider.id), file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, JSON.stringify(schema, null, 2));
    }
  }
}

/** The licences of what is bundled ask to be passed on with it. */
async function licensesOf({ inputs }) {
  const folders = new Set(
    Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  );
  const texts = [...folders].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const [file] = await Array.fromAsync(glob('{LICENSE,LICENCE}*', { cwd: join(root, folder) }));
    const text = file === undefined ? '' : await readFile(join(root, folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

/** Puts a finished folder in place, so that nobody ever reads half of it. */
async function replace(stage, target) {
  const previous = join(source, 'build', `previous-${basename(stage)}`);
  for (let attempt = 0; ; attempt++) {
    await rename(target, previous).catch(unless('ENOENT'));
    await rm(previous, { recursive: true, force: true });
    try {
      return await rename(stage, target);
    } catch (error) {
      // Another build was quicker; its folder is as good to replace.
      if (attempt > 9 || !['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    }
  }
}

function unless(code) {
  return (error) => {
    if (error.code !== code) throw error;
  };
}

async function files(pattern) {
  return (await Array.fromAsync(glob(pattern, { cwd: source }))).sort().map((file) => join(source, file));
}
