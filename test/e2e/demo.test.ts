import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Item, N8nClient } from '../host/n8n/client.ts';
import { type CallOutcome, fields, type ProviderId, providerIds } from '../../shared/index.ts';
import { fixturesOf, sampleOf } from '../helpers/fixtures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readyTimeoutMs = 150_000;

let demo: ChildProcess;
let printed = '';
let client: N8nClient;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'call-outcomes-demo-'));
  demo = spawn(process.execPath, ['test/host/n8n/start.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [demo.stdout, demo.stderr]) {
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  }
  const deadline = Date.now() + readyTimeoutMs;
  while (!printed.includes('Ctrl-C')) {
    if (demo.exitCode !== null || Date.now() > deadline)
      throw new Error(`The demo is not ready:\n${printed}`);
    await sleep(100);
  }
  client = new N8nClient(shown(/The editor: (\S+)/));
  await client.signIn({ email: shown(/e-mail\s+(\S+)/), password: shown(/password\s+(\S+)/) });
}, readyTimeoutMs);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  if (demo.exitCode !== null || demo.signalCode !== null) return;
  demo.kill('SIGTERM');
  await once(demo, 'exit');
});

test('prints the row that came out of each sample', () => {
  for (const provider of providerIds) {
    const [outcome] = expectedOutcomes(provider, 'outcome');
    expect(printed).toMatch(
      new RegExp(`^ *${provider} .*${outcome?.outcome.name ?? ''}.*${outcome?.id ?? ''}$`, 'm'),
    );
  }
});

test('has a column for every field of the record but the raw event', async () => {
  const table = await client.dataTable('Call outcomes');

  expect(table?.columns.map(({ name }) => name).sort()).toEqual(
    Object.keys(fields)
      .filter((key) => key !== 'raw')
      .map(columnOf)
      .sort(),
  );
});

// By way of the commands that the demo prints. Deliveries that share an id have the same record, since the trigger
// drops the later one.
test.each([
  ['sailor', 'timestamp-in-seconds'],
  ['sailor', 'without-call-id'],
  ['sailor', 'odd-fields'],
  ['air', 'without-sid'],
  ['air', 'odd-fields'],
  ['iclosed', 'single-object'],
  ['iclosed', 'data-envelope'],
  ['iclosed', 'three-outcomes'],
  ['iclosed', 'edited-notes'],
  ['iclosed', 'follow-up'],
] as const)('writes the record of %s %s', async (provider, name) => {
  const answer = await post(provider, name);

  const outcomes = expectedOutcomes(provider, name);
  expect(answer).toHaveProperty('received');
  await finished();
  const rows = await client.rows('Call outcomes');
  for (const outcome of outcomes) {
    expect(rows.filter(({ eventId }) => eventId === outcome.id)).toEqual([
      expect.objectContaining(rowOf(outcome)),
    ]);
  }
});

test('keeps one row of an outcome that is sent again, and of each person their latest result', async () => {
  await post('iclosed', 'no-show-by-reason');
  await post('iclosed', 'no-show-by-reason');
  await finished();

  const [outcome] = expectedOutcomes('iclosed', 'no-show-by-reason');
  const rows = await client.rows('Call outcomes');
  expect(rows.filter(({ eventId }) => eventId === outcome?.id)).toHaveLength(1);
  const contacts = await client.rows('Contacts');
  expect(contacts.filter(({ contact }) => contact === outcome?.contact.phone)).toEqual([
    expect.objectContaining({
      name: outcome?.contact.name,
      lastResult: 'not_reached',
      lastCallAt: outcome?.occurredAt,
      note: outcome?.summary,
    }),
  ]);
});

test('keeps what is known of a person when a later call does not tell it', async () => {
  const [booked] = expectedOutcomes('iclosed', 'no-show-by-reason');
  await post('iclosed', 'no-show-by-reason');
  const event = JSON.parse(sampleOf('sailor').toString()) as { call: Record<string, unknown> };
  Object.assign(event.call, { call_id: 'a-later-call', phone_number: booked?.contact.phone });
  await writeFile(join(folder, 'later.json'), JSON.stringify(event));
  await post('sailor', join(folder, 'later'));
  await finished();

  const contacts = await client.rows('Contacts');
  expect(contacts.filter(({ contact }) => contact === booked?.contact.phone)).toEqual([
    expect.objectContaining({
      name: booked?.contact.name,
      email: booked?.contact.email,
      lastResult: 'positive',
      note: expect.stringContaining('Sailor'),
    }),
  ]);
});

test('ends on Ctrl-C and leaves nothing behind', async () => {
  const editor = shown(/The editor: (\S+)/);
  const exited = once(demo, 'exit');
  demo.kill('SIGINT');

  expect(await exited).toEqual([0, null]);
  await expect(fetch(editor)).rejects.toThrow();
});

function shown(pattern: RegExp): string {
  return pattern.exec(printed)?.[1] ?? '';
}

/** Runs the command that the demo printed for a provider, with another fixture or the file of an absolute path. */
async function post(provider: ProviderId, fixture: string): Promise<unknown> {
  const fixtures = `shared/providers/${provider}/fixtures`;
  const command = printed
    .split('\n\n')
    .find((part) => part.includes('curl') && part.includes(`/${provider}/`))
    ?.replaceAll(
      `${fixtures}/outcome.json`,
      `${isAbsolute(fixture) ? fixture : `${fixtures}/${fixture}`}.json`,
    );
  const { stdout } = await promisify(execFile)('bash', ['-ec', command ?? 'false'], { cwd: root });
  return JSON.parse(stdout);
}

/** Waits until n8n has nothing left to do. */
async function finished(): Promise<void> {
  for (const id of await client.workflowIds()) await client.finishedExecutions(id, 1);
}

function expectedOutcomes(provider: ProviderId, fixture: string): CallOutcome[] {
  const expected = fixturesOf(provider).find(({ name }) => name === fixture)?.expected;
  return (expected as { outcomes: CallOutcome[] }).outcomes;
}

/** Not made from the key: n8n keeps `id` for itself, and `key` says little in a table. */
const NAMES: Readonly<Record<string, string>> = { id: 'eventId', key: 'outcomeKey' };

/** `contact.phone` is the column `contactPhone`. */
function columnOf(key: string): string {
  return NAMES[key] ?? key.replace(/\.(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Lists and objects stand in a column as JSON. */
function rowOf(outcome: CallOutcome): Item {
  const keys = Object.keys(fields).filter((key) => key !== 'raw');
  return Object.fromEntries(
    keys.map((key) => {
      const value = key.split('.').reduce<unknown>((part, name) => (part as Item)[name], outcome);
      return [columnOf(key), typeof value === 'object' && value !== null ? JSON.stringify(value) : value];
    }),
  );
}
