import { expect } from '@jest/globals';
import type { CrmUnderTest, Person } from './crmUnderTest.ts';

export const keepsPeople = (crm: CrmUnderTest) => crm.keepsPeople !== false;
export const hasDeals = (crm: CrmUnderTest) => keepsPeople(crm) && crm.deals !== false;
export const won = ({ deals }: CrmUnderTest, value: number) =>
  deals === false ? [] : [{ won: true, value }];
/** The titles of outcomes that are entered. */
export const entered = ({ enters = () => true }: CrmUnderTest, ...titles: string[]) => titles.filter(enters);
/** The titles that one outcome leaves after edits: a call logged for each version, or one entry as it is now. */
export const versions = (crm: CrmUnderTest, all: string[], now: string) => (keepsPeople(crm) ? all : [now]);

/** How a person came out of a case; what is left out does not matter. */
interface Expected extends Partial<Omit<Person, 'calls'>> {
  /** The titles of the calls. */
  calls?: string[];
}

/** Expects exactly these people. */
export function expectPeople(crm: CrmUnderTest, ...expected: Expected[]) {
  const people = crm.people().map((person) => ({ ...person, calls: person.calls.map(({ title }) => title) }));
  // Where nothing is kept of people, nobody is there of whom there is no entry.
  const there = keepsPeople(crm) ? expected : expected.filter(({ calls }) => calls?.length !== 0);
  expect(people).toEqual(there.map((one) => expect.objectContaining(one) as unknown));
}
