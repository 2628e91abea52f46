import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { N8nClient } from '../host/n8n/client.ts';
import type { CredentialReference, Workflow, WorkflowNode } from '../host/n8n/client.ts';
import { deliver, senders } from '../host/n8n/senders.ts';
import { startN8n } from '../host/n8n/server.ts';
import type { N8n } from '../host/n8n/server.ts';
import { providerIds } from '../../shared/index.ts';
import type { ProviderId } from '../../shared/index.ts';
import { airtableHost, createAirtableEmulator } from '../emulators/crm/airtable.ts';
import { createGoogleSheetsEmulator, googleSheetsHost } from '../emulators/crm/googleSheets.ts';
import { createHighlevelEmulator, highlevelHost } from '../emulators/crm/highlevel.ts';
import { createHubspotEmulator, hubspotHost } from '../emulators/crm/hubspot.ts';
import { createPipedriveEmulator, pipedriveHost } from '../emulators/crm/pipedrive.ts';
import { createSalesforceEmulator, salesforceHost } from '../emulators/crm/salesforce.ts';
import { createSlackEmulator, slackHost } from '../emulators/crm/slack.ts';
import { airHost, createAirEmulator } from '../emulators/air.ts';
import { createSailorEmulator, sailorHost } from '../emulators/sailor.ts';
import type { Api } from '../emulators/http.ts';
import { createNetwork } from '../emulators/network.ts';
import type { EmulatedNetwork } from '../emulators/network.ts';

const token = 'a-token-for-tests';
/** What n8n keeps of a sign-in. */
const signedIn = (more: object = {}) => ({
  clientId: 'app',
  clientSecret: 'secret',
  oauthTokenData: { access_token: token, ...more },
});

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
const highlevel = createHighlevelEmulator([token], 'location-1');
const hubspot = createHubspotEmulator([token]);
const pipedrive = createPipedriveEmulator([token]);
const salesforce = createSalesforceEmulator([token], [{ Id: '003000000000001', Phone: '+15555550142' }]);
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
  [highlevelHost]: highlevel,
  [hubspotHost]: hubspot,
  [pipedriveHost]: pipedrive,
  [salesforceHost]: salesforce,
  [slackHost]: slack,
};

/** What a user enters into the credential of each kind. */
const credentials: Readonly<Record<string, object>> = {
  airApi: { apiToken: token },
  sailorApi: { apiToken: token },
  airtableTokenApi: { accessToken: token },
  googleSheetsOAuth2Api: signedIn(),
  highLevelOAuth2Api: signedIn({ locationId: 'location-1' }),
  hubspotAppToken: { appToken: token },
  pipedriveApi: { apiToken: token },
  salesforceOAuth2Api: signedIn({ instance_url: `https://${salesforceHost}` }),
  slackOAuth2Api: signedIn({ authed_user: { access_token: token } }),
};

/** The credential that a node of n8n's own asks for, where it is not an HTTP Request. */
const credentialOf: Readonly<Record<string, string>> = {
  'n8n-nodes-base.airtable': 'airtableTokenApi',
  'n8n-nodes-base.googleSheets': 'googleSheetsOAuth2Api',
  'n8n-nodes-base.highLevel': 'highLevelOAuth2Api',
  'n8n-nodes-base.pipedrive': 'pipedriveApi',
  'n8n-nodes-base.salesforce': 'salesforceOAuth2Api',
  'n8n-nodes-base.slack': 'slackOAuth2Api',
  'n8n-nodes-call-outcomes.air': 'airApi',
  'n8n-nodes-call-outcomes.sailor': 'sailorApi',
};

let network: EmulatedNetwork;
let n8n: N8n;
let client: N8nClient;
const connected = new Map<string, CredentialReference>();

beforeAll(async () => {
  const listeners = Object.entries(hosts).map(([host, { listener }]): [string, RequestListener] => [
    host,
    listener,
  ]);
  network = await createNetwork(Object.fromEntries(listeners));
  n8n = await startN8n({ env: network.proxyEnv });
  client = new N8nClient(n8n.baseUrl);
  await client.setUpOwner({ email: 'owner@example.com', password: 'Workflows-0123' });
});

afterAll(async () => {
  await n8n.stop();
  await network.close();
});

/** A delivery of each provider, iClosed's with three outcomes of one person; then the first of them is edited. */
const everything: readonly [ProviderId, string][] = [
  ['sailor', 'outcome'],
  ['air', 'outcome'],
  ['iclosed', 'three-outcomes'],
  ['iclosed', 'edited-notes'],
];
const recording = 'https://api.twilio.com/2010-04-01/Accounts/AC5e1f/Recordings/RE9b04';

