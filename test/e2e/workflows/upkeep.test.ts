// What looks after the other workflows: failed deliveries are told of and run again, and the week is counted.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { airtableHost, createAirtableEmulator } from '../../emulators/crm/airtable.ts';
import { createSlackEmulator, slackHost } from '../../emulators/crm/slack.ts';
import { signedIn, startWorkflowRig } from '../../helpers/workflowRig.ts';
import type { Running, WorkflowRig } from '../../helpers/workflowRig.ts';
import type { WorkflowNode } from '../../host/n8n/client.ts';
import { call, meeting, meetings, noSale, somebody } from './deliveries.ts';

const token = 'a-token-for-tests';
const channel = 'C0123456789';
const [columns = ''] = readFileSync(
  new URL('../../../n8n/workflows/airtable-columns.csv', import.meta.url),
  'utf8',
).split('\n');
const airtable = createAirtableEmulator({
  tokens: [token],
  base: 'appBase',
  table: 'tblCalls',
  fields: columns.split(','),
});
const slack = createSlackEmulator([token], [channel]);
const credentials: Record<string, object> = {
  airtableTokenApi: { accessToken: token },
  slackOAuth2Api: signedIn(token, { authed_user: { access_token: token } }),
};
const pick = (value: string) => ({ __rl: true, mode: 'list', value });
const toSlack = { 'Post a message': { channelId: pick(channel) } };

let rig: WorkflowRig;

beforeAll(async () => {
  rig = await startWorkflowRig({ [airtableHost]: airtable, [slackHost]: slack }, credentials);
  const apiKey = await rig.client.createApiKey(['execution:read', 'execution:retry']);
  credentials['n8nApi'] = { apiKey, baseUrl: `${rig.n8n.baseUrl}/api/v1` };
});

afterAll(async () => {
  await rig.close();
});

describe('Failed deliveries', () => {
  const table = 'Failed deliveries';
  const once = (node: WorkflowNode) => {
    Object.assign(node, { maxTries: 2, waitBetweenTries: 100 });
  };
  const hurry = { 'n8n-nodes-base.executeWorkflow': once };
  const down = { path: /\/v0\//, times: 2, answer: { status: 503, body: { error: 'Down' } } };
  let failures: Running;
  let airtableWorkflow: Running;
  let again: Running;

  beforeAll(async () => {
    failures = await rig.switchOn('failed-deliveries', { picks: toSlack });
    airtableWorkflow = await rig.switchOn('airtable', {
      picks: { 'Add or update record': { base: pick('appBase'), table: pick('tblCalls') } },
      hurry,
    });
    const { client } = rig;
    const settings = { executionOrder: 'v1', errorWorkflow: failures.id };
    await client.updateWorkflow(airtableWorkflow.id, { settings });
    await client.activate(airtableWorkflow.id);
    again = await rig.switchOn('run-failed-deliveries-again');
  });

  /** Each delivery fails in two sub-runs and as a whole; n8n starts the error workflow for all three. */
  const told = async (failedDeliveries: number) => {
    const runs = await rig.client.finishedExecutions(failures.id, 3 * failedDeliveries);
    expect(runs.flatMap(({ error }) => error?.message ?? [])).toEqual([]);
  };

  const runAgain = async () => {
    await rig.client.run(again.id, 'Run');
    expect((await again.ran()).error?.message).toBeUndefined();
  };

  test('each is a row and a message, without what is known of the person', async () => {
    const sam = somebody();
    const message = `The record of ${sam.first} ${sam.last}, ${sam.email} or ${sam.typed}, is locked`;
    airtable.faults.push({ ...down, answer: { status: 422, body: { error: { type: 'LOCKED', message } } } });
    const failed = await airtableWorkflow.post(meetings(meeting(sam)));
    expect(failed.status).toBe('error');
    await told(1);

    const [row, ...others] = await rig.client.rows(table);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      key: expect.stringMatching(`^iclosed:${sam.contactId}@2026-03-01T10:`),
      workflow: 'Call outcomes to Airtable',
      step: 'Record not entered',
      error: expect.stringContaining('is locked'),
      state: 'failed',
      executionId: failed.id,
    });
    expect(slack.messages).toMatchObject([
      { channel, text: expect.stringContaining(`Outcome Key: ${String(row?.['key'])}`) },
    ]);
    for (const known of [sam.first, sam.last, sam.email, sam.typed]) {
      expect(JSON.stringify([row, slack.messages])).not.toContain(known);
    }
  });

  test('more of them at the same step in a short time are rows, but no messages', async () => {
    airtable.faults.push({ ...down });
    await airtableWorkflow.post(await call(somebody(), 'positive'));
    await told(2);
    expect(await rig.client.rows(table)).toHaveLength(2);
    expect(slack.messages).toHaveLength(1);
  });

  test('chosen ones are run again, and none a second time', async () => {
    await rig.client.changeRows(table, 'state', 'failed', { runAgain: true });
    await runAgain();
    const done = [
      { state: 'done', runAgain: false },
      { state: 'done', runAgain: false },
    ];
    expect(await rig.client.rows(table)).toMatchObject(done);
    expect(airtable.records).toHaveLength(2);

    await rig.client.changeRows(table, 'state', 'done', { runAgain: true });
    const { length } = airtable.requests;
    await runAgain();
    expect(await rig.client.rows(table)).toMatchObject(done);
    expect(airtable.requests).toHaveLength(length);
  });

  test('one that fails again keeps its row, and can be chosen again', async () => {
    airtable.faults.push({ ...down, times: 4 });
    await airtableWorkflow.post(await call(somebody(), 'positive'));
    await told(3);
    await rig.client.changeRows(table, 'state', 'failed', { runAgain: true });
    await runAgain();
    await told(4);
    const done = { state: 'done' };
    expect(await rig.client.rows(table)).toMatchObject([done, done, { state: 'failed' }]);

    await rig.client.changeRows(table, 'state', 'failed', { runAgain: true });
    await runAgain();
    expect(await rig.client.rows(table)).toMatchObject([done, done, done]);
    expect(airtable.records).toHaveLength(3);
  });
});

