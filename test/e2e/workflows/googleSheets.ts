import {
  createGoogleSheetsEmulator,
  googleSheetsBusy,
  googleSheetsHost,
} from '../../emulators/crm/googleSheets.ts';
import { picked, signedIn } from '../../helpers/workflowRig.ts';
import { tries } from './cases.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';
import { entriesOnly, late, outlasts, peopleIn, saysAll, spoiled } from './entries.ts';

const token = 'a-token-of-google';
const spreadsheetId = 'spreadsheet-1';
const api = createGoogleSheetsEmulator({ tokens: [token], spreadsheetId, title: 'Outcomes' });
Object.assign(api.quota, { requests: 1000 });

export const googleSheets: CrmUnderTest = {
  ...entriesOnly,
  name: 'Google Sheets',
  file: 'google-sheets',
  choices: { picks: { 'Add or update row': { documentId: picked(spreadsheetId) } } },
  host: googleSheetsHost,
  api,
  credentials: { googleSheetsOAuth2Api: signedIn(token) },
  clear: api.clear,
  people: () => peopleIn(api.records()),
  busy: googleSheetsBusy,
  cost: [3, 4],
  more: [
    late,
    ...spoiled({ method: 'POST', path: /:append$/ }, googleSheetsBusy, tries),
    outlasts(api.quota, { requests: 7, windowMs: 1000 }),
    saysAll(api.records),
  ],
};
