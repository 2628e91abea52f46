import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CredentialReference } from '../host/n8n/client.ts';
import { airError, airHost, createAirEmulator } from '../emulators/air.ts';
import {
  createIclosedEmulator,
  type EventCall,
  iclosedError,
  iclosedHost,
  type IclosedOutcomeRequest,
  iclosedRateLimited,
} from '../emulators/iclosed.ts';
import { createNetwork, type EmulatedNetwork } from '../emulators/network.ts';
import {
  createSailorEmulator,
  sailorError,
  type SailorErrorCode,
  sailorErrors,
  sailorHost,
  type SailorOutcomeRequest,
} from '../emulators/sailor.ts';
import { act as run, type Acted, type Action } from '../helpers/act.ts';
import { packageName, type Rig, startRig } from '../helpers/n8n.ts';

const followUp = '00000000-0000-4000-8000-00000000000a';
const cold = '00000000-0000-4000-8000-00000000000c';
const sailorToken = 'sailor-token-of-the-test';
const iclosedKey = 'iclosed_key-of-the-test';
const airToken = 'air-token-of-the-test';

/** What n8n itself does not notice to be empty before it runs a node. */
const empty = '={{ "" }}';

const eventCall = (id: number, callType: EventCall['callType']): EventCall => ({
  id,
  callType,
  contactId: 7,
  userId: 8,
  email: 'closer@example.com',
  eventId: 9,
  eventName: 'Call',
  dateTimeUTC: '2026-06-20T06:00:00.000Z',
  duration: 30,
  durationUnit: 'MINUTES',
});

let sailor: ReturnType<typeof createSailorEmulator>;
let iclosed: ReturnType<typeof createIclosedEmulator>;
let air: ReturnType<typeof createAirEmulator>;
let network: EmulatedNetwork;
let rig: Rig;
let credentials: Record<'sailorApi' | 'iclosedApi' | 'airApi', CredentialReference>;

beforeAll(async () => {
  network = await createNetwork({
    [sailorHost]: (request, response) => {
      sailor.listener(request, response);
    },
    [iclosedHost]: (request, response) => {
      iclosed.listener(request, response);
    },
    [airHost]: (request, response) => {
      air.listener(request, response);
    },
  });
  rig = await startRig({ env: network.proxyEnv });
  credentials = {
    sailorApi: await rig.client.createCredential('sailorApi', { apiToken: sailorToken }),
    iclosedApi: await rig.client.createCredential('iclosedApi', { apiKey: iclosedKey }),
    airApi: await rig.client.createCredential('airApi', { apiToken: airToken }),
  };
});
afterAll(async () => {
  await rig.n8n.stop();
  await network.close();
});

beforeEach(() => {
  sailor = createSailorEmulator({
    tokens: { [sailorToken]: 'accepted' },
    smartLists: { [followUp]: 'Follow up', [cold]: 'Cold' },
  });
  iclosed = createIclosedEmulator({
    keys: { [iclosedKey]: 'accepted' },
    eventCalls: [eventCall(1, 'STRATEGY_EVENT'), eventCall(2, 'DISCOVERY_EVENT')],
  });
  air = createAirEmulator({ tokens: [airToken] });
});

/** An entry chosen from a list. */
const listed = (value: string) => ({ __rl: true, mode: 'id', value });

/** Runs an action of a provider with its credential. */
async function act(
  node: 'sailor' | 'iclosed' | 'air',
  parameters: Record<string, unknown>,
  settings?: Action['settings'],
  items?: Parameters<typeof run>[2],
): Promise<Acted> {
  const type = `${node}Api` as const;
  const action = {
    node,
    parameters,
    credentials: { [type]: credentials[type] },
    ...(settings && { settings }),
  };
  return run(rig, action, items);
}

function expectError({ execution, items }: Acted, message: string | RegExp): void {
  expect(execution.status).toBe('error');
  expect(execution.error?.message).toMatch(message);
  expect(execution.error?.description).toMatch(/\w+ .*\.$/);
  expect(items).toEqual([]);
}

test('n8n offers every action in its node panel and as a tool for agents', async () => {
  const names = (await rig.client.nodeTypes()).map(({ name }) => name);
  for (const node of ['sailor', 'iclosed', 'air']) {
    expect(names).toEqual(expect.arrayContaining([`${packageName}.${node}`, `${packageName}.${node}Tool`]));
  }
});

