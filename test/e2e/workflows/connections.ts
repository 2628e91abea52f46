/** Stand-ins for everything that the workflows connect to, and what a user enters and picks in each of them. */
import { readFileSync } from 'node:fs';
import { airHost, createAirEmulator } from '../../emulators/air.ts';
import { airtableHost, createAirtableEmulator } from '../../emulators/crm/airtable.ts';
import { createGoogleSheetsEmulator, googleSheetsHost } from '../../emulators/crm/googleSheets.ts';
import { createSlackEmulator, slackHost } from '../../emulators/crm/slack.ts';
import type { Api } from '../../emulators/http.ts';
import { createIclosedEmulator, iclosedHost } from '../../emulators/iclosed.ts';
import { createSailorEmulator, sailorHost } from '../../emulators/sailor.ts';
import { type Choices, signedIn } from '../../helpers/workflowRig.ts';
import { highlevel, highlevelByPrivateToken } from './highlevel.ts';
import { hubspot } from './hubspot.ts';
import { pipedrive } from './pipedrive.ts';
import { salesforce } from './salesforce.ts';

const token = 'a-token-for-tests';
const tokens = [token];
const channel = 'C0123456789';
const [columns = ''] = readFileSync(
  new URL('../../../n8n/workflows/airtable-columns.csv', import.meta.url),
  'utf8',
).split('\n');
const crms = [hubspot, salesforce, pipedrive, highlevel, highlevelByPrivateToken];

export const airtable = createAirtableEmulator({
  tokens,
  base: 'appBase',
  table: 'tblCalls',
  fields: columns.split(','),
});
export const slack = createSlackEmulator(tokens, [channel]);
const iclosed = createIclosedEmulator({ keys: { [`iclosed_${token}`]: 'accepted' } });
const sailor = createSailorEmulator({ tokens: { [token]: 'accepted' } });

export const hosts: Readonly<Record<string, Api>> = {
  ...Object.fromEntries(crms.map(({ host, api }) => [host, api])),
  [airHost]: createAirEmulator({ tokens }),
  [airtableHost]: airtable,
  [googleSheetsHost]: createGoogleSheetsEmulator({
    tokens,
    spreadsheetId: 'spreadsheet-1',
    title: 'Outcomes',
  }),
  [iclosedHost]: iclosed,
  [sailorHost]: sailor,
  [slackHost]: slack,
};

/** What a user enters into the credential of each kind. */
export const credentials: Record<string, object> = {
  ...Object.fromEntries(crms.flatMap((crm) => Object.entries(crm.credentials))),
  airApi: { apiToken: token },
  airtableTokenApi: { accessToken: token },
  googleSheetsOAuth2Api: signedIn(token),
  iclosedApi: { apiKey: `iclosed_${token}` },
  sailorApi: { apiToken: token },
  slackOAuth2Api: signedIn(token, { authed_user: { access_token: token } }),
};

const pick = (value: string) => ({ __rl: true, mode: 'list', value });
const told = {
  picks: {
    'Post a message': { channelId: pick(channel) },
    'Send an e-mail': { fromEmail: 'n8n@example.com', toEmail: 'team@example.com' },
  },
  activates: ['Send an e-mail'],
};

/** What a user does in a workflow before the first run, by file. */
export const choices: Readonly<Record<string, Choices>> = {
  ...Object.fromEntries(crms.map((crm) => [crm.file, crm.choices ?? {}])),
  'air-calls-for-leads': { picks: { 'Start the call': { promptId: '48213' } } },
  airtable: { picks: { 'Add or update record': { base: pick('appBase'), table: pick('tblCalls') } } },
  'failed-deliveries': told,
  'google-sheets': { picks: { 'Add or update row': { documentId: pick('spreadsheet-1') } } },
  slack: told,
  'weekly-report': told,
};

export function close(): void {
  iclosed.close();
  sailor.close();
}
