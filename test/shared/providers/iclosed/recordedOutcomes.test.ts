import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CallOutcome, callOutcome, receive } from '../../../../shared/index.ts';
import { eventCall } from '../../../../shared/providers/iclosed/eventCall.ts';
import { recordedOutcomes } from '../../../../shared/providers/iclosed/recordedOutcomes.ts';
import type { RecordOptions } from '../../../../shared/record.ts';
import {
  createIclosedEmulator,
  type EventCall,
  type IclosedOutcomeRequest,
} from '../../../emulators/iclosed.ts';
import type { CallTask } from '../../../emulators/iclosedCalls.ts';
import { booking, openCallBook } from '../../../helpers/callBook.ts';
import { holds } from '../../../helpers/property.ts';

/** Every key that public projects print, with invented values. */
const call = {
  id: 4711,
  callId: 4711,
  previewId: 'b7c1',
  contactId: 2077,
  userId: 84,
  eventId: 311,
  name: 'Strategy Call',
  firstName: 'Cleo',
  lastName: 'Closer',
  email: 'closer@example.com',
  inviteeName: 'Sam Field',
  inviteeEmail: 'sam.field@example.com',
  phoneNumber: '+330664929387',
  location: 'GOOGLE_MEET',
  locationLink: 'https://meet.example/abc',
  dateTime: '2024-03-20 12:00:00.000',
  dateTimeUTC: '2024-03-20T10:00:00.000Z',
  duration: 1,
  durationUnit: 'HOURS',
  callType: 'STRATEGY_EVENT',
  eventType: 'PAST',
  cancelledBy: null,
  cancelReason: null,
  rescheduledBy: null,
  notes: 'Typed while booking.',
  SettedClaim: {
    id: 3,
    claimStatus: 'CLAIMED',
    outcome: 'QUALIFIED',
    user: { firstName: 'Sol', lastName: 'Setter' },
  },
  task: [
    {
      id: 5120,
      completed: true,
      outcome: 'WON',
      noSaleReason: null,
      objection: 'MONEY',
      notes: 'Wants to start next month.',
    },
  ],
  taskId: 5120,
  deals: [
    { id: 9, value: '5000.50', transactionType: 'DEPOSIT', productId: 12, time: '2024-03-20T10:30:00Z' },
  ],
  questions: [],
  secondaryAnswers: [],
  utm: [
    { utmKey: 'utm_source', utmValue: 'newsletter' },
    { utmKey: '__proto__', utmValue: 'x' },
    { utmKey: 'utm_term', utmValue: null },
  ],
};

const outcomesOf = (raw: object, options: RecordOptions = {}): CallOutcome[] =>
  recordedOutcomes({ wire: eventCall.parse(raw), raw: raw as Record<string, unknown> }, options);

const change = (part: object) => outcomesOf({ ...call, ...part });
const withTask = (task: object) => change({ task: [{ ...call.task[0], ...task }] });

test('a call with an outcome is a whole record', () => {
  expect(outcomesOf(call)).toEqual([
    {
      id: 'iclosed:5120:b977557611',
      key: 'iclosed:2077@2024-03-20T10:00:00.000Z',
      provider: 'iclosed',
      occurredAt: '2024-03-20T10:00:00.000Z',
      summary:
        'WON (iClosed)\nContact: Sam Field, +33664929387, sam.field@example.com\nCall: 60 min 0 s, Strategy Call\nObjection: MONEY\nDeal: 5000.5\nNotes: Wants to start next month.',
      outcome: {
        id: '5120',
        name: 'WON',
        type: null,
        result: 'positive',
        resultSource: 'provider',
        reason: null,
        objection: 'MONEY',
        primaryAchieved: null,
        notes: 'Wants to start next month.',
      },
      call: {
        id: '4711',
        startedAt: '2024-03-20T10:00:00.000Z',
        durationSeconds: 3600,
        direction: null,
        from: null,
        to: null,
        recordingUrl: null,
        transcript: null,
        turns: [],
        campaignId: null,
        calendarEventId: '311',
        calendarEventName: 'Strategy Call',
        metadata: { utm_source: 'newsletter', utm_term: null },
      },
      contact: {
        id: '2077',
        name: 'Sam Field',
        firstName: null,
        lastName: null,
        email: 'sam.field@example.com',
        phone: '+33664929387',
        phoneNational: '664929387',
      },
      agent: { id: '84', email: 'closer@example.com', kind: 'human' },
      deal: {
        value: 5000.5,
        productName: null,
        transactionType: 'DEPOSIT',
        createdAt: null,
        transactions: [],
      },
      destination: { type: null, listIds: [], scope: null, error: null },
      workspace: { id: null, organizationId: null },
      raw: null,
    },
  ]);
});

