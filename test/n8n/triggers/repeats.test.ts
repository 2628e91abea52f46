import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type * as Receiver from '../../../n8n/lib/triggers/receiveWebhook.ts';
import { type Incoming, type Trigger, triggerDouble } from './webhookDouble.ts';

let receiver: typeof Receiver;

beforeEach(restartN8n);

const whenFinished = { parameters: { respond: 'whenFinished' } };
const taken = { items: 1, status: 200, answer: { received: 1 } };
const repeated = { items: 0, status: 200, answer: { received: 1, repeated: 1 } };

test('a repeated delivery starts one execution, and is acknowledged', async () => {
  const { post } = listen();
  expect(await post('A')).toEqual(taken);
  expect(await post('A')).toEqual(repeated);
  expect(await post('B')).toEqual(taken);
});

test('of one delivery, only what is new starts an execution', async () => {
  const { post } = listen();
  await post('A');
  expect(await post('A', 'B', 'B')).toMatchObject({ items: 1, answer: { received: 3, repeated: 2 } });
});

test.each([{}, whenFinished])('copies of the same instant start one execution: %j', async (trigger) => {
  const { begin } = listen(trigger);
  const first = await begin({}, 'A');
  const copies = [begin({}, 'A'), begin({}, 'A')];
  first.end();
  expect((await Promise.all(copies)).map(({ items }) => items)).toEqual([0, 0]);
});

test.each([
  [{}, 'start'],
  [whenFinished, 'start'],
  [whenFinished, 'execution'],
] as const)('a copy is the next try of what failed: %j, %s', async (trigger, fails) => {
  const { begin, post } = listen(trigger);
  const first = await begin({ fails }, 'A');
  const copies = [begin({}, 'A'), begin({}, 'A')];
  expect(first.end().statusCode).toBe(500);
  const next = await Promise.race(copies);
  expect(next.items).toBe(1);
  next.end();
  expect((await Promise.all(copies)).map(({ items }) => items).sort()).toEqual([0, 1]);
  expect(await post('A')).toMatchObject(repeated);
});

test('a try that n8n never ends holds up a repeat for a minute', async () => {
  const { begin, post } = listen(whenFinished);
  jest.useFakeTimers({ now: 0 });
  try {
    await begin({}, 'A');
    jest.setSystemTime(60_001);
    expect(await post('A')).toMatchObject({ items: 1 });
  } finally {
    jest.useRealTimers();
  }
});

describe('after a restart of n8n', () => {
  test('what came one after the other starts nothing', async () => {
    const { post } = listen();
    const ids = Array.from({ length: 8 }, (_, index) => `call-${index}`);
    for (const id of ids) expect(await post(id)).toEqual(taken);
    await restartN8n();
    for (const id of ids) expect(await post(id)).toEqual(repeated);
  });

  test('what came in the same instant starts nothing', async () => {
    const { begin, post } = listen();
    const ids = Array.from({ length: 20 }, (_, index) => `call-${index}`);
    const begun = await Promise.all(ids.map((id) => begin({}, id)));
    for (const { end } of begun.reverse()) end();
    await restartN8n();
    for (const id of ids) expect(await post(id)).toEqual(repeated);
  });

  test('what came starts an execution again where the workflow keeps static data of its own', async () => {
    const { begin, post } = listen();
    const { end, keepStaticData } = await begin({}, 'A');
    end();
    keepStaticData();
    expect(await post('A')).toEqual(repeated);
    keepStaticData();
    await restartN8n();
    expect(await post('A')).toEqual(taken);
  });

  test('what another process of n8n stored counts', async () => {
    const { post } = listen();
    await post('A');
    await restartN8n();
    await post('B');
    expect(await post('A')).toEqual(repeated);
  });

  test('what ended well counts as far as n8n has saved it since', async () => {
    const { post } = listen(whenFinished);
    await post('A');
    await post('A');
    await post('B');
    await restartN8n();
    expect(await post('A')).toEqual(repeated);
    expect(await post('B')).toMatchObject({ items: 1 });
  });
});

test('with an answer at the end, n8n saves no static data that the workflow may have changed meanwhile', async () => {
  const { post, stored } = listen(whenFinished);
  await post('A');
  await post('B');
  expect(stored()).toBe('null');
});

describe('when n8n could not start the execution', () => {
  test('the repeat gets in', async () => {
    const { post, begin, deliver } = listen();
    const failing = await begin({ fails: 'start' }, 'A');
    // Another delivery is stored meanwhile, and with it what is known by then.
    await post('B');
    failing.end();
    expect(await deliver({ fails: 'start' }, 'A')).toMatchObject({ items: 1, status: 500 });
    expect(await post('A')).toEqual(taken);
    expect(await post('A')).toEqual(repeated);
  });

  test('a later delivery does not remember it either', async () => {
    const { post, begin } = listen();
    const failing = await begin({ fails: 'start' }, 'A');
    await post('B');
    failing.end();
    await post('C');
    await restartN8n();
    expect(await post('A')).toMatchObject({ items: 1 });
  });
});

test.each([
  ['before it was taken, and n8n could not start it', { hangsUp: 'before', fails: 'start' }, 1],
  ['after it was taken, and n8n could not start it', { hangsUp: 'after', fails: 'start' }, 1],
  ['before it was taken, and n8n started it', { hangsUp: 'before' }, 0],
  ['after it was taken, and n8n started it', { hangsUp: 'after' }, 0],
] as const)('the sender hung up %s: its repeat starts as many', async (_, incoming, items) => {
  const { post, begin } = listen();
  const { end } = await begin(incoming, 'A');
  end();
  expect(await post('A')).toMatchObject({ items });
});