/** A published workflow. */
interface Running {
  id: string;
  nodes: readonly WorkflowNode[];
  /** Posts whole deliveries as their providers do, and waits until the workflow has run to its end for each. */
  send: (deliveries: readonly (readonly [ProviderId, string | Buffer])[]) => Promise<void>;
  /** Waits for one more run, and expects that neither it nor a CRM complained. */
  ran: () => Promise<void>;
}

/**
 * Imports a workflow, connects its nodes and publishes it, as a user does.
 * @param choices what the user picks in the lists of a node, by node name
 */
async function switchOn(file: string, choices: Readonly<Record<string, object>> = {}): Promise<Running> {
  const text = await readFile(new URL(`../../n8n/workflows/${file}.json`, import.meta.url), 'utf8');
  const workflow = JSON.parse(text) as Workflow;
  for (const node of workflow.nodes) {
    Object.assign(node.parameters, choices[node.name]);
    if (node.type === 'n8n-nodes-base.formTrigger') node.webhookId = randomUUID();
    await connect(node);
  }
  const proofs = await listen(workflow.nodes);
  for (const { requests } of Object.values(hosts)) requests.length = 0;
  const { id } = await client.createWorkflow(workflow);
  if (workflow.nodes.some(({ webhookId }) => webhookId)) await client.activate(id);

  let runs = 0;
  const ran = async () => {
    runs += 1;
    const executions = await client.finishedExecutions(id, runs);
    const refused = Object.values(hosts).flatMap(({ requests }) => requests.map((one) => one.refusedBecause));
    expect({
      error: executions.at(-1)?.error?.message,
      refused: refused.filter((reason) => reason !== null),
    }).toEqual({ refused: [] });
  };
  return {
    id,
    nodes: workflow.nodes,
    ran,
    send: async (deliveries) => {
      for (const [provider, delivery] of deliveries) {
        const { url, secret } = proofs[provider];
        const body = typeof delivery === 'string' ? await readFixture(provider, delivery) : delivery;
        const response = await deliver(url, body, senders[provider].prove(secret, body));
        expect(response.status).toBe(200);
        await ran();
      }
    },
  };
}

function readFixture(provider: ProviderId, name: string): Promise<Buffer> {
  return readFile(new URL(`../../shared/providers/${provider}/fixtures/${name}.json`, import.meta.url));
}

/** Air's documented delivery with another call. */
async function airDelivery(call: object): Promise<Buffer> {
  const outcome = JSON.parse((await readFixture('air', 'outcome')).toString()) as { call: object };
  return Buffer.from(JSON.stringify({ ...outcome, call: { ...outcome.call, ...call } }));
}

async function connect(node: WorkflowNode): Promise<void> {
  const type = (node.parameters['nodeCredentialType'] as string | undefined) ?? credentialOf[node.type];
  if (type === undefined) return;
  const known = connected.get(type);
  const reference = known ?? (await client.createCredential(type, { ...credentials[type] }));
  connected.set(type, reference);
  node.credentials = { [type]: reference };
}

/** Gives each trigger its secret and its address. */
async function listen(
  nodes: readonly WorkflowNode[],
): Promise<Record<ProviderId, { url: string; secret: string }>> {
  const entries = providerIds.map(async (provider) => {
    const secret = senders[provider].newSecret();
    const webhookId = randomUUID();
    const trigger = nodes.find(({ type }) => type === `n8n-nodes-call-outcomes.${provider}Trigger`);
    if (trigger) {
      Object.assign(trigger, { webhookId }, await senders[provider].configure(secret, client));
      // A workflow has to bear repeats by itself, since a trigger does not remember them for ever.
      trigger.parameters['options'] = { dropRepeats: false };
    }
    return [provider, { url: `${n8n.baseUrl}/webhook/${webhookId}/webhook`, secret }] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<
    ProviderId,
    { url: string; secret: string }
  >;
}

const pick = (value: string) => ({ __rl: true, mode: 'list', value });

test('Google Sheets: one row per outcome, found again by its event id', async () => {
  const { send } = await switchOn('google-sheets', {
    'Add or update row': { documentId: pick('spreadsheet-1') },
  });
  await send(everything);
  await send(everything);
  expect(sheet.records()).toMatchObject(rows);
});

test('Airtable: one record per outcome, found again by its event id', async () => {
  const { send } = await switchOn('airtable', {
    'Add or update record': { base: pick('appBase'), table: pick('tblCalls') },
  });
  await send(everything);
  await send(everything);
  expect(airtable.records.map(({ fields }) => fields)).toMatchObject(
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === '' ? null : value])),
    ),
  );
});

