import { expect } from '@jest/globals';
import { createSalesforceEmulator, salesforceBusy, salesforceHost } from '../../emulators/crm/salesforce.ts';
import type { Row } from '../../emulators/crm/salesforceSchemas.ts';
import { signedIn } from '../../helpers/workflowRig.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';
import { call, meeting, meetings, somebody } from './deliveries.ts';

const token = 'a-session-of-salesforce';
const instance_url = `https://${salesforceHost}`;
const api = createSalesforceEmulator([token]);

const text = (value: Row[string]) => (typeof value === 'string' ? value : null);

export const salesforce: CrmUnderTest = {
  name: 'Salesforce',
  file: 'salesforce',
  choices: { settings: { 'Your Salesforce address': `${instance_url}/` } },
  host: salesforceHost,
  api,
  credentials: { salesforceOAuth2Api: signedIn(token, { instance_url }) },
  clear: api.clear,
  add: ({ name, email, phone, openDeals = [], usedAt }) => {
    const [FirstName = '', LastName = ''] = name.split(' ');
    const ContactId = api.seed('Contact', {
      ...{ FirstName, LastName, Name: name },
      ...(email !== undefined && { Email: email }),
      ...(phone !== undefined && { Phone: phone }),
      ...(usedAt !== undefined && { LastActivityDate: usedAt.slice(0, 10), LastModifiedDate: usedAt }),
    });
    const open = { Name: 'Their deal', StageName: 'Negotiation/Review', CloseDate: '2026-12-31', ContactId };
    for (const Amount of openDeals) api.seed('Opportunity', { ...open, Amount });
  },
  people: () =>
    [...api.rows.Contact, ...api.rows.Lead].map(({ Id, FirstName, LastName, Email, Phone }) => {
      const tasks = api.rows.Task.filter(({ WhoId }) => WhoId === Id);
      tasks.sort((a, b) => String(a['ActivityDate']).localeCompare(String(b['ActivityDate'])));
      const roles = api.rows.OpportunityContactRole.filter(({ ContactId }) => ContactId === Id);
      const opportunities = api.rows.Opportunity.filter(
        (one) =>
          roles.some(({ OpportunityId }) => OpportunityId === one['Id']) ||
          // A lead has no opportunity of its own: its description names the lead.
          text(one['Description'])?.includes(String(Id)),
      );
      return {
        name: [FirstName, LastName].filter(Boolean).join(' ') || null,
        email: text(Email),
        phone: text(Phone),
        stage: null,
        calls: tasks.map(({ Subject, Description }) => ({
          title: text(Subject) ?? '',
          note: text(Description) ?? '',
        })),
        deals: opportunities.map(({ IsWon, Amount }) => ({
          won: IsWon === true,
          value: typeof Amount === 'number' ? Amount : null,
        })),
      };
    }),
  stages: { positive: null, follow_up: null, not_reached: null, negative: null },
  writes: {
    sale: ['POST /sobjects/Lead', 'POST /sobjects/Task', 'POST /sobjects/Opportunity'],
    noSale: ['POST /sobjects/Task', 'PATCH /sobjects/Opportunity/*'],
  },
  busy: salesforceBusy.concurrency,
  cost: [2, 7],
  secondEmails: false,
  expectedRefusals: /^a duplicate$/,
  more: [
    {
      name: 'known to the duplicate rules alone: the call goes to the record that they name',
      run: async (crm, { send }) => {
        const sam = somebody();
        api.seed('Contact', { FirstName: 'Samuel', LastName: 'Known', AssistantPhone: sam.typed });
        await send([await call(sam, 'positive')]);
        expect(crm.people()).toMatchObject([{ name: 'Samuel Known', calls: [{ title: 'Interested' }] }]);
      },
    },
    {
      name: 'known to the duplicate rules alone, as a record that the user may not see: a lead all the same',
      run: async (crm, { send }) => {
        const sam = somebody();
        const duplicateResult = { allowSave: true, matchResults: [] };
        const body = [
          { errorCode: 'DUPLICATES_DETECTED', message: 'Use one of these records?', duplicateResult },
        ];
        api.faults.push({ method: 'POST', path: /sobjects\/Lead$/, answer: { status: 400, body } });
        await send([meetings(meeting(sam))]);
        expect(crm.people()).toMatchObject([{ email: sam.email, deals: [{ won: true, value: 5000 }] }]);
      },
    },
    {
      name: 'an open lead is found by a number that is written in another way',
      run: async (crm, { send }) => {
        const sam = somebody();
        const lead = { FirstName: 'Samuel', LastName: 'Lead', Company: 'Field', Phone: sam.typed };
        api.seed('Lead', lead);
        await send([await call(sam, 'positive')]);
        expect(crm.people()).toMatchObject([{ name: 'Samuel Lead', calls: [{ title: 'Interested' }] }]);
      },
    },
    {
      name: 'the task says all about the call',
      run: async (_crm, { send }) => {
        await send([['air', 'outcome']]);
        expect(api.rows.Task).toMatchObject([
          {
            Status: 'Completed',
            TaskSubtype: 'Call',
            Subject: 'Booked a demo',
            ActivityDate: '2023-12-31',
            CallType: 'Outbound',
            CallDurationInSeconds: 44,
            CallDisposition: 'Booked a demo',
            CallObject: 'air:CA7d2f1b9c40e84a6db3c15f8e2a097d64',
            Description: expect.stringContaining('Recordings/RE9b04'),
          },
        ]);
      },
    },
  ],
};
