import { expect } from '@jest/globals';
import { createPipedriveEmulator, pipedriveHost, pipedriveLimit } from '../../emulators/crm/pipedrive.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';
import { call, meeting, meetings, noSale, somebody } from './deliveries.ts';

const apiToken = 'an-api-token-of-pipedrive';
const api = createPipedriveEmulator([apiToken]);

export const pipedrive: CrmUnderTest = {
  name: 'Pipedrive',
  file: 'pipedrive',
  host: pipedriveHost,
  api,
  credentials: { pipedriveApi: { apiToken } },
  clear: api.clear,
  add: ({ name, email, secondEmail, phone, openDeals = [], usedAt }) => {
    const { id } = api.seed.person({
      name,
      emails: [email, secondEmail].filter((one) => one !== undefined),
      phones: phone === undefined ? [] : [phone],
      ...(usedAt !== undefined && { usedAt }),
    });
    for (const value of openDeals) api.seed.deal({ title: 'Their deal', person_id: id, value });
  },
  people: () =>
    api.persons.map(({ id, name, emails, phones }) => ({
      name,
      email: emails?.[0]?.value ?? null,
      phone: phones?.[0]?.value ?? null,
      stage: null,
      calls: api.activities
        .filter(({ participants }) => participants?.[0]?.person_id === id)
        .sort((one, other) => when(one).localeCompare(when(other)))
        .map(({ subject, note }) => ({ title: subject, note: note ?? '' })),
      deals: api.deals
        .filter(({ person_id }) => person_id === id)
        .map(({ status, value }) => ({ won: status === 'won', value: value ?? null })),
    })),
  // A person in Pipedrive has no stage; a deal has.
  stages: { positive: null, follow_up: null, not_reached: null, negative: null },
  writes: {
    sale: ['POST /persons', 'POST /deals', 'POST /activities', 'PATCH /deals/*'],
    noSale: ['POST /activities', 'PATCH /deals/*'],
  },
  busy: pipedriveLimit,
  cost: [2, 7],
  more: [
    {
      name: 'the activity says all, on the open deal',
      run: async (_crm, { send }) => {
        const { id } = api.seed.person({ name: 'Robin Known', phones: ['(555) 555-0123'] });
        const deal = api.seed.deal({ title: 'Their deal', person_id: id });
        await send([['air', 'outcome']]);
        expect(api.activities).toMatchObject([
          {
            subject: 'Booked a demo',
            type: 'call',
            done: true,
            due_date: '2023-12-31',
            due_time: '23:12',
            duration: '00:01',
            deal_id: deal.id,
            participants: [{ person_id: id, primary: true }],
            note: [
              'Booked a demo (Air)',
              'Contact: Robin, +15555550123',
              'Call: outbound, 44 s',
              'Notes: Robin will join the demo on Tuesday.',
              'Recording: https://api.twilio.com/2010-04-01/Accounts/AC5e1f/Recordings/RE9b04',
              'Reference: air:CA7d2f1b9c40e84a6db3c15f8e2a097d64',
            ].join('<br>'),
          },
        ]);
        expect(deal.status).toBe('open');
      },
    },
    {
      name: 'a renamed deal is found again; of several open ones the one used last is won, and the note says so',
      run: async (crm, { send }) => {
        const sam = somebody();
        const { id } = api.seed.person({ name: 'Samuel Known', emails: [sam.email] });
        for (const title of ['First', 'Second']) api.seed.deal({ title, person_id: id, value: 100 });
        const sale = meeting(sam);
        await send([meetings(sale)]);
        const won = api.deals.find(({ status }) => status === 'won');
        if (won) won.title = 'Renamed';
        await send([meetings({ ...sale, dealValue: 6000, deal: null })]);
        expect(api.deals.map(({ title, status, value }) => [title, status, value])).toEqual([
          ['First', 'open', 100],
          ['Renamed', 'won', 6000],
        ]);
        expect(crm.people()[0]?.calls[0]?.note).toContain('1 other open deal; the one used last was won.');
      },
    },
    {
      name: 'a call that is no sale leaves the deal that somebody won',
      run: async (_crm, { send }) => {
        const sam = somebody();
        const { id } = api.seed.person({ name: 'Samuel Known', emails: [sam.email] });
        const deal = api.seed.deal({ title: 'Their deal', person_id: id });
        const first = meeting(sam, noSale);
        await send([meetings(first)]);
        deal.status = 'won';
        await send([meetings({ ...first, notes: 'Edited.' }), await call(sam, 'negative')]);
        expect(deal.status).toBe('won');
      },
    },
  ],
};

function when({
  due_date = '',
  due_time = '',
}: {
  due_date?: string | undefined;
  due_time?: string | undefined;
}) {
  return `${due_date} ${due_time}`;
}
