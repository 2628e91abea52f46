import { createSalesforceEmulator, salesforceBusy, salesforceHost } from '../../emulators/crm/salesforce.ts';
import type { Row } from '../../emulators/crm/salesforceSchemas.ts';
import { signedIn } from '../../helpers/workflowRig.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';

const token = 'a-session-of-salesforce';
const instance_url = `https://${salesforceHost}`;
const api = createSalesforceEmulator([token]);

const text = (value: Row[string]) => (typeof value === 'string' ? value : null);

export const salesforce: CrmUnderTest = {
  name: 'Salesforce',
  file: 'salesforce',
  host: salesforceHost,
  api,
  credentials: { salesforceOAuth2Api: signedIn(token, { instance_url }) },
  clear: api.clear,
  add: ({ name, email, phone, openDeal, usedAt }) => {
    const [FirstName = '', LastName = ''] = name.split(' ');
    const ContactId = api.seed('Contact', {
      ...{ FirstName, LastName, Name: name },
      ...(email !== undefined && { Email: email }),
      ...(phone !== undefined && { Phone: phone }),
      ...(usedAt !== undefined && { LastActivityDate: usedAt.slice(0, 10), LastModifiedDate: usedAt }),
    });
    if (openDeal === undefined) return;
    const StageName = 'Negotiation/Review';
    const CloseDate = '2026-12-31';
    api.seed('Opportunity', { Name: 'Their deal', StageName, CloseDate, Amount: openDeal, ContactId });
  },
  people: () =>
    [...api.rows.Contact, ...api.rows.Lead].map(({ Id, FirstName, LastName, Email, Phone }) => {
      const tasks = api.rows.Task.filter(({ WhoId }) => WhoId === Id);
      tasks.sort((a, b) => String(a['ActivityDate']).localeCompare(String(b['ActivityDate'])));
      const roles = api.rows.OpportunityContactRole.filter(({ ContactId }) => ContactId === Id);
      const opportunities = api.rows.Opportunity.filter(
        (one) =>
          roles.some(({ OpportunityId }) => OpportunityId === one['Id']) ||
          // A lead has no opportunity of its own; the call's task leads to it.
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
  secondWrite: { method: 'POST', path: /sobjects\/task$/i },
  busy: salesforceBusy.concurrency,
  cost: [2, 6],
  secondEmails: false,
};
