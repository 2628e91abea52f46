// Builds the zip that Zapier runs: `zapier/build/build.zip` with every provider, or with `--provider <id>` the app
// of that provider alone in `zapier/build/<id>/build/build.zip`. Each lies beside the source.zip that Zapier wants
// with it, in the place where `zapier-platform upload` looks for both.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const tools = join(here, '..', 'node_modules', '.bin');
const node22 = join(here, 'node_modules', '.bin');

try {
  const { provider } = parseArgs({ options: { provider: { type: 'string' } } }).values;
  requireTools();
  await requireProvider(provider);
  console.log(`Built ${await build(provider)}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function requireTools() {
  for (const tool of [join(tools, 'zapier-platform'), join(tools, 'esbuild'), join(node22, 'node')]) {
    if (!existsSync(tool)) throw new Error(`${tool} is missing: run npm ci, then build again.`);
  }
}

async function requireProvider(provider) {
  const { providerIds } = await import('../shared/index.ts').catch(() => {
    throw new Error(
      'The sources cannot be read by this Node: run npm run build:zapier, which brings its own.',
    );
  });
  if (provider !== undefined && !providerIds.includes(provider)) {
    throw new Error(`There is no provider "${provider}": choose one of ${providerIds.join(', ')}.`);
  }
}

async function build(provider) {
  // Outside the repository, or the CLI zips what it finds in the node_modules of the folders above.
  const stage = mkdtempSync(join(tmpdir(), 'call-outcomes-zapier-'));
  try {
    cpSync(join(here, 'stage'), stage, { recursive: true });
    writeManifest(stage, provider);
    await bundle(stage, provider);
    run(stage, 'npm', ['ci', '--omit=dev', '--no-fund', '--no-audit', '--loglevel=error']);
    run(stage, 'zapier-platform', ['validate', '--without-style', '--skip-build']);
    run(stage, 'zapier-platform', ['build', '--skip-dep-install', '--skip-validation']);
    return collect(stage, provider);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function writeManifest(stage, provider) {
  const { name, version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  const path = join(stage, 'package.json');
  const rest = JSON.parse(readFileSync(path, 'utf8'));
  const manifest = { name: provider === undefined ? name : `${name}-${provider}`, version, ...rest };
  writeFileSync(path, JSON.stringify(manifest, null, 2));
}

async function bundle(stage, provider) {
  const esbuild = await import('esbuild');
  const alone = `import { createApp } from './app.ts';\nexport default createApp(['${provider}']);\n`;
  const entry =
    provider === undefined
      ? { entryPoints: [join(here, 'src', 'index.ts')] }
      : { stdin: { contents: alone, resolveDir: join(here, 'src'), loader: 'ts' } };
  await esbuild
    .build({
      ...entry,
      outfile: join(stage, 'dist', 'index.js'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      external: ['zapier-platform-core'],
      minify: true,
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'error',
    })
    .catch(() => {
      throw new Error('The Zapier app could not be bundled, for the reason above.');
    });
}

/** Under Node 22, on which Zapier runs apps. Only the exit code counts: a failed build leaves a zip behind. */
function run(cwd, command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: [node22, tools, process.env.PATH].join(delimiter),
      DISABLE_ZAPIER_ANALYTICS: '1',
      NO_UPDATE_NOTIFIER: '1',
    },
  });
  if (status === 0) return;
  process.stderr.write([stdout, stderr].filter(Boolean).join('\n'));
  throw new Error(`${command} ${args[0]} failed${error ? `: ${error.message}` : ', for the reason above'}.`);
}

function collect(stage, provider) {
  const target = join(here, 'build', ...(provider === undefined ? [] : [provider, 'build']));
  mkdirSync(target, { recursive: true });
  for (const file of ['build.zip', 'source.zip']) {
    copyFileSync(join(stage, 'build', file), join(target, file));
  }
  // Without one, npx runs in the workspace above, and the CLI would register and upload the app of all providers.
  if (provider !== undefined) copyFileSync(join(stage, 'package.json'), join(target, '..', 'package.json'));
  return join(target, 'build.zip');
}
