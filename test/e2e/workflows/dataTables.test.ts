// The workflows that keep what they know in n8n's own data tables: the router, your own CRM, Sailor's
// outcomes, and leads for Air.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { outcomeResults } from '../../../shared/index.ts';
import { airHost, createAirEmulator } from '../../emulators/air.ts';
import { createOwnCrm, failures, ownCrmHost, writeTo } from '../../emulators/crm/ownCrm.ts';
import type { Fault } from '../../emulators/http.ts';
import { createSailorEmulator, sailorHost } from '../../emulators/sailor.ts';
import { readFixture, startWorkflowRig } from '../../helpers/workflowRig.ts';
import type { Delivery, Running, WorkflowRig } from '../../helpers/workflowRig.ts';
import type { N8nClient } from '../../host/n8n/client.ts';
import { call, meeting, meetings, noSale, somebody } from './deliveries.ts';
import type { Somebody } from './deliveries.ts';
import { routed, routerTable } from './router.ts';

const token = 'a-token-for-tests';
const air = createAirEmulator({ tokens: [token] });
const recording = 'https://api.twilio.com/2010-04-01/Accounts/AC5e1f/Recordings/RE9b04';
const smartList = '00000000-0000-4000-8000-000000000006';
const sailor = createSailorEmulator({
  tokens: { [token]: 'accepted' },
  smartLists: { [smartList]: 'Follow up' },
});
const crm = createOwnCrm();

let rig: WorkflowRig;
let client: N8nClient;

beforeAll(async () => {
  rig = await startWorkflowRig(
    { [airHost]: air, [sailorHost]: sailor, [ownCrmHost]: crm },
    { airApi: { apiToken: token }, sailorApi: { apiToken: token } },
  );
  client = rig.client;
});

afterAll(async () => {
  await rig.close();
});

describe('Router', () => {
  let router: Running;

  beforeAll(async () => {
    router = await rig.switchOn('router');
    // The first run makes the table.
    await router.send([await call(somebody(), 'unknown')]);
  });

  test.each(routed)('$name', async ({ known, deliveries, row }) => {
    const sam = somebody();
    if (known) await client.addRows(routerTable, [known(sam)]);
    const all: Delivery[] = [];
    for (const one of deliveries(sam)) all.push(await one);
    await router.send(all);
    const once = await rowsOf(sam);
    expect(once).toEqual([expect.objectContaining(row)]);

    // What comes again changes nothing.
    await router.send(all.slice(-1));
    expect((await rowsOf(sam)).map((one) => ({ ...one, updatedAt: null }))).toEqual(
      once.map((one) => ({ ...one, updatedAt: null })),
    );
  });

  describe('with a CRM behind it', () => {
    let withCrm: Running;

    beforeAll(async () => {
      withCrm = await rig.switchOn('router', { behind: { 'Save contact': writeTo('$json.phone') } });
    });

    test.each(Object.entries(failures))(
      'which fails with %s: after Retry all is there once',
      async (_what, fault) => {
        const [sam, robin] = [somebody(), somebody()];
        crm.entries.clear();
        crm.faults.push({ ...fault, after: 1 });
        const failed = await withCrm.post(meetings(meeting(sam), meeting(robin, noSale)));
        expect(failed.status).toBe('error');
        expect(crm.faults).toEqual([]);
        expect((await withCrm.retry(failed)).error).toBeUndefined();
        expect(await rowsOf(sam)).toMatchObject([{ stage: 'Won' }]);
        expect(await rowsOf(robin)).toMatchObject([{ stage: 'Lost' }]);
        const stages = [...crm.entries].map(([phone, writes]) => [
          phone,
          new Set(writes.map((one) => (one as { stage: string }).stage)),
        ]);
        expect(stages).toEqual([
          [sam.phone, new Set(['Won'])],
          [robin.phone, new Set(['Lost'])],
        ]);
      },
    );
  });
});

async function rowsOf({ email, phone, typed }: Somebody) {
  const rows = await client.rows(routerTable);
  return rows.filter(
    (row) =>
      row['phone'] === phone ||
      row['phone'] === typed ||
      (row['email'] as string | null)?.toLowerCase() === email,
  );
}

