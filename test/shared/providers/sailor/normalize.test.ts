import { describe, expect, test } from '@jest/globals';
import { OutcomeError, receive } from '../../../../shared/index.ts';
import { sampleOf } from '../../../helpers/fixtures.ts';

type Block = Record<string, unknown>;
const sample = JSON.parse(sampleOf('sailor').toString()) as Record<string, Block>;

function readOne(changes: Block) {
  const rawBody = JSON.stringify({ ...sample, ...changes });
  const [outcome] = receive('sailor', { headers: {}, rawBody }).outcomes;
  if (!outcome) throw new Error('no outcome');
  return outcome;
}

describe('destination', () => {
  test.each<[unknown, object]>([
    [undefined, { type: null, listIds: [], scope: null }],
    [null, { type: null, listIds: [], scope: null }],
    ['smart_list', { type: null, listIds: [], scope: null }],
    [{ destination_type: 'none' }, { type: 'none', listIds: [], scope: null }],
    [
      { destination_type: 'smart_list', destination_id: 'a' },
      { type: 'smart_list', listIds: ['a'], scope: null },
    ],
    [
      { destination_type: 'smart_list', destination_id: 7 },
      { type: 'smart_list', listIds: ['7'], scope: null },
    ],
    [
      { destination_type: 'remove_from_smart_list', selection: 'selected', destination_ids: ['a', 'b'] },
      { type: 'remove_from_smart_list', listIds: ['a', 'b'], scope: 'selected' },
    ],
    [
      { destination_type: 'remove_from_smart_list', selection: 'all' },
      { type: 'remove_from_smart_list', listIds: [], scope: 'all' },
    ],
    [
      { destination_type: 'remove_from_smart_list', selection: 'ALL', destination_ids: null },
      { type: 'remove_from_smart_list', listIds: [], scope: 'all' },
    ],
    [
      { destination_type: 'x', selection: 'some', destination_ids: ['a', 7, null, {}, ''] },
      { type: 'x', listIds: ['a', '7'], scope: null },
    ],
    [
      { destination_type: 'smart_list', destination_id: 'a', destination_ids: ['a', 'b'] },
      { type: 'smart_list', listIds: ['a', 'b'], scope: null },
    ],
  ])('%j is %j', (destination, expected) => {
    expect(readOne({ destination }).destination).toEqual({ ...expected, error: null });
  });

  test.each<[unknown, string | null]>([
    ['', null],
    [null, null],
    [undefined, null],
    [{}, null],
    ['List is full', 'List is full'],
    [404, '404'],
  ])('the error message %p is the error %p', (error_message, error) => {
    expect(readOne({ error_message }).destination.error).toBe(error);
  });
});

describe('identity', () => {
  const call = { call_id: 'c', phone_number: '+15555550142' };
  const outcome = { outcome_id: 'o', outcome_name: 'Interested' };

  test('it is the call and the outcome', () => {
    expect(readOne({ call, outcome })).toMatchObject({ id: 'sailor:c:o', key: 'sailor:c:o' });
    expect(readOne({ call: { call_id: 1 }, outcome: { outcome_id: 2 } }).id).toBe('sailor:1:2');
    expect(readOne({ call, outcome: { ...outcome, outcome_name: 'Renamed' }, timestamp: 5 }).id).toBe(
      'sailor:c:o',
    );
  });

  test.each<[string, Block]>([
    ['the call', { call: { ...call, call_id: null }, outcome }],
    ['the outcome', { call, outcome: { outcome_name: 'Interested' } }],
    ['both', { call: null, outcome: { outcome_name: 'Interested' } }],
  ])('without the id of %s it comes from the content', (_what, event) => {
    const { id, key } = readOne(event);
    expect(key).toBe(id);
    expect(id).toMatch(/^sailor:[0-9a-f]{64}$/);
    expect(readOne({ ...event, more: 1 }).id).toBe(id);
    expect(readOne({ ...event, timestamp: 1781935985000 }).id).not.toBe(id);
  });
});

test.each<[string, unknown]>([
  ['no outcome', undefined],
  ['null', null],
  ['a text', 'Interested'],
  ['a list', [{ outcome_id: 'o' }]],
  ['an empty object', {}],
  ['an outcome without id and name', { outcome_type: 'action' }],
  ['an outcome with empty id and name', { outcome_id: '', outcome_name: '' }],
  ['an outcome with unreadable id and name', { outcome_id: {}, outcome_name: [] }],
])('%s is refused', (_what, outcome) => {
  expect(() => readOne({ outcome })).toThrow(OutcomeError);
  expect(() => readOne({ outcome })).toThrow(
    expect.objectContaining({ code: 'invalid_payload', httpStatus: 422 }),
  );
});

test('an id alone or a name alone is enough', () => {
  expect(readOne({ outcome: { outcome_id: 0 } }).outcome).toMatchObject({ id: '0', name: null });
  expect(readOne({ outcome: { outcome_id: {}, outcome_name: 9 } }).outcome).toMatchObject({
    id: null,
    name: '9',
  });
});
