/** What is the same wherever each outcome is an entry of its own: a row, a record or a message. */
import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { Quota } from '../../emulators/crm/api.ts';
import type { Fault, Reply } from '../../emulators/http.ts';
import type { Case, CrmUnderTest, Person } from './crmUnderTest.ts';
import { meeting, meetings, somebody } from './deliveries.ts';

/** An entry by its headings, as a person reads it. */
export type Entry = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The columns that an Airtable table is imported with. */
export const headings = readFileSync(
  new URL('../../../n8n/workflows/airtable-columns.csv', import.meta.url),
  'utf8',
)
  .split('\n', 1)[0]
  ?.split(',') as string[];

export const entriesOnly = {
  keepsPeople: false,
  stages: { positive: null, follow_up: null, not_reached: null, negative: null },
  expectedRefusals: /^quota$/,
  add: () => undefined,
} as const satisfies Partial<CrmUnderTest>;

/** Whom the entries are of. */
export function peopleIn(entries: readonly Entry[]): Person[] {
  const by = Map.groupBy(entries, (entry) => entry['Contact Email'] || entry['Contact Phone']);
  return [...by.values()].map((own) => {
    const text = (heading: string) => String(own.find((entry) => entry[heading])?.[heading] ?? '') || null;
    return {
      name: text('Contact Name'),
      email: text('Contact Email'),
      phone: text('Contact Phone'),
      stage: null,
      calls: [...own]
        .sort((one, other) => String(one['Occurred At']).localeCompare(String(other['Occurred At'])))
        .map((entry) => ({ title: String(entry['Outcome Name']), note: String(entry['Summary'] ?? '') })),
      deals: own
        .filter((entry) => entry['Deal Value'])
        .map((entry) => ({ won: entry['Result'] === 'positive', value: Number(entry['Deal Value']) })),
    };
  });
}

/** An older version of an outcome comes late. */
export const late: Case = {
  name: 'late: an older version of the same outcome changes nothing',
  run: async (crm, { send }) => {
    const sam = somebody();
    const version = (startTime: string, dealValue: number) =>
      meetings(meeting(sam, { uuid: sam.contactId, contactId: null, startTime, dealValue, deal: null }));
    await send([version('2026-03-02T10:00:00Z', 6000), version('2026-03-01T10:00:00Z', 5000)]);
    expectSales(crm, 6000);
  },
};

/** What is there: sales of these values and nothing else, in their order. */
function expectSales(crm: CrmUnderTest, ...values: number[]) {
  const sales = values.map((value) => ({ calls: [{ title: 'SALE' }], deals: [{ won: true, value }] }));
  expect(crm.people()).toMatchObject(sales);
}

const down: Fault = { answer: { status: 500, body: { message: 'Internal error' } } };
const lost: Fault = { answer: 'reset', applied: true };

/**
 * The write of the second of three outcomes fails in every way, and so does each try.
 * @param tries how often the workflow tries an outcome
 */
export function spoiled(write: Fault, busy: Reply, tries: number): Case[] {
  const second = { ...write, after: 1 };
  const sales = () => [5000, 6000, 7000].map((dealValue) => meeting(somebody(), { dealValue, deal: null }));
  const spoils: Record<string, Fault[]> = {
    'is refused by an error of its own': [{ ...second, ...down, times: tries }],
    'loses its answer': [
      { ...second, ...lost },
      { ...down, path: /./, after: 0, times: tries - 1 },
    ],
  };
  return [
    ...Object.entries(spoils).map(([what, [first, ...later]]): Case => ({
      name: `the second write of three ${what}; after Retry all is there once`,
      run: async (crm, { post, retry }) => {
        const meanwhile = () => crm.api.faults.push(...later.map((fault) => ({ ...fault })));
        crm.api.faults.push({ ...first, meanwhile });
        const failed = await post(meetings(...sales()));
        expect([failed.status, crm.api.faults]).toEqual(['error', []]);
        expect((await retry(failed)).error).toBeUndefined();
        expectSales(crm, 5000, 6000, 7000);
      },
    })),
    {
      name: 'the second write of three is one too many: it waits, and all is there once without Retry',
      run: async (crm, { post }) => {
        crm.api.faults.push({ ...second, answer: busy, times: 2 });
        const { error } = await post(meetings(...sales()));
        expect([error, crm.api.faults]).toEqual([undefined, []]);
        expectSales(crm, 5000, 6000, 7000);
      },
    },
    ...Object.entries({ 'is refused': down, 'loses its answer': lost }).map(([what, fault]): Case => ({
      name: `the write ${what}, the outcome is edited, Retry, and edited back: each time it is as it was edited`,
      run: async (crm, { post, retry }) => {
        const sale = meeting(somebody());
        crm.api.faults.push({ ...write, ...down, times: tries - 1 }, { ...write, ...fault });
        const failed = await post(meetings(sale));
        expect([failed.status, crm.api.faults]).toEqual(['error', []]);
        const edited = await post(meetings({ ...sale, dealValue: 6000, deal: null }));
        expect(edited.error).toBeUndefined();
        expect((await retry(failed)).error).toBeUndefined();
        expectSales(crm, 6000);
        expect((await post(meetings(sale))).error).toBeUndefined();
        expectSales(crm, 5000);
      },
    })),
  ];
}

