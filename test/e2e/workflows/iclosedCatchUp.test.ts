import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOwnCrm, failures, ownCrmHost, writeTo } from '../../emulators/crm/ownCrm.ts';
import { createIclosedEmulator, type IclosedEmulator, iclosedHost } from '../../emulators/iclosed.ts';
import { booking } from '../../helpers/callBook.ts';
import { startWorkflowRig, type WorkflowRig } from '../../helpers/workflowRig.ts';
import { meeting, meetings, noSale, somebody } from './deliveries.ts';

const key = 'iclosed_key-for-tests';
const every = (secondsInterval: number) => ({ rule: { interval: [{ field: 'seconds', secondsInterval }] } });

/** Starting n8n again takes a minute on a busy machine. */
const TIME_LIMIT = 300_000;

const crm = createOwnCrm();
let iclosed: IclosedEmulator;
let rig: WorkflowRig;
beforeAll(async () => {
  const soon = (index: number) => new Date(Date.now() - (index + 1) * 60 * 60 * 1000).toISOString();
  iclosed = createIclosedEmulator({
    keys: { [key]: 'accepted' },
    eventCalls: Array.from({ length: 150 }, (_, index) => booking(index + 1, { dateTimeUTC: soon(index) })),
    delivery: { timeoutMs: 5000, retryAfterMs: Array.from({ length: 60 }, () => 1000) },
  });
  rig = await startWorkflowRig(
    { [iclosedHost]: iclosed, [ownCrmHost]: crm },
    { iclosedApi: { apiKey: key } },
  );
});
afterAll(async () => {
  iclosed.close();
  await rig.close();
});

const rows = async () =>
  (await rig.client.dataTable('iClosed outcomes')) && rig.client.rows('iClosed outcomes');
const notes = () => rig.client.rows('iClosed notes');
const record = (eventCallId: number, noSaleReason: 'NO_SHOW' | 'NOT_INTERESTED' = 'NO_SHOW') =>
  iclosed.record({ eventCallId, outcome: 'NO_SALE', noSaleReason });

/** Waits until it holds; the test's own time limit ends it otherwise. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(200);
}

/** Waits until the API was read whole once more, and what came of it is done. Gives how many notes the last run added. */
async function anotherCatchUp(workflowId: string): Promise<number> {
  const before = iclosed.requests.length;
  await until(() => Promise.resolve(iclosed.requests.length >= before + 6));
  await until(async () => {
    const executions = await rig.client.executions(workflowId);
    // What n8n was at when it was killed is listed as crashed.
    return executions.every(({ status }) => !['new', 'running', 'waiting'].includes(status));
  });
  const ids = (await rig.client.executions(workflowId)).map(({ id }) => Number(id));
  return (await rig.client.execution(String(Math.max(...ids)))).items('Add note').length;
}

test(
  'outcomes recorded while n8n was off come once, by webhook, by catching up or by both',
  async () => {
    const { id, receivers } = await rig.switchOn('iclosed-catch-up', { picks: { 'Every hour': every(2) } });
    await rig.n8n.kill();
    // iClosed gives these up before n8n is back; the others it sends until they are taken.
    for (let call = 1; call <= 25; call++) record(call);
    iclosed.webhooks.push({ ...receivers.iclosed, headers: 'webhook', envelope: 'array' });
    for (let call = 26; call <= 50; call++) record(call);
    await sleep(1500);
    expect(iclosed.deliveries.all.map(({ accepted }) => accepted)).toEqual(Array(25).fill(false));

    await rig.n8n.restart();
    await Promise.all(iclosed.deliveries.all.map(({ finished }) => finished));
    await until(async () => (await rows())?.length === 50);
    expect(await anotherCatchUp(id)).toBe(0);

    expect(iclosed.deliveries.all.filter(({ accepted }) => accepted)).toHaveLength(25);
    expect(await rows()).toHaveLength(50);
    expect(new Set((await rows())?.map(({ outcomeKey }) => outcomeKey)).size).toBe(50);
    expect(await notes()).toHaveLength(50);

    // Edited twice, and back to what it was.
    for (const [reason, result] of [
      ['NOT_INTERESTED', 'negative'],
      ['NO_SHOW', 'not_reached'],
    ] as const) {
      record(7, reason);
      await anotherCatchUp(id);
      expect((await rows())?.filter(({ result: is }) => is === 'negative')).toHaveLength(
        result === 'negative' ? 1 : 0,
      );
      expect(await rows()).toHaveLength(50);
    }
    await rig.client.deactivate(id);
  },
  TIME_LIMIT,
);

test(
  'without webhooks, each outcome comes once',
  async () => {
    iclosed.webhooks.length = 0;
    const known = new Set((await rows())?.map(({ outcomeKey }) => outcomeKey));
    const before = known.size;
    const { id } = await rig.switchOn('iclosed-without-webhooks', {
      picks: { 'Every 15 minutes': every(2) },
    });
    await rig.client.activate(id);
    for (let call = 51; call <= 60; call++) record(call);
    await until(async () => (await rows())?.length === before + 10);
    expect(await anotherCatchUp(id)).toBe(0);

    expect(await rows()).toHaveLength(before + 10);
    expect((await notes()).filter(({ outcomeKey }) => !known.has(outcomeKey))).toHaveLength(10);
    await rig.client.deactivate(id);
  },
  TIME_LIMIT,
);

describe.each(Object.entries(failures))('the step of the user fails with %s', (_what, fault) => {
  const behind = { 'Add note': writeTo('$json.noteKey') };

  beforeEach(() => {
    crm.entries.clear();
    crm.faults.push({ ...fault, after: 1 });
  });

  /** After Retry each of the two outcomes is there, whether in n8n's tables or in the CRM, and as often as one. */
  async function expectBothOnce(before: number) {
    expect(crm.faults).toEqual([]);
    const added = (await notes()).slice(before);
    expect(added).toHaveLength(2);
    expect([...crm.entries.keys()].sort()).toEqual(added.map(({ noteKey }) => noteKey).sort());
    for (const writes of crm.entries.values())
      expect(new Set(writes.map((one) => JSON.stringify(one))).size).toBe(1);
  }

  test(
    'by webhook: after Retry each outcome is there once',
    async () => {
      const { id, post, retry } = await rig.switchOn('iclosed-catch-up', { behind });
      const before = (await notes()).length;
      const failed = await post(meetings(meeting(somebody()), meeting(somebody(), noSale)));
      expect(failed.status).toBe('error');
      expect((await retry(failed)).error).toBeUndefined();
      await expectBothOnce(before);
      await rig.client.deactivate(id);
    },
    TIME_LIMIT,
  );

  test(
    'by the API: later runs do not take it again, and after Retry each outcome is there once',
    async () => {
      const picks = { 'Every 15 minutes': every(2) };
      const { id } = await rig.switchOn('iclosed-without-webhooks', { picks, behind });
      const before = (await notes()).length;
      iclosed.webhooks.length = 0;
      const first = iclosed.recorded.size + 1;
      record(first);
      record(first + 1);
      await rig.client.activate(id);
      const ended = async (status: string) =>
        (await rig.client.executions(id)).filter((execution) => execution.status === status);
      await until(async () => (await ended('success')).length > 0);
      await rig.client.deactivate(id);
      const [failed, ...others] = await ended('error');
      expect(others).toEqual([]);
      await rig.client.retry(String(failed?.id));
      await until(() => Promise.resolve(crm.entries.size === 2));
      await expectBothOnce(before);
    },
    TIME_LIMIT,
  );
});