const rows = [
  {
    'Event ID': 'sailor:a4c2e8d0-1b3f-4d5a-9c7e-0f2b4d6e8a04:3b9f7c1e-52d4-4f6e-8a0c-7e1f5d2b9a03',
    Result: 'positive',
    'Outcome Name': 'Interested',
    'Contact Phone': '+15555550142',
    'Contact Email': '',
    'Deal Value': '',
  },
  {
    'Event ID': 'air:CA7d2f1b9c40e84a6db3c15f8e2a097d64',
    Result: 'positive',
    'Contact Name': 'Robin',
    'Contact Phone': '+15555550123',
    'Duration (in Seconds)': 44,
    Direction: 'outbound',
    'Recording URL': recording,
  },
  {
    'Event ID': 'iclosed:5120:ae6edfffaf',
    'Contact Email': 'sam.field@example.com',
    'Deal Value': 5000,
    Notes: 'Wants to start next month.',
  },
  { 'Event ID': 'iclosed:5121:a6ae7a49ba', Result: 'negative', Reason: 'NOT_INTERESTED' },
  { 'Event ID': 'iclosed:5122:d3536f73d3', Result: 'follow_up' },
  { 'Event ID': 'iclosed:5120:6473138f2f', 'Deal Value': 5000, Notes: 'Wants to start in May.' },
];

test('Slack: one message per positive result', async () => {
  const { send } = await switchOn('slack', { 'Post a message': { channelId: pick('C0123456789') } });
  await send(everything);
  await send(everything);
  const sale =
    'SALE (iClosed)\nContact: Sam Field, +15555550177, sam.field@example.com\nCall: 30 min 0 s, Strategy Call\nDeal: 5000, Premium Package';
  expect(slack.messages).toEqual(
    [
      `Booked a demo (Air)\nContact: Robin, +15555550123\nCall: outbound, 44 s\nNotes: Robin will join the demo on Tuesday.\n<${recording}|Listen to the call>`,
      `${sale}\nNotes: Wants to start next month.`,
      `${sale}\nNotes: Wants to start in May.`,
    ].map((text) => ({ channel: 'C0123456789', text })),
  );
});

test('HubSpot: contacts by e-mail or phone, with lead status, and one call per outcome', async () => {
  const robin = { phone: '+15555550123', firstname: 'Robert', lastname: 'Known', hs_lead_status: 'NEW' };
  hubspot.contacts.push({ id: '51', properties: robin });
  const { send } = await switchOn('hubspot');
  await send(everything);
  await send(everything);
  expect(hubspot.contacts).toEqual([
    { id: '51', properties: { ...robin, hs_lead_status: 'OPEN_DEAL' } },
    { id: '101', properties: { phone: '+15555550142', hs_lead_status: 'CONNECTED' } },
    {
      id: expect.any(String),
      properties: {
        phone: '+15555550177',
        email: 'sam.field@example.com',
        firstname: 'Sam',
        lastname: 'Field',
        hs_lead_status: 'OPEN_DEAL',
      },
    },
  ]);
  const sam = hubspot.contacts[2]?.id;
  expect(
    hubspot.calls.map(({ contactIds, properties }) => [contactIds, properties['hs_call_title']]),
  ).toEqual([
    [['101'], 'Interested'],
    [['51'], 'Booked a demo'],
    [[sam], 'SALE'],
    [[sam], 'NO_SALE'],
    [[sam], 'RESCHEDULE'],
    [[sam], 'SALE'],
  ]);
  expect(hubspot.calls[1]?.properties).toEqual({
    hs_timestamp: '2023-12-31T23:12:05.627Z',
    hs_call_title: 'Booked a demo',
    hs_call_status: 'COMPLETED',
    hs_call_direction: 'OUTBOUND',
    hs_call_duration: '44000',
    hs_call_from_number: '+15555550110',
    hs_call_to_number: '+15555550123',
    hs_call_recording_url: recording,
    hs_call_body:
      'Booked a demo (Air)<br>Contact: Robin, +15555550123<br>Call: outbound, 44 s<br>Notes: Robin will join the demo on Tuesday.',
  });
});

