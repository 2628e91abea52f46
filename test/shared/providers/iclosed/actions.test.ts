import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { apiThrough, type CallOutcome, providers, type RawInputs } from '../../../../shared/index.ts';
import { createIclosedEmulator, type IclosedEmulator } from '../../../emulators/iclosed.ts';
import { booking } from '../../../helpers/callBook.ts';
import { serveOnLoopback } from '../../../helpers/loopback.ts';

const { actions, lists, recentOutcomes } = providers.iclosed;
const contacts = [
  { id: 101, firstName: 'Jo', lastName: 'Reed', email: 'jo@example.com', phoneNumber: '+15555550133' },
];

let iclosed: IclosedEmulator;
let host: Awaited<ReturnType<typeof serveOnLoopback>>;

beforeEach(async () => {
  iclosed = createIclosedEmulator({
    keys: { iclosed_good: 'accepted' },
    eventCalls: [
      booking(1, { contactId: 101 }),
      booking(2, { callType: 'DISCOVERY_EVENT' }),
      booking(3, { dateTimeUTC: '2026-03-20T10:00:00Z' }),
      ...Array.from({ length: 250 }, (_, index) => booking(index + 4)),
    ],
    contacts,
  });
  host = await serveOnLoopback(iclosed.listener, 'Bearer iclosed_good', 5000);
});
afterEach(async () => {
  iclosed.close();
  await host.close();
});

const api = () => apiThrough(host.transport);

function act(noun: string, key: string, raw: RawInputs, limit?: number) {
  const action = actions.find((one) => one.noun === noun && one.key === key);
  if (!action) throw new Error(`There is no ${noun}: ${key}.`);
  return action.run(raw, { api: api(), operationId: 'test', limit });
}
const idsOf = (found: { id?: unknown }[]) => found.map(({ id }) => id);

describe('Call: Find', () => {
  test('gives a call whole', async () => {
    iclosed.record({ eventCallId: 1, outcome: 'NO_SALE', noSaleReason: 'NO_SHOW', notes: 'Nobody.' });

    expect(await act('Call', 'getAll', { search: 'Reed' })).toEqual([
      {
        id: '1',
        callType: 'STRATEGY_EVENT',
        startedAt: '2026-03-01T01:00:00.000Z',
        durationSeconds: 1800,
        calendarEventId: '3',
        calendarEventName: 'Strategy Call',
        contact: {
          id: '101',
          name: 'Jo Reed',
          email: 'jo@example.com',
          phone: '+15555550133',
          phoneNational: '5555550133',
        },
        agent: { id: '2', name: 'Cleo Closer', email: 'closer@example.com' },
        outcome: { name: 'NO_SALE', reason: 'NO_SHOW', objection: null, notes: 'Nobody.' },
        cancelledBy: null,
        cancelReason: null,
        location: 'PHONE_CALL',
        locationLink: null,
        metadata: null,
      },
    ]);
  });

  test('reads no page that the limit does not need', async () => {
    expect(idsOf(await act('Call', 'getAll', {}, 3))).toEqual(['253', '252', '251']);
    expect(iclosed.requests).toHaveLength(1);
    expect(await act('Call', 'getAll', {})).toHaveLength(253);
    expect(iclosed.requests).toHaveLength(1 + 4);
  });

  test.each([
    [{ callType: 'Discovery Call' }, ['2']],
    [{ since: '2026-03-11T13:00:00Z' }, ['253', '3']],
    [{ withOutcome: true }, ['9', '1']],
    [{ withOutcome: true, search: 'jo@example' }, ['1']],
    [{ withOutcome: true, closer: 'Closer@Example.com' }, ['9', '1']],
    [{ withOutcome: true, closer: 'other@example.com' }, []],
  ])('%j finds %j', async (raw, ids) => {
    iclosed.record({ eventCallId: 1, outcome: 'WON', objection: 'FEAR' });
    iclosed.record({ eventCallId: 9, outcome: 'NO_SALE', noSaleReason: 'NO_SHOW' });

    expect(idsOf(await act('Call', 'getAll', raw))).toEqual(ids);
  });
});