test('the options of a delivery count here too', () => {
  const [record] = outcomesOf(
    { ...call, phoneNumber: '06 64 92 93 87' },
    {
      defaultCountry: 'FR',
      results: { won: 'follow_up' },
      includeRaw: true,
    },
  );
  expect(record).toMatchObject({
    contact: { phone: '+33664929387' },
    outcome: { result: 'follow_up', resultSource: 'custom' },
    raw: { previewId: 'b7c1' },
  });
});

describe('there is no outcome', () => {
  test.each<object>([
    { task: null },
    { task: [] },
    { task: 'WON' },
    { task: ['WON', null, 7] },
    ...[null, '', ' ', 'PENDING', 'pending_outcome', 'QUALIFIED', 'Unqualified', {}, true].map((outcome) => ({
      task: [{ ...call.task[0], outcome }],
    })),
  ])('in %j', (part) => {
    expect(change(part)).toEqual([]);
  });
});

describe('an id', () => {
  const id = outcomesOf(call)[0]?.id;

  test.each<object>([
    {
      notes: 'Changed.',
      inviteeName: 'Sam',
      phoneNumber: null,
      userId: null,
      eventType: 'X',
      location: null,
    },
    { id: '4711', contactId: '2077', task: [{ ...call.task[0], id: '5120' }] },
    { deals: [{ ...call.deals[0], value: 5000.5 }] },
    { task: call.task[0] },
    { task: [call.task[0], call.task[0]] },
    { task: [{ outcome: null }, call.task[0]] },
  ])('stays the same for %j', (part) => {
    expect(change(part).map((record) => record.id)).toEqual([id]);
  });

  test.each<object>([
    { task: [{ ...call.task[0], outcome: 'NO_SALE' }] },
    { task: [{ ...call.task[0], noSaleReason: 'OTHER' }] },
    { task: [{ ...call.task[0], objection: null }] },
    { task: [{ ...call.task[0], notes: 'Changed.' }] },
    { deals: [] },
    { deals: [...call.deals, { ...call.deals[0], id: 10 }] },
  ])('is another for the edit %j, under the same key', (part) => {
    const [edited] = change(part);
    expect(edited?.id).toMatch(/^iclosed:5120:[\da-f]{10}$/);
    expect(edited?.id).not.toBe(id);
    expect(edited?.key).toBe('iclosed:2077@2024-03-20T10:00:00.000Z');
  });

  test('is made of the call where the task has no number', () => {
    const [record] = withTask({ id: null });
    const [other] = change({ id: 5120, callId: 5120, task: [{ ...call.task[0], id: null }] });
    expect(record?.id).toMatch(/^iclosed:call-4711:[\da-f]{10}$/);
    expect(record?.outcome.id).toBeNull();
    expect(new Set([record?.id, other?.id, id]).size).toBe(3);
  });

  test('has a key of its own where contact or start are not there', () => {
    expect(change({ contactId: null })).toMatchObject([{ key: 'iclosed:5120' }]);
    expect(change({ dateTimeUTC: null })).toMatchObject([{ key: 'iclosed:5120', occurredAt: null }]);
  });
});