test.each([
  ['sailor', 'outcome/create', 'webhookUrl'],
  ['air', 'call/start', 'status'],
  ['iclosed', 'callOutcome/upsert', 'updatedAt'],
])('the editor can map what %s %s puts out before it has run', async (node, action, field) => {
  const schema = await fetch(`${rig.n8n.baseUrl}/schemas/${packageName}.${node}/1.0.0/${action}.json`);

  expect(await schema.json()).toMatchObject({ type: 'object', properties: { [field]: { type: 'string' } } });
});

const sailorAction = {
  operation: 'create',
  name: 'Interested',
  type: 'action',
  webhookUrl: 'https://crm.example/in',
  order: 10,
};
const sailorOutcome = {
  outcome_name: 'Interested',
  outcome_type: 'action',
  webhook_url: 'https://crm.example/in',
  order: 10,
} as const satisfies Partial<SailorOutcomeRequest>;

function idempotencyKeys(): unknown[] {
  return sailor.requests.map(({ headers }) => headers['idempotency-key']);
}

describe('Sailor', () => {
  test.each([
    ['with no destination', {}, { destination_type: 'none' }],
    [
      'that moves to a Smart List',
      { destination: 'smartList', smartList: listed(followUp) },
      { destination_type: 'smart_list', destination_id: followUp },
    ],
    [
      'that removes from Smart Lists',
      {
        destination: 'removeFromSelected',
        smartLists: { lists: [{ smartList: listed(followUp) }, { smartList: listed(cold) }] },
      },
      { destination_type: 'remove_from_smart_list', remove_from_smart_lists: { list_ids: [followUp, cold] } },
    ],
    [
      'that removes from all Smart Lists',
      { destination: 'removeFromAll' },
      { destination_type: 'remove_from_smart_list', remove_from_smart_lists: { all: true } },
    ],
  ])('creates an action %s', async (_, parameters, destination) => {
    const { items } = await act('sailor', { ...sailorAction, ...parameters });

    expect(JSON.parse(sailor.requests[0]?.text ?? '')).toEqual({ ...sailorOutcome, ...destination });
    const [stored] = sailor.outcomes.values();
    expect(items).toEqual([
      expect.objectContaining({
        id: stored?.outcome_id,
        name: 'Interested',
        type: 'action',
        order: 10,
        webhookUrl: sailorOutcome.webhook_url,
      }),
    ]);
  });

  test('creates a disposition without a webhook URL', async () => {
    const { items } = await act('sailor', { operation: 'create', name: 'Busy', type: 'disposition' });

    expect(items).toMatchObject([{ name: 'Busy', type: 'disposition', order: 0, webhookUrl: null }]);
  });

  test('lists outcomes and Smart Lists to choose from', async () => {
    const outcome = sailor.createOutcome({
      ...sailorOutcome,
      destination_type: 'smart_list',
      destination_id: followUp,
    });
    const search = (path: string, methodName: string) =>
      rig.client.listSearch({
        type: `${packageName}.sailor`,
        version: 1,
        path,
        methodName,
        parameters: {},
        credentials: { sailorApi: credentials.sailorApi },
      });

    expect(await search('outcome', 'searchAllOutcomes')).toEqual([
      { name: 'Interested (action)', value: outcome.outcome_id },
    ]);
    expect(await search('smartList', 'searchSmartLists')).toEqual([{ name: 'Follow up', value: followUp }]);
  });

  test('changes only what is given', async () => {
    const before = sailor.createOutcome({
      ...sailorOutcome,
      destination_type: 'remove_from_smart_list',
      remove_from_smart_lists: { list_ids: [cold] },
    });

    const { items } = await act('sailor', {
      operation: 'update',
      outcome: listed(before.outcome_id),
      changes: { name: 'Very interested' },
    });

    const after = sailor.outcomes.get(before.outcome_id);
    expect(after).toEqual({
      ...before,
      outcome_name: 'Very interested',
      updated_at: after?.updated_at,
    });
    expect(items).toMatchObject([{ id: before.outcome_id, name: 'Very interested', order: 10 }]);
  });

  test('takes a number as a name and a text as an order, as expressions give them', async () => {
    const { outcome_id } = sailor.createOutcome({ ...sailorOutcome, destination_type: 'none' });
    const fields = { name: '={{ 2024 }}', order: '={{ "20" }}' };

    await act('sailor', { operation: 'update', outcome: listed(outcome_id), changes: fields });
    await act('sailor', { ...sailorAction, ...fields });

    const read = { outcome_name: '2024', order: 20 };
    expect([...sailor.outcomes.values()]).toMatchObject([read, read]);
  });

  test('changes the destination alone', async () => {
    const before = sailor.createOutcome({
      ...sailorOutcome,
      destination_type: 'smart_list',
      destination_id: cold,
    });

    await act('sailor', {
      operation: 'update',
      outcome: listed(before.outcome_id),
      destination: 'smartList',
      smartList: listed(followUp),
    });

    expect(sailor.outcomes.get(before.outcome_id)).toMatchObject({
      ...sailorOutcome,
      destination_id: followUp,
    });
  });

  test('refuses an update of nothing before it sends anything', async () => {
    const { outcome_id } = sailor.createOutcome({ ...sailorOutcome, destination_type: 'none' });

    expectError(
      await act('sailor', { operation: 'update', outcome: listed(outcome_id) }),
      /nothing to change/,
    );
    expect(sailor.requests).toEqual([]);
  });

  test('deletes', async () => {
    const { outcome_id } = sailor.createOutcome({ ...sailorOutcome, destination_type: 'none' });

    const { items } = await act('sailor', { operation: 'delete', outcome: listed(outcome_id) });

    expect(items).toEqual([{ id: outcome_id, deleted: true }]);
    expect(sailor.outcomes.size).toBe(0);
  });

  test('gets many, all or up to a limit', async () => {
    for (const order of [1, 2, 3])
      sailor.createOutcome({ ...sailorOutcome, order, destination_type: 'none' });

    const all = await act('sailor', { operation: 'getAll', returnAll: true });
    const some = await act('sailor', { operation: 'getAll', limit: 2 });

    expect(all.items.map(({ order }) => order)).toEqual([1, 2, 3]);
    expect(some.items.map(({ order }) => order)).toEqual([1, 2]);
  });
});

