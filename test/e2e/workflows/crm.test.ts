// Every CRM workflow through the same table of cases, in one n8n, against stand-ins as unkind as the vendors.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { WorkflowNode } from '../../host/n8n/client.ts';
import { startWorkflowRig } from '../../helpers/workflowRig.ts';
import type { Running, WorkflowRig } from '../../helpers/workflowRig.ts';
import { cases, tries } from './cases.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';
import { highlevel, highlevelByPrivateToken } from './highlevel.ts';
import { hubspot } from './hubspot.ts';
import { pipedrive } from './pipedrive.ts';
import { salesforce } from './salesforce.ts';

const crms: readonly CrmUnderTest[] = [hubspot, salesforce, pipedrive, highlevel, highlevelByPrivateToken];

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

  beforeAll(async () => {
    workflow = await rig.switchOn(crm.file, { ...crm.choices, hurry });
  });

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
});
