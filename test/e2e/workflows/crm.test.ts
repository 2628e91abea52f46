// Every workflow that enters outcomes somewhere through the same table of cases, in one n8n, against stand-ins as unkind
// as the vendors.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { WorkflowNode } from '../../host/n8n/client.ts';
import { readFileSync } from 'node:fs';
import { startWorkflowRig } from '../../helpers/workflowRig.ts';
import type { Delivery, Running, WorkflowRig } from '../../helpers/workflowRig.ts';
import { airtable } from './airtable.ts';
import { cases, tries } from './cases.ts';
import type { Case, CrmUnderTest, Entering } from './crmUnderTest.ts';
import { meeting, meetings, somebody } from './deliveries.ts';
import { expectPeople, won } from './expectPeople.ts';
import { googleSheets } from './googleSheets.ts';
import { highlevel, highlevelByPrivateToken } from './highlevel.ts';
import { hubspot } from './hubspot.ts';
import { pipedrive } from './pipedrive.ts';
import { salesforce } from './salesforce.ts';
import { slack } from './slack.ts';
import { editsInBetween, everyWrite, faulty } from './spoiledWrites.ts';

const crms: readonly CrmUnderTest[] = [
  hubspot,
  salesforce,
  pipedrive,
  highlevel,
  googleSheets,
  airtable,
  slack,
];
/** The same workflows with another sign-in. */
const twins: readonly CrmUnderTest[] = [highlevelByPrivateToken];

/** Nothing but the waiting is changed. */
const hurry = ({ keepsPeople = true }: CrmUnderTest) => ({
  'n8n-nodes-base.executeWorkflow': (node: WorkflowNode) => {
    Object.assign(node, { maxTries: tries, waitBetweenTries: 100 });
  },
  'n8n-nodes-base.wait': (node: WorkflowNode) => {
    // The quotas of tables last longer than the indexes of people lag.
    Object.assign(node.parameters, { amount: keepsPeople ? 0.5 : 1.5 });
  },
});

let rig: WorkflowRig;

beforeAll(async () => {
  rig = await startWorkflowRig(
    Object.fromEntries(crms.map(({ host, api }) => [host, api])),
    Object.assign({}, ...[...crms, ...twins].map(({ credentials }) => credentials)) as Record<string, object>,
  );
});

afterAll(async () => {
  await rig.close();
});

describe.each(crms)('$name', (crm) => {
  let workflow: Running;
  let counted: Running;

  /** How many requests each outcome made. */
  const costs: number[] = [];

  beforeAll(async () => {
    workflow = await rig.switchOn(crm.file, { ...crm.choices, hurry: hurry(crm) });
    counted = { ...workflow, send: (deliveries) => countRequests(deliveries, workflow) };
  });

  async function countRequests(deliveries: readonly Delivery[], { send }: Running) {
    for (const delivery of deliveries) {
      const before = crm.api.requests.length;
      await send([delivery]);
      if (outcomesIn(delivery) !== 1) continue;
      const made = crm.api.requests.slice(before);
      if (made.length > 0) costs.push(made.length);
      // None is spent twice on the same answer.
      const answered = made.filter(({ status }) => status !== null && status < 400);
      const asked = answered.map(({ method, path, query, text }) =>
        [method, path, String(query), text].join(' '),
      );
      expect(asked).toEqual([...new Set(asked)]);
    }
  }

  beforeEach(() => {
    crm.clear();
    crm.api.faults.length = 0;
    crm.api.requests.length = 0;
  });

  const usual = cases.filter(({ needs }) => needs?.(crm) ?? true);
  // Edits after each fault of each write, and in any order, are in test/n8n/crmWorkflows.test.ts.
  const spoiled = [...everyWrite(crm), ...editsInBetween(crm).slice(-2)];
  const steps = [
    ...[...usual, ...(crm.more ?? [])].map((one) => ({ ...one, entering: () => counted })),
    // Another try looks first, so what it requests is no part of what an outcome costs.
    ...spoiled.map((one) => ({ ...one, entering: () => workflow })),
  ];
  test.each(steps)('$name', async ({ run, entering }: Case & { entering: () => Entering }) => {
    await run(crm, entering());
    expectNoRefusals(crm);
  });

  test('one outcome costs as many requests as README and the workflow say', () => {
    console.info(`${crm.name}, requests per outcome: ${costs.sort().join(' ')}`);
    expect([Math.min(...costs), Math.max(...costs)]).toEqual(crm.cost);
    expectCostSaid(crm);
  });
});

test.each(twins)('$name: edited to no sale', async (crm) => {
  crm.clear();
  crm.api.faults.length = 0;
  crm.api.requests.length = 0;
  const [edited] = cases.filter(({ name }) => name.startsWith('edited to no sale'));
  await edited?.run(crm, await rig.switchOn(crm.file, { ...crm.choices, hurry: hurry(crm) }));
  expectNoRefusals(crm);
  expectCostSaid(crm);
});

test('n8n is killed while it enters the second of three outcomes; after Retry all is there once', async () => {
  const entering = crms.map(async (crm) => {
    if (!crm.writes) return [];
    crm.clear();
    crm.api.faults.length = 0;
    const workflow = await rig.switchOn(crm.file, { ...crm.choices, hurry: hurry(crm) });
    const write = faulty(crm.writes.sale[1] ?? '');
    const entered = new Promise<void>((resolve) => {
      crm.api.faults.push(write, { ...write, answer: 'hang', applied: true, meanwhile: resolve });
    });
    const people = [somebody(), somebody(), somebody()];
    await workflow.give(meetings(...people.map((one) => meeting(one))));
    await entered;
    return [{ crm, workflow, people }];
  });
  const killed = (await Promise.all(entering)).flat();
  await rig.n8n.kill();
  await rig.n8n.restart();
  for (const { crm, workflow, people } of killed) {
    const crashed = await workflow.ran();
    expect(crashed.status).toBe('crashed');
    expect((await workflow.retry(crashed)).error).toBeUndefined();
    expectPeople(crm, ...people.map(({ email }) => ({ email, calls: ['SALE'], deals: won(crm, 5000) })));
  }
});

function expectNoRefusals({ api, expectedRefusals }: CrmUnderTest): void {
  const refused = api.requests.flatMap(({ refusedBecause }) => refusedBecause ?? []);
  expect(refused.filter((reason) => !expectedRefusals?.test(reason))).toEqual([]);
}

function expectCostSaid({ file, cost: [least, most] }: CrmUnderTest): void {
  const rows = read('README.md').split('\n');
  const range = least === most ? `${least} request` : `${least} to ${most} requests`;
  expect(rows.find((line) => line.includes(`](${file}.json)`))).toContain(`One outcome costs ${range}`);
  expect(read(`${file}.json`)).toContain(`One outcome costs ${range}`);
}

/** iClosed puts several into one delivery. */
function outcomesIn([, body]: Delivery): number {
  const parsed: unknown = Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body;
  return Array.isArray(parsed) ? parsed.length : 1;
}

function read(name: string): string {
  return readFileSync(new URL(`../../../n8n/workflows/${name}`, import.meta.url), 'utf8');
}