describe('What Sailor does not do is said', () => {
  test.each(
    (Object.keys(sailorErrors) as SailorErrorCode[]).filter((code) => code !== 'idempotency_key_in_use'),
  )('says what to do about %s', async (code) => {
    sailor.faults.push({ answer: sailorError(code) });

    const acted = await act('sailor', sailorAction);

    expectError(acted, /Sailor/);
    expect(JSON.stringify(acted.execution)).not.toContain(sailorToken);
    expect(sailor.requests).toHaveLength(1);
  });

  test.each([
    ['an action without a webhook URL', { ...sailorAction, webhookUrl: empty }, /^Webhook URL is required/],
    ['a webhook URL that Sailor cannot reach', { ...sailorAction, webhookUrl: 'http://localhost/' }, /https/],
    ['no name', { ...sailorAction, name: empty }, /^Outcome Name is required/],
    [
      'an order that is no number',
      { ...sailorAction, order: '={{ "first" }}' },
      /^Order must be a whole number/,
    ],
    [
      'a Smart List that is none',
      { ...sailorAction, destination: 'smartList', smartList: listed('Cold') },
      /^Smart List must be an ID/,
    ],
  ])('refuses %s before it sends anything', async (_, parameters, message) => {
    expectError(await act('sailor', parameters), message);
    expect(sailor.requests).toEqual([]);
  });
});

