import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OutcomeError, perform } from '../../../../shared/index.ts';
import { listCalls } from '../../../../shared/providers/iclosed/calls.ts';
import { createIclosedEmulator, iclosedRateLimited } from '../../../emulators/iclosed.ts';
import { booking, openCallBook as open } from '../../../helpers/callBook.ts';
import { serveOnLoopback } from '../../../helpers/loopback.ts';
import { holds } from '../../../helpers/property.ts';

const bookings = (count: number) => Array.from({ length: count }, (_, index) => booking(index + 1));

async function idsOf(calls: ReturnType<typeof listCalls>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { wire } of calls) ids.push(Number(wire.id));
  return ids;
}

describe('pages', () => {
  test.each([0, 1, 99, 100, 101, 250])('%i calls take a request a page and one more', async (count) => {
    const { read, requests } = open(bookings(count));

    const ids = await idsOf(read());

    expect(ids).toEqual(
      bookings(count)
        .map(({ id }) => id)
        .reverse(),
    );
    expect(requests).toHaveLength(Math.ceil(count / 100) + 1);
  });

  test('are asked for from zero, with the order that no default gives, past and upcoming', async () => {
    const { read, requests } = open(bookings(101));

    await idsOf(read({ since: '2026-03-01T00:00:00.000Z' }));

    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(
      [0, 1, 2].map(
        (page) =>
          `GET https://public.api.iclosed.io/v1/eventCalls?eventType=ALL&orderColumn=id&orderBy=desc&dateFrom=2026-02-28T00%3A00%3A00.000Z&limit=100&page=${page}`,
      ),
    );
  });

  test('hold as many calls as iClosed likes', async () => {
    const few = await idsOf(
      listCalls({}, (call) => {
        const page = Number(new URL(call.request.url).searchParams.get('page'));
        const eventCalls = [[{ id: 3 }, { id: 2 }], [{ id: 1 }], []][page];
        return Promise.resolve(call.read({ status: 200, headers: {}, body: { data: { eventCalls } } }));
      }),
    );

    expect(few).toEqual([3, 2, 1]);
  });

  test('of 10,000 calls are let go one by one', async () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const heap = () => {
      gc();
      return process.memoryUsage().heapUsed;
    };
    let requests = 0;
    const calls = listCalls({}, (call) => {
      const page = Number(new URL(call.request.url).searchParams.get('page'));
      requests++;
      const eventCalls = Array.from({ length: page < 100 ? 100 : 0 }, (_, index) => ({
        id: 20_000 - 100 * page - index,
        questions: Array.from({ length: 200 }, () => ({ answer: Math.random() })),
      }));
      return Promise.resolve(call.read({ status: 201, headers: {}, body: { data: { eventCalls } } }));
    });
    let count = 0;
    let early = 0;
    for await (const { wire } of calls) {
      if (wire.id !== null && ++count === 1000) early = heap();
    }

    expect({ count, requests }).toEqual({ count: 10_000, requests: 101 });
    // All of them at once are more than 80 MB.
    expect(heap() - early).toBeLessThan(20e6);
  });
});

describe('the start', () => {
  const calls = [
    booking(1, { dateTimeUTC: '2026-03-10T09:59:59.999Z' }),
    booking(2, { dateTimeUTC: '2026-03-10T10:00:00Z' }),
    booking(3, { dateTimeUTC: '2026-08-01T00:00:00Z' }),
  ];

  test.each([
    [{ since: '2026-03-10T10:00:00.000Z' }, [3, 2]],
    [{}, [3, 2, 1]],
  ])('%j is checked here, that moment included', async (filters, ids) => {
    expect(await idsOf(open(calls).read(filters))).toEqual(ids);
  });

  test('lets a call without a time through, which iClosed found to be late enough', async () => {
    const odd = [{ id: 1, dateTimeUTC: null, dateTime: '2026-03-11 10:00:00.000' }];
    const found = listCalls({ since: '2026-03-20T00:00:00.000Z' }, (call) => {
      const isFirst = call.request.url.endsWith('page=0');
      const body = { data: { eventCalls: isFirst ? odd : [] } };
      return Promise.resolve(call.read({ status: 201, headers: {}, body }));
    });

    expect(await idsOf(found)).toEqual([1]);
  });
});

describe('filters', () => {
  const calls = [
    booking(1, { userId: 7, email: 'seven@example.com' }),
    booking(2, { callType: 'DISCOVERY_EVENT' }),
    booking(3, { userId: 7, callType: 'DISCOVERY_EVENT', contactId: 101, email: 'seven@example.com' }),
  ];
  const contacts = [
    { id: 101, firstName: 'Jo', lastName: 'Reed', email: 'jo@example.com', phoneNumber: '+15555550133' },
  ];

  test.each([
    [{ id: '2' }, [2]],
    [{ id: '9' }, []],
    [{ closer: '7' }, [3, 1]],
    [{ closer: 'CLOSER@example.com' }, [2]],
    [{ callType: 'DISCOVERY_EVENT' }, [3, 2]],
    [{ search: 'reed' }, [3]],
    [{ search: '555555' }, [3]],
    [{ search: 'jo@', callType: 'STRATEGY_EVENT' }, []],
    [{}, [3, 2, 1]],
  ])('%j', async (filters, ids) => {
    expect(await idsOf(open(calls, { contacts }).read(filters))).toEqual(ids);
  });

  test('are checked here too, as far as a call tells what it is', async () => {
    const answer = [{ id: 3, userId: 7 }, { id: 2, userId: 8 }, { id: 1, user: { id: '7' } }, { id: 0 }];
    const found = listCalls({ closer: '7' }, (call) => {
      const eventCalls = call.request.url.endsWith('page=0') ? answer : [];
      return Promise.resolve(call.read({ status: 201, headers: {}, body: { data: { eventCalls } } }));
    });

    expect(await idsOf(found)).toEqual([3, 1, 0]);
  });
});

