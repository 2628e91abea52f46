import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { apiThrough, perform, providers, type RawInputs } from '../../../../shared/index.ts';
import * as sailorApi from '../../../../shared/providers/sailor/api.ts';
import {
  createSailorEmulator,
  sailorError,
  type SailorEmulator,
  type SailorErrorCode,
  sailorErrors,
} from '../../../emulators/sailor.ts';
import { serveOnLoopback } from '../../../helpers/loopback.ts';
import { runAction } from '../../../helpers/runAction.ts';

const LIST = '11111111-1111-4111-8111-111111111111';
const OTHER_LIST = '22222222-2222-4222-8222-222222222222';

const config: sailorApi.SailorOutcomeConfig = {
  name: 'Interested',
  type: 'action',
  order: 10,
  destination: { type: 'smart_list', listId: LIST },
  webhookUrl: 'https://crm.example/outcomes',
};

let sailor: SailorEmulator;
let host: Awaited<ReturnType<typeof serveOnLoopback>>;

beforeEach(async () => {
  sailor = createSailorEmulator({
    tokens: { good: 'accepted' },
    smartLists: { [LIST]: 'Follow up', [OTHER_LIST]: 'Cold' },
  });
  host = await serveOnLoopback(sailor.listener, 'Bearer good');
});

afterEach(async () => {
  sailor.close();
  await host.close();
});

const update = async (outcome: string, changes: object) => {
  const [updated] = await runAction('sailor', 'Update Outcome', { outcome, changes }, host.transport);
  return updated;
};

const create = (change: object = {}, key = 'key-1') =>
  perform(sailorApi.createOutcome({ ...config, ...change }, key), host.transport);

test.each([
  { type: 'none' },
  { type: 'smart_list', listId: OTHER_LIST },
  { type: 'remove_from_smart_list', listIds: 'all' },
  { type: 'remove_from_smart_list', listIds: [LIST, OTHER_LIST] },
] as const)(
  'an outcome with the destination %j is created, listed and sent back unchanged',
  async (destination) => {
    const created = await create({ destination });
    const [listed] = await perform(sailorApi.listOutcomes(), host.transport);

    expect(created).toMatchObject({ ...config, destination });
    expect(listed).toEqual(created);
  },
);

test.each<[RawInputs, string[]]>([
  [{}, ['Sold', 'Call back']],
  [{ listenTo: undefined, outcomes: undefined }, ['Sold', 'Call back']],
  [{ listenTo: '', outcomes: [''] }, ['Sold', 'Call back']],
  [{ listenTo: null, outcomes: 'Sold' }, ['Sold']],
  [{ listenTo: 'chosen', outcomes: ['Sold'] }, ['Sold']],
  [{ listenTo: 'all', outcomes: ['Sold'] }, ['Sold', 'Call back']],
  [{ listenTo: 'new', outcomes: ['Sold'], outcomeName: 'Ours' }, ['Ours']],
])('with the settings %j, samples and deliveries are those of %j', async ({ outcomes, ...raw }, names) => {
  const { subscription } = providers.sailor.setUp;
  const ids = new Map<unknown, string>();
  for (const name of ['Sold', 'Call back']) ids.set(name, (await create({ name }, name)).id);
  await create({ name: 'Other', type: 'disposition', webhookUrl: null }, 'Other');
  const chosen = outcomes && [outcomes].flat().map((name) => ids.get(name) ?? name);
  const settings: RawInputs = { whenTaken: 'replace', ...raw, outcomes: chosen };
  const url = 'https://crm.example/new';
  const receiver = { url, token: 'token-a', siblings: [], isTemporary: false };

  const samples = await subscription?.sampleDeliveries(settings, apiThrough(host.transport));
  await subscription?.subscribe(settings, receiver, host.transport, 'operation-1');

  expect(samples).toMatchObject(names.map((outcome_name) => ({ outcome: { outcome_name } })));
  const pointed = [...sailor.outcomes.values()].filter(({ webhook_url }) => webhook_url?.startsWith(url));
  expect(pointed.map(({ outcome_name }) => outcome_name)).toEqual(names);
});

test('a change keeps all else', async () => {
  const { id } = await create();

  const updated = await update(id, { order: -5 });

  expect(updated).toMatchObject({ name: config.name, order: -5, destination: { listIds: [LIST] } });
});

test.each([
  'http://crm.example/in',
  'https://10.1.2.3/in',
  'https://me:secret@crm.example/in',
  'ftp://old.example',
])('an outcome that sends to %s can be renamed, and keeps it', async (webhook_url) => {
  const { outcome_id } = sailor.createOutcome({
    outcome_name: 'Old',
    outcome_type: 'action',
    webhook_url,
  });

  await update(outcome_id, { name: 'New' });

  expect(sailor.outcomes.get(outcome_id)).toMatchObject({ outcome_name: 'New', webhook_url });
});