describe('Sailor does everything once', () => {
  test('waits for a request that Sailor is still working on, with the same key', async () => {
    sailor.faults.push({ answer: sailorError('idempotency_key_in_use') });

    const { items } = await act('sailor', sailorAction);

    expect(items).toHaveLength(1);
    expect(sailor.requests.map(({ status }) => status)).toEqual([409, 200]);
    expect(idempotencyKeys()).toEqual([idempotencyKeys()[0], idempotencyKeys()[0]]);
  });

  test('creates once when the answer gets lost', async () => {
    sailor.faults.push({ answer: 'reset', applied: true });

    const { items } = await act('sailor', sailorAction);

    expect(items).toHaveLength(1);
    expect(sailor.outcomes.size).toBe(1);
  });

  test('creates once when n8n tries the node again', async () => {
    // As often as the core repeats by itself, so that the node fails and n8n repeats it.
    sailor.faults.push({ answer: 'reset', applied: true }, { answer: 'reset', times: 3 });

    const { items } = await act('sailor', sailorAction, { retryOnFail: true, waitBetweenTries: 1 });

    expect(items).toHaveLength(1);
    expect(new Set(idempotencyKeys()).size).toBe(1);
    expect(sailor.requests).toHaveLength(5);
    expect(sailor.outcomes.size).toBe(1);
  });

  test('makes a new key for each item and each execution', async () => {
    const twice = [{ n: 1 }, { n: 1 }];
    await act('sailor', sailorAction, undefined, twice);
    await act('sailor', sailorAction, undefined, twice);

    expect(new Set(idempotencyKeys()).size).toBe(4);
    expect(sailor.outcomes.size).toBe(4);
  });
});

describe('One item that fails', () => {
  test('goes on with the other items where the user wants that', async () => {
    const { execution, items } = await act(
      'sailor',
      { ...sailorAction, name: '={{ $json.name }}' },
      { onError: 'continueRegularOutput' },
      [{ name: 'One' }, { name: '' }, { name: 'Three' }],
    );

    expect(execution.status).toBe('success');
    expect(items).toEqual([
      expect.objectContaining({ name: 'One' }),
      { error: expect.stringMatching(/Outcome Name is required.*try again/) },
      expect.objectContaining({ name: 'Three' }),
    ]);
  });

  test('puts the items that failed on the error output, linked to what they came from', async () => {
    const { execution } = await act(
      'sailor',
      { ...sailorAction, name: '={{ $json.name }}' },
      { onError: 'continueErrorOutput' },
      [{ name: 'One' }, { name: '' }, { name: 'Three' }],
    );

    expect(execution.items('Done')).toEqual([
      { from: { name: 'One' }, name: 'One' },
      { from: { name: 'Three' }, name: 'Three' },
    ]);
    expect(execution.items('Failed')).toEqual([
      { from: { name: '' }, name: '', error: expect.stringMatching(/Outcome Name is required.*try again/) },
    ]);
  });
});

