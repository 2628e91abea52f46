/**
 * What can happen to a CRM workflow. After each case the CRM holds what a careful assistant would have entered: no
 * second person, no second deal, no lost call, no stage moved back, nothing of the team's own overwritten.
 */
import { expect } from '@jest/globals';
import type { Fault } from '../../emulators/http.ts';
import type { Case, CrmUnderTest, Person } from './crmUnderTest.ts';
import { call, meeting, meetings, names, noSale, somebody } from './deliveries.ts';

const hasDeals = ({ deals }: CrmUnderTest) => deals !== false;
const won = (crm: CrmUnderTest, value: number) => (hasDeals(crm) ? [{ won: true, value }] : []);

/** How a person came out of a case; what is left out does not matter. */
interface Expected extends Partial<Omit<Person, 'calls'>> {
  /** The titles of the calls. */
  calls?: string[];
}

/** Expects exactly these people. */
function expectPeople(crm: CrmUnderTest, ...expected: Expected[]) {
  const people = crm.people().map((person) => ({ ...person, calls: person.calls.map(({ title }) => title) }));
  expect(people).toEqual(expected.map((one) => expect.objectContaining(one) as unknown));
}

/** Expects that one outcome made no more requests than the README says, and none less. */
function expectCost({ api, cost: [least, most] }: CrmUnderTest) {
  expect(api.requests.length).toBeGreaterThanOrEqual(least);
  expect(api.requests.length).toBeLessThanOrEqual(most);
}

const found: Case[] = [
  {
    name: 'found by e-mail: keeps the name, takes the number',
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', email: sam.email });
      await send([meetings(meeting(sam, noSale))]);
      const stage = crm.stages.negative;
      expectPeople(crm, { name: 'Samuel Known', email: sam.email, stage, calls: ['NO_SALE'] });
    },
  },
  {
    name: 'found by a second e-mail address',
    needs: ({ secondEmails }) => secondEmails !== false,
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', email: `private.${sam.email}`, secondEmail: sam.email });
      await send([meetings(meeting(sam, noSale))]);
      expectPeople(crm, { name: 'Samuel Known', email: `private.${sam.email}`, calls: ['NO_SALE'] });
    },
  },
  {
    name: 'found by a number that is written in another way',
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', phone: sam.typed });
      await send([await call(sam, 'positive')]);
      const stage = crm.stages.positive;
      const phone = crm.keepsNumbersAsTyped === false ? sam.phone : sam.typed;
      expectPeople(crm, { name: 'Samuel Known', phone, stage, calls: [names.positive] });
      expectCost(crm);
    },
  },
  {
    name: 'not found: one new person',
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Somebody Else', phone: somebody().typed });
      await send([await call(sam, 'follow_up')]);
      expectPeople(
        crm,
        { name: 'Somebody Else', calls: [] },
        { phone: sam.phone, stage: crm.stages.follow_up, calls: [names.follow_up] },
      );
      expectCost(crm);
    },
  },
  {
    name: 'several: the one used last, and the note says so',
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Sam Old', phone: sam.typed, usedAt: '2024-01-01T00:00:00.000Z' });
      crm.add({ name: 'Sam New', phone: sam.phone, usedAt: '2026-01-01T00:00:00.000Z' });
      crm.add({ name: 'Sam Older', phone: sam.typed, usedAt: '2023-01-01T00:00:00.000Z' });
      await send([await call(sam, 'positive')]);
      expectPeople(crm, { calls: [] }, { name: 'Sam New', calls: [names.positive] }, { calls: [] });
      if (crm.findsSeveral === false) return;
      expect(crm.people()[1]?.calls[0]?.note).toMatch(/\b2 other/);
    },
  },
  {
    name: 'new, with three outcomes in one delivery: one person',
    run: async (crm, { send }) => {
      const sam = somebody();
      await send([
        meetings(meeting(sam), meeting(sam, noSale), meeting(sam, { ...noSale, callOutcome: 'RESCHEDULE' })),
      ]);
      expectPeople(crm, {
        name: `${sam.first} ${sam.last}`,
        calls: ['SALE', 'NO_SALE', 'RESCHEDULE'],
        deals: won(crm, 5000),
      });
    },
  },
  {
    name: 'a new number that is called twice in a moment: one person',
    run: async (crm, { send }) => {
      const sam = somebody();
      await send([await call(sam, 'not_reached'), await call(sam, 'positive', '2026-03-02 10:05:00+00')]);
      const stage = crm.stages.positive;
      expectPeople(crm, { phone: sam.phone, stage, calls: [names.not_reached, names.positive] });
    },
  },
];

