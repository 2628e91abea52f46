import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import Zip from 'adm-zip';
import { builtZip } from '../host/zapier/handler.ts';
import app from '../../zapier/package.json' with { type: 'json' };
import stage from '../../zapier/stage/package.json' with { type: 'json' };

const entries = () => new Zip(builtZip).getEntries();
const SYMLINK = 0o120000;

test('the zip is small, flat and without links', () => {
  expect(statSync(builtZip).size).toBeLessThan(800 * 1024);
  const names = entries().map(({ entryName }) => entryName);
  expect(names).toEqual(
    expect.arrayContaining(['zapierwrapper.js', 'definition.json', 'package.json', 'dist/index.js']),
  );
  const folders = new Set(names.map((name) => name.split('/')[0]));
  expect([...folders].sort()).toEqual([
    'definition.json',
    'dist',
    'node_modules',
    'package.json',
    'zapierwrapper.js',
  ]);
  expect(entries().filter(({ attr }) => ((attr >>> 16) & 0o170000) === SYMLINK)).toEqual([]);
});

test('the zip holds no development dependency and no source', () => {
  const names = entries().map(({ entryName }) => entryName);
  const foreign = /node_modules\/(zapier-platform-cli|esbuild|typescript|jest|encoding|iconv-lite)\/|\.ts$/;
  expect(names.filter((name) => foreign.test(name))).toEqual([]);
});

test('the zip is of this version, and of the core that the sources are checked against', () => {
  const { version, dependencies } = JSON.parse(new Zip(builtZip).readAsText('package.json')) as typeof app;
  expect(version).toBe(app.version);
  expect(dependencies).toEqual(app.dependencies);
  expect(stage.dependencies).toEqual(app.dependencies);
});

test('what the CLI leaves after login and register is never committed', () => {
  const ignored = readFileSync(new URL('../../.gitignore', import.meta.url), 'utf8').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['.zapierapprc', '.zapierrc']));
});

const script = fileURLToPath(new URL('../../zapier/build.mjs', import.meta.url));

test('the app of one provider is what npx in its folder registers and uploads', () => {
  const folder = fileURLToPath(new URL('../../zapier/build/sailor/', import.meta.url));
  const { status } = spawnSync(process.execPath, [script, '--provider', 'sailor']);
  expect(status).toBe(0);
  const { stdout } = spawnSync('npx', ['-c', 'pwd'], { cwd: folder, encoding: 'utf8' });
  expect(`${stdout.trim()}/`).toBe(folder);
  // Without the core among them the CLI does not register.
  const manifest = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as typeof app;
  expect(manifest.dependencies).toEqual(app.dependencies);
  const definition = JSON.parse(new Zip(`${folder}build/build.zip`).readAsText('definition.json')) as object;
  expect(definition).toHaveProperty('triggers.sailor_call_outcome');
  expect(definition).not.toHaveProperty('triggers.air_call_outcome');
}, 120_000);

test.each([
  [['--provider', 'nobody'], 'There is no provider "nobody": choose one of sailor, air, iclosed.'],
  [['--privider', 'air'], "Unknown option '--privider'"],
])('a build with %j fails with one clear line', (args, line) => {
  const { status, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain(line);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