describe('Call Outcome: Find', () => {
  beforeEach(() => {
    iclosed.record({ eventCallId: 1, outcome: 'WON', objection: 'FEAR' });
    iclosed.record({ eventCallId: 2, outcome: 'REJECTED', noSaleReason: 'BAD_FIT' });
    iclosed.record({ eventCallId: 9, outcome: 'NO_SALE', noSaleReason: 'NO_SHOW' });
  });
  const keysAndResults = (found: object[]) =>
    (found as CallOutcome[]).map(({ call, outcome }) => [call.id, outcome.result]);

  test('gives outcomes as the trigger does, none for calls without one', async () => {
    expect(keysAndResults(await act('Call Outcome', 'getAll', {}))).toEqual([
      ['9', 'not_reached'],
      ['2', 'negative'],
      ['1', 'positive'],
    ]);
    expect(keysAndResults(await act('Call Outcome', 'getAll', {}, 2))).toHaveLength(2);
  });

  test('takes the settings of the trigger', async () => {
    const options = {
      onlyResults: ['follow_up', 'positive'],
      ownResults: [{ name: 'no_sale', value: 'follow_up' }],
      includeRaw: true,
    };
    const found = await act('Call Outcome', 'getAll', { options });

    expect(keysAndResults(found)).toEqual([
      ['9', 'follow_up'],
      ['1', 'positive'],
    ]);
    expect(found).toMatchObject([{ raw: { previewId: 'preview-9' } }, { raw: { previewId: 'preview-1' } }]);
  });

  test('has a sample of its own form', () => {
    const sample = actions.find(({ noun, key }) => noun === 'Call Outcome' && key === 'getAll')?.sample;
    expect(sample).toMatchObject({ key: 'iclosed:2077@2024-03-20T10:00:00.000Z' });
  });
});

describe('Call Outcome: Record', () => {
  const record = (raw: RawInputs) => act('Call Outcome', 'upsert', raw);

  test('takes the number of a call as text or number', async () => {
    await record({ eventCallId: '2', outcome: 'APPROVED' });
    await record({ eventCallId: 3, outcome: 'NO_SALE', noSaleReason: 'NO_SHOW' });
    expect([...iclosed.recorded.keys()]).toEqual([2, 3]);
  });

  test.each([
    [
      { eventCallId: 2, outcome: 'WON', objection: 'FEAR' },
      'discovery call, which takes Approved or Rejected',
    ],
    [{ eventCallId: 1, outcome: 'APPROVED' }, 'strategy call, which takes Won or No Sale'],
  ])('says which outcomes the type of the call takes: %j', async (raw, message) => {
    await expect(record(raw)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(message),
    });
    expect(iclosed.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  test.each(['x', '0', '1.5', '-1', '12 34'])('sends nothing for the call %j', async (eventCallId) => {
    await expect(record({ eventCallId, outcome: 'APPROVED' })).rejects.toThrow(
      'Event Call must be the number of a call, such as 123456.',
    );
    expect(iclosed.requests).toEqual([]);
  });

  test('leaves an error as it is where the type of the call does not say why', async () => {
    iclosed.faults.push({
      method: 'POST',
      answer: { status: 400, body: { errors: { notes: ['Too long'] } } },
    });
    await expect(record({ eventCallId: 2, outcome: 'APPROVED' })).rejects.toThrow('It refused: Notes.');

    iclosed.faults.push({ method: 'GET', answer: { status: 403 } });
    await expect(record({ eventCallId: 1, outcome: 'APPROVED' })).rejects.toThrow('It refused: Outcome');
  });
});

describe('the list to choose a call from', () => {
  test('shows person, time and event, the newest booking first', async () => {
    const entries = await lists['eventCalls']?.entries(api());
    expect(entries).toHaveLength(50);
    expect(entries?.[0]).toEqual({ id: '253', name: 'Call 253, 2026-03-11 13:00 UTC, Strategy Call' });
    expect(iclosed.requests).toHaveLength(1);
  });

  test.each(['Jo Reed', 'jo@example.com', '5550133'])('finds %j', async (search) => {
    expect(await lists['eventCalls']?.entries(api(), search)).toEqual([
      { id: '1', name: 'Jo Reed, 2026-03-01 01:00 UTC, Strategy Call' },
    ]);
  });
});

test.each([
  [{ callId: 7 }, 'Call 7'],
  [{ id: 7, inviteeEmail: 'jo@example.com', dateTimeUTC: 'soon' }, 'jo@example.com'],
  [{ id: 7, phoneNumber: '+15555550133', callType: 'STRATEGY_EVENT' }, '+15555550133, STRATEGY_EVENT'],
])('in the list to choose a call from, %j is “%s”', async (booked, name) => {
  const answers = [[booked], []];
  const entries = await lists['eventCalls']?.entries((call) => {
    const body = { data: { eventCalls: answers.shift() } };
    return Promise.resolve(call.read({ status: 201, headers: {}, body }));
  });

  expect(entries).toEqual([{ id: '7', name }]);
});

test('the outcomes of late are those of two weeks and later, the latest call first', async () => {
  iclosed.record({ eventCallId: 1, outcome: 'WON', objection: 'FEAR' });
  iclosed.record({ eventCallId: 3, outcome: 'WON', objection: 'FEAR' });
  iclosed.record({ eventCallId: 9, outcome: 'NO_SALE', noSaleReason: 'NO_SHOW' });

  const found = await recentOutcomes?.(new Date('2026-03-15T05:00:00Z'), {}, api());

  expect(found?.map(({ call }) => call.id)).toEqual(['3', '9']);
});
