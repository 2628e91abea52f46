import { describe, expect, test } from '@jest/globals';
import { OutcomeError, type Received, receive } from '../../../../shared/index.ts';
import { sampleOf } from '../../../helpers/fixtures.ts';

type Event = Record<string, unknown>;
const [sample = {}] = JSON.parse(sampleOf('iclosed').toString()) as Event[];

function read(body: unknown): Received {
  return receive('iclosed', { headers: {}, rawBody: JSON.stringify(body) });
}

function readOne(changes: Event) {
  const [outcome, ...more] = read([{ ...sample, ...changes }]).outcomes;
  if (!outcome || more.length > 0) throw new Error('not one outcome');
  return outcome;
}

function codeOf(body: unknown): string | null {
  try {
    read(body);
    return null;
  } catch (error) {
    return error instanceof OutcomeError ? error.code : String(error);
  }
}

describe('result', () => {
  const table: [string, string | null, string][] = [
    ['SALE', null, 'positive'],
    ['PARTIAL_SALE', null, 'positive'],
    ['WON', null, 'positive'],
    ['APPROVED', null, 'positive'],
    ['RESCHEDULE', null, 'follow_up'],
    ['NO_SALE', 'FOLLOW_UP_SCHEDULE', 'follow_up'],
    ['NO_SHOW', null, 'not_reached'],
    ['CANCELLED', null, 'not_reached'],
    ['NO_SALE', 'NO_SHOW', 'not_reached'],
    ['NO_SALE', 'CONTACT_CANCELLED', 'not_reached'],
    ['NO_SALE', 'ADMIN_CANCELLED', 'not_reached'],
    ['NO_SALE', null, 'negative'],
    ['NO_SALE', 'UNQUALIFIED', 'negative'],
    ['NO_SALE', 'NOT_INTERESTED', 'negative'],
    ['NO_SALE', 'BAD_FIT', 'negative'],
    ['NO_SALE', 'OTHER', 'negative'],
    ['NO_SALE', 'constructor', 'negative'],
    ['NOT_INTERESTED', null, 'negative'],
    ['PRICE_OBJECTION', null, 'negative'],
    ['TIMING_OBJECTION', null, 'negative'],
    ['AUTHORITY_OBJECTION', null, 'negative'],
    ['NEED_OBJECTION', null, 'negative'],
    ['BRAND_NEW_OBJECTION', null, 'negative'],
    ['REJECTED', null, 'negative'],
    // The reason counts for NO_SALE only.
    ['REJECTED', 'NO_SHOW', 'negative'],
    ['SALE', 'FOLLOW_UP_SCHEDULE', 'positive'],
    ['NOT_INTERESTED', 'FOLLOW_UP_SCHEDULE', 'negative'],
  ];
  const cases: ((text: string) => string)[] = [
    (text) => text,
    (text) => text.toLowerCase(),
    (text) => text.charAt(0) + text.slice(1).toLowerCase(),
  ];

  test.each(table)('%s with the reason %s is %s in any letter case', (callOutcome, reason, result) => {
    for (const letters of cases) {
      const noSaleReason = reason === null ? null : letters(reason);
      const { outcome } = readOne({ callOutcome: letters(callOutcome), noSaleReason });
      expect(outcome).toMatchObject({
        name: letters(callOutcome),
        reason: noSaleReason,
        result,
        resultSource: 'provider',
      });
    }
  });

  test.each([
    ['No Sale', 'negative'],
    ['no-show', 'not_reached'],
    [' SALE ', 'positive'],
    ['SALES', 'positive'],
    ['QUALIFIED', 'positive'],
    ['UNQUALIFIED', 'negative'],
    ['Follow up scheduled', 'follow_up'],
  ])('%j is none of the values, so its words count, without the reason', (callOutcome, result) => {
    for (const noSaleReason of [null, 'FOLLOW_UP_SCHEDULE', 'NO_SHOW', 'NOT_INTERESTED']) {
      expect(readOne({ callOutcome, noSaleReason }).outcome).toMatchObject({ result, resultSource: 'name' });
    }
  });

  test.each(['OBJECTION', 'OBJECTION_PRICE', 'PENDING', 'NOSHOW', 'constructor', '__proto__', null])(
    '%j says nothing',
    (callOutcome) => {
      expect(readOne({ callOutcome, noSaleReason: 'NO_SHOW' }).outcome).toMatchObject({
        result: 'unknown',
        resultSource: 'none',
      });
    },
  );
});

