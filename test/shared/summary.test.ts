import { expect, test } from '@jest/globals';
import { type ProviderId, receive } from '../../shared/index.ts';
import { sampleOf } from '../helpers/fixtures.ts';

type Block = Record<string, unknown>;

function summaryOf(provider: ProviderId, body: unknown): string | undefined {
  return receive(provider, { headers: {}, rawBody: JSON.stringify(body) }).outcomes[0]?.summary;
}

const air = (JSON.parse(sampleOf('air').toString()) as { call: Block }).call;
const [iclosed = {}] = JSON.parse(sampleOf('iclosed').toString()) as Block[];

test('it says what came out, who it was, how long it took and what was said', () => {
  expect(summaryOf('air', { call: air })).toBe(
    [
      'Booked a demo (Air)',
      'Contact: Robin, +15555550123',
      'Call: outbound, 44 s',
      'Notes: Robin will join the demo on Tuesday.',
    ].join('\n'),
  );
  expect(summaryOf('iclosed', [{ ...iclosed, noSaleReason: 'OTHER', objection: 'MONEY' }])).toBe(
    [
      'SALE (iClosed)',
      'Contact: Sam Field, +15555550177, sam.field@example.com',
      'Call: 30 min 0 s, Strategy Call',
      'Reason: OTHER',
      'Objection: MONEY',
      'Deal: 5000, Premium Package',
      'Notes: Wants to start next month.',
    ].join('\n'),
  );
});

test('it names a Smart List that could not be changed', () => {
  expect(
    summaryOf('sailor', { outcome: { outcome_name: 'Interested' }, error_message: 'List is full' }),
  ).toBe('Interested (Sailor)\nSmart List not changed: List is full');
});

test('what is unknown is not mentioned', () => {
  expect(summaryOf('air', { call: { outcome: null } })).toBe('Outcome without a name (Air)');
  expect(summaryOf('sailor', { outcome: { outcome_id: 'o' } })).toBe('Outcome without a name (Sailor)');
  expect(summaryOf('iclosed', { callOutcome: 'SALE' })).toBe('SALE (iClosed)');
});

test.each<[number, string]>([
  [0, '0 s'],
  [59, '59 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [60, '1 min 0 s'],
  [3661, '61 min 1 s'],
])('%d seconds are told as %s', (duration, told) => {
  expect(summaryOf('air', { call: { outcome: 'x', duration } })).toBe(`x (Air)\nCall: ${told}`);
});