/** @param tight so few requests that the later outcomes have to wait */
export function outlasts(quota: Quota, tight: Quota): Case {
  return {
    name: 'more outcomes than the quota: all are there',
    run: async (crm, { post }) => {
      const before = { ...quota };
      Object.assign(quota, tight);
      const people = Array.from({ length: 4 }, somebody);
      const { error } = await post(meetings(...people.map((person) => meeting(person))));
      expect(error).toBeUndefined();
      expect(crm.api.requests.some(({ status }) => status === 429)).toBe(true);
      expect(crm.people().map(({ email }) => email)).toEqual(people.map(({ email }) => email));
      Object.assign(quota, before);
    },
  };
}

/** Where each field of the record goes; the others stay empty. */
export function saysAll(entries: () => readonly Entry[]): Case {
  return {
    name: 'the entry says all, and nothing that was not said',
    run: async (_crm, { send }) => {
      const sam = somebody();
      const sale = meeting(sam, { notes: 'Starts in May.' });
      await send([['air', 'outcome'], meetings(sale)]);
      const filled = (entry: Entry) =>
        Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null && value !== ''));
      const startedAt = new Date(String(sale['startTime'])).toISOString();
      expect(entries().map(filled)).toEqual([
        {
          'Outcome Key': 'air:CA7d2f1b9c40e84a6db3c15f8e2a097d64',
          'Event ID': 'air:CA7d2f1b9c40e84a6db3c15f8e2a097d64',
          Provider: 'air',
          'Occurred At': '2023-12-31T23:12:05.627Z',
          Result: 'positive',
          'Outcome Name': 'Booked a demo',
          'Contact Name': 'Robin',
          'Contact Phone': '+15555550123',
          Summary:
            'Booked a demo (Air)\nContact: Robin, +15555550123\nCall: outbound, 44 s\nNotes: Robin will join the demo on Tuesday.',
          Notes: 'Robin will join the demo on Tuesday.',
          'Duration (in Seconds)': 44,
          Direction: 'outbound',
          'From Number': '+15555550110',
          'To Number': '+15555550123',
          'Recording URL': 'https://api.twilio.com/2010-04-01/Accounts/AC5e1f/Recordings/RE9b04',
          'Agent Kind': 'ai',
        },
        {
          'Outcome Key': `iclosed:${sam.contactId}@${startedAt}`,
          'Event ID': expect.stringMatching(/^iclosed:\d+:[0-9a-f]{10}$/),
          Provider: 'iclosed',
          'Occurred At': startedAt,
          Result: 'positive',
          'Outcome Name': 'SALE',
          'Contact Name': `${sam.first} ${sam.last}`,
          'Contact Phone': sam.phone,
          'Contact Email': sam.email,
          Summary: expect.stringMatching(/^SALE \(iClosed\)\n/),
          Notes: 'Starts in May.',
          'Duration (in Seconds)': 1800,
          'Calendar Event Name': 'Strategy Call',
          'Agent Email': 'closer@example.com',
          'Agent Kind': 'human',
          'Deal Value': 5000,
          'Product Name': 'Premium Package',
        },
      ]);
    },
  };
}