describe('an edited outcome', () => {
  const version = (callOutcome: string) => ({
    uuid: 'A',
    contactId: 'contact',
    startTime: '2026-01-01T10:00:00Z',
    callOutcome,
  });
  const message = (id: string) => ({ headers: { 'webhook-id': id } });

  test('is new each time, also when it is edited back', async () => {
    const { post } = listen();
    for (const value of ['SALE', 'NO_SALE', 'SALE']) {
      expect(await post(version(value))).toEqual(taken);
      expect(await post(version(value))).toEqual(repeated);
    }
  });

  test('is not undone by a late repeat of what it was before', async () => {
    const { deliver } = listen();
    await deliver(message('1'), version('SALE'));
    await deliver(message('2'), version('NO_SALE'));
    expect(await deliver(message('1'), version('SALE'))).toEqual(repeated);
    expect(await deliver(message('3'), version('SALE'))).toEqual(taken);
  });

  test('is the newest also where the clock went back, or another process has one that is behind', async () => {
    const { post } = listen();
    jest.useFakeTimers({ now: 1_800_000_000_000 });
    try {
      await post(version('SALE'));
      await restartN8n();
      jest.setSystemTime(1_800_000_000_000 - 5000);
      expect(await post(version('NO_SALE'))).toEqual(taken);
      expect(await post(version('NO_SALE'))).toEqual(repeated);
      expect(await post(version('SALE'))).toEqual(taken);
    } finally {
      jest.useRealTimers();
    }
  });

  test('waits for the execution of the version before it', async () => {
    const { begin, post } = listen(whenFinished);
    const first = await begin({}, version('SALE'));
    const [second, third] = [post(version('NO_SALE')), post(version('SALE'))];
    first.end();
    expect([(await second).items, (await third).items]).toEqual([1, 1]);
  });
});

test('each trigger remembers for itself', async () => {
  await listen().post('A');
  expect(await listen().post('A')).toEqual(taken);
});

test('while a workflow is tested, every delivery starts it', async () => {
  const { post } = listen({ mode: 'manual' });
  await post('A');
  expect(await post('A')).toEqual(taken);
});

test('with Drop Repeats off, every delivery starts it', async () => {
  const { post, stored } = listen({ parameters: { options: { dropRepeats: false } } });
  await post('A');
  expect(await post('A')).toEqual(taken);
  expect(stored()).toBe('null');
});

test('what a filter dropped is not remembered, so that it passes once the filter does not', async () => {
  const options: { onlyResults?: string[] } = { onlyResults: ['negative'] };
  const { post } = listen({ parameters: { options } });
  expect(await post('A')).toMatchObject({ items: 0 });
  options.onlyResults = [];
  expect(await post('A')).toMatchObject({ items: 1 });
});

test('a delivery of any size is remembered whole', async () => {
  const { post } = listen();
  const ids = Array.from({ length: 1500 }, (_, index) => `call-${index}`);
  expect(await post(...ids)).toMatchObject({ items: 1500 });
  await post('another');
  await restartN8n();
  expect(await post(...ids)).toMatchObject({ items: 0 });
});

test('what is stored stays small, and the newest are what is kept', async () => {
  const { post, stored } = listen();
  for (let batch = 0; batch < 12; batch++) {
    await post(...Array.from({ length: 100 }, (_, index) => `call-${batch}-${index}`));
  }
  expect(stored().length).toBeLessThan(30_000);
  expect(stored()).not.toContain('call-');
  await restartN8n();
  expect(await post('call-2-0', 'call-11-99')).toMatchObject({ items: 0 });
  expect(await post('call-0-0', 'call-1-99')).toMatchObject({ items: 2 });
});

/** What a process knows is gone with its modules. */
async function restartN8n(): Promise<void> {
  jest.resetModules();
  receiver = await import('../../../n8n/lib/triggers/receiveWebhook.ts');
}

type Event = string | { uuid: string; callOutcome?: string; contactId?: string; startTime?: string };

function listen(trigger: Trigger = {}) {
  const { deliver, stored } = triggerDouble(trigger);

  async function begin(
    { hangsUp, ...incoming }: Incoming & { hangsUp?: 'before' | 'after' },
    ...events: Event[]
  ) {
    const body = events.map((event) => (typeof event === 'string' ? { uuid: event } : event));
    const { context, response, end, keepStaticData } = deliver({
      ...incoming,
      rawBody: Buffer.from(JSON.stringify(body.map((event) => ({ callOutcome: 'SALE', ...event })))),
    });
    if (hangsUp === 'before') await response.hangUp();
    const answer = await receiver.receiveWebhook(context, 'iclosed', () => Promise.resolve(undefined));
    if (hangsUp === 'after') await response.hangUp();
    return {
      items: answer.workflowData?.[0]?.length ?? 0,
      end: () => {
        end(answer);
        return response;
      },
      keepStaticData,
    };
  }

  async function deliverWith(incoming: Incoming, ...events: Event[]) {
    const { items, end } = await begin(incoming, ...events);
    const response = end();
    return { items, status: response.statusCode, answer: response.body };
  }
  const post = (...events: Event[]) => deliverWith({}, ...events);
  return { begin, deliver: deliverWith, post, stored };
}