test('Your own CRM: a row per sample before the first call, and one row per Outcome Key', async () => {
  const { id, nodes, ran, send } = await rig.switchOn('your-crm');
  const triggers = nodes.filter(({ type }) => /outcomes\.\w+Trigger$/.test(type));
  for (const { name } of triggers) {
    await client.run(id, name);
    await ran();
  }
  const table = async () => client.rows('Calls for your CRM');
  expect((await table()).map(({ result }) => result)).toEqual(triggers.flatMap(() => outcomeResults));
  const everything = [
    ['sailor', 'outcome'],
    ['air', 'outcome'],
    ['iclosed', 'three-outcomes'],
    ['iclosed', 'edited-notes'],
  ] as const;
  await send([...everything, ...everything]);
  const rows = await table();
  // The documented outcomes are among the samples; two of the three in iClosed's list are not.
  expect(rows).toHaveLength(triggers.length * outcomeResults.length + 2);
  expect(rows).toContainEqual(
    expect.objectContaining({
      contactEmail: 'sam.field@example.com',
      note: expect.stringContaining('in May'),
    }),
  );
});

test('Sailor outcomes from a table: each row once, also when one is wrong at first or it is run again', async () => {
  const { id, ran } = await rig.switchOn('sailor-outcomes-from-table');
  const run = async () => {
    await client.run(id, 'Run');
    return (await ran()).error?.message;
  };
  expect(await run()).toBeUndefined();
  expect(sailor.outcomes.size).toBe(0);

  const webhookUrl = 'https://hooks.example/sailor';
  await client.addRows('Sailor outcomes', [
    { name: 'Interested', type: 'action', order: 10, smartListId: smartList, webhookUrl },
    { name: 'Call me back', type: 'action', order: 20 },
    { name: 'Not qualified', type: 'disposition', order: 30 },
  ]);
  expect(await run()).toMatch('Webhook URL is required when Outcome Type is Action');
  expect(await client.rows('Sailor outcomes')).toMatchObject([
    { sailorOutcomeId: [...sailor.outcomes.keys()][0] },
    { sailorOutcomeId: null },
    { sailorOutcomeId: null },
  ]);

  await client.changeRows('Sailor outcomes', 'name', 'Call me back', { webhookUrl });
  expect(await run()).toBeUndefined();
  expect(await run()).toBeUndefined();
  expect(sailor.requests.flatMap(({ refusedBecause }) => refusedBecause ?? [])).toEqual([]);
  const outcomes = [...sailor.outcomes.values()];
  expect(outcomes).toMatchObject([
    { outcome_name: 'Interested', outcome_type: 'action', order: 10, destination_id: smartList },
    { outcome_name: 'Call me back', outcome_type: 'action', order: 20, destination_type: 'none' },
    { outcome_name: 'Not qualified', outcome_type: 'disposition', order: 30, destination_type: 'none' },
  ]);
  expect(await client.rows('Sailor outcomes')).toMatchObject(
    outcomes.map(({ outcome_id }) => ({ sailorOutcomeId: outcome_id })),
  );
});

/** Air's documented delivery with another call. */
async function airDelivery(call: object): Promise<Buffer> {
  const outcome = JSON.parse((await readFixture('air', 'outcome')).toString()) as { call: object };
  return Buffer.from(JSON.stringify({ ...outcome, call: { ...outcome.call, ...call } }));
}

