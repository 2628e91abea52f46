/**
 * What can happen to a CRM workflow. After each case the CRM holds what a careful assistant would have entered: no
 * second person, no second deal, no lost call, no stage moved back, nothing of the team's own overwritten.
 */
import { expect } from '@jest/globals';
import type { Case, Person } from './crmUnderTest.ts';
import { call, meeting, meetings, names, noSale, somebody } from './deliveries.ts';
import { entered, expectPeople, hasDeals, keepsPeople, versions, won } from './expectPeople.ts';

const found: Case[] = [
  {
    name: 'found by e-mail: keeps the name, takes the number',
    needs: keepsPeople,
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
    needs: (crm) => keepsPeople(crm) && crm.secondEmails !== false,
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', email: `private.${sam.email}`, secondEmail: sam.email });
      await send([meetings(meeting(sam, noSale))]);
      expectPeople(crm, { name: 'Samuel Known', email: `private.${sam.email}`, calls: ['NO_SALE'] });
    },
  },
  {
    name: 'found by a number with an extension',
    needs: (crm) => keepsPeople(crm) && crm.findsExtensions !== false,
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', phone: `${sam.typed} ext. 5` });
      await send([await call(sam, 'positive')]);
      expectPeople(crm, { name: 'Samuel Known', calls: [names.positive] });
    },
  },
  {
    name: 'found by a number that is written in another way',
    needs: keepsPeople,
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', phone: sam.typed });
      await send([await call(sam, 'positive')]);
      const stage = crm.stages.positive;
      const phone = crm.keepsNumbersAsTyped === false ? sam.phone : sam.typed;
      expectPeople(crm, { name: 'Samuel Known', phone, stage, calls: [names.positive] });
    },
  },
  {
    name: 'not found: one new person',
    needs: keepsPeople,
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Somebody Else', phone: somebody().typed });
      await send([await call(sam, 'follow_up')]);
      expectPeople(
        crm,
        { name: 'Somebody Else', calls: [] },
        { phone: sam.phone, stage: crm.stages.follow_up, calls: [names.follow_up] },
      );
    },
  },
  {
    name: 'several: the one used last, and the note says so',
    needs: keepsPeople,
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
    name: 'several behind the number of a sale: the one used last',
    needs: hasDeals,
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Sam Old', phone: sam.typed, usedAt: '2024-01-01T00:00:00.000Z' });
      crm.add({ name: 'Sam New', phone: sam.typed, usedAt: '2026-01-01T00:00:00.000Z' });
      await send([meetings(meeting(sam))]);
      expectPeople(
        crm,
        { calls: [], deals: [] },
        { name: 'Sam New', calls: ['SALE'], deals: won(crm, 5000) },
      );
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
        calls: entered(crm, 'SALE', 'NO_SALE', 'RESCHEDULE'),
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
      const calls = entered(crm, names.not_reached, names.positive);
      expectPeople(crm, { phone: sam.phone, stage, calls });
    },
  },
  {
    name: 'a new number, with two deliveries in the same instant: one person',
    needs: keepsPeople,
    run: async (crm, { sendAtOnce }) => {
      const sam = somebody();
      await sendAtOnce([
        await call(sam, 'not_reached'),
        await call(sam, 'positive', '2026-03-03 10:05:00+00'),
      ]);
      const stage = crm.stages.positive;
      expectPeople(crm, { phone: sam.phone, stage, calls: [names.not_reached, names.positive] });
    },
  },
];

const strangers: Case[] = [
  {
    name: 'a withheld number alone is nobody, and finds nobody beside an e-mail address',
    needs: keepsPeople,
    run: async (crm, { send }) => {
      const [nobody, sam, robin] = [somebody(), somebody(), somebody()];
      const withheld = { phoneNumber: 'anonymous', ...noSale };
      await send([await call({ ...nobody, phone: 'anonymous' }, 'positive')]);
      expect(crm.api.requests).toEqual([]);
      await send([meetings(meeting(sam, withheld), meeting(robin, withheld))]);
      expectPeople(
        crm,
        { email: sam.email, phone: null, calls: ['NO_SALE'] },
        { email: robin.email, phone: null, calls: ['NO_SALE'] },
      );
    },
  },
  {
    name: 'two people behind one number, in a moment: the e-mail address decides',
    needs: keepsPeople,
    run: async (crm, { send }) => {
      const [sam, robin] = [somebody(), somebody()];
      crm.add({ name: 'Robin Known', email: robin.email });
      await send([meetings(meeting(sam, noSale)), meetings(meeting({ ...robin, phone: sam.phone }, noSale))]);
      expectPeople(crm, { email: robin.email, calls: ['NO_SALE'] }, { email: sam.email, calls: ['NO_SALE'] });
    },
  },
];