describe('duration', () => {
  test.each<[unknown, unknown, number | null]>([
    [30, 'MINUTES', 1800],
    [30, 'MINUTE', 1800],
    [30, 'minutes', 1800],
    [30, ' Minute ', 1800],
    [2, 'HOURS', 7200],
    [2, 'hour', 7200],
    [90, 'SECONDS', 90],
    [90, 'Second', 90],
    ['1.5', 'Hours', 5400],
    [0, 'MINUTES', 0],
    [30, 'DAYS', null],
    [30, 'MIN', null],
    [30, 'SS', null],
    [30, '', null],
    [30, null, null],
    [30, undefined, null],
    [30, 'constructor', null],
    [null, 'MINUTES', null],
    ['thirty', 'MINUTES', null],
    [1e308, 'HOURS', null],
  ])('%p %p is %p seconds', (eventDuration, eventDurationUnit, seconds) => {
    expect(readOne({ eventDuration, eventDurationUnit }).call.durationSeconds).toBe(seconds);
  });
});

describe('identity', () => {
  const idOf = (changes: Event) => readOne(changes).id;
  const id = idOf({});

  test('it is the uuid and ten hex digits of the content', () => {
    expect(id).toMatch(/^iclosed:5120:[0-9a-f]{10}$/);
  });

  test.each<Event>([
    { uuid: '5120' },
    { callOutcome: 'SALE', userId: 85 },
    { closerEmail: 'other@example.com' },
    { firstName: 'Samuel', lastName: null, email: '', phoneNumber: '1', contactId: 1 },
    {
      startTime: '2025-01-01T00:00:00Z',
      eventName: 'x',
      eventId: 1,
      eventDuration: 1,
      eventDurationUnit: 'x',
    },
    { noSaleReason: '', objection: undefined },
    { dealValue: '5000' },
    { transaction: null },
    { transaction: undefined },
    { hookType: undefined },
    { hookType: 'outcomeAdded' },
    { updatedAt: '2025-01-01', attempt: 2 },
    { deal: { value: '5000', createdAt: '2024-03-20T10:30:00Z', transactionType: 'SALE', note: 'x' } },
  ])('%j is the same event delivered again', (changes) => {
    expect(idOf(changes)).toBe(id);
  });

  test('each thing that an edit can change makes another event', () => {
    const edits: Event[] = [
      { callOutcome: 'NO_SALE' },
      { noSaleReason: 'OTHER' },
      { objection: 'MONEY' },
      { notes: 'Wants to start next month' },
      { notes: null },
      { dealValue: 5001 },
      { dealValue: null },
      { productName: 'Basic Package' },
      { deal: null },
      { deal: { transactionType: 'DEPOSIT', createdAt: '2024-03-20T10:30:00Z', value: 5000 } },
      { deal: { transactionType: 'SALE', createdAt: '2024-03-21T10:30:00Z', value: 5000 } },
      { deal: { transactionType: 'SALE', createdAt: '2024-03-20T10:30:00Z', value: 1 } },
      { transaction: [{ id: 1 }] },
      { transaction: [{ id: 2 }] },
      { transaction: [{ id: 1 }, { id: 2 }] },
    ];
    const ids = [id, ...edits.map(idOf)];
    expect(new Set(ids).size).toBe(ids.length);
    for (const edited of ids) expect(edited).toMatch(/^iclosed:5120:/);
  });

  test('its key is the contact and the start, through all versions and however the start is written', () => {
    const keyOf = (changes: Event) => readOne(changes).key;
    expect(keyOf({})).toBe('iclosed:2077@2024-03-20T10:00:00.000Z');
    for (const changes of [
      { callOutcome: 'NO_SALE', noSaleReason: 'OTHER', objection: 'MONEY', notes: null },
      { dealValue: 1, productName: null, deal: null, transaction: [{ id: 1 }] },
      { uuid: 'another' },
      { uuid: null },
      { startTime: '2024-03-20 12:00:00+02' },
    ]) {
      expect(keyOf(changes)).toBe(keyOf({}));
    }
    expect(keyOf({ contactId: 9 })).toBe('iclosed:9@2024-03-20T10:00:00.000Z');
    expect(keyOf({ startTime: '2024-03-21T10:00:00Z' })).toBe('iclosed:2077@2024-03-21T10:00:00.000Z');
  });

  test('its key is the uuid where contact or start are missing', () => {
    for (const changes of [
      { contactId: null },
      { contactId: '' },
      { contactId: {} },
      { startTime: null },
      { startTime: 'soon' },
      { startTime: '2024-02-30T10:00:00Z' },
    ]) {
      expect(readOne(changes).key).toBe('iclosed:5120');
    }
  });

  test('its key is what an edit leaves as it is where nothing else is known', () => {
    const keyOf = (changes: Event) => readOne({ uuid: null, startTime: null, ...changes }).key;
    const key = keyOf({});
    expect(key).toMatch(/^iclosed:[0-9a-f]{64}$/);
    for (const edit of [
      { callOutcome: 'NO_SALE' },
      { noSaleReason: 'OTHER' },
      { objection: 'MONEY' },
      { notes: null },
      { dealValue: 1 },
      { productName: 'Other' },
      { deal: null },
      { transaction: [1] },
      { more: 1 },
    ]) {
      expect(keyOf(edit)).toBe(key);
    }
    for (const other of [{ contactId: 9 }, { email: 'other@example.com' }, { startTime: 'soon' }]) {
      expect(keyOf(other)).not.toBe(key);
    }
  });

  test('the order of keys in a transaction does not matter', () => {
    expect(idOf({ transaction: [{ id: 1, amount: 2 }] })).toBe(idOf({ transaction: [{ amount: 2, id: 1 }] }));
  });

  test('without a uuid it comes from the content, so that nothing is dropped', () => {
    const hashed = idOf({ uuid: null });
    expect(hashed).toMatch(/^iclosed:[0-9a-f]{64}:[0-9a-f]{10}$/);
    expect(idOf({ uuid: {} })).toBe(hashed);
    expect(idOf({ uuid: '', hookType: undefined, more: 1 })).toBe(hashed);
    expect(idOf({ uuid: null, contactId: 9 })).not.toBe(hashed);
    expect(idOf({ uuid: null, startTime: '2025-01-01T00:00:00Z' })).not.toBe(hashed);
  });

  test.each(['9007199254740993', '12345678901234567890', '-9007199254740995'])(
    'the uuid %s is kept digit by digit, as number and as text',
    (uuid) => {
      const body = (value: string) => ({
        headers: {},
        rawBody: `[{"uuid": ${value}, "callOutcome": "SALE"}]`,
      });
      const [number] = receive('iclosed', body(uuid)).outcomes;
      const [text] = receive('iclosed', body(`"${uuid}"`)).outcomes;
      expect(number).toEqual(text);
      expect(number?.outcome.id).toBe(uuid);
    },
  );
});

