// What queue mode promises, in the set-up that the n8n package's README recommends for it, under load and crashes.
// STORM=600 sends that few deliveries, within two minutes instead of ten.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { N8n } from '../../host/n8n/server.ts';
import { type Crm, startCrm } from '../../helpers/crm.ts';
import { type QueueRig, startQueueRig } from '../../helpers/queue/queueRig.ts';
import { activateTriggers } from '../../helpers/queue/queueSetUps.ts';
import { planStorm, type Result, sendStorm } from '../../helpers/queue/storm.ts';
import { formatTally, tally } from '../../helpers/queue/stormReport.ts';

const deliveries = Number(process.env.STORM ?? 10_000);
const seed = Number(process.env.STORM_SEED ?? 1);
const minute = 60_000;

let rig: QueueRig;
let crm: Crm;
beforeAll(async () => {
  [rig, crm] = await Promise.all([startQueueRig(), startCrm()]);
}, 10 * minute);
afterAll(async () => {
  await rig.stop();
  await crm.close();
}, 2 * minute);
beforeEach(() => {
  crm.records.clear();
});

/** Whether the outcome is in the CRM although the workflow did not get to its end the first time. */
const ways = [
  { respond: 'whenFinished', arrives: true },
  { respond: 'immediately', arrives: false },
] as const;

test.each(ways)(
  'when the worker is killed: $respond',
  async ({ respond, arrives }) => {
    const targets = await activateTriggers(rig, crm.url, respond);
    const held = crm.holdNext();
    const sending = sendStorm(planStorm(1, seed), targets, [], rig.route);
    await held;
    await Promise.all(rig.workers.map(killAndRestart));

    expect(await sending).toMatchObject([{ status: 200 }]);
    await expectNothingMore();
    expect(crm.records.size).toBe(arrives ? 1 : 0);
  },
  10 * minute,
);

test(
  'what a killed worker was at gets through when it is run again by hand: immediately',
  async () => {
    const targets = await activateTriggers(rig, crm.url, 'immediately');
    const held = crm.holdNext();
    await sendStorm(planStorm(1, seed), targets, [], rig.route);
    await held;
    await Promise.all(rig.workers.map(killAndRestart));
    await expectNothingMore();
    expect(crm.records.size).toBe(0);

    const newest = `select id from execution_entity where status = 'crashed' order by id desc limit 1`;
    const [[crashed = ''] = []] = await rig.postgres.query('n8n', newest);
    await rig.client.retry(crashed);
    await expectNothingMore();
    expect(crm.records.size).toBe(1);
  },
  10 * minute,
);

test.each(ways)(
  'when the CRM is down for a moment: $respond',
  async ({ respond, arrives }) => {
    const targets = await activateTriggers(rig, crm.url, respond);
    crm.failNext();

    expect(await sendStorm(planStorm(1, seed), targets, [], rig.route)).toMatchObject([{ status: 200 }]);
    await expectNothingMore();
    expect(crm.records.size).toBe(arrives ? 1 : 0);
  },
  10 * minute,
);

test(
  `of ${deliveries} deliveries nothing is lost, nothing is twice and nobody gets in`,
  async () => {
    const targets = await activateTriggers(rig, crm.url, 'whenFinished');
    const [worker] = rig.workers;
    const [processor] = rig.processors;
    const results = await sendStorm(
      planStorm(deliveries, seed),
      targets,
      [
        { name: 'worker killed', at: 0.2, strike: () => killAndRestart(worker) },
        { name: 'webhook processor killed', at: 0.4, strike: () => killAndRestart(processor) },
        { name: 'Redis crashed', at: 0.6, strike: () => rig.redis.crash() },
        { name: 'PostgreSQL crashed', at: 0.8, strike: () => rig.postgres.crash() },
      ],
      rig.route,
    );
    const rows = tally(results, crm.records.values());
    console.log(`Storm of ${deliveries} deliveries, seed ${seed}\n${formatTally(rows)}`);

    expect(rows.at(-1)).toMatchObject({ sent: deliveries, lost: 0, twice: 0, gotIn: 0 });
    expect(results.filter(isGivenUp)).toEqual([]);
    expect(results.filter(isBadAndAccepted)).toEqual([]);
  },
  60 * minute,
);

/** A good delivery that stayed without a 2xx as long as the provider tried. */
function isGivenUp({ delivery, status }: Result): boolean {
  return delivery.kind === 'outcome' && (status === null || status >= 300);
}

function isBadAndAccepted({ delivery, status }: Result): boolean {
  return delivery.kind !== 'outcome' && status !== null && status < 300;
}

/** As an out-of-memory killer and a supervisor do. */
async function killAndRestart(n8n: N8n): Promise<void> {
  await n8n.kill();
  await sleep(2000);
  await n8n.restart();
}

/** Another outcome gets through the same way, and n8n has nothing left to do. */
async function expectNothingMore(): Promise<void> {
  const unfinished = `select count(*) from execution_entity where status in ('new', 'running')`;
  const deadline = Date.now() + 5 * minute;
  while (Date.now() < deadline) {
    const [[count = ''] = []] = await rig.postgres.query('n8n', unfinished);
    if (count === '0') return;
    await sleep(1000);
  }
}
