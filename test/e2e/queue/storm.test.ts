// What queue mode promises, in the set-up that the n8n package's README recommends for it, under load and crashes.
// STORM=600 sends that few deliveries, within two minutes instead of ten.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { N8n } from '../../host/n8n/server.ts';
import type { ProviderId } from '../../../shared/index.ts';
import { type Crm, startCrm } from '../../helpers/crm.ts';
import { type QueueRig, startQueueRig } from '../../helpers/queue/queueRig.ts';
import { activateTriggers, type Way } from '../../helpers/queue/queueSetUps.ts';
import { makeDelivery, planStorm, type Result, sendStorm, type Target } from '../../helpers/queue/storm.ts';
import { formatTally, tally } from '../../helpers/queue/stormReport.ts';

const deliveries = Number(process.env.STORM ?? 10_000);
const seed = Number(process.env.STORM_SEED ?? 1);
const minute = 60_000;

let rig: QueueRig;
beforeAll(async () => {
  rig = await startQueueRig();
}, 10 * minute);
afterAll(async () => {
  await rig.stop();
}, 2 * minute);

const crms: Crm[] = [];
afterEach(async () => {
  for (const crm of crms.splice(0)) await crm.close();
});
async function newCrm(): Promise<Crm> {
  const crm = await startCrm();
  crms.push(crm);
  return crm;
}

/** The rows of the table in the README, with whether the provider is told of a first try that did not get to its end. */
const ways: readonly (Way & { isTold: boolean })[] = [
  { respond: 'whenFinished', crm: 'updates', isTold: true },
  { respond: 'whenFinished', crm: 'creates', isTold: true },
  { respond: 'immediately', crm: 'updates', isTold: false },
  { respond: 'immediately', crm: 'creates', isTold: false },
];

test(
  'what the provider is told of, it delivers again; else a CRM that failed is made good by hand, a killed worker is not',
  async () => {
    let retried = 0;
    for (const mishap of ['killed', 'failing'] as const) {
      const runs = await inEachWay(async ({ crm, targets }) => {
        if (mishap === 'failing') crm.failNext();
        const held = mishap === 'killed' ? crm.holdNext() : undefined;
        const sending = sendStorm(planStorm(1, seed), targets, [], rig.route);
        await held;
        // In an object, since it must not be awaited yet.
        return { sending };
      });
      if (mishap === 'killed') await Promise.all(rig.workers.map(killAndRestart));
      for (const { sending } of runs) expect(await sending).toMatchObject([{ status: 200 }]);
      await expectNothingMore();
      const there = () => runs.map(({ crm }) => crm.records.size);
      expect(there()).toEqual(ways.map(({ isTold }) => (isTold ? 1 : 0)));

      if (mishap === 'killed') await until(hasGivenUpKilled);
      for (const { targets } of runs.filter(({ way }) => !way.isTold)) {
        expect(await retryFailed(targets)).toBe(1);
        retried += 1;
      }
      // n8n answers before it starts a retry.
      await until(
        async () => (await count(`mode = 'retry' and status not in ('new', 'running')`)) === retried,
      );
      expect(there()).toEqual(ways.map(({ isTold }) => (isTold || mishap === 'failing' ? 1 : 0)));
    }
  },
  20 * minute,
);

test(
  'when the provider delivers again: at most one record, or one more where the README says so',
  async () => {
    const [one, other] = rig.processors.map(({ baseUrl }) => baseUrl) as [string, string];
    const repeats: { to: string[][]; mostRecords: (way: Way) => number }[] = [
      { to: [[one], [one], [other]], mostRecords: () => 1 },
      { to: [[one, other]], mostRecords: ({ crm }) => (crm === 'updates' ? 1 : 2) },
      {
        to: [[one], [other]],
        mostRecords: ({ crm, respond }) => (crm === 'creates' && respond === 'whenFinished' ? 2 : 1),
      },
    ];
    const runs = await inEachWay(async ({ targets }) => {
      const phones = repeats.map(async ({ to }, index) => {
        const delivery = makeDelivery('outcome', index);
        for (const copies of to) {
          await Promise.all(copies.map((url) => sendStorm([delivery], targets, [], () => url)));
        }
        return delivery.phone;
      });
      return { phones: await Promise.all(phones) };
    });
    await expectNothingMore();
    for (const { way, crm, phones } of runs) {
      for (const [index, { mostRecords }] of repeats.entries()) {
        const records = [...crm.records.values()].filter(({ phone }) => phone === phones[index]);
        expect(records.length).toBeGreaterThanOrEqual(1);
        expect(records.length).toBeLessThanOrEqual(mostRecords(way));
      }
    }
  },
  10 * minute,
);

test(
  `of ${deliveries} deliveries nothing is lost, nothing is twice and nobody gets in`,
  async () => {
    const crm = await newCrm();
    const targets = await activateTriggers(rig, crm.url, { respond: 'whenFinished', crm: 'updates' });
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

interface Run {
  crm: Crm;
  targets: Record<ProviderId, Target>;
}

/** Starts the same in every way, each with workflows and a CRM of its own. */
async function inEachWay<Begun extends object>(act: (run: Run) => Promise<Begun>) {
  return Promise.all(
    ways.map(async (way) => {
      const crm = await newCrm();
      const run = { crm, targets: await activateTriggers(rig, crm.url, way) };
      return { way, ...run, ...(await act(run)) };
    }),
  );
}

/** What a person does with the failed executions in n8n's list: **Retry**. @returns how many there are */
async function retryFailed(targets: Readonly<Record<ProviderId, Target>>): Promise<number> {
  let retried = 0;
  for (const { workflowId } of Object.values(targets)) {
    for (const { id, status } of await rig.client.executions(workflowId)) {
      if (status !== 'crashed' && status !== 'error') continue;
      await rig.client.retry(id);
      retried += 1;
    }
  }
  return retried;
}

/** n8n replaces what a killed worker was at by an error when the lock of its job has run out, after about a minute. */
async function hasGivenUpKilled(): Promise<boolean> {
  return (await count(`status = 'crashed'`)) === 0;
}

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

/** Waits until n8n has nothing left to do. */
async function expectNothingMore(): Promise<void> {
  await until(async () => (await count(`status in ('new', 'running')`)) === 0);
}

/** How many executions are like that, as a condition in SQL. */
async function count(condition: string): Promise<number> {
  const [[found = ''] = []] = await rig.postgres.query(
    'n8n',
    `select count(*) from execution_entity where ${condition}`,
  );
  return Number(found);
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5 * minute;
  while (Date.now() < deadline && !(await isSo())) await sleep(1000);
}
