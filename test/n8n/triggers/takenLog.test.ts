import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { REMEMBERED_OUTCOMES, type Taken, TakenLog } from '../../../n8n/lib/triggers/takenLog.ts';
import type { CallOutcome } from '../../../shared/index.ts';
import { holds } from '../../helpers/property.ts';

const outcome = fc.record({ key: fc.constantFrom('a', 'b', 'c'), version: fc.constantFrom('1', '2', '3') });
const taken = fc
  .record({
    at: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_050 }),
    messageId: fc.option(fc.constantFrom('m1', 'm2', 'm3'), { nil: undefined }),
    outcomes: fc.array(outcome, { minLength: 1, maxLength: 3 }),
  })
  .map(({ outcomes, ...delivery }): Taken => ({
    ...delivery,
    outcomes: outcomes.map(({ key, version }) => ({ key, id: `${key}:${version}` }) as CallOutcome),
  }));

function logOf(deliveries: readonly Taken[]): TakenLog {
  const log = new TakenLog();
  for (const delivery of deliveries) log.add(delivery);
  return log;
}

describe('the log of what was taken', () => {
  test('is the same however the logs of several processes meet', () => {
    holds(
      fc.property(fc.array(taken), fc.array(taken), (one, other) => {
        const [first, second] = [logOf(one), logOf(other)];
        first.merge(second.lines);
        second.merge(first.lines);
        return (
          first.lines.join() === second.lines.join() &&
          first.lines.join() === logOf([...other, ...one]).lines.join()
        );
      }),
    );
  });

  test('finds nothing new in what was taken last', () => {
    holds(
      fc.property(fc.array(taken), taken, (earlier, last) => {
        const log = logOf(earlier);
        log.add({ ...last, at: 1_700_000_000_100 });
        return log.newOf(last.outcomes.slice(-1), undefined).length === 0;
      }),
    );
  });

  test('finds every version new but the newest, unless its message was taken', () => {
    holds(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2 }), (versions) => {
        const outcomes = versions.map((version) => ({ key: 'a', id: `a:${version}` }) as CallOutcome);
        const log = logOf(
          outcomes.map((one, index) => ({
            at: 1_700_000_000_000 + index,
            messageId: one.id,
            outcomes: [one],
          })),
        );
        return outcomes.every((one, index) => {
          const isNewest = index === outcomes.length - 1;
          return (
            log.newOf([one], undefined).length === (isNewest ? 0 : 1) && log.newOf([one], one.id).length === 0
          );
        });
      }),
    );
  });

  test('keeps whole deliveries, and at least so many outcomes', () => {
    holds(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        const deliveries = sizes.map((size, index) => ({
          at: 1_700_000_000_000 + index,
          messageId: undefined,
          outcomes: Array.from({ length: size }, (_, one) => {
            const key = `${index}-${one}`;
            return { key, id: key } as CallOutcome;
          }),
        }));
        const log = logOf(deliveries);
        const kept = deliveries.map(
          ({ outcomes }) => outcomes.length - log.newOf(outcomes, undefined).length,
        );
        const sum = kept.reduce((one, other) => one + other, 0);
        const all = sizes.reduce((one, other) => one + other, 0);
        return (
          kept.every((count, index) => count === 0 || count === sizes[index]) &&
          sum >= Math.min(all, REMEMBERED_OUTCOMES)
        );
      }),
      30,
    );
  });
});