describe('Air calls for new leads', () => {
  let leads: Running;

  beforeAll(async () => {
    leads = await rig.switchOn('air-calls-for-leads', { picks: { 'Start the call': { promptId: '48213' } } });
  });

  const submit = async (name: string, phone: string) => {
    const form = leads.nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger')?.webhookId;
    const body = new FormData();
    body.set('field-0', name);
    body.set('field-1', phone);
    body.set('field-2', 'lead@example.com');
    const response = await fetch(`${rig.n8n.baseUrl}/form/${form}`, { method: 'POST', body });
    expect(response.status).toBe(200);
    return leads.ran();
  };
  const anHour = async () => {
    await client.run(leads.id, 'Every hour');
    return leads.ran();
  };
  const rowOf = async (name: string) => (await client.rows('Leads')).find((row) => row['name'] === name);

  test('one call per number, no more than the limit, and no lead that stays at calling', async () => {
    await submit('Robin', '+1 (555) 555-0123');
    await submit('Robin Again', '555 555 0123');
    await submit('Far Away', '+44 20 7946 0958');
    await submit('Sam', '15555550177');
    expect(air.calls).toMatchObject([
      { promptId: 48213, name: 'Robin', phone: '+15555550123', metadata: { leadId: 1 } },
      { promptId: 48213, name: 'Sam', phone: '+15555550177', metadata: { leadId: 3 } },
    ]);

    air.faults.push({ answer: { status: 422, body: { message: 'The number cannot be called' } } });
    expect((await submit('Wrong', '+15555550100')).error?.message).toMatch('Air did not start every call');

    const delivery = (changes: object) => airDelivery({ leadData: { leadId: 1 }, ...changes });
    const answered = await delivery({ createdAt: '2026-03-02 10:00:00+00' });
    await leads.send([
      ['air', answered],
      ['air', await delivery({ createdAt: '2026-03-01 10:00:00+00', outcome: 'No answer' })],
      ['air', 'outcome'],
    ]);
    const called = {
      name: 'Robin',
      status: 'called',
      result: 'positive',
      outcome: 'Booked a demo',
      recordingUrl: recording,
    };
    const rows = await client.rows('Leads');
    expect(rows).toMatchObject([
      called,
      { name: 'Far Away', status: 'not called' },
      { name: 'Sam', status: 'calling', result: null },
      { name: 'Wrong', status: 'failed', error: expect.stringContaining('Air') },
    ]);

    const early = new Date(Date.now() - 3 * 3_600_000).toISOString();
    await client.changeRows('Leads', 'name', 'Sam', { calledAt: early });
    await client.changeRows('Leads', 'name', 'Wrong', { status: 'waiting' });
    const many = Array.from({ length: 19 }, (_, index) => ({
      name: `Lead ${index}`,
      phone: `+155555502${10 + index}`,
      status: 'waiting',
    }));
    await client.addRows('Leads', [{ name: 'Double', phone: '+15555550123', status: 'waiting' }, ...many]);
    expect((await anHour()).error?.message).toBeUndefined();
    const all = await client.rows('Leads');
    const named = (status: string) => all.filter((lead) => lead['status'] === status).map(({ name }) => name);
    expect(named('no outcome')).toEqual(['Sam']);
    expect(named('not called')).toEqual(['Far Away', 'Double']);
    // Twenty an hour: two were before, and one place was taken by the double.
    expect(named('calling')).toEqual(['Wrong', ...many.slice(0, 16).map(({ name }) => name)]);
    expect(named('waiting')).toEqual(['Lead 16', 'Lead 17', 'Lead 18']);
    expect(air.calls).toHaveLength(19);

    await leads.send([['air', await delivery({ leadData: { leadId: 3 } })]]);
    expect((await client.rows('Leads'))[2]).toMatchObject({ name: 'Sam', status: 'called' });
  });

  // Air is asked again by itself where it says to wait for less than half a minute.
  const refused = (status: number) => ({
    status,
    headers: { 'retry-after': '60' },
    body: { message: 'Not now' },
  });
  const trouble: Record<string, { fault: Fault; status: string; now: string }> = {
    'too many requests': { fault: { answer: refused(429) }, status: 'waiting', now: 'calling' },
    'an error, and calls': {
      fault: { answer: refused(500), applied: true },
      status: 'failed',
      now: 'failed',
    },
    'nothing, and calls': { fault: { answer: 'reset', applied: true }, status: 'failed', now: 'failed' },
  };

  test.each(Object.entries(trouble))(
    'Air answers %s: the person is called once',
    async (name, { fault, status, now }) => {
      // An hour later, the limit is as if nobody had been called, and nobody waits.
      const hourAgo = new Date(Date.now() - 61 * 60_000).toISOString();
      for (const known of ['calling', 'called', 'failed', 'waiting']) {
        await client.changeRows('Leads', 'status', known, { calledAt: hourAgo });
      }
      await anHour();
      const { phone } = somebody();
      air.faults.push({ ...fault });
      const failed = await submit(name, phone);
      expect(failed.error?.message).toMatch('Air did not start every call');
      expect(await rowOf(name)).toMatchObject({ status, error: expect.stringContaining('Air') });
      await leads.retry(failed);
      await anHour();
      expect(await rowOf(name)).toMatchObject({ status: now });
      expect(air.calls.filter((call) => call.phone === phone)).toHaveLength(1);
    },
  );
});
