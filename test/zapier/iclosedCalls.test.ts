import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { CallOutcome } from '../../shared/index.ts';
import { booking } from '../helpers/callBook.ts';
import { authData, createWorld, hookUrl, type World } from './world.ts';

const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

let world: World;
beforeAll(async () => {
  world = await createWorld(process.execPath);
}, 60_000);
afterAll(() => world.close());

beforeEach(() => {
  const { iclosed } = world;
  iclosed.eventCalls.splice(
    0,
    Infinity,
    booking(1, { contactId: 101, dateTimeUTC: inDays(-1) }),
    booking(2, { callType: 'DISCOVERY_EVENT', dateTimeUTC: inDays(-2) }),
    booking(3, { dateTimeUTC: inDays(-30) }),
    booking(4, { dateTimeUTC: inDays(3) }),
    booking(5, { dateTimeUTC: inDays(-3) }),
  );
  for (const list of [iclosed.requests, iclosed.webhooks, iclosed.deliveries.all]) list.length = 0;
  iclosed.recorded.clear();
  iclosed.record({ eventCallId: 1, outcome: 'WON', objection: 'FEAR' });
  iclosed.record({ eventCallId: 3, outcome: 'WON', objection: 'FEAR' });
  iclosed.record({ eventCallId: 2, outcome: 'REJECTED', noSaleReason: 'NO_SHOW' });
});

const poll = async (inputData: object = {}) =>
  (await world.execute('triggers.iclosed_call_outcome_poll.operation.perform', {
    inputData,
  })) as CallOutcome[];
const find = async (inputData: object) =>
  (await world.execute('searches.iclosed_find_call.operation.perform', { inputData })) as { id: string }[];
const idsOf = (found: { id: string }[]) => found.map(({ id }) => id);

test('without a webhook, outcomes of late come with the latest call first, each under an id that stays', async () => {
  const first = await poll();
  expect(first.map(({ call }) => call.id)).toEqual(['1', '2']);
  expect(await poll()).toEqual(first);

  world.iclosed.record({ eventCallId: 4, outcome: 'NO_SALE', noSaleReason: 'CONTACT_CANCELLED' });
  world.iclosed.record({ eventCallId: 2, outcome: 'APPROVED' });
  const second = await poll();
  const added = second.filter(({ id }) => !idsOf(first).includes(id));

  expect(added.map(({ call, outcome }) => [call.id, outcome.name])).toEqual([
    ['4', 'NO_SALE'],
    ['2', 'APPROVED'],
  ]);
  expect(added[1]?.key).toBe(first[1]?.key);
});

test('the settings of the trigger count without a webhook too', async () => {
  expect(await poll({ only_outcomes: ['rejected'] })).toHaveLength(1);
  const outcomes = await poll({ count_as_follow_up: ['rejected'], only_results: ['follow_up'] });
  expect(outcomes.map(({ call }) => call.id)).toEqual(['2']);
});

test('a name with two results is told at once, since no outcome is lost by that', async () => {
  const contradiction = { count_as_positive: ['Rejected'], count_as_negative: ['REJECTED '] };
  await expect(poll(contradiction)).rejects.toThrow(
    'Custom Results has “REJECTED” twice, as Positive and as Negative.',
  );
  expect(await poll()).toHaveLength(2);
});

test('an outcome has the same key and result by webhook and without one', async () => {
  const { iclosed_webhook_secret: secret } = authData;
  world.iclosed.webhooks.push({ url: hookUrl(1), secret, headers: 'webhook', envelope: 'array' });
  world.iclosed.record({ eventCallId: 5, outcome: 'NO_SALE', noSaleReason: 'NO_SHOW' });
  const bundle = await world.arrived(world.iclosed.deliveries.all.at(-1));
  const pushed = (await world.execute(
    'triggers.iclosed_call_outcome.operation.perform',
    bundle,
  )) as CallOutcome[];
  const polled = (await poll()).filter(({ call }) => call.id === '5');

  const same = (records: CallOutcome[]) => records.map(({ key, outcome: { result } }) => [key, result]);
  expect(same(pushed)).toHaveLength(1);
  expect(same(polled)).toEqual(same(pushed));
});

test('Find Call goes on with the newest booking that fits, in one request', async () => {
  expect(idsOf(await find({ search: 'reed' }))).toEqual(['1']);
  expect(idsOf(await find({ call_type: 'DISCOVERY_EVENT' }))).toEqual(['2']);
  for (let id = 6; id <= 200; id++) world.iclosed.eventCalls.push(booking(id));
  world.iclosed.requests.length = 0;
  expect((await find({ closer: 'closer@example.com' }))[0]).toMatchObject({ id: '200' });
  expect(world.iclosed.requests).toHaveLength(1);
  await expect(find({ with_outcome: null })).rejects.toThrow('There is nothing to search for.');
});

test('the dropdown of calls shows person, time and event', async () => {
  const entries = await world.execute('triggers.iclosed_event_calls.operation.perform');
  const name = expect.stringMatching(/^Jo Reed, \d{4}-\d\d-\d\d \d\d:\d\d UTC, Strategy Call$/);
  expect(entries).toContainEqual({ id: '1', name });
});

test('the error names the outcomes that the call takes', async () => {
  const inputData = { event_call_number: '2', outcome: 'WON', objection: 'FEAR' };
  await expect(
    world.execute('creates.iclosed_record_call_outcome.operation.perform', { inputData }),
  ).rejects.toThrow('This is a discovery call, which takes Approved or Rejected.');
});