describe('bodies', () => {
  const one = read([sample]);

  test.each<[string, unknown]>([
    ['one object', sample],
    ['{ data: object }', { data: sample }],
    ['{ data: list }', { data: [sample] }],
    ['an envelope with more', { id: 'evt_1', type: 'call.outcome_added', data: sample }],
    [
      'an envelope with the hookType',
      { hookType: 'Outcome added', data: { ...sample, hookType: undefined } },
    ],
  ])('%s gives the same as a list', (_what, body) => {
    expect(read(body)).toEqual(one);
  });

  test('an event with unknown data of its own is no envelope', () => {
    expect(read({ ...sample, data: { uuid: 1, callOutcome: 'NO_SALE' } })).toEqual(one);
    expect(read([{ ...sample, data: [sample] }])).toEqual(one);
    for (const data of [{}, [], [sample], sample]) {
      const { outcomes } = read({ hookType: 'Outcome added', uuid: 7, data });
      expect(outcomes.map(({ outcome }) => outcome.id)).toEqual(['7']);
    }
  });

  test('every element is handled by itself', () => {
    const other = { ...sample, hookType: 'Call booked' };
    const { outcomes, ignored } = read([
      null,
      sample,
      'noise',
      { ...sample, uuid: 7 },
      other,
      {},
      [sample],
      5,
    ]);
    expect(outcomes.map(({ outcome }) => outcome.id)).toEqual(['5120', '7']);
    expect(ignored).toHaveLength(6);
    for (const { reason, hint } of ignored) {
      expect(reason).toMatch(/\w+.*\.$/);
      expect(hint).toMatch(/outcome added/i);
    }
  });

  test.each<[string, unknown]>([
    ['an empty list', []],
    ['an envelope around nothing', { data: [] }],
    ['an envelope around noise', { data: 'noise' }],
    ['an object that says nothing', { uuid: 5 }],
    ['an outcome without a name', { uuid: 5, callOutcome: '' }],
    ['an outcome that is no text', { uuid: 5, callOutcome: {} }],
    ['a list of noise', [1, null, 'x', {}, [{}]]],
  ])('%s is refused', (_what, body) => {
    expect(codeOf(body)).toBe('invalid_payload');
  });

  test.each([
    'Call booked',
    'Contact updated',
    'Outcome removed',
    'callCancelled',
    'newCallScheduled',
    'constructor',
    '予約',
  ])('the hookType %j is ignored, with a hint', (hookType) => {
    for (const body of [
      { ...sample, hookType },
      [{ ...sample, hookType }],
      { data: { ...sample, hookType } },
    ]) {
      expect(read(body)).toEqual({
        outcomes: [],
        ignored: [{ reason: expect.any(String), hint: expect.stringContaining('Call outcome added') }],
      });
    }
    expect(read({ hookType, data: { event: { uuid: 1 } } })).toMatchObject({ outcomes: [] });
  });

  test.each([
    'Outcome added',
    'outcome added',
    'outcomeAdded',
    'OUTCOME_ADDED',
    'call.outcome_added',
    'callOutcome',
  ])('the hookType %j is an outcome, also one without a name', (hookType) => {
    expect(read([{ ...sample, hookType }])).toEqual(one);
    expect(read([{ uuid: 5, hookType }]).outcomes).toHaveLength(1);
  });

  test('an outcome needs no hookType', () => {
    for (const hookType of [undefined, null, '', {}, 5, true]) {
      expect(read([{ ...sample, hookType }])).toEqual(one);
    }
  });
});

test('the deal is worth dealValue, and where that is missing what the deal says', () => {
  const deal = { value: 70 };
  expect(readOne({ dealValue: 5, deal }).deal.value).toBe(5);
  expect(readOne({ dealValue: 0, deal }).deal.value).toBe(0);
  expect(readOne({ dealValue: '5.5', deal }).deal.value).toBe(5.5);
  for (const dealValue of [null, undefined, '', 'much', {}]) {
    expect(readOne({ dealValue, deal }).deal.value).toBe(70);
  }
  expect(readOne({ dealValue: null, deal: null }).deal.value).toBeNull();
});

test('the name is joined from what there is', () => {
  const nameOf = (firstName: unknown, lastName: unknown) => readOne({ firstName, lastName }).contact.name;
  expect(nameOf('Sam', 'Field')).toBe('Sam Field');
  expect(nameOf('Sam', '')).toBe('Sam');
  expect(nameOf(null, 'Field')).toBe('Field');
  expect(nameOf('', null)).toBeNull();
});
