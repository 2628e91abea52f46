/**
 * Every write of a sale to somebody new, and of its edit to no sale, spoiled in every way: refused because there are too
 * many requests, refused by an error, and entered without an answer. Then **Retry**, with or without an edit in between.
 */
import { expect } from '@jest/globals';
import type { Fault } from '../../emulators/http.ts';
import type { Execution } from '../../host/n8n/client.ts';
import type { Case, CrmUnderTest } from './crmUnderTest.ts';
import { meeting, meetings, noSale, somebody } from './deliveries.ts';
import type { Meeting } from './deliveries.ts';
import { expectPeople, hasDeals, won } from './expectPeople.ts';

type Spoil = (write: Fault, crm: CrmUnderTest) => readonly Fault[];

const down = { status: 500, body: { message: 'Internal error' } };
const entered: Fault = { answer: 'reset', applied: true };

/** What a write meets in each try of one execution. */
const refused: Spoil = (write, { busy }) => [
  { ...write, answer: busy },
  { ...write, answer: down },
];
const refusedThenEntered: Spoil = (write, { busy }) => [
  { ...write, answer: busy },
  { ...write, ...entered },
];
const brokenThenEntered: Spoil = (write) => [
  { ...write, answer: down },
  { ...write, ...entered },
];

interface Story {
  name: string;
  writes: (crm: CrmUnderTest) => readonly string[];
  /** Whom the CRM knows, and which versions it has. */
  before: (crm: CrmUnderTest, sale: Meeting, email: string) => Meeting[];
  spoiled: (sale: Meeting) => Meeting;
  edited: (sale: Meeting) => Meeting;
  /** What happens to a write before the outcome is edited. */
  spoils: Readonly<Record<string, Spoil>>;
}

const stories: readonly Story[] = [
  {
    name: 'a sale to somebody new',
    writes: ({ writes }) => writes?.sale ?? [],
    before: () => [],
    spoiled: (sale) => sale,
    edited: (sale) => ({ ...sale, ...noSale }),
    spoils: { 'loses its answer': brokenThenEntered },
  },
  {
    name: 'a sale that is edited to no sale',
    writes: ({ writes }) => writes?.noSale ?? [],
    before: (crm, sale, email) => {
      crm.add({ name: 'Samuel Known', email, ...(hasDeals(crm) && { openDeals: [3000] }) });
      return [sale];
    },
    spoiled: (sale) => ({ ...sale, ...noSale }),
    edited: (sale) => sale,
    spoils: { 'is refused': refused, 'loses its answer': brokenThenEntered },
  },
];

/** Every write in turn, each followed by Retry. */
export const everyWrite = (crm: CrmUnderTest): Case[] => (crm.writes ? stories.map(eachWrite) : []);

/** For each write and each way of spoiling it: an edit before Retry. */
export const editsInBetween = (crm: CrmUnderTest): Case[] =>
  stories.flatMap((story) =>
    story
      .writes(crm)
      .flatMap((write) => Object.keys(story.spoils).map((how) => editedInBetween(story, write, how))),
  );

function eachWrite({ name, writes, before, spoiled }: Story): Case {
  return {
    name: `${name}: each write is refused, then loses its answer; after as many times Retry all is there once`,
    run: async (crm, { send, post, retry }) => {
      const sam = somebody();
      const sale = meeting(sam);
      const former = before(crm, sale, sam.email);
      await send(former.map((one) => meetings(one)));
      crm.api.requests.length = 0;
      let execution: Execution | undefined;
      const run = () => (execution ? retry(execution) : post(meetings(spoiled(sale))));
      for (const write of writes(crm)) {
        crm.api.faults.push(...refusedThenEntered(faulty(write), crm));
        execution = await run();
        expect([write, execution.status, crm.api.faults]).toEqual([write, 'error', []]);
      }
      const made = crm.api.requests.filter(isWrite).map(({ method, path }) => `${method} ${path}`);
      expect([...new Set(made)]).toEqual(
        writes(crm).map((write) => expect.stringMatching(pattern(write)) as unknown),
      );
      expect((await run()).error).toBeUndefined();
      expectEntered(crm, spoiled(sale), [...former, spoiled(sale)]);
    },
  };
}

function editedInBetween({ name, before, spoiled, edited, spoils }: Story, write: string, how: string): Case {
  return {
    name: `${name}: ${write} ${how}, the outcome is edited, then Retry: it is as it was edited`,
    run: async (crm, { send, post, retry }) => {
      const sam = somebody();
      const sale = meeting(sam);
      const former = before(crm, sale, sam.email);
      await send(former.map((one) => meetings(one)));
      crm.api.faults.push(...(spoils[how]?.(faulty(write), crm) ?? []));
      const failed = await post(meetings(spoiled(sale)));
      expect([failed.status, crm.api.faults]).toEqual(['error', []]);
      await send([meetings(edited(sale))]);
      expect((await retry(failed)).error).toBeUndefined();
      expectEntered(crm, edited(sale), [...former, spoiled(sale), edited(sale)]);
    },
  };
}

/** What a careful assistant has entered of these versions, the last of which is known. */
function expectEntered(crm: CrmUnderTest, last: Meeting, versions: readonly Meeting[]) {
  const isSale = last['callOutcome'] === 'SALE';
  expectPeople(crm, { stage: isSale ? crm.stages.positive : crm.stages.negative });
  const [{ deals, calls } = { deals: [], calls: [] }] = crm.people();
  const names = new Set(versions.map(({ callOutcome }) => callOutcome));
  expect(calls.map(({ title }) => title).sort()).toEqual([...names].sort());
  expect(deals.filter((deal) => deal.won)).toEqual(isSale ? won(crm, 5000) : []);
  expect(deals.length).toBeLessThanOrEqual(1);
}

const isWrite = ({ method, path }: { method: string; path: string }) =>
  method !== 'GET' && !/\/(search|batch\/read)$/.test(path);

const pattern = (write: string) =>
  new RegExp(`^${write.replace(' ', ' (/[^/]+)*').replaceAll('/*', '/[^/]+')}$`);

/** A fault for a write such as `PATCH /deals/*`, where `*` is one segment of the path. */
export function faulty(write: string): Fault {
  const [method = '', path = ''] = write.split(' ');
  return { method, path: new RegExp(`${path.replaceAll('*', '[^/]+')}$`) };
}