const sales: Case[] = [
  {
    name: 'several open deals: one is won, and the note says so',
    needs: hasDeals,
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', email: sam.email, openDeals: [3000, 4000] });
      await send([meetings(meeting(sam))]);
      const [{ deals, calls } = { deals: [], calls: [] }] = crm.people();
      expect(deals.filter(({ won }) => won)).toEqual([{ won: true, value: 5000 }]);
      expect(deals.length).toBe(2);
      expect(calls[0]?.note).toMatch(/\b1 other open (deal|opportunity)/);
    },
  },
  {
    name: 'a sale by its name alone; a positive call without a deal value is no sale',
    needs: hasDeals,
    run: async (crm, { send }) => {
      const [sam, robin] = [somebody(), somebody()];
      await send([
        meetings(meeting(sam, { dealValue: null, deal: null })),
        meetings(meeting(robin, { callOutcome: 'APPROVED', dealValue: 0, deal: null })),
      ]);
      expectPeople(
        crm,
        { email: sam.email, deals: [{ won: true, value: null }] },
        { email: robin.email, deals: [] },
      );
    },
  },
  {
    name: 'no sale, edited again: the deal that somebody won since stays won',
    needs: hasDeals,
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', email: sam.email, openDeals: [3000] });
      const first = meeting(sam);
      await send([meetings(first), meetings({ ...first, ...noSale })]);
      await send([meetings(meeting(sam, { startTime: '2026-03-05T10:00:00Z' }))]);
      await send([meetings({ ...first, ...noSale, notes: 'Edited once more.' })]);
      expectPeople(crm, { calls: ['SALE', 'NO_SALE', 'NO_SALE', 'SALE'], deals: won(crm, 5000) });
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
      const calls = entered(crm, names.negative, names.follow_up);
      expectPeople(crm, { stage: crm.stages.follow_up, calls });
    },
  },
  {
    name: 'a sale to somebody with an open deal: that deal is won',
    needs: hasDeals,
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', email: sam.email, openDeals: [3000] });
      await send([meetings(meeting(sam))]);
      expectPeople(crm, { calls: ['SALE'], deals: won(crm, 5000) });
    },
  },
  {
    name: 'edited: the same deal with the new value',
    run: async (crm, { send }) => {
      const sam = somebody();
      const sale = meeting(sam);
      await send([meetings(sale), meetings({ ...sale, dealValue: 6000, deal: null })]);
      const calls = versions(crm, ['SALE', 'SALE'], 'SALE');
      expectPeople(crm, { stage: crm.stages.positive, calls, deals: won(crm, 6000) });
    },
  },
  {
    name: 'edited to no sale: the deal is open again, and the stage is that of no sale',
    run: async (crm, { send }) => {
      const sam = somebody();
      crm.add({ name: 'Samuel Known', email: sam.email, ...(hasDeals(crm) && { openDeals: [3000] }) });
      const sale = meeting(sam);
      await send([meetings(sale), meetings({ ...sale, ...noSale })]);
      const deals = hasDeals(crm) ? [expect.objectContaining({ won: false })] : [];
      expectPeople(crm, {
        stage: crm.stages.negative,
        calls: versions(crm, ['SALE', 'NO_SALE'], 'NO_SALE'),
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
        calls: versions(crm, ['SALE', 'NO_SALE'], 'SALE'),
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
      expectPeople(crm, { calls: entered(crm, 'SALE', 'NO_SALE'), deals: won(crm, 5000) });
    },
  },
];

/** How many times a test has the workflow try an outcome. */
export const tries = 2;

export const cases: readonly Case[] = [...found, ...strangers, ...sales, ...moved];
