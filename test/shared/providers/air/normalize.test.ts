import { describe, expect, test } from '@jest/globals';
import { OutcomeError, type Received, receive } from '../../../../shared/index.ts';
import { sampleOf } from '../../../helpers/fixtures.ts';

type Block = Record<string, unknown>;
const sample = JSON.parse(sampleOf('air').toString()) as { call: Block };

function read(body: unknown): Received {
  return receive('air', { headers: {}, rawBody: JSON.stringify(body) }, { includeRaw: true });
}

function readCall(changes: Block) {
  const [outcome] = read({ ...sample, call: { ...sample.call, ...changes } }).outcomes;
  if (!outcome) throw new Error('no outcome');
  return outcome;
}

test.each<[unknown, boolean | null]>([
  [true, true],
  ['true', true],
  ['True', true],
  [false, false],
  ['False', false],
  [null, null],
  [undefined, null],
  ['', null],
  ['maybe', null],
  [1, null],
  [{}, null],
])('primaryOutcomeAchieved %p is %p', (primaryOutcomeAchieved, primaryAchieved) => {
  expect(readCall({ primaryOutcomeAchieved }).outcome).toMatchObject({ primaryAchieved });
});

test.each<[boolean | null, string | null, string, string]>([
  [true, 'Booked a demo', 'positive', 'provider'],
  [true, 'Not interested', 'positive', 'provider'],
  [true, null, 'positive', 'provider'],
  [false, 'Booked a demo', 'positive', 'name'],
  [false, 'Call back', 'follow_up', 'name'],
  [false, 'Something else', 'negative', 'provider'],
  [false, 'Sold, then lost', 'negative', 'provider'],
  [false, null, 'negative', 'provider'],
  [null, 'Booked a demo', 'positive', 'name'],
  [null, 'Something else', 'unknown', 'none'],
  [null, null, 'unknown', 'none'],
])(
  'the primary outcome %p and the name %p are %s by %s',
  (primaryOutcomeAchieved, outcome, result, resultSource) => {
    expect(readCall({ primaryOutcomeAchieved, outcome }).outcome).toMatchObject({ result, resultSource });
  },
);

test.each<[unknown, string | null]>([
  ['outbound-api', 'outbound'],
  ['outbound', 'outbound'],
  ['Outbound-Dial', 'outbound'],
  ['OUTBOUND', 'outbound'],
  ['inbound', 'inbound'],
  ['Inbound-API', 'inbound'],
  ['inbounds', 'inbound'],
  ['not inbound', null],
  ['in', null],
  ['', null],
  [null, null],
  [5, null],
  [{}, null],
])('the direction %p is %p, and the prospect is at the other end', (sent, direction) => {
  const { call, contact } = readCall({
    direction: sent,
    fromNumber: '+15555550110',
    toNumber: '+15555550123',
  });
  expect(call).toMatchObject({ direction, from: '+15555550110', to: '+15555550123' });
  expect(contact.phone).toBe(direction === 'inbound' ? '+15555550110' : '+15555550123');
});

test.each<[unknown, unknown]>([
  [null, null],
  [undefined, null],
  ['', null],
  [{}, {}],
  [
    { crmId: 1, deep: { list: [null] } },
    { crmId: 1, deep: { list: [null] } },
  ],
  ['{"crmId":1}', { crmId: 1 }],
  [' {"crmId": 1} ', { crmId: 1 }],
  ['[1]', { value: '[1]' }],
  ['"text"', { value: '"text"' }],
  ['null', { value: 'null' }],
  ['{crmId:1}', { value: '{crmId:1}' }],
  ['vip', { value: 'vip' }],
  [' ', { value: ' ' }],
  [7, { value: 7 }],
  [0, { value: 0 }],
  [false, { value: false }],
  [['vip', { a: 1 }], { value: ['vip', { a: 1 }] }],
])('the leadData %p is the metadata %p', (leadData, metadata) => {
  expect(readCall({ leadData }).call.metadata).toEqual(metadata);
});

test('metadata has no key that reaches a prototype, as object and as text', () => {
  const text = '{"__proto__": {"isAdmin": true}, "constructor": 1, "a": {"__proto__": 1, "b": 2}}';
  const readText = (leadData: string) =>
    receive('air', { headers: {}, rawBody: `{"call": {"outcome": "x", "leadData": ${leadData}}}` })
      .outcomes[0];
  for (const outcome of [readText(text), readText(JSON.stringify(text))]) {
    const metadata = outcome?.call.metadata ?? {};
    expect(metadata).toEqual({ a: { b: 2 } });
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
    expect('isAdmin' in metadata).toBe(false);
  }
});

describe('the kind of event', () => {
  const outcomeKeys = ['outcome', 'notes', 'primaryOutcomeAchieved'];
  const data = Object.fromEntries(Object.entries(sample.call).filter(([key]) => !outcomeKeys.includes(key)));

  test('POST_CALL_DATA is ignored, with the hint to choose the other one', () => {
    expect(read({ call: data, headers: {} })).toEqual({
      outcomes: [],
      ignored: [{ reason: expect.any(String), hint: expect.stringContaining('POST_CALL_OUTCOME') }],
    });
    expect(read({ call: {} }).outcomes).toEqual([]);
  });

  test.each(outcomeKeys)('%s alone makes it an outcome, even when it is empty', (key) => {
    for (const value of ['x', true, '', null, {}]) {
      expect(read({ call: { ...data, [key]: value } }).outcomes).toHaveLength(1);
    }
  });

  test.each<[string, unknown]>([
    ['no call', { outcome: 'Booked' }],
    ['a list', [sample]],
    ['null for a call', { call: null }],
    ['a list for a call', { call: [sample.call] }],
    ['a text for a call', { call: JSON.stringify(sample.call) }],
  ])('%s is refused', (_what, body) => {
    expect(() => read(body)).toThrow(OutcomeError);
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'invalid_payload', httpStatus: 422 }));
  });
});

test('the identity is the sid, and where it is missing the content', () => {
  expect(readCall({ sid: 'CA1' })).toMatchObject({ id: 'air:CA1', key: 'air:CA1' });
  expect(readCall({ sid: 12 }).id).toBe('air:12');
  expect(readCall({ sid: 'CA1', outcome: 'Other' }).id).toBe('air:CA1');
  const { id: hashed, key } = readCall({ sid: null });
  expect(key).toBe(hashed);
  expect(hashed).toMatch(/^air:[0-9a-f]{64}$/);
  expect(readCall({ sid: undefined, llmAnsweredBy: 'robot' }).id).toBe(hashed);
  for (const changes of [
    { outcome: 'Other' },
    { toNumber: '+1' },
    { duration: 45 },
    { leadData: { a: 1 } },
  ]) {
    expect(readCall({ sid: null, ...changes }).id).not.toBe(hashed);
  }
});

test('the raw event is whole but for the headers block', () => {
  const headers = { authorization: 'Bearer not-for-the-record' };
  const call = { ...sample.call, headers: 'a text of the call', note: { deep: [1] } };
  const { outcomes } = read({ call, headers, more: [1] });
  expect(outcomes[0]?.raw).toEqual({ call, more: [1] });
  expect(JSON.stringify(outcomes)).not.toContain('not-for-the-record');
});
