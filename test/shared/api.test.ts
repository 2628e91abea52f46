import { describe, expect, test } from '@jest/globals';
import { type ApiCall, perform, retryAfterSeconds } from '../../shared/api.ts';
import { OutcomeError } from '../../shared/errors.ts';

describe('the delay that a provider asks for', () => {
  test.each([
    [{}, undefined],
    [{ 'retry-after': null }, undefined],
    [{ 'retry-after': undefined }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': ' ' }, undefined],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '0x10' }, undefined],
    [{ 'retry-after': 'Fri, 20 Nov 2026 10:00:00 GMT' }, undefined],
    [{ 'retry-after': [] }, undefined],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 2],
    [{ 'Retry-After': ' 7 ' }, 7],
    [{ 'retry-after': 3 }, 3],
    [{ 'retry-after': '999999' }, 3600],
  ])('of %j is %j seconds', (headers, seconds) => {
    expect(retryAfterSeconds({ status: 429, headers, body: undefined })).toBe(seconds);
  });
});

describe('where time is short', () => {
  const call: ApiCall<string> = {
    provider: 'Sailor',
    request: { method: 'GET', url: 'https://api.example/', headers: {} },
    repeatable: true,
    read: () => {
      throw new OutcomeError('rate_limited', 'Too fast.', { hint: 'Wait.', retryAfterSeconds: 5 });
    },
  };
  const answer = { status: 429, headers: {}, body: undefined };

  test('nothing waits longer than there is time', async () => {
    const waits: number[] = [];
    const transport = {
      send: () => Promise.resolve(answer),
      sleep: (milliseconds: number) => Promise.resolve(void waits.push(milliseconds)),
      now: () => waits.reduce((sum, wait) => sum + wait, 0),
      until: 12_000,
    };
    await expect(perform(call, transport)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(waits).toEqual([5000, 5000]);
  });

  test('nothing is sent when it is over', async () => {
    let sent = 0;
    const send = () => {
      sent++;
      return Promise.resolve(answer);
    };
    await expect(perform(call, { send, now: () => 1, until: 1 })).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(sent).toBe(0);
  });
});