describe('what is not said is not guessed', () => {
  test('the local time is not taken for UTC', () => {
    expect(change({ dateTimeUTC: null })).toMatchObject([{ call: { startedAt: null } }]);
  });

  test('of several deals none is the one, and all are given', () => {
    const [record] = change({ deals: [{ ...call.deals[0], id: 10, value: 1 }, call.deals[0]] });
    expect(record?.deal).toMatchObject({ value: null, transactionType: null });
    expect(record?.deal.transactions).toHaveLength(2);
  });

  test('the closer is the user, or who is not the prospect', () => {
    const user = { id: 85, firstName: 'Uma', lastName: 'User', email: 'uma@example.com' };
    expect(change({ user, userId: null })).toMatchObject([{ agent: { id: '85', email: 'uma@example.com' } }]);
    expect(change({ email: call.inviteeEmail })).toMatchObject([{ agent: { email: null } }]);
    expect(change({ inviteeEmail: null, inviteeName: null })).toMatchObject([
      { contact: { email: null, name: null }, agent: { email: 'closer@example.com' } },
    ]);
  });

  test('whatever is missing or odd, the record is whole and nobody is taken for another', () => {
    const odd = fc.oneof(
      fc.constant(null),
      fc.constant(undefined),
      fc.constantFrom('', [], {}, [null], [[]], true, -1, 'x', { id: {} }),
    );
    const spoiled = fc
      .tuple(fc.subarray(Object.keys(call).filter((key) => key !== 'task')), odd)
      .map(([keys, value]) => ({ ...call, ...Object.fromEntries(keys.map((key) => [key, value])) }));
    holds(
      fc.property(spoiled, (raw) => {
        const [record, ...others] = outcomesOf(raw);
        expect(others).toEqual([]);
        expect(callOutcome.parse(record)).toEqual(record);
        expect(JSON.stringify(record?.contact)).not.toMatch(/closer/i);
        expect(JSON.stringify(record?.agent)).not.toMatch(/sam/i);
      }),
    );
  });
});

describe('webhook and API', () => {
  const contacts = [
    { id: 101, firstName: 'Jo', lastName: 'Reed', email: 'jo@example.com', phoneNumber: '+15555550133' },
  ];
  const calls = [
    booking(1, { contactId: 101 }),
    booking(2, { contactId: 101, callType: 'DISCOVERY_EVENT', dateTimeUTC: '2026-03-20T10:00:00+02:00' }),
  ];
  const outcomes: IclosedOutcomeRequest[] = [
    { eventCallId: 1, outcome: 'WON', objection: 'FEAR', notes: 'Signed.', newDeal: { value: 12.5 } },
    { eventCallId: 1, outcome: 'NO_SALE', noSaleReason: 'NOT_INTERESTED' },
    { eventCallId: 1, outcome: 'NO_SALE', noSaleReason: 'FOLLOW_UP_SCHEDULE', objection: 'MONEY' },
    { eventCallId: 1, outcome: 'NO_SALE', noSaleReason: 'NO_SHOW' },
    { eventCallId: 2, outcome: 'APPROVED' },
    { eventCallId: 2, outcome: 'REJECTED', noSaleReason: 'BAD_FIT' },
  ];
  /** Names of the webhook's page for what the API calls by its own. */
  const PAGE_NAMES: Readonly<Record<string, string>> = { WON: 'SALE' };

  test.each(
    outcomes.flatMap((outcome) => [false, true].map((numbersAsText) => ({ outcome, numbersAsText }))),
  )('tell the same of $outcome (numbers as text: $numbersAsText)', async ({ outcome, numbersAsText }) => {
    const iclosed = createIclosedEmulator({ keys: {}, eventCalls: calls, contacts });
    iclosed.webhooks.push({ url: 'http://127.0.0.1:1', headers: 'webhook', envelope: 'array' });
    iclosed.record(outcome);
    const rawBody = iclosed.deliveries.all[0]?.body ?? '';
    iclosed.close();
    const pushed = receive('iclosed', { headers: {}, rawBody }).outcomes[0];
    const renamed = receive('iclosed', {
      headers: {},
      rawBody: rawBody.replace(`"${outcome.outcome}"`, `"${PAGE_NAMES[outcome.outcome] ?? outcome.outcome}"`),
    }).outcomes[0];
    const fetched: CallOutcome[] = [];
    const { recorded } = iclosed;
    for await (const found of openCallBook(calls, { contacts, recorded, numbersAsText }).read()) {
      fetched.push(...recordedOutcomes(found, {}));
    }

    expect(fetched).toHaveLength(1);
    // The API has the prospect's name in one piece, and numbers of its own.
    const same = (record: CallOutcome | undefined) =>
      record && {
        key: record.key,
        occurredAt: record.occurredAt,
        outcome: { ...record.outcome, id: null },
        agent: record.agent,
        contact: { ...record.contact, firstName: null, lastName: null },
      };
    expect(fetched.map(same)).toEqual([same(pushed)]);
    expect(fetched[0]?.outcome.result).toBe(renamed?.outcome.result);
    expect(fetched[0]?.key).toBe(renamed?.key);
  });
});