describe('a list that changes while it is read', () => {
  const since = '2026-03-01T00:00:00.000Z';
  const change = fc.oneof(
    fc.record({ do: fc.constant('book' as const), count: fc.integer({ min: 1, max: 120 }) }),
    fc.record({ do: fc.constant('leave' as const), at: fc.nat(), count: fc.integer({ min: 1, max: 120 }) }),
    fc.record({ do: fc.constant('cancel' as const), at: fc.nat() }),
  );
  const changes = fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 8 });

  test('gives each call that was there all the time, and none twice', async () => {
    await holds.async(
      fc.asyncProperty(fc.integer({ min: 0, max: 450 }), changes, async (count, sequence) => {
        const calls = bookings(count);
        const stayed = new Set(calls);
        const before = (request: number) => {
          for (const step of sequence[request - 1] ?? []) {
            if (step.do === 'book') {
              for (let n = 0; n < step.count; n++) calls.push(booking(calls.length + 1));
            } else if (step.do === 'cancel') {
              const call = calls[step.at % calls.length];
              if (call) call.cancelledBy = 'INVITEE';
            } else {
              const first = step.at % Math.max(1, calls.length);
              for (const call of calls.slice(first, first + step.count)) {
                call.dateTimeUTC = '2025-01-01T10:00:00Z';
                stayed.delete(call);
              }
            }
          }
        };

        const ids = await idsOf(open(calls, { before }).read({ since }));

        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(expect.arrayContaining([...stayed].map(({ id }) => id)));
      }),
      10,
    );
  });

  test('is given up where it never stops shrinking', async () => {
    let count = 100_000;
    const shrinking = listCalls({}, (call) => {
      count -= 1;
      const eventCalls = [{ id: count }];
      return Promise.resolve(call.read({ status: 201, headers: {}, body: { data: { eventCalls, count } } }));
    });

    await expect(idsOf(shrinking)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });

  test.each([
    ['the page alone', (_: number, length: number) => length],
    ['something that grows', (page: number) => 1000 + page],
    ['nothing', () => null],
    ['words', () => 'many'],
  ])('is read through where the count is of %s', async (_, countOf) => {
    const asked: number[] = [];
    const found = listCalls({}, (call) => {
      const page = Number(new URL(call.request.url).searchParams.get('page'));
      asked.push(page);
      const rows = bookings(250)
        .reverse()
        .slice(page * 100, (page + 1) * 100);
      const data = { eventCalls: rows, count: countOf(page, rows.length) };
      return Promise.resolve(call.read({ status: 201, headers: {}, body: { data } }));
    });

    expect(await idsOf(found)).toHaveLength(250);
    expect(asked).toEqual([0, 1, 2, 3]);
  });
});

describe('answers', () => {
  const readOnce = (body: unknown, status = 201) =>
    idsOf(listCalls({}, (call) => Promise.resolve(call.read({ status, headers: {}, body }))));

  test.each([
    undefined,
    'calls',
    [],
    {},
    { data: null },
    { data: [] },
    { data: [{ id: 1 }] },
    { data: { calls: [{ id: 1 }] } },
    { data: { eventCalls: null } },
    { data: { eventCalls: { id: 1 } } },
    { data: { eventCalls: [{ number: 1 }] } },
    { data: { eventCalls: [null] } },
    { data: { eventCalls: ['1'] } },
  ])('of another form are refused: %j', async (body) => {
    await expect(readOnce(body)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('errors are those of the API', async () => {
    await expect(readOnce({ message: 'Invalid API key' }, 401)).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  test('the rate limit is waited for as the body says, on any page', async () => {
    const calls = bookings(150);
    const iclosed = createIclosedEmulator({ keys: { iclosed_good: 'accepted' }, eventCalls: calls });
    const host = await serveOnLoopback(iclosed.listener, 'Bearer iclosed_good');
    iclosed.beforePage.run = (page) => {
      if (page === 0) iclosed.faults.push({ times: 2, answer: iclosedRateLimited(3) });
    };

    expect(await idsOf(listCalls({}, (call) => perform(call, host.transport)))).toHaveLength(150);
    expect(host.waits).toEqual([3000, 3000]);
    expect(iclosed.requests.map(({ status }) => status)).toEqual([201, 429, 429, 201, 201]);

    iclosed.faults.push({ times: 9, answer: iclosedRateLimited(3) });
    const limited = idsOf(listCalls({}, (call) => perform(call, host.transport)));
    await expect(limited).rejects.toBeInstanceOf(OutcomeError);
    iclosed.close();
    await host.close();
  });
});
