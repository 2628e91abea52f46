// What looks after the other workflows: failed deliveries are told of and run again, and the week is counted.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { type MailServer, startMailServer } from '../../emulators/mailServer.ts';
import { startWorkflowRig } from '../../helpers/workflowRig.ts';
import type { Running, WorkflowRig } from '../../helpers/workflowRig.ts';
import type { WorkflowNode } from '../../host/n8n/client.ts';
import { airtable, choices, close, credentials, hosts, slack } from './connections.ts';
import { call, meeting, meetings, noSale, somebody } from './deliveries.ts';

/** Nothing but the waiting is changed. */
const soon = (node: WorkflowNode) => {
  if (node.waitBetweenTries !== undefined) node.waitBetweenTries = 100;
};
const hurry = {
  'n8n-nodes-base.emailSend': soon,
  'n8n-nodes-base.wait': ({ parameters }: WorkflowNode) => {
    Object.assign(parameters, { amount: 1.5 });
  },
};

let rig: WorkflowRig;
let mail: MailServer;

beforeAll(async () => {
  mail = await startMailServer();
  credentials['smtp'] = mail.credential;
  rig = await startWorkflowRig(hosts, credentials);
  const apiKey = await rig.client.createApiKey(['execution:read', 'execution:retry']);
  credentials['n8nApi'] = { apiKey, baseUrl: `${rig.n8n.baseUrl}/api/v1` };
});

afterAll(async () => {
  await rig.close();
  await mail.close();
  close();
});

beforeEach(() => {
  slack.messages.length = 0;
  mail.mails.length = 0;
});

describe('Failed deliveries', () => {
  const table = 'Failed deliveries';
  const once = (node: WorkflowNode) => {
    Object.assign(node, { maxTries: 2, waitBetweenTries: 100 });
  };
  const down = { path: /\/v0\//, times: 2, answer: { status: 503, body: { error: 'Down' } } };
  let failures: Running;
  let airtableWorkflow: Running;
  let again: Running;

  beforeAll(async () => {
    failures = await rig.switchOn('failed-deliveries', { ...choices['failed-deliveries'], hurry });
    airtableWorkflow = await rig.switchOn('airtable', {
      ...choices['airtable'],
      hurry: { ...hurry, 'n8n-nodes-base.executeWorkflow': once },
    });
    const { client } = rig;
    const settings = { executionOrder: 'v1', errorWorkflow: failures.id };
    await client.updateWorkflow(airtableWorkflow.id, { settings });
    await client.activate(airtableWorkflow.id);
    again = await rig.switchOn('run-failed-deliveries-again');
  });

  /** Each delivery fails in two sub-runs and as a whole; n8n starts the error workflow for all three. */
  const toldOf = async (failedDeliveries: number) => {
    const runs = await rig.client.finishedExecutions(failures.id, 3 * failedDeliveries);
    expect(runs.flatMap(({ error }) => error?.message ?? [])).toEqual([]);
  };

  const runAgain = async () => {
    await rig.client.run(again.id, 'Run');
    expect((await again.ran()).error?.message).toBeUndefined();
  };

  test('each is a row, a message and a mail, without what is known of the person', async () => {
    const sam = somebody();
    mail.faults.push({ at: 'recipient', code: 450, text: 'Mailbox is busy', times: 2 });
    const message = `The record of ${sam.first} ${sam.last}, ${sam.email} or ${sam.typed}, is locked`;
    airtable.faults.push({ ...down, answer: { status: 422, body: { error: { type: 'LOCKED', message } } } });
    const failed = await airtableWorkflow.post(meetings(meeting(sam)));
    expect(failed.status).toBe('error');
    await toldOf(1);

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
      { channel: 'C0123456789', text: expect.stringContaining(`Outcome Key: ${String(row?.['key'])}`) },
    ]);
    expect(mail.mails).toMatchObject([
      {
        from: { address: 'n8n@example.com' },
        sentTo: ['team@example.com'],
        subject: 'Call outcomes to Airtable could not enter an outcome',
        text: [
          'Step: Record not entered',
          `Error: ${String(row?.['error'])}`,
          `Outcome Key: ${String(row?.['key'])}`,
          '',
          `Open the execution: ${rig.n8n.baseUrl}/workflow/${airtableWorkflow.id}/executions/${failed.id}`,
          '',
        ].join('\n'),
      },
    ]);
    for (const known of [sam.first, sam.last, sam.email, sam.typed]) {
      expect(JSON.stringify([row, slack.messages, mail.mails])).not.toContain(known);
    }
  });

  test('more of them at the same step in a short time are rows only', async () => {
    airtable.faults.push({ ...down });
    await airtableWorkflow.post(await call(somebody(), 'positive'));
    await toldOf(2);
    expect(await rig.client.rows(table)).toHaveLength(2);
    expect([...slack.messages, ...mail.mails]).toEqual([]);
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
    await toldOf(3);
    await rig.client.changeRows(table, 'state', 'failed', { runAgain: true });
    await runAgain();
    await toldOf(4);
    const done = { state: 'done' };
    expect(await rig.client.rows(table)).toMatchObject([done, done, { state: 'failed' }]);

    await rig.client.changeRows(table, 'state', 'failed', { runAgain: true });
    await runAgain();
    expect(await rig.client.rows(table)).toMatchObject([done, done, done]);
    expect(airtable.records).toHaveLength(3);
  });
});

