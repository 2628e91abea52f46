// Follows "Add a provider" of CONTRIBUTING in a copy of the repository, and counts what it takes.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const id = 'acmeDial';
const name = 'Acme Dial';
const folder = `shared/providers/${id}/`;

jest.setTimeout(120_000);

let copy: string;
let before: ReadonlyMap<string, string>;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'call-outcomes-copy-'));
  for (const file of filesOf(root)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const place of ['.', 'shared', 'zapier'])
    symlinkSync(join(root, place, 'node_modules'), join(copy, place, 'node_modules'));
  before = textsIn(copy);
});
afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

test('a provider is its folder, its line in the registry and what one command writes', () => {
  writeProvider();
  register();
  const byHand = changes();
  run('npm', ['run', '--silent', 'new-provider']);
  const all = changes();
  console.log(
    `Outside its folder: ${byHand.created.length} new files and ${byHand.edited.map(([file, lines]) => `${lines} lines in ${file}`).join(', ')} by hand; ` +
      `${all.created.length} files and ${all.edited
        .filter(([file]) => file.startsWith('n8n'))
        .map(([file, lines]) => `${lines} lines in ${file}`)
        .join(', ')} by npm run new-provider.`,
  );

  expect(byHand).toEqual({ created: [], edited: [['shared/registry.ts', 2]] });
  expect(all.created).toEqual([
    'n8n/credentials/AcmeDialApi.credentials.ts',
    'n8n/credentials/AcmeDialWebhookApi.credentials.ts',
    'n8n/nodes/AcmeDial/AcmeDial.node.ts',
    'n8n/nodes/AcmeDial/AcmeDialTrigger.node.ts',
  ]);
});

test('it passes conformance', () => {
  const jestBin = join(root, 'node_modules/jest/bin/jest.js');
  const report = run(process.execPath, [
    '--experimental-vm-modules',
    jestBin,
    ...[
      '--selectProjects',
      'unit',
      '--ci',
      '--json',
      'conformance/pro',
      '-t',
      `(^| )${id}( |$)|n8n/package.json`,
    ],
  ]);
  const { numFailedTests, numPassedTests } = JSON.parse(report) as Record<string, number>;
  expect(numFailedTests).toBe(0);
  expect(numPassedTests).toBeGreaterThan(30);
});

test('n8n offers its trigger, its credentials and its action', () => {
  run(process.execPath, ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', 'n8n/build.mjs']);
  const rendered = run(process.execPath, ['-e', SHOW_N8N]);
  expect(JSON.parse(rendered)).toEqual([
    [`${name} Trigger`, ['acmeDialWebhookApi']],
    [name, ['acmeDialApi'], 'Start a call'],
    [`${name} API`, 'apiToken'],
    [`${name} Webhook API`, 'bearerToken'],
  ]);
});

test('Zapier offers its trigger, its connection and its action', () => {
  const rendered = JSON.parse(run(process.execPath, ['-e', SHOW_ZAPIER])) as Record<string, string[]>;
  expect(rendered).toEqual({
    fields: expect.arrayContaining([expect.stringMatching(/^acme_?dial_api_key$/i)]),
    triggers: expect.arrayContaining([`New Call Outcome in ${name}`]),
    creates: expect.arrayContaining([`Start Call in ${name}`]),
  });
});

const SHOW_N8N = `
  const load = (path) => new (Object.values(require('./n8n/dist/' + path + '.js'))[0])();
  const trigger = load('nodes/AcmeDial/AcmeDialTrigger.node').description;
  const node = load('nodes/AcmeDial/AcmeDial.node').description;
  const named = ({ displayName, properties }) => [displayName, properties[0].name];
  const credentials = ({ displayName, credentials }) => [displayName, credentials.map(({ name }) => name)];
  const [{ action }] = node.properties.find(({ name }) => name === 'operation').options;
  console.log(JSON.stringify([
    credentials(trigger),
    [...credentials(node), action],
    named(load('credentials/AcmeDialApi.credentials')),
    named(load('credentials/AcmeDialWebhookApi.credentials')),
  ]));
`;

const SHOW_ZAPIER = `
  import('./zapier/src/index.ts').then(({ default: app }) => {
    const labels = (steps) => Object.values(steps).map(({ display }) => display.label);
    const { authentication, triggers, creates } = app;
    const fields = authentication.fields.map(({ key }) => key);
    console.log(JSON.stringify({ fields, triggers: labels(triggers), creates: labels(creates) }));
  });
`;

/** Made of Air's folder, with one fixture, as if somebody had written it. */
function writeProvider(): void {
  const air = join(root, 'shared/providers/air');
  const files = readdirSync(air, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(ts|svg|md)$/.test(file) || /fixtures\/outcome\./.test(file),
  );
  for (const file of files) {
    const text = readFileSync(join(air, file), 'utf8')
      .replace(/\bair\b/g, id)
      .replace(/\bAir\b/g, name);
    const target = join(copy, folder, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

function register(): void {
  const file = join(copy, 'shared/registry.ts');
  const text = readFileSync(file, 'utf8')
    .replace('import { air }', `import { ${id} } from './providers/${id}/index.ts';\nimport { air }`)
    .replace('iclosed } as const', `iclosed, ${id} } as const`);
  writeFileSync(file, text);
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd: copy, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function filesOf(repository: string): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((file) => file !== '' && !file.endsWith('.png') && existsSync(join(repository, file)));
}

function textsIn(place: string): Map<string, string> {
  const files = readdirSync(place, { recursive: true, encoding: 'utf8', withFileTypes: true });
  return new Map(
    files
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(place.length + 1), readFileSync(file, 'utf8')]),
  );
}

/** What is new or other than before, outside the provider's folder, with how many lines came. */
function changes(): { created: string[]; edited: [file: string, lines: number][] } {
  const created: string[] = [];
  const edited: [string, number][] = [];
  for (const [file, text] of [...textsIn(copy)].sort()) {
    if (file.startsWith(folder) || text === before.get(file)) continue;
    const previous = before.get(file)?.split('\n');
    if (previous) edited.push([file, text.split('\n').filter((line) => !previous.includes(line)).length]);
    else created.push(file);
  }
  return { created, edited };
}
