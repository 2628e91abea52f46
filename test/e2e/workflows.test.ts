import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { outcomeResults } from '../../shared/index.ts';
import { airHost, createAirEmulator } from '../emulators/air.ts';
import { airtableHost, createAirtableEmulator } from '../emulators/crm/airtable.ts';
import { createGoogleSheetsEmulator, googleSheetsHost } from '../emulators/crm/googleSheets.ts';
import { createSlackEmulator, slackHost } from '../emulators/crm/slack.ts';
import type { Api } from '../emulators/http.ts';
import { createSailorEmulator, sailorHost } from '../emulators/sailor.ts';
import { readFixture, signedIn, startWorkflowRig } from '../helpers/workflowRig.ts';
import type { Choices, Delivery, Running, WorkflowRig } from '../helpers/workflowRig.ts';
import type { N8nClient, WorkflowNode } from '../host/n8n/client.ts';
import { meeting, meetings, somebody } from './workflows/deliveries.ts';

const token = 'a-token-for-tests';

const airtableFields = readFileSync(
  new URL('../../n8n/workflows/airtable-columns.csv', import.meta.url),
  'utf8',
)
  .split('\n')[0]
  ?.split(',');
const airtable = createAirtableEmulator({
  tokens: [token],
  base: 'appBase',
  table: 'tblCalls',
  fields: airtableFields ?? [],
});
const sheet = createGoogleSheetsEmulator({
  tokens: [token],
  spreadsheetId: 'spreadsheet-1',
  title: 'Outcomes',
});
const slack = createSlackEmulator([token], ['C0123456789']);
const air = createAirEmulator({ tokens: [token] });
const smartList = '00000000-0000-4000-8000-000000000006';
const sailor = createSailorEmulator({
  tokens: { [token]: 'accepted' },
  smartLists: { [smartList]: 'Follow up' },
});

const hosts: Readonly<Record<string, Api>> = {
  [airHost]: air,
  [sailorHost]: sailor,
  [airtableHost]: airtable,
  [googleSheetsHost]: sheet,
  [slackHost]: slack,
};

/** What a user enters into the credential of each kind. */
const credentials: Readonly<Record<string, object>> = {
  airApi: { apiToken: token },
  sailorApi: { apiToken: token },
  airtableTokenApi: { accessToken: token },
  googleSheetsOAuth2Api: signedIn(token),
  slackOAuth2Api: signedIn(token, { authed_user: { access_token: token } }),
};

let rig: WorkflowRig;
let client: N8nClient;

beforeAll(async () => {
  rig = await startWorkflowRig(hosts, credentials);
  client = rig.client;
});

afterAll(async () => {
  await rig.close();
});

/** A delivery of each provider, iClosed's with three outcomes of one person; then the first of them is edited. */
const everything: readonly Delivery[] = [
  ['sailor', 'outcome'],
  ['air', 'outcome'],
  ['iclosed', 'three-outcomes'],
  ['iclosed', 'edited-notes'],
];
const recording = 'https://api.twilio.com/2010-04-01/Accounts/AC5e1f/Recordings/RE9b04';

/** Switches a workflow on, and expects after each run that neither it nor a CRM complained but of a quota. */
async function switchOn(file: string, choices: Choices = {}): Promise<Running> {
  const running = await rig.switchOn(file, choices);
  const checked = async <T>(run: Promise<T>): Promise<T> => {
    const result = await run;
    const refused = Object.values(hosts).flatMap(({ requests }) => requests.map((one) => one.refusedBecause));
    expect(refused.filter((reason) => reason !== null && reason !== 'quota')).toEqual([]);
    return result;
  };
  return {
    ...running,
    send: (deliveries) => checked(running.send(deliveries)),
    ran: async () => {
      const execution = await checked(running.ran());
      expect(execution.error?.message).toBeUndefined();
      return execution;
    },
  };
}

