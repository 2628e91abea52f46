// The CRM workflows with an edit after every fault of every write, and with any order of versions, faults and Retry.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tries } from '../e2e/workflows/cases.ts';
import { meeting, meetings, noSale, somebody } from '../e2e/workflows/deliveries.ts';
import { highlevel } from '../e2e/workflows/highlevel.ts';
import { hubspot, hubspotApi } from '../e2e/workflows/hubspot.ts';
import { pipedrive } from '../e2e/workflows/pipedrive.ts';
import { salesforce } from '../e2e/workflows/salesforce.ts';
import { editsInBetween, everyWrite, faulty } from '../e2e/workflows/spoiledWrites.ts';
import type { Execution } from '../host/n8n/client.ts';
import { holds } from '../helpers/property.ts';
import { enterInProcess } from '../helpers/workflowInProcess.ts';

// What waiting is for is tested on the real n8n.
hubspotApi.searchLagMs = 0;
hubspotApi.searchesPerSecond = Infinity;

/** The versions of one outcome, as they are edited. */
const versions = [
  { result: 'positive', won: [5000], fields: {} },
  { result: 'positive', won: [6000], fields: { dealValue: 6000, deal: null } },
  { result: 'negative', won: [], fields: noSale },
  { result: 'follow_up', won: [], fields: { ...noSale, callOutcome: 'RESCHEDULE', noSaleReason: null } },
] as const;

/** A version that comes, perhaps after Retry of the oldest that failed, and perhaps with a write that is spoiled. */
const arrivals = fc.array(
  fc.record({
    version: fc.nat(versions.length - 1),
    retryFirst: fc.boolean(),
    fault: fc.option(fc.record({ write: fc.nat(), entered: fc.boolean() }), { freq: 4 }),
  }),
  { minLength: 1, maxLength: 6 },
);

describe.each([hubspot, salesforce, pipedrive, highlevel])('$name', (crm) => {
  let workflow: Awaited<ReturnType<typeof enterInProcess>>;

  beforeAll(async () => {
    workflow = await enterInProcess(crm, tries);
  });
  afterAll(async () => {
    await workflow.close();
  });
  beforeEach(() => {
    forget();
  });

  function forget() {
    crm.clear();
    crm.api.faults.length = 0;
    crm.api.requests.length = 0;
  }

  test.each([...everyWrite(crm), ...editsInBetween(crm)])('$name', async ({ run }) => {
    await run(crm, workflow);
  });

  test('whatever fails and is edited: the last version holds, and each is logged once', async () => {
    const writes = Object.values(crm.writes ?? {}).flat();
    const property = fc.asyncProperty(fc.boolean(), arrivals, async (known, all) => {
      forget();
      const sam = somebody();
      const sale = meeting(sam);
      if (known) {
        crm.add({
          name: 'Samuel Known',
          email: sam.email,
          ...(crm.deals !== false && { openDeals: [3000] }),
        });
      }
      const failed = new Map<number, Execution>();
      const retryOldest = async () => {
        const [oldest] = failed;
        if (!oldest) return;
        failed.delete(oldest[0]);
        expect((await workflow.retry(oldest[1])).error).toBeUndefined();
      };
      const seen: number[] = [];
      for (const { version, retryFirst, fault } of all) {
        if (retryFirst) await retryOldest();
        // A version that comes again before its Retry takes its place, and is no edit.
        if (failed.has(version)) continue;
        if (fault) {
          const spoiled = faulty(writes[fault.write % writes.length] ?? '');
          const last = fault.entered ? { answer: 'reset' as const, applied: true } : { answer: crm.busy };
          crm.api.faults.push({ ...spoiled, answer: crm.busy }, { ...spoiled, ...last });
        }
        const execution = await workflow.post(meetings({ ...sale, ...versions[version]?.fields }));
        crm.api.faults.length = 0;
        if (execution.error) failed.set(version, execution);
        seen.push(version);
      }
      while (failed.size > 0) await retryOldest();

      const last = versions[seen.at(-1) ?? 0];
      const people = crm.people().map(({ stage, calls, deals }) => ({
        stage,
        calls: calls.length,
        won: deals.filter(({ won }) => won).map(({ value }) => value),
      }));
      expect(people).toEqual([
        {
          stage: last && crm.stages[last.result],
          calls: new Set(seen).size,
          won: crm.deals === false ? [] : last?.won,
        },
      ]);
      expect(crm.people()[0]?.deals.length).toBeLessThanOrEqual(1);
    });
    await holds.async(property, 10);
  }, 60_000);
});