test.each([
  [{ webhookUrl: 'http://crm.example/' }, 'Webhook URL must be a public address that starts with https://.'],
  [{ name: 'x'.repeat(121) }, 'Outcome Name must have at most 120 characters.'],
  [{}, 'There is nothing to change.'],
] as const)('a change to %j is refused before anything is sent', async (change, message) => {
  const { id } = await create();
  sailor.requests.length = 0;

  await expect(update(id, change)).rejects.toMatchObject({ code: 'invalid_input', message });

  expect(sailor.requests).toEqual([]);
});

test('an outcome without a webhook URL cannot become an action', async () => {
  const { id } = await create({ type: 'disposition', webhookUrl: null });
  await expect(update(id, { type: 'action' })).rejects.toThrow(
    'Webhook URL is required when Outcome Type is Action.',
  );
});

test('the Smart Lists to choose from are those that outcomes name', async () => {
  await create();
  await create({ name: 'Other', destination: { type: 'none' } }, 'key-2');

  const outcomes = await perform(sailorApi.listOutcomes(), host.transport);

  expect(sailorApi.knownSmartLists(outcomes)).toEqual([{ id: LIST, name: 'Follow up' }]);
});

describe('wrong input is refused before anything is sent', () => {
  const input = { name: 'Interested', type: 'action', webhookUrl: 'https://crm.example/outcomes' };
  test.each([
    [{ name: '' }, 'Outcome Name is required.'],
    [{ name: 'x'.repeat(121) }, 'Outcome Name must have at most 120 characters.'],
    [{ type: 'button' }, 'Outcome Type must be “Action” or “Disposition”.'],
    [{ order: 1.5 }, 'Order must be a whole number.'],
    [{ order: 2 ** 31 }, 'Order must be at most 2147483647.'],
    [
      { destination: 'smartList', smartList: 'x' },
      'Smart List must be an ID such as 00000000-0000-4000-8000-000000000000.',
    ],
    [
      { destination: 'removeFromSelected', smartLists: [] },
      'Smart Lists is required when Smart List Change is Remove From Selected Smart Lists.',
    ],
    [{ webhookUrl: null }, 'Webhook URL is required when Outcome Type is Action.'],
    [
      { webhookUrl: 'http://crm.example/' },
      'Webhook URL must be a public address that starts with https://.',
    ],
    [
      { webhookUrl: 'https://192.168.1.1/' },
      'Webhook URL must be a public address that starts with https://.',
    ],
    [
      { webhookUrl: `https://crm.example/${'x'.repeat(2048)}` },
      'Webhook URL must have at most 2048 characters.',
    ],
  ])('%j', async (change, message) => {
    const raw = { ...input, ...change };
    await expect(runAction('sailor', 'Create Outcome', raw, host.transport)).rejects.toMatchObject({
      code: 'invalid_input',
      message,
    });
    expect(sailor.requests).toEqual([]);
  });
});

describe('every documented error says what to do next, whatever its status', () => {
  const codes = Object.keys(sailorErrors) as SailorErrorCode[];
  test.each(codes.flatMap((code) => [400, 418].map((status) => [code, status] as const)))(
    '%s with %d',
    async (code, status) => {
      sailor.faults.push({ times: 9, answer: { ...sailorError(code), status } });

      const error: unknown = await create().catch((reason: unknown) => reason);

      expect(error).toMatchObject({ name: 'OutcomeError', hint: expect.stringMatching(/\w{4}.*\./) });
      expect((error as Error).message).toMatch(/Sailor|outcomes/);
      // No field of one host alone.
      expect(error).not.toMatchObject({ hint: expect.stringMatching(/idempotency key/i) });
    },
  );
});

test('a key that is in use is waited for, with the same key', async () => {
  sailor.faults.push({ times: 2, answer: sailorError('idempotency_key_in_use') });

  await create();

  expect(sailor.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
    'key-1',
    'key-1',
    'key-1',
  ]);
  expect(sailor.outcomes.size).toBe(1);
});

test('an outcome is created once though the answer got lost', async () => {
  sailor.faults.push({ times: 2, applied: true, answer: 'reset' });

  await create();

  expect(sailor.outcomes.size).toBe(1);
});

test.each([
  { status: 200, body: 'fine' },
  { status: 200, body: { ok: false } },
  { status: 200, body: {} },
])('an answer that says nothing is no success: %j', async (answer) => {
  sailor.faults.push({ times: 99, answer });

  await expect(create()).rejects.toMatchObject({ code: 'unavailable' });
});