/** Air's documented delivery with another call. */
async function airDelivery(call: object): Promise<Buffer> {
  const outcome = JSON.parse((await readFixture('air', 'outcome')).toString()) as { call: object };
  return Buffer.from(JSON.stringify({ ...outcome, call: { ...outcome.call, ...call } }));
}

const pick = (value: string) => ({ __rl: true, mode: 'list', value });

/** Nothing but the waiting is changed. */
const hurry = {
  'n8n-nodes-base.wait': (node: WorkflowNode) => {
    Object.assign(node.parameters, { amount: 1.5 });
  },
};

/** An outcome, and an earlier one with the same Outcome Key that is late. */
const late = ['2026-03-02T10:00:00Z', '2026-03-01T10:00:00Z'].map((startTime): Delivery =>
  meetings(meeting(somebody(), { uuid: 999, contactId: null, startTime, notes: startTime })),
);

test('Google Sheets: one row per Outcome Key, as the outcome was last, whatever the quota', async () => {
  const { send } = await switchOn('google-sheets', {
    picks: { 'Add or update row': { documentId: pick('spreadsheet-1') } },
    hurry,
  });
  Object.assign(sheet.quota, { requests: 7, windowMs: 1000 });
  await send([...everything, ...late]);
  expect(sheet.records()).toMatchObject(rows);
  const requests = sheet.requests.filter(({ status }) => status === 200);
  expect(requests.length / 7).toBeLessThanOrEqual(5);
  await repeat(sheet, send);
  expect(sheet.records()).toMatchObject(rows);
});

test('Airtable: one record per Outcome Key, as the outcome was last, whatever the quota', async () => {
  const { send } = await switchOn('airtable', {
    picks: { 'Add or update record': { base: pick('appBase'), table: pick('tblCalls') } },
    hurry,
  });
  Object.assign(airtable.quota, { requests: 2, windowMs: 1000, pauseMs: 1000 });
  await send([...everything, ...late]);
  const records = () => airtable.records.map(({ fields }) => fields);
  const expected = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === '' ? null : value])),
  );
  expect(records()).toMatchObject(expected);
  expect(airtable.requests.filter(({ status }) => status === 200)).toHaveLength(7);
  await repeat(airtable, send);
  expect(records()).toMatchObject(expected);
});

/** The same deliveries again cost no request. */
async function repeat({ requests }: Api, send: Running['send'], more = late) {
  requests.length = 0;
  await send([['sailor', 'outcome'], ['air', 'outcome'], ['iclosed', 'edited-notes'], ...more]);
  expect(requests).toEqual([]);
}

const rows = [
  {
    'Outcome Key': 'sailor:a4c2e8d0-1b3f-4d5a-9c7e-0f2b4d6e8a04:3b9f7c1e-52d4-4f6e-8a0c-7e1f5d2b9a03',
    Result: 'positive',
    'Outcome Name': 'Interested',
    'Contact Phone': '+15555550142',
    'Contact Email': '',
    'Deal Value': '',
  },
  {
    'Outcome Key': 'air:CA7d2f1b9c40e84a6db3c15f8e2a097d64',
    Result: 'positive',
    'Contact Name': 'Robin',
    'Contact Phone': '+15555550123',
    'Duration (in Seconds)': 44,
    Direction: 'outbound',
    'Recording URL': recording,
  },
  {
    'Event ID': 'iclosed:5120:6473138f2f',
    'Contact Email': 'sam.field@example.com',
    'Deal Value': 5000,
    Notes: 'Wants to start in May.',
  },
  { 'Event ID': 'iclosed:5121:a6ae7a49ba', Result: 'negative', Reason: 'NOT_INTERESTED' },
  { 'Event ID': 'iclosed:5122:d3536f73d3', Result: 'follow_up' },
  { 'Outcome Key': 'iclosed:999', Notes: '2026-03-02T10:00:00Z' },
];

