import { expect } from '@jest/globals';
import { airtableBusy, airtableHost, createAirtableEmulator } from '../../emulators/crm/airtable.ts';
import { asTheClientSends, shapeOf } from '../../emulators/crm/airtableClient.ts';
import { picked } from '../../helpers/workflowRig.ts';
import { tries } from './cases.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';
import { meeting, meetings, somebody } from './deliveries.ts';
import { entriesOnly, headings, late, outlasts, peopleIn, saysAll, spoiled } from './entries.ts';

const accessToken = 'a-token-of-airtable';
const [base, table] = ['appBase', 'tblCalls'];
const api = createAirtableEmulator({ tokens: [accessToken], base, table, fields: headings });
Object.assign(api.quota, { requests: 1000 });
const entries = () => api.records.map(({ fields }) => fields);

export const airtable: CrmUnderTest = {
  ...entriesOnly,
  name: 'Airtable',
  file: 'airtable',
  choices: { picks: { 'Add or update record': { base: picked(base), table: picked(table) } } },
  host: airtableHost,
  api,
  credentials: { airtableTokenApi: { accessToken } },
  clear: api.clear,
  people: () => peopleIn(entries()),
  busy: airtableBusy,
  cost: [1, 1],
  more: [
    late,
    ...spoiled({ method: 'PATCH', path: /\/tblCalls$/ }, airtableBusy, tries),
    outlasts(api.quota, { requests: 2, windowMs: 1000, pauseMs: 1000 }),
    saysAll(entries),
    {
      name: "what n8n sends is what Airtable's own client would send",
      run: async (_crm, { send }) => {
        await send([meetings(meeting(somebody()))]);
        for (const request of api.requests) {
          expect(shapeOf(request)).toEqual(await asTheClientSends(request));
        }
      },
    },
  ],
};
