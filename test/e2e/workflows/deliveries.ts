/** Deliveries of people who are new to every case, so that no case meets what another one left behind. */
import type { OutcomeResult } from '../../../shared/index.ts';
import type { Delivery } from '../../helpers/workflowRig.ts';
import { readFixture } from '../../helpers/workflowRig.ts';

export interface Somebody {
  first: string;
  last: string;
  email: string;
  /** E.164. */
  phone: string;
  /** As people in the United States type it. */
  typed: string;
  /** iClosed's number of the contact. */
  contactId: number;
}

let people = 0;
let calls = 0;

export function somebody(): Somebody {
  people += 1;
  const line = String(people % 100).padStart(2, '0');
  const area = String(212 + Math.floor(people / 100));
  return {
    first: 'Sam',
    last: `Field ${people}`,
    email: `sam.field.${people}@example.com`,
    phone: `+1${area}55501${line}`,
    typed: `(${area}) 555-01${line}`,
    contactId: 2000 + people,
  };
}

/** The name of an outcome that counts as each result. */
export const names: Readonly<Record<OutcomeResult, string>> = {
  positive: 'Interested',
  negative: 'Not interested',
  follow_up: 'Call back',
  not_reached: 'No answer',
  unknown: 'Talked',
};

/** A call of Air's, which knows nothing of the person but the number. */
export async function call(
  { phone }: Somebody,
  result: OutcomeResult,
  at = '2026-03-02 10:00:00+00',
): Promise<Delivery> {
  const sample = JSON.parse((await readFixture('air', 'outcome')).toString()) as { call: object };
  calls += 1;
  const changes = {
    sid: `CA${calls}`,
    toNumber: phone,
    cachedLeadName: null,
    createdAt: at,
    outcome: names[result],
    primaryOutcomeAchieved: null,
  };
  return ['air', Buffer.from(JSON.stringify({ ...sample, call: { ...sample.call, ...changes } }))];
}

/** One outcome of iClosed's, which knows everything. */
export type Meeting = Record<string, unknown>;

export function meeting(person: Somebody, changes: Meeting = {}): Meeting {
  calls += 1;
  return {
    uuid: calls,
    userId: 84,
    eventName: 'Strategy Call',
    eventId: 311,
    eventDuration: 30,
    eventDurationUnit: 'MINUTES',
    email: person.email,
    contactId: person.contactId,
    firstName: person.first,
    lastName: person.last,
    phoneNumber: person.phone,
    closerEmail: 'closer@example.com',
    callOutcome: 'SALE',
    noSaleReason: null,
    objection: null,
    startTime: new Date(Date.UTC(2026, 2, 1, 10, 0, calls)).toISOString(),
    notes: null,
    dealValue: 5000,
    productName: 'Premium Package',
    deal: { transactionType: 'SALE', createdAt: '2026-03-01T10:30:00Z', value: 5000 },
    transaction: [],
    hookType: 'Outcome added',
    ...changes,
  };
}

/** What iClosed sends when it was no sale. */
export const noSale = {
  callOutcome: 'NO_SALE',
  noSaleReason: 'NOT_INTERESTED',
  dealValue: null,
  productName: null,
  deal: null,
};

export const meetings = (...all: Meeting[]): Delivery => ['iclosed', Buffer.from(JSON.stringify(all))];