test('Slack: one message per positive result, which changes with its outcome', async () => {
  const { send } = await switchOn('slack', {
    picks: { 'Post a message': { channelId: pick('C0123456789') } },
    hurry,
  });
  Object.assign(slack.quota, { requests: 1, windowMs: 1000 });
  await send(everything);
  const text = [
    `Booked a demo (Air)\nContact: Robin, +15555550123\nCall: outbound, 44 s\nNotes: Robin will join the demo on Tuesday.\n<${recording}|Listen to the call>`,
    'SALE (iClosed)\nContact: Sam Field, +15555550177, sam.field@example.com\nCall: 30 min 0 s, Strategy Call\nDeal: 5000, Premium Package\nNotes: Wants to start in May.',
  ];
  const messages = () => slack.messages.map((message) => message.text);
  expect(messages()).toEqual(expect.arrayContaining(text));
  expect(messages()).toHaveLength(3);
  const once = messages();
  await repeat(slack, send, []);
  expect(messages()).toEqual(once);
});

test('Your own CRM: a row per sample before the first call, and one row per Outcome Key', async () => {
  const { id, nodes, ran, send } = await switchOn('your-crm');
  const triggers = nodes.filter(({ type }) => /outcomes\.\w+Trigger$/.test(type));
  for (const { name } of triggers) {
    await client.run(id, name);
    await ran();
  }
  const table = async () => client.rows('Calls for your CRM');
  expect((await table()).map(({ result }) => result)).toEqual(triggers.flatMap(() => outcomeResults));
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
  const { id, ran } = await switchOn('sailor-outcomes-from-table');
  const run = async () => {
    await client.run(id, 'Run');
    await ran();
  };
  await run();
  expect(sailor.outcomes.size).toBe(0);

  const webhookUrl = 'https://hooks.example/sailor';
  await client.addRows('Sailor outcomes', [
    { name: 'Interested', type: 'action', order: 10, smartListId: smartList, webhookUrl },
    { name: 'Call me back', type: 'action', order: 20 },
    { name: 'Not qualified', type: 'disposition', order: 30 },
  ]);
  await expect(run()).rejects.toThrow('Webhook URL is required when Outcome Type is Action');
  expect(await client.rows('Sailor outcomes')).toMatchObject([
    { sailorOutcomeId: [...sailor.outcomes.keys()][0] },
    { sailorOutcomeId: null },
    { sailorOutcomeId: null },
  ]);

  await client.changeRows('Sailor outcomes', 'name', 'Call me back', { webhookUrl });
  await run();
  await run();
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

test('Air calls for new leads: one call per number, no more than the limit, and no lead that stays at calling', async () => {
  const { id, nodes, ran, send } = await rig.switchOn('air-calls-for-leads', {
    picks: { 'Start the call': { promptId: '48213' } },
  });
  const form = nodes.find(({ name }) => name === 'New lead')?.webhookId;
  const submit = async (name: string, phone: string) => {
    const body = new FormData();
    body.set('field-0', name);
    body.set('field-1', phone);
    body.set('field-2', 'lead@example.com');
    const response = await fetch(`${rig.n8n.baseUrl}/form/${form}`, { method: 'POST', body });
    expect(response.status).toBe(200);
    return ran();
  };
  const anHour = async () => {
    await client.run(id, 'Every hour');
    return ran();
  };

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
  await send([
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
  const leads = await client.rows('Leads');
  const named = (status: string) => leads.filter((lead) => lead['status'] === status).map(({ name }) => name);
  expect(named('no outcome')).toEqual(['Sam']);
  expect(named('not called')).toEqual(['Far Away', 'Double']);
  // Twenty an hour: two were before, and one place was taken by the double.
  expect(named('calling')).toEqual(['Wrong', ...many.slice(0, 16).map(({ name }) => name)]);
  expect(named('waiting')).toEqual(['Lead 16', 'Lead 17', 'Lead 18']);
  expect(air.calls).toHaveLength(19);

  await send([['air', await delivery({ leadData: { leadId: 3 } })]]);
  expect((await client.rows('Leads'))[2]).toMatchObject({ name: 'Sam', status: 'called' });
});