describe('Weekly report', () => {
  const day = 86_400_000;
  const daysAgo = (days: number) => new Date(Date.now() - days * day).toISOString();
  let report: Running;
  const run = async () => {
    await rig.client.run(report.id, 'Every week');
    return report.ran();
  };

  beforeAll(async () => {
    report = await rig.switchOn('weekly-report', { ...choices['weekly-report'], hurry });
    const sale = meeting(somebody(), { startTime: daysAgo(2), productName: 'Coaching <& more>' });
    await report.send([
      await call(somebody(), 'positive', daysAgo(2)),
      await call(somebody(), 'negative', daysAgo(3)),
      await call(somebody(), 'positive', daysAgo(10)),
      meetings(sale, meeting(somebody(), { ...noSale, startTime: daysAgo(2) })),
      meetings({ ...sale, dealValue: 0.1, deal: null }),
      meetings({ ...sale, uuid: 1, contactId: 1, dealValue: 0.2, deal: null }),
    ]);

    // Another workflow that gets the calls hands them on; the second one is older than what is known.
    const { client } = rig;
    const another = await client.createWorkflow(handingOn(report.id, daysAgo(2), daysAgo(4)));
    await client.run(another.id, 'Start');
    await client.finishedExecutions(another.id, 1);
  });

  test('counts each outcome of the past seven days once, as it was last', async () => {
    expect((await run()).error?.message).toBeUndefined();
    const [title = '', ...table] = slack.messages[0]?.text.split('\n') ?? [];
    expect(title).toMatch(/^\*Calls from .+ to .+: 6\*$/);
    expect(table).toEqual([
      '```',
      'Result                       Calls  Positive       Sales',
      'positive                         3         3         0.3  ████████████████████',
      'negative                         2         0           0  ░░░░░░░░░░░░░',
      'follow_up                        1         0           0  ░░░░░░░',
      '',
      'Agent                        Calls  Positive       Sales',
      'closer@example.com               3         2         0.3  █████████████░░░░░░░',
      'air 48213                        2         1           0  ███████░░░░░░',
      'sailor                           1         0           0  ░░░░░░░',
      '',
      'Product sold                 Calls  Positive       Sales',
      'Coaching &lt;&amp; more&gt;                2         2         0.3  ████████████████████',
      '',
      'Where                        Calls  Positive       Sales',
      'iclosed                          3         2         0.3  █████████████░░░░░░░',
      'air                              2         1           0  ███████░░░░░░',
      'sailor                           1         0           0  ░░░░░░░',
      '```',
    ]);

    const [{ subject, html = '', sentTo } = {}] = mail.mails;
    expect([`*${subject}*`, sentTo]).toEqual([title, ['team@example.com']]);
    const lines = [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, line = '']) =>
      line
        .replace(/<\/?span[^>]*>/g, '')
        .replace(/<[^>]+>/g, ' ')
        .trim()
        .split(/ {2,}/)
        .join(' '),
    );
    expect(lines).toEqual(
      table.filter((line) => /\d|Calls/.test(line)).map((line) => line.trim().split(/ {2,}/).join(' ')),
    );
    expect([slack.messages.length, mail.mails.length]).toEqual([1, 1]);
  });

  test('is not lost when the mail server refuses it: Retry sends it, and posts no second message', async () => {
    mail.faults.push({ at: 'message', code: 552, text: 'Mailbox is full', times: 5 });
    const refused = await run();
    expect(refused.error?.message).toMatch('Mailbox is full');
    expect(mail.mails).toEqual([]);

    expect((await report.retry(refused)).error?.message).toBeUndefined();
    expect([slack.messages.length, mail.mails.length]).toEqual([1, 1]);
  });
});

describe('Execute workflow', () => {
  const folder = new URL('../../../n8n/workflows/', import.meta.url);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.startsWith('demo-'))
    .map((name) => name.replace('.json', ''));
  const firstTrigger = (nodes: readonly WorkflowNode[]) =>
    nodes.find(({ type }) => type.endsWith('Trigger'))?.name ?? '';

  test.each(files)('%s takes its pinned sample to the end', async (file) => {
    const { id, nodes, ran } = await rig.switchOn(file, { ...choices[file], hurry });
    await rig.client.run(id, firstTrigger(nodes));
    const { error } = await ran();
    expect(error && `${error.message} ${error.description}`).toBeUndefined();
  });
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