const moved: Case[] = [
  {
    name: 'ahead already: no call moves the person back',
    needs: ({ ahead }) => ahead !== undefined,
    run: async (crm, { send }) => {
      const sam = somebody();
      const stage = crm.ahead ?? '';
      crm.add({ name: 'Samuel Known', phone: sam.typed, stage });
      await send([await call(sam, 'not_reached'), await call(sam, 'unknown', '2026-03-02 10:05:00+00')]);
      expectPeople(crm, { stage, calls: [names.not_reached, names.unknown] });
    },
  },
  {
    name: 'late: an older outcome is logged and changes nothing else',
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', phone: sam.typed });
      await send([
        await call(sam, 'follow_up', '2026-03-02 10:00:00+00'),
        await call(sam, 'negative', '2026-03-01 10:00:00+00'),
      ]);
      expectPeople(crm, { stage: crm.stages.follow_up, calls: [names.negative, names.follow_up] });
    },
  },
  {
    name: 'a sale to somebody with an open deal: that deal is won',
    needs: hasDeals,
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', email: sam.email, openDeal: 3000 });
      await send([meetings(meeting(sam))]);
      expectPeople(crm, { calls: ['SALE'], deals: won(crm, 5000) });
      expectCost(crm);
    },
  },
  {
    name: 'edited: the same deal with the new value',
    run: async (crm, { send }) => {
      const sam = somebody();
      const sale = meeting(sam);
      await send([meetings(sale), meetings({ ...sale, dealValue: 6000, deal: null })]);
      expectPeople(crm, { stage: crm.stages.positive, calls: ['SALE', 'SALE'], deals: won(crm, 6000) });
    },
  },
  {
    name: 'edited to no sale: the deal is open again, and the stage is that of no sale',
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', email: sam.email, ...(hasDeals(crm) && { openDeal: 3000 }) });
      const sale = meeting(sam);
      await send([meetings(sale), meetings({ ...sale, ...noSale })]);
      const deals = hasDeals(crm) ? [expect.objectContaining({ won: false })] : [];
      expectPeople(crm, {
        stage: crm.stages.negative,
        calls: ['SALE', 'NO_SALE'],
        deals: deals as unknown as Person['deals'],
      });
    },
  },
  {
    name: 'edited and edited back: as it was first',
    run: async (crm, { send }) => {
      const sam = somebody();
      const sale = meeting(sam);
      await send([meetings(sale), meetings({ ...sale, ...noSale }), meetings(sale)]);
      expectPeople(crm, {
        stage: crm.stages.positive,
        calls: ['SALE', 'NO_SALE'],
        deals: won(crm, 5000),
      });
    },
  },
  {
    name: 'repeated: nothing is written, and nothing is asked of the CRM',
    run: async (crm, { send }) => {
      const sam = somebody();
      const delivery = meetings(meeting(sam), meeting(sam, noSale));
      await send([delivery]);
      crm.api.requests.length = 0;
      await send([delivery]);
      expect(crm.api.requests).toEqual([]);
      expectPeople(crm, { calls: ['SALE', 'NO_SALE'], deals: won(crm, 5000) });
    },
  },
];

/** How many times a test has the workflow try an outcome. */
export const tries = 2;

const failures: Readonly<Record<string, (crm: CrmUnderTest) => Fault[]>> = {
  'too many requests': (crm) => [{ ...crm.secondWrite, times: tries, answer: crm.busy }],
  'an error of its own': (crm) => [
    { ...crm.secondWrite, times: tries, answer: { status: 500, body: { message: 'Internal error' } } },
  ],
  'a lost answer': (crm) => [
    { ...crm.secondWrite, answer: 'reset', applied: true },
    { times: tries - 1, answer: { status: 503, body: { message: 'Down' } } },
  ],
};

const failed: Case[] = Object.entries(failures).map(([what, faults]) => ({
  name: `the second of three writes fails with ${what}; after Retry all is there once`,
  run: async (crm, { post, retry }) => {
    const sam = somebody();
    crm.api.faults.push(...faults(crm));
    const execution = await post(
      meetings(meeting(sam), meeting(sam, { ...noSale, startTime: '2026-03-03T10:00:00Z' })),
    );
    expect(execution.status).toBe('error');
    expect(crm.api.faults).toEqual([]);
    expect((await retry(execution)).error).toBeUndefined();
    expectPeople(crm, { calls: ['SALE', 'NO_SALE'], deals: won(crm, 5000) });
  },
}));

export const cases: readonly Case[] = [...found, ...moved, ...failed];