test('HubSpot: when it is down for long, a retry logs the call, and once only', async () => {
  const { id, send } = await switchOn('hubspot');
  const logged = hubspot.calls.length;
  const tries = 5;
  hubspot.faults.push({ path: /calls$/, times: tries, answer: { status: 503, body: {} } });
  await expect(send([['air', 'outcome']])).rejects.toThrow('Service unavailable');
  expect(hubspot.calls.length).toBe(logged);

  const [failed] = await client.executions(id);
  await client.retry(failed?.id ?? '');
  const executions = await client.finishedExecutions(id, 2);
  expect(executions.map(({ status, mode }) => [status, mode])).toEqual([
    ['error', 'webhook'],
    ['success', 'retry'],
  ]);
  expect(hubspot.calls.length).toBe(logged + 1);
});

test('Salesforce: the contact or a lead, and one completed task per outcome', async () => {
  const { send } = await switchOn('salesforce');
  await send(everything);
  await send(everything);
  expect(salesforce.leads).toMatchObject([
    { LastName: 'Robin', Phone: '+15555550123', Company: '[not provided]' },
    { FirstName: 'Sam', LastName: 'Field', Email: 'sam.field@example.com', Phone: '+15555550177' },
  ]);
  const [robin, sam] = salesforce.leads.map(({ Id }) => Id);
  expect(salesforce.tasks.map(({ Subject, WhoId }) => [Subject, WhoId])).toEqual([
    ['Interested', '003000000000001'],
    ['Booked a demo', robin],
    ['SALE', sam],
    ['NO_SALE', sam],
    ['RESCHEDULE', sam],
    ['SALE', sam],
  ]);
  expect(salesforce.tasks[1]).toMatchObject({
    Status: 'Completed',
    TaskSubtype: 'Call',
    ActivityDate: '2023-12-31',
    CallType: 'Outbound',
    CallDurationInSeconds: 44,
    CallDisposition: 'Booked a demo',
    Description: expect.stringContaining(recording),
  });
});

test('Router: each result its own way, and one row per person', async () => {
  const { send } = await switchOn('router');
  await send(everything);
  await send(everything);
  const contacts = await client.rows('Contacts by call');
  expect(contacts).toMatchObject([
    { contact: '+15555550142', stage: 'Won', lastResult: 'positive' },
    { contact: '+15555550123', name: 'Robin', stage: 'Won', lastResult: 'positive' },
    {
      contact: '+15555550177',
      name: 'Sam Field',
      stage: 'Won',
      note: expect.stringContaining('in May'),
    },
  ]);

  // Air sends no e-mail address.
  const call = { sid: 'CA-of-Sam', toNumber: '+15555550177', cachedLeadName: null };
  await send([['air', await airDelivery(call)]]);
  expect(await client.rows('Contacts by call')).toMatchObject([
    ...contacts.slice(0, 2),
    {
      contact: '+15555550177',
      name: 'Sam Field',
      email: 'sam.field@example.com',
      note: expect.stringContaining('Booked a demo'),
    },
  ]);
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
  await expect(run()).rejects.toThrow('An action needs a webhook URL');
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

test('Air calls for new leads: a number is called once, and its outcome finds the lead', async () => {
  const { nodes, ran, send } = await switchOn('air-calls-for-leads', {
    'Start the call': { promptId: '48213' },
  });
  const form = nodes.find(({ name }) => name === 'New lead')?.webhookId;
  const submit = async (name: string, phone: string) => {
    const body = new FormData();
    body.set('field-0', name);
    body.set('field-1', phone);
    body.set('field-2', 'lead@example.com');
    const response = await fetch(`${n8n.baseUrl}/form/${form}`, { method: 'POST', body });
    expect(response.status).toBe(200);
    await ran();
  };
  await submit('Robin', '+15555550123');
  await submit('Robin', '+15555550123');
  await submit('Sam', '+15555550177');
  expect(air.calls).toMatchObject([
    { promptId: 48213, name: 'Robin', phone: '+15555550123', metadata: { leadId: 1 } },
    { promptId: 48213, name: 'Sam', phone: '+15555550177', metadata: { leadId: 2 } },
  ]);

  const answered = await airDelivery({ leadData: air.calls[0]?.metadata });
  await send([
    ['air', answered],
    ['air', answered],
    ['air', 'outcome'],
  ]);
  expect(await client.rows('Leads')).toMatchObject([
    {
      name: 'Robin',
      status: 'called',
      result: 'positive',
      outcome: 'Booked a demo',
      recordingUrl: recording,
    },
    { name: 'Sam', status: 'calling', result: null },
  ]);
});