describe('iClosed', () => {
  test.each<[string, IclosedOutcomeRequest]>([
    ['Won', { eventCallId: 1, outcome: 'WON', objection: 'NO_OBJECTION' }],
    ['No Sale', { eventCallId: 1, outcome: 'NO_SALE', noSaleReason: 'NO_SHOW' }],
    [
      'No Sale with an objection',
      { eventCallId: 1, outcome: 'NO_SALE', noSaleReason: 'FOLLOW_UP_SCHEDULE', objection: 'MONEY' },
    ],
    ['Approved', { eventCallId: 2, outcome: 'APPROVED', notes: 'A good one' }],
    ['Rejected', { eventCallId: 2, outcome: 'REJECTED', noSaleReason: 'BAD_FIT' }],
  ])('records %s', async (_, outcome) => {
    const { items } = await act('iclosed', { ...outcome });

    const recorded = iclosed.recorded.get(outcome.eventCallId);
    expect(JSON.parse(iclosed.requests[0]?.text ?? '')).toEqual(outcome);
    expect(items).toEqual([
      {
        id: String(recorded?.id),
        noSaleReason: outcome.noSaleReason ?? null,
        objection: outcome.objection ?? null,
        updatedAt: recorded?.updatedAt,
      },
    ]);
  });

  test('sends a deal along, its date in the time zone of the workflow', async () => {
    await act('iclosed', {
      eventCallId: '={{ "1" }}',
      outcome: 'WON',
      deal: {
        id: '5',
        value: 1200.5,
        transactionType: 'DEPOSIT',
        productId: '6',
        date: '2026-01-02T03:00:00',
        transactionIds: '7, 8',
      },
    });

    expect(JSON.parse(iclosed.requests[0]?.text ?? '')).toMatchObject({
      eventCallId: 1,
      newDeal: {
        id: 5,
        value: 1200.5,
        transactionType: 'DEPOSIT',
        productId: 6,
        // n8n's own default zone is America/New_York.
        date: '2026-01-02T08:00:00.000Z',
        transactionIds: [7, 8],
      },
    });
  });

  test.each([
    ['no event call', { eventCallId: empty, outcome: 'WON' }, /^Event Call is required/],
    [
      'No Sale for follow-up without an objection',
      { eventCallId: 1, outcome: 'NO_SALE', noSaleReason: 'UNQUALIFIED' },
      /^Objection is required/,
    ],
  ])('refuses %s before it sends anything', async (_, parameters, message) => {
    expectError(await act('iclosed', parameters), message);
    expect(iclosed.requests).toEqual([]);
  });

  test.each(['details', 'errors'] as const)(
    'says which outcomes the call takes after iClosed refused one, from "%s"',
    async (errorBody) => {
      iclosed = createIclosedEmulator({
        keys: { [iclosedKey]: 'accepted' },
        eventCalls: [eventCall(1, 'STRATEGY_EVENT')],
        errorBody,
      });

      expectError(
        await act('iclosed', { eventCallId: 1, outcome: 'APPROVED' }),
        'This is a strategy call, which takes Won or No Sale.',
      );
    },
  );

  test('finds the call to choose by name, e-mail and number, and shows person, time and type', async () => {
    const contact = { id: 7, firstName: 'Jo', lastName: 'Reed', email: 'jo@example.com' };
    iclosed = createIclosedEmulator({
      keys: { [iclosedKey]: 'accepted' },
      eventCalls: [eventCall(1, 'STRATEGY_EVENT'), { ...eventCall(2, 'DISCOVERY_EVENT'), contactId: 8 }],
      contacts: [{ ...contact, phoneNumber: '+15555550133' }],
    });
    const search = (filter?: string) =>
      rig.client.listSearch({
        type: `${packageName}.iclosed`,
        version: 1,
        path: 'eventCallId',
        methodName: 'searchEventCalls',
        parameters: {},
        credentials: { iclosedApi: credentials.iclosedApi },
        ...(filter !== undefined && { filter }),
      });

    const jo = { name: 'Jo Reed, 2026-06-20 06:00 UTC, Call', value: '1' };
    expect(await search()).toEqual([{ name: 'Call 2, 2026-06-20 06:00 UTC, Call', value: '2' }, jo]);
    for (const words of ['jo reed', 'jo@example.com', '5550133']) expect(await search(words)).toEqual([jo]);
  });

  test('takes the call that was chosen from the list', async () => {
    const { items } = await act('iclosed', { eventCallId: listed('2'), outcome: 'APPROVED' });

    expect(items).toHaveLength(1);
    expect(iclosed.recorded.get(2)).toMatchObject({ outcome: 'APPROVED' });
  });

  test('gets calls, and outcomes as the trigger gives them', async () => {
    iclosed.record({ eventCallId: 2, outcome: 'APPROVED' });
    const getAll = (resource: string, parameters: object) =>
      act('iclosed', { resource, operation: 'getAll', ...parameters });

    expect((await getAll('call', {})).items).toMatchObject([{ id: '2' }, { id: '1' }]);
    expect((await getAll('call', { limit: 1 })).items).toMatchObject([{ id: '2' }]);
    expect((await getAll('call', { withOutcome: true })).items).toMatchObject([
      { id: '2', outcome: { name: 'APPROVED' } },
    ]);
    expect((await getAll('call', { since: '2026-06-21T00:00:00Z' })).items).toEqual([]);
    expect((await getAll('callOutcome', { returnAll: true })).items).toMatchObject([
      { key: 'iclosed:7@2026-06-20T06:00:00.000Z', outcome: { name: 'APPROVED', result: 'positive' } },
    ]);
  });

  test.each([
    [401, 'Invalid API key'],
    [403, 'Forbidden'],
    [404, 'Event call not found'],
  ])('says what to do about %d', async (status, message) => {
    iclosed.faults.push({ answer: iclosedError(status, message) });

    const acted = await act('iclosed', { eventCallId: 1, outcome: 'WON' });

    expectError(acted, /iClosed/);
    expect(JSON.stringify(acted.execution)).not.toContain(iclosedKey);
    expect(iclosed.requests).toHaveLength(1);
  });

  test('comes again when iClosed asks for it', async () => {
    iclosed.faults.push({ answer: iclosedRateLimited(1) });

    const { items } = await act('iclosed', { eventCallId: 1, outcome: 'WON' });

    expect(items).toHaveLength(1);
    expect(iclosed.requests.map(({ status }) => status)).toEqual([429, 200]);
  });

  test('adds no second deal when the answer gets lost', async () => {
    iclosed.faults.push({ answer: 'reset', applied: true });

    expectError(await act('iclosed', { eventCallId: 1, outcome: 'WON', deal: { value: 5 } }), /reached/);
    expect(iclosed.requests).toHaveLength(1);
  });
});

