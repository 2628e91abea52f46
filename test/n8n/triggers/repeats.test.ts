import { beforeEach, expect, jest, test } from '@jest/globals';
import type * as Receiver from '../../../n8n/lib/triggers/receiveWebhook.ts';
import { type Incoming, type Trigger, triggerDouble } from './webhookDouble.ts';

let receiver: typeof Receiver;

beforeEach(restartN8n);

test('a repeated delivery starts one execution, and is acknowledged', async () => {
  const { post } = listen();
  expect(await post('A')).toEqual({ items: 1, answer: { received: 1 } });
  expect(await post('A')).toEqual({ items: 0, answer: { received: 1, repeated: 1 } });
  expect(await post('B')).toEqual({ items: 1, answer: { received: 1 } });
});

test('of one delivery, only what is new starts an execution', async () => {
  const { post } = listen();
  await post('A');
  expect(await post('A', 'B', 'B')).toEqual({ items: 1, answer: { received: 3, repeated: 2 } });
});

test('two deliveries in the same instant start one execution', async () => {
  const trigger = listen();
  const first = trigger.begin({}, 'A');
  const second = trigger.begin({}, 'A');
  expect([(await first).items, (await second).items]).toEqual([1, 0]);
});

test('what was taken in the same instant is all remembered after a restart of n8n', async () => {
  const { begin, post } = listen();
  const ids = Array.from({ length: 20 }, (_, index) => `call-${index}`);
  const begun = await Promise.all(ids.map((id) => begin({}, id)));
  for (const { end } of begun.reverse()) end();
  await restartN8n();
  for (const id of ids) expect(await post(id)).toMatchObject({ items: 0 });
});

test('when n8n could not start the execution, the repeat gets in', async () => {
  const { post, begin } = listen();
  const failing = await begin({ failsWith: 500 }, 'A');
  // Another delivery is stored meanwhile, and with it what is known by then.
  await post('B');
  failing.end();
  expect(await post('A')).toMatchObject({ items: 1 });
  expect(await post('A')).toMatchObject({ items: 0 });
});

test.each([
  [
    'before it was taken, and n8n could not start it: the repeat gets in',
    { hangsUp: 'before', failsWith: 500 },
    1,
  ],
  [
    'after it was taken, and n8n could not start it: the repeat gets in',
    { hangsUp: 'after', failsWith: 500 },
    1,
  ],
  ['before it was taken, and n8n started it: the repeat starts nothing', { hangsUp: 'before' }, 0],
  ['after it was taken, and n8n started it: the repeat starts nothing', { hangsUp: 'after' }, 0],
] as const)('the sender hung up %s', async (_, incoming, items) => {
  const { post, begin } = listen();
  const { end } = await begin(incoming, 'A');
  end();
  expect(await post('A')).toMatchObject({ items });
});

test('what was given back is not remembered by a later delivery either', async () => {
  const { post, begin } = listen();
  const failing = await begin({ failsWith: 500 }, 'A');
  await post('B');
  failing.end();
  await post('C');
  await restartN8n();
  expect(await post('A')).toMatchObject({ items: 1 });
});

test('what another process of n8n stored counts', async () => {
  const { post } = listen();
  await post('A');
  await restartN8n();
  await post('B');
  expect(await post('A')).toMatchObject({ items: 0 });
});

test('each trigger remembers for itself', async () => {
  await listen().post('A');
  expect(await listen().post('A')).toMatchObject({ items: 1 });
});

test('while a workflow is tested, every delivery starts it', async () => {
  const { post } = listen({ mode: 'manual' });
  await post('A');
  expect(await post('A')).toMatchObject({ items: 1 });
});

test('who switches it off gets every delivery', async () => {
  const { post, stored } = listen({ parameters: { options: { dropRepeats: false } } });
  await post('A');
  expect(await post('A')).toMatchObject({ items: 1 });
  expect(stored()).toBe('{}');
});

test('what a filter dropped is not remembered, so that it passes once the filter does not', async () => {
  const options: { onlyResults?: string[] } = { onlyResults: ['negative'] };
  const { post } = listen({ parameters: { options } });
  expect(await post('A')).toMatchObject({ items: 0 });
  options.onlyResults = [];
  expect(await post('A')).toMatchObject({ items: 1 });
});

test('what is stored stays small, and the newest are what is kept', async () => {
  const { post, stored } = listen();
  for (let batch = 0; batch < 12; batch++) {
    await post(...Array.from({ length: 100 }, (_, index) => `call-${batch}-${index}`));
  }
  expect(stored().length).toBeLessThan(20_000);
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

function listen(trigger: Trigger = {}) {
  const { deliver, stored } = triggerDouble(trigger);

  async function begin(
    { hangsUp, ...incoming }: Incoming & { hangsUp?: 'before' | 'after' },
    ...ids: string[]
  ) {
    const events = ids.map((uuid) => ({ uuid, callOutcome: 'SALE' }));
    const { context, response, end } = deliver({
      ...incoming,
      rawBody: Buffer.from(JSON.stringify(events)),
    });
    if (hangsUp === 'before') await response.hangUp();
    const answer = await receiver.receiveWebhook(context, 'iclosed', () => Promise.resolve(undefined));
    if (hangsUp === 'after') await response.hangUp();
    return { items: answer.workflowData?.[0]?.length ?? 0, answer: answer.webhookResponse as unknown, end };
  }

  async function post(...ids: string[]) {
    const { end, ...told } = await begin({}, ...ids);
    end();
    return told;
  }
  return { begin, post, stored };
}
