// Every workflow that enters outcomes somewhere through the same table of cases, in one n8n, against stand-ins as unkind
// as the vendors.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { WorkflowNode } from '../../host/n8n/client.ts';
import { readFileSync } from 'node:fs';
import { startWorkflowRig } from '../../helpers/workflowRig.ts';
import type { Delivery, Running, WorkflowRig } from '../../helpers/workflowRig.ts';
import { airtable } from './airtable.ts';
import { cases, tries } from './cases.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';
import { googleSheets } from './googleSheets.ts';
import { highlevel, highlevelByPrivateToken } from './highlevel.ts';
import { hubspot } from './hubspot.ts';
import { pipedrive } from './pipedrive.ts';
import { salesforce } from './salesforce.ts';
import { slack } from './slack.ts';

const crms: readonly CrmUnderTest[] = [
  hubspot,
  salesforce,
  pipedrive,
  highlevel,
  highlevelByPrivateToken,
  googleSheets,
  airtable,
  slack,
];

/** Nothing but the waiting is changed. */
const hurry = {
  'n8n-nodes-base.executeWorkflow': (node: WorkflowNode) => {
    Object.assign(node, { maxTries: tries, waitBetweenTries: 300 });
  },
  'n8n-nodes-base.wait': (node: WorkflowNode) => {
    Object.assign(node.parameters, { amount: 1.5 });
  },
};

let rig: WorkflowRig;

beforeAll(async () => {
  rig = await startWorkflowRig(
    Object.fromEntries(crms.map(({ host, api }) => [host, api])),
    Object.assign({}, ...crms.map(({ credentials }) => credentials)) as Record<string, object>,
  );
});

afterAll(async () => {
  await rig.close();
});

describe.each(crms)('$name', (crm) => {
  let workflow: Running;

  /** How many requests each outcome made. */
  const costs: number[] = [];

  beforeAll(async () => {
    const running = await rig.switchOn(crm.file, { ...crm.choices, hurry });
    workflow = { ...running, send: (deliveries) => countRequests(deliveries, running) };
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

  const own = [...cases.filter(({ needs }) => needs?.(crm) ?? true), ...(crm.more ?? [])];
  test.each(own)('$name', async ({ run }) => {
    await run(crm, workflow);
    const refused = crm.api.requests.flatMap(({ refusedBecause }) => refusedBecause ?? []);
    expect(refused.filter((reason) => !crm.expectedRefusals?.test(reason))).toEqual([]);
  });

  test('one outcome costs as many requests as README and the workflow say', () => {
    console.info(`${crm.name}, requests per outcome: ${costs.sort().join(' ')}`);
    const [least, most] = crm.cost;
    expect([Math.min(...costs), Math.max(...costs)]).toEqual([least, most]);
    const row = read('README.md')
      .split('\n')
      .find((line) => line.includes(`](${crm.file}.json)`));
    const range = least === most ? `${least} request` : `${least} to ${most} requests`;
    expect(row).toContain(`One outcome costs ${range}`);
    expect(read(`${crm.file}.json`)).toContain(`One outcome costs ${range}`);
  });
});

/** iClosed puts several into one delivery. */
function outcomesIn([, body]: Delivery): number {
  const parsed: unknown = Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body;
  return Array.isArray(parsed) ? parsed.length : 1;
}

function read(name: string): string {
  return readFileSync(new URL(`../../../n8n/workflows/${name}`, import.meta.url), 'utf8');
}