test('Weekly report: counts each outcome of the past seven days once, as it was last', async () => {
  const { client, switchOn } = rig;
  const report = await switchOn('weekly-report', { picks: toSlack });
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const sale = meeting(somebody(), { startTime: daysAgo(2) });
  await report.send([
    await call(somebody(), 'positive', daysAgo(2)),
    await call(somebody(), 'negative', daysAgo(3)),
    await call(somebody(), 'positive', daysAgo(10)),
    meetings(sale, meeting(somebody(), { ...noSale, startTime: daysAgo(2) })),
    meetings({ ...sale, dealValue: 6000, deal: null }),
  ]);

  // Another workflow that gets the calls hands them on; the second one is older than what is known.
  const another = await client.createWorkflow(handingOn(report.id, daysAgo(2), daysAgo(4)));
  await client.run(another.id, 'Start');
  await client.finishedExecutions(another.id, 1);

  slack.messages.length = 0;
  await client.run(report.id, 'Every week');
  expect((await report.ran()).error?.message).toBeUndefined();
  const [message, ...others] = slack.messages;
  expect(others).toEqual([]);
  expect(message?.text.split('\n').slice(1)).toEqual([
    '```',
    'Result                       Calls  Positive       Sales',
    'negative                         2         0           0  ░░░░░░░░░░░░░░░░░░░░',
    'positive                         2         2        6000  ████████████████████',
    'follow_up                        1         0           0  ░░░░░░░░░░',
    '',
    'Agent                        Calls  Positive       Sales',
    'air 48213                        2         1           0  ██████████░░░░░░░░░░',
    'closer@example.com               2         1        6000  ██████████░░░░░░░░░░',
    'sailor                           1         0           0  ░░░░░░░░░░',
    '',
    'Product sold                 Calls  Positive       Sales',
    'Premium Package                  1         1        6000  ████████████████████',
    '',
    'Where                        Calls  Positive       Sales',
    'air                              2         1           0  ██████████░░░░░░░░░░',
    'iclosed                          2         1        6000  ██████████░░░░░░░░░░',
    'sailor                           1         0           0  ░░░░░░░░░░',
    '```',
  ]);
  expect(message?.text).toMatch(/^\*Calls from .+ to .+: 5\*\n/);
});

/** A workflow that starts the one with that id, first with an outcome of one time, then with it at another. */
function handingOn(workflowId: string, first: string, second: string) {
  const outcome = (occurredAt: string, result: string) => ({
    id: 'sailor:call:outcome',
    key: 'sailor:call:outcome',
    provider: 'sailor',
    occurredAt,
    outcome: { result },
    agent: { id: null, email: null },
    deal: { value: null, productName: null },
  });
  const step = (name: string, type: string, typeVersion: number, parameters: Record<string, unknown>) => ({
    id: name,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    position: [0, 0] as WorkflowNode['position'],
    parameters,
  });
  const record = (name: string, of: object) =>
    step(name, 'set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify(of), options: {} });
  const handOn = (name: string) =>
    step(name, 'executeWorkflow', 1.3, {
      workflowId: { __rl: true, mode: 'id', value: workflowId },
      options: {},
    });
  const nodes = [
    step('Start', 'manualTrigger', 1, {}),
    record('Newer', outcome(first, 'follow_up')),
    handOn('Hand on the newer'),
    record('Older', outcome(second, 'positive')),
    handOn('Hand on the older'),
  ];
  const connections: Record<string, unknown> = {};
  nodes.slice(1).forEach(({ name }, index) => {
    connections[nodes[index]?.name ?? ''] = { main: [[{ node: name, type: 'main', index: 0 }]] };
  });
  return { name: 'Gets the calls', nodes, connections };
}