describe('Air', () => {
  const call = { promptId: '25673', phone: '+15555550142', name: 'Nathan' };

  test.each([
    ['no metadata', {}, {}],
    [
      'metadata from fields',
      { metadataFields: { fields: [{ name: 'leadId', value: '42' }] } },
      { leadId: '42' },
    ],
    [
      'metadata from JSON',
      { specifyMetadata: 'json', metadataJson: '{ "lead": { "id": 42 } }' },
      { lead: { id: 42 } },
    ],
    [
      'metadata from an expression',
      { specifyMetadata: 'json', metadataJson: '={{ { leadId: 6 * 7 } }}' },
      { leadId: 42 },
    ],
  ])('starts a call with %s', async (_, parameters, metadata) => {
    const { items } = await act('air', { ...call, ...parameters });

    expect(items).toEqual([{ status: 'OK', phone: call.phone, name: 'Nathan' }]);
    expect(air.calls).toMatchObject([{ promptId: 25673, phone: call.phone, name: 'Nathan', metadata }]);
  });

  test.each([
    ['no prompt ID', { ...call, promptId: empty }, /^Prompt ID is required/],
    ['no number to call', { ...call, phone: empty }, /^Phone Number is required/],
    ['no name', { ...call, name: empty }, /^Contact Name is required/],
  ])('refuses %s before it calls anybody', async (_, parameters, message) => {
    expectError(await act('air', parameters), message);
    expect(air.requests).toEqual([]);
  });

  test('refuses metadata that is no JSON', async () => {
    const { execution } = await act('air', { ...call, specifyMetadata: 'json', metadataJson: '{ leadId' });

    expect(execution.error?.message).toMatch(/^Metadata must be names and values/);
    expect(air.requests).toEqual([]);
  });

  test.each([400, 401, 403, 500])('says what to do about %d, and calls nobody twice', async (status) => {
    air.faults.push({ answer: airError(status, 'No') });

    const acted = await act('air', call);

    expectError(acted, /Air/);
    expect(JSON.stringify(acted.execution)).not.toContain(airToken);
    expect(air.requests).toHaveLength(1);
  });

  test('calls nobody twice when the answer gets lost', async () => {
    air.faults.push({ answer: 'reset', applied: true });

    expectError(await act('air', call), /could not be reached/);
    expect(air.calls).toHaveLength(1);
  });
});

describe('The test of a credential', () => {
  test.each([
    ['sailorApi', { apiToken: sailorToken }, 'OK'],
    ['sailorApi', { apiToken: ` ${sailorToken}\n` }, 'OK'],
    ['sailorApi', { apiToken: 'another' }, 'Error'],
    ['iclosedApi', { apiKey: iclosedKey }, 'OK'],
    ['iclosedApi', { apiKey: 'iclosed_another' }, 'Error'],
    ['airWebhookApi', { bearerToken: 'a-token-of-16-signs' }, 'OK'],
    ['airWebhookApi', { bearerToken: 'short' }, 'Error'],
  ])('%s %j: %s', async (type, data, status) => {
    expect(await rig.client.testCredential(type, data)).toMatchObject({ status });
  });

  test('is not there for Air, since the only call that Air documents would ring someone up', async () => {
    const { message } = await rig.client.testCredential('airApi', { apiToken: airToken });

    expect(message).toMatch(/No testing function found/);
    expect(air.requests).toEqual([]);
  });
});
