import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { createHubspotEmulator, hubspotBusy, hubspotHost } from '../../emulators/crm/hubspot.ts';
import type { HubspotObject } from '../../emulators/crm/hubspot.ts';
import { dispositions } from '../../emulators/crm/hubspotSchemas.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';
import { meeting, meetings, somebody } from './deliveries.ts';

const serviceKey = 'a-service-key-of-hubspot';
/** What the note in the workflow tells the user to choose. */
const file = new URL('../../../n8n/workflows/hubspot.json', import.meta.url);
const scopes = readFileSync(file, 'utf8').match(/\bcrm\.objects\.\w+\.(?:read|write)\b/g) ?? [];
export const hubspotApi = createHubspotEmulator({ [serviceKey]: scopes });
hubspotApi.searchLagMs = 300;
hubspotApi.owners['77'] = 'closer@example.com';

const linked = (object: HubspotObject, type: 'calls' | 'deals') =>
  hubspotApi.objects[type].filter(({ id }) => object.associations[type]?.includes(id));

export const hubspot: CrmUnderTest = {
  name: 'HubSpot',
  file: 'hubspot',
  host: hubspotHost,
  api: hubspotApi,
  credentials: { hubspotAppToken: { appToken: serviceKey } },
  clear: hubspotApi.clear,
  add: ({ name, email, secondEmail, phone, stage, openDeals = [], usedAt }) => {
    const [firstname = '', lastname = ''] = name.split(' ');
    const properties = {
      ...{ firstname, lastname },
      ...(email !== undefined && { email }),
      ...(secondEmail !== undefined && { hs_additional_emails: secondEmail }),
      ...(phone !== undefined && { phone }),
      ...(stage !== undefined && { hs_lead_status: stage }),
      ...(usedAt !== undefined && { lastmodifieddate: usedAt }),
    };
    const id = hubspotApi.seed('contacts', properties);
    const open = { dealname: 'Their deal', dealstage: 'contractsent' };
    for (const amount of openDeals)
      hubspotApi.seed('deals', { ...open, amount: String(amount) }, { contacts: [id] });
  },
  people: () =>
    hubspotApi.objects.contacts.map((contact) => {
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
  writes: {
    sale: ['POST /objects/contacts', 'POST /objects/calls', 'POST /objects/deals'],
    noSale: ['PATCH /objects/contacts/*', 'POST /objects/calls', 'PATCH /objects/deals/*'],
  },
  busy: hubspotBusy.rateLimit,
  cost: [3, 7],
  findsExtensions: false,
  expectedRefusals: /^Contact already exists/,
  more: [
    {
      name: 'somebody entered the person a moment ago: HubSpot names the contact, and it is taken',
      run: async (crm, { send }) => {
        const sam = somebody();
        hubspotApi.enter('contacts', { email: sam.email, firstname: 'Samuel', lastname: 'Known' });
        await send([meetings(meeting(sam))]);
        expect(crm.people()).toMatchObject([{ name: 'Samuel Known', calls: [{ title: 'SALE' }] }]);
      },
    },
    {
      name: 'the call says all, with the outcome that HubSpot shows and the user whom HubSpot knows',
      run: async (_crm, { send }) => {
        const sam = somebody();
        await send([['air', 'outcome'], meetings(meeting(sam))]);
        const [call, owned] = hubspotApi.objects.calls.map(({ properties }) => properties);
        expect(call).toEqual({
          hs_timestamp: '2023-12-31T23:12:05.627Z',
          hs_call_external_id: 'air:CA7d2f1b9c40e84a6db3c15f8e2a097d64',
          hs_call_title: 'Booked a demo',
          hs_call_status: 'COMPLETED',
          hs_call_disposition: dispositions.Connected,
          hs_call_direction: 'OUTBOUND',
          hs_call_duration: '44000',
          hs_call_from_number: '+15555550110',
          hs_call_to_number: '+15555550123',
          hs_call_recording_url: 'https://api.twilio.com/2010-04-01/Accounts/AC5e1f/Recordings/RE9b04',
          hs_call_body:
            'Booked a demo (Air)<br>Contact: Robin, +15555550123<br>Call: outbound, 44 s<br>Notes: Robin will join the demo on Tuesday.',
          hs_lastmodifieddate: expect.any(String),
        });
        expect(owned).toMatchObject({ hubspot_owner_id: '77' });
        expect(hubspotApi.objects.contacts.map(({ properties }) => properties['hubspot_owner_id'])).toEqual([
          undefined,
          '77',
        ]);
      },
    },
  ],
};