describe('catching up', () => {
  const outcome = fc.record({
    outcome: fc.constantFrom('WON', 'NO_SALE', 'APPROVED', 'REJECTED'),
    noSaleReason: fc.constantFrom(undefined, 'NO_SHOW', 'NOT_INTERESTED'),
    notes: fc.constantFrom(undefined, 'a', 'b'),
  });
  const step = fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('book' as const), count: fc.integer({ min: 1, max: 60 }) }),
    },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('record' as const), at: fc.nat(), outcome }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), at: fc.nat() }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
  const poll = fc.array(fc.array(step, { maxLength: 4 }), { minLength: 1, maxLength: 4 });

  test('emits every outcome, every version at most once, and nothing else', async () => {
    await holds.async(
      fc.asyncProperty(fc.array(poll, { minLength: 1, maxLength: 4 }), async (polls) => {
        const calls: EventCall[] = [];
        const recorded = new Map<number, CallTask>();
        const versions = new Map<number, Set<string>>();
        const take = (action: Step) => {
          const at = 'at' in action ? calls[action.at % Math.max(1, calls.length)] : undefined;
          if (action.do === 'book') {
            for (let n = 0; n < action.count; n++) calls.push(booking(calls.length + 1));
          } else if (at && action.do === 'cancel') {
            at.cancelledBy = 'INVITEE';
          } else if (at && action.do === 'record') {
            recorded.set(at.id, { id: 9000 + at.id, ...action.outcome });
            const known = versions.get(at.id) ?? new Set();
            versions.set(at.id, known.add(JSON.stringify(action.outcome)));
          }
        };
        const emitted = new Map<string, CallOutcome>();
        async function catchUp(between: Step[][]) {
          const before = (request: number) => between[request]?.forEach(take);
          const ids: string[] = [];
          for await (const found of openCallBook(calls, { recorded, before }).read()) {
            for (const record of recordedOutcomes(found, {})) {
              ids.push(record.id);
              emitted.set(record.id, record);
              expect(versions.get(Number(record.call.id))).toBeDefined();
            }
          }
          expect(new Set(ids).size).toBe(ids.length);
        }
        for (const between of polls) await catchUp(between);
        await catchUp([]);

        const records = [...emitted.values()];
        for (const [id, known] of versions) {
          const said = records.filter(({ call: { id: callId } }) => callId === String(id));
          expect(said.length).toBeLessThanOrEqual(known.size);
          expect(new Set(said.map(({ key }) => key)).size).toBe(1);
          const last = recorded.get(id);
          expect(said.map(({ outcome: { name, notes } }) => [name, notes])).toContainEqual([
            last?.outcome,
            last?.notes ?? null,
          ]);
        }
        expect(new Set(records.map(({ call: { id } }) => id)).size).toBe(versions.size);
      }),
      20,
    );
  });
});
