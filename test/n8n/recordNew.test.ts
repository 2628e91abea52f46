import { expect, test } from '@jest/globals';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { IExecuteFunctions } from 'n8n-workflow';
import { recordNew } from '../../n8n/lib/recordNew.ts';

/**
 * n8n's store as it works: read, then write, with others in between; and the first write fails for all but one.
 * In the end-to-end tests n8n is seldom busy enough for executions to meet there.
 */
function contextWithStore({ failures = 0 } = {}): IExecuteFunctions {
  let stored: string[] | undefined;
  const checkProcessedAndRecord = async (ids: string[]) => {
    const before = stored;
    await nextTick();
    if (failures-- > 0) throw new Error('UNIQUE constraint failed');
    stored = [...(before ?? []), ...ids];
    return { new: ids.filter((id) => !before?.includes(id)), processed: [] };
  };
  return { helpers: { checkProcessedAndRecord } } as unknown as IExecuteFunctions;
}

test('gives an id to one of the executions that ask for it at the same time', async () => {
  const context = contextWithStore();

  const fresh = await Promise.all(Array.from({ length: 10 }, () => recordNew(context, ['a', 'b'], 100)));

  expect(fresh.map((ids) => [...ids])).toEqual([['a', 'b'], ...Array.from({ length: 9 }, () => [])]);
});

test('asks again when another process wrote first', async () => {
  expect([...(await recordNew(contextWithStore({ failures: 1 }), ['a'], 100))]).toEqual(['a']);
});

test('tells of a store that fails, and lets the next execution ask', async () => {
  await expect(recordNew(contextWithStore({ failures: 2 }), ['a'], 100)).rejects.toThrow('UNIQUE');
  expect([...(await recordNew(contextWithStore(), ['a'], 100))]).toEqual(['a']);
});
