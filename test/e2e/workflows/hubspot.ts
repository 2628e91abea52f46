import { createHubspotEmulator, hubspotBusy, hubspotHost } from '../../emulators/crm/hubspot.ts';
import type { HubspotObject } from '../../emulators/crm/hubspot.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';

const serviceKey = 'a-service-key-of-hubspot';
/** What the note of the workflow tells the user to choose. */
const scopes = [
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.owners.read',
];
const api = createHubspotEmulator({ [serviceKey]: scopes });
api.searchLagMs = 1000;
api.owners['77'] = 'closer@example.com';

const linked = (object: HubspotObject, type: 'calls' | 'deals') =>
  api.objects[type].filter(({ id }) => object.associations[type]?.includes(id));

export const hubspot: CrmUnderTest = {
  name: 'HubSpot',
  file: 'hubspot',
  host: hubspotHost,
  api,
  credentials: { hubspotAppToken: { appToken: serviceKey } },
  clear: api.clear,
  add: ({ name, email, secondEmail, phone, stage, openDeal, usedAt }) => {
    const [firstname = '', lastname = ''] = name.split(' ');
    const properties = {
      ...{ firstname, lastname },
      ...(email !== undefined && { email }),
      ...(secondEmail !== undefined && { hs_additional_emails: secondEmail }),
      ...(phone !== undefined && { phone }),
      ...(stage !== undefined && { hs_lead_status: stage }),
      ...(usedAt !== undefined && { lastmodifieddate: usedAt }),
    };
    const id = api.seed('contacts', properties);
    if (openDeal === undefined) return;
    const deal = { dealname: 'Their deal', dealstage: 'contractsent', amount: String(openDeal) };
    api.seed('deals', deal, { contacts: [id] });
  },
  people: () =>
    api.objects.contacts.map((contact) => {
      const { firstname, lastname, email, phone, hs_lead_status } = contact.properties;
      const calls = linked(contact, 'calls').map(({ properties }) => properties);
      calls.sort((a, b) => (a['hs_timestamp'] ?? '').localeCompare(b['hs_timestamp'] ?? ''));
      return {
        name: [firstname, lastname].filter(Boolean).join(' ') || null,
        email: email ?? null,
        phone: phone ?? null,
        stage: hs_lead_status ?? null,
        calls: calls.map(({ hs_call_title, hs_call_body }) => ({
          title: hs_call_title ?? '',
          note: hs_call_body ?? '',
        })),
        deals: linked(contact, 'deals').map(({ properties }) => ({
          won: properties['hs_is_closed_won'] === 'true',
          value: properties['amount'] === undefined ? null : Number(properties['amount']),
        })),
      };
    }),
  stages: {
    positive: 'OPEN_DEAL',
    follow_up: 'IN_PROGRESS',
    not_reached: 'ATTEMPTED_TO_CONTACT',
    negative: 'UNQUALIFIED',
  },
  ahead: 'OPEN_DEAL',
  secondWrite: { method: 'POST', path: /objects\/calls$/ },
  busy: hubspotBusy.rateLimit,
  cost: [3, 7],
};
