import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { perform } from '../../../../shared/index.ts';
import * as sailorApi from '../../../../shared/providers/sailor/api.ts';
import * as sailorSubscription from '../../../../shared/providers/sailor/subscription.ts';
import {
  createSailorEmulator,
  sailorError,
  type SailorEmulator,
  type SailorOutcomeRequest,
} from '../../../emulators/sailor.ts';
import { serveOnLoopback } from '../../../helpers/loopback.ts';

const { planSubscription } = sailorSubscription;
type Receiver = sailorSubscription.Receiver;
type Wish = sailorSubscription.Wish;

const LIST = '11111111-1111-4111-8111-111111111111';
const OTHER_LIST = '22222222-2222-4222-8222-222222222222';
const PRODUCTION = 'https://n8n.example/webhook/abc/webhook';
const TEST = 'https://n8n.example/webhook-test/abc/webhook';

const production: Receiver = { url: PRODUCTION, token: 'token-a', siblings: [TEST], isTemporary: false };
const testing: Receiver = { url: TEST, token: 'token-b', siblings: [PRODUCTION], isTemporary: true };
const replaceAll: Wish = { kind: 'listen', outcomeIds: 'all', whenTaken: 'replace' };

let sailor: SailorEmulator;
let host: Awaited<ReturnType<typeof serveOnLoopback>>;
let operation = 0;

beforeEach(async () => {
  sailor = createSailorEmulator({
    tokens: { good: 'accepted' },
    smartLists: { [LIST]: 'Follow up', [OTHER_LIST]: 'Cold' },
  });
  host = await serveOnLoopback(sailor.listener, 'Bearer good');
});

afterEach(async () => {
  sailor.close();
  await host.close();
});

const list = () => perform(sailorApi.listOutcomes(), host.transport);

async function subscribe(receiver: Receiver, wish: Wish): Promise<void> {
  await sailorSubscription.subscribe(receiver, wish, host.transport, `operation-${operation++}`);
}

async function unsubscribe(receiver: Receiver, deleteCreated = false): Promise<void> {
  await sailorSubscription.unsubscribe(receiver, deleteCreated, host.transport, `operation-${operation++}`);
}

/** All of every outcome but what changes by itself. */
function workspace(): Record<string, unknown>[] {
  return [...sailor.outcomes.values()].map((outcome) => ({ ...outcome, updated_at: null }));
}

function urls(): (string | null | undefined)[] {
  return [...sailor.outcomes.values()].map(({ webhook_url }) => webhook_url);
}

function addAction(name: string, url = `https://crm.example/${name}?key=1`) {
  return sailor.createOutcome({
    outcome_name: name,
    outcome_type: 'action',
    order: 10,
    destination_type: 'smart_list',
    destination_id: LIST,
    webhook_url: url,
  });
}

/** What somebody does in Sailor itself, whatever the outcome sends to now. */
function rename(id: string, outcome_name: string): void {
  const outcome = sailor.outcomes.get(id);
  if (outcome) sailor.outcomes.set(id, { ...outcome, outcome_name });
}

const outcomeRequest: fc.Arbitrary<SailorOutcomeRequest> = fc
  .record({
    outcome_name: fc.string({ minLength: 1, maxLength: 120 }),
    outcome_type: fc.constantFrom('action' as const, 'disposition' as const),
    order: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    webhook_url: fc.webUrl({ validSchemes: ['https'], withQueryParameters: true, withFragments: true }),
  })
  .chain((base) =>
    fc.constantFrom(
      { ...base, destination_type: 'none' as const },
      { ...base, destination_type: 'smart_list' as const, destination_id: LIST },
      {
        ...base,
        destination_type: 'remove_from_smart_list' as const,
        remove_from_smart_lists: { all: true as const },
      },
      {
        ...base,
        destination_type: 'remove_from_smart_list' as const,
        remove_from_smart_lists: { list_ids: [LIST, OTHER_LIST] },
      },
    ),
  );

const faults = fc.array(
  fc.record({
    method: fc.constant('PATCH'),
    applied: fc.boolean(),
    times: fc.integer({ min: 1, max: 5 }),
    answer: fc.constantFrom(
      { status: 500, body: {} },
      sailorError('idempotency_key_in_use'),
      sailorError('forbidden'),
      'reset' as const,
    ),
  }),
  { minLength: 1, maxLength: 3 },
);

test('whatever the outcomes are, subscribing changes their URL alone and unsubscribing gives all of it back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(outcomeRequest, { minLength: 1, maxLength: 5 }), async (requests) => {
      sailor.outcomes.clear();
      for (const request of requests) sailor.createOutcome(request);
      const before = workspace();
      const actions = before.filter(({ outcome_type }) => outcome_type === 'action');
      if (actions.length === 0) return;

      await subscribe(production, replaceAll);
      for (const [index, now] of workspace().entries()) {
        const then = before[index];
        const isAction = now['outcome_type'] === 'action';
        expect({ ...now, webhook_url: null }).toEqual({ ...then, webhook_url: null });
        expect(String(now['webhook_url']).startsWith(`${PRODUCTION}?token=token-a`)).toBe(isAction);
      }
      expect(planSubscription(await list(), production, replaceAll)).toEqual([]);

      await unsubscribe(production);
      expect(workspace()).toEqual(before);
    }),
    { numRuns: 30 },
  );
});

test('whatever fails at Sailor, every outcome is afterwards wholly ours or wholly as before', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(outcomeRequest, { minLength: 1, maxLength: 4 }),
      faults,
      async (requests, planned) => {
        sailor.outcomes.clear();
        sailor.faults.length = 0;
        for (const request of requests) sailor.createOutcome({ ...request, outcome_type: 'action' });
        const before = workspace();

        sailor.faults.push(...structuredClone(planned));
        const failed = await subscribe(production, replaceAll).then(
          () => false,
          () => true,
        );
        const afterwards = workspace();
        for (const [index, now] of afterwards.entries()) {
          const isOurs = String(now['webhook_url']).startsWith(PRODUCTION);
          expect({ ...now, webhook_url: null }).toEqual({ ...before[index], webhook_url: null });
          if (!isOurs) expect(now).toEqual(before[index]);
          if (!failed) expect(isOurs).toBe(true);
        }

        // Whatever was left half-way is put in order by the next switching on and off.
        sailor.faults.length = 0;
        await subscribe(production, replaceAll);
        await unsubscribe(production);
        expect(workspace()).toEqual(before);
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

describe('an outcome that sends elsewhere', () => {
  test('is not taken over by default; the error names it and the other host, and nothing is sent', async () => {
    addAction('Interested');
    const wish: Wish = { kind: 'listen', outcomeIds: 'all', whenTaken: 'refuse' };
    await expect(subscribe(production, wish)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/“Interested” already sends to crm\.example/),
    });
    expect(sailor.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('is left alone on unsubscribing when somebody changed it meanwhile', async () => {
    const { outcome_id } = addAction('Interested');
    await subscribe(production, replaceAll);
    sailor.replaceOutcome(outcome_id, {
      outcome_name: 'Interested',
      outcome_type: 'action',
      webhook_url: 'https://new.example/',
    });
    await unsubscribe(production);
    expect(urls()).toEqual(['https://new.example/']);
  });

  test('is refused where its URL is too long to be kept inside ours', async () => {
    addAction('Interested', `https://crm.example/${'a'.repeat(2000)}`);
    await expect(subscribe(production, replaceAll)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('a failure on the way', () => {
  test('takes back what was done, and says which failed and why', async () => {
    addAction('First');
    const second = addAction('Second');
    const before = workspace();
    sailor.faults.push({
      method: 'PATCH',
      path: new RegExp(second.outcome_id),
      times: 9,
      answer: sailorError('forbidden'),
    });
    await expect(subscribe(production, replaceAll)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/“Second”: .*does not have permission.* No outcome was changed\./),
    });
    expect(workspace()).toEqual(before);
  });

  test('that is only a lost answer is none', async () => {
    addAction('First');
    sailor.faults.push({ method: 'PATCH', times: 9, applied: true, answer: 'hang' });
    await subscribe(production, replaceAll);
    expect(urls()[0]).toMatch(PRODUCTION);
  });

  test('says what is left where it cannot be taken back', async () => {
    addAction('First');
    const second = addAction('Second');
    const path = new RegExp(second.outcome_id);
    sailor.faults.push(
      { method: 'PATCH', path, answer: sailorError('forbidden') },
      { method: 'GET', times: 99, answer: 'reset' },
    );
    sailor.faults.unshift({ method: 'GET' });
    await expect(subscribe(production, replaceAll)).rejects.toMatchObject({
      message: expect.stringMatching(/“Second”: .* Check these in Sailor: “First”, “Second”/),
    });
  });

  test('names what may still come, since its request got no answer', async () => {
    addAction('First');
    const slow = addAction('Slow');
    sailor.faults.push({ method: 'PATCH', path: new RegExp(slow.outcome_id), times: 99, answer: 'reset' });
    await expect(subscribe(production, replaceAll)).rejects.toMatchObject({
      message: expect.stringMatching(/“Slow”: .* Check these in Sailor: “Slow”\./),
    });
    expect(urls()).toEqual(['https://crm.example/First?key=1', 'https://crm.example/Slow?key=1']);
  });

  test('names what came too late to be taken back, and puts it in order at the next attempt', async () => {
    const first = addAction('First');
    addAction('Second');
    const before = workspace();
    const late = {
      method: 'PATCH',
      path: new RegExp(first.outcome_id),
      answer: 'hang',
      applied: true,
    } as const;
    sailor.faults.push({ ...late, delayMs: 1500 }, { ...late, applied: false, times: 99 });
    await expect(subscribe(production, replaceAll)).rejects.toMatchObject({
      message: expect.stringMatching(/Check these in Sailor: “First”\./),
    });
    while (urls()[0]?.startsWith(PRODUCTION) !== true)
      await new Promise((resolve) => setTimeout(resolve, 50));

    sailor.faults.length = 0;
    await subscribe(production, replaceAll);
    await unsubscribe(production);
    expect(workspace()).toEqual(before);
  });

  test('keeps what somebody changed meanwhile', async () => {
    const first = addAction('First');
    const second = addAction('Second');
    sailor.faults.push({
      method: 'PATCH',
      path: new RegExp(second.outcome_id),
      delayMs: 100,
      meanwhile: () => {
        setTimeout(() => {
          rename(first.outcome_id, 'Renamed');
        }, 50);
      },
      answer: sailorError('forbidden'),
    });
    await expect(subscribe(production, replaceAll)).rejects.toMatchObject({ code: 'forbidden' });
    expect(workspace()).toMatchObject([
      { outcome_name: 'Renamed', webhook_url: 'https://crm.example/First?key=1' },
      { outcome_name: 'Second', webhook_url: 'https://crm.example/Second?key=1' },
    ]);
  });
});

describe('an outcome that is deleted between reading and writing', () => {
  const deleteDuring = ({ outcome_id }: { outcome_id: string }) => {
    sailor.faults.push({
      method: 'PATCH',
      path: new RegExp(outcome_id),
      meanwhile: () => {
        sailor.deleteOutcome(outcome_id);
      },
    });
  };

  test('is not missed where all that there are are wanted', async () => {
    deleteDuring(addAction('First'));
    addAction('Second');
    await subscribe(production, replaceAll);
    expect(urls()).toEqual([expect.stringContaining(PRODUCTION)]);
  });

  test('is an error where it was chosen, and the others are given back', async () => {
    const outcomeIds = [addAction('First'), addAction('Second')].map(({ outcome_id }) => outcome_id);
    deleteDuring({ outcome_id: outcomeIds[0] ?? '' });
    await expect(
      subscribe(production, { kind: 'listen', outcomeIds, whenTaken: 'replace' }),
    ).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('No outcome was changed.'),
    });
    expect(urls()).toEqual(['https://crm.example/Second?key=1']);
  });

  test('is an error where it was the only one', async () => {
    deleteDuring(addAction('First'));
    await expect(subscribe(production, replaceAll)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is none on unsubscribing', async () => {
    const first = addAction('First');
    addAction('Second');
    await subscribe(production, replaceAll);
    deleteDuring(first);
    await unsubscribe(production);
    expect(urls()).toEqual(['https://crm.example/Second?key=1']);
  });
});

describe.each([
  'http://crm.example/in',
  'https://10.1.2.3/in',
  'https://me:secret@crm.example/in',
  'ftp://old.example',
])('an outcome that sends to %s', (odd) => {
  test('is taken over and given back', async () => {
    addAction('Odd', odd);
    const before = workspace();
    await subscribe(production, replaceAll);
    expect(urls()).toEqual([expect.stringContaining(PRODUCTION)]);
    await unsubscribe(production);
    expect(workspace()).toEqual(before);
  });

  test('is given back when a later one fails', async () => {
    addAction('Odd', odd);
    const other = addAction('Other');
    const before = workspace();
    sailor.faults.push({
      method: 'PATCH',
      path: new RegExp(other.outcome_id),
      answer: sailorError('forbidden'),
    });
    await expect(subscribe(production, replaceAll)).rejects.toThrow('No outcome was changed.');
    expect(workspace()).toEqual(before);
  });
});

describe('in time', () => {
  const ZAPIER_LIMIT = 30_000;
  const hang = { times: 999, answer: 'reset' } as const;

  test.each([
    ['an outcome that hangs at last', 40, [{ method: 'PATCH', last: true }]],
    [
      'an outcome that hangs, and then the list',
      40,
      [
        { method: 'PATCH', last: true },
        { method: 'GET', after: true },
      ],
    ],
    ['a workspace that hangs', 3, [{ method: 'PATCH' }]],
  ] as const)('%s', async (_what, count, hanging) => {
    const outcomes = Array.from({ length: count }, (_, index) => addAction(`Outcome ${index}`));
    for (const fault of hanging) {
      if ('after' in fault) sailor.faults.push({ method: 'GET' });
      const path = 'last' in fault ? { path: new RegExp(outcomes.at(-1)?.outcome_id ?? '') } : {};
      sailor.faults.push({ method: fault.method, ...path, ...hang });
    }
    await expect(subscribe(production, replaceAll)).rejects.toMatchObject({
      message: expect.stringContaining(`“Outcome ${count - 1}”`),
    });
    expect(host.transport.now()).toBeLessThan(ZAPIER_LIMIT - 4000);
    // Without a list nobody knows what there is to take back.
    if (hanging.length === 1) expect(urls().filter((url) => url?.startsWith(PRODUCTION))).toEqual([]);
  });

  test('forty outcomes are taken over with a few writes at a time', async () => {
    for (let index = 0; index < 40; index++) addAction(`Outcome ${index}`);
    await subscribe(production, replaceAll);
    expect(host.transport.now()).toBeLessThan(5000);
    expect(host.mostAtATime()).toBeLessThanOrEqual(6);
  });
});

describe('a receiver that gets another URL at each attempt', () => {
  const attempt = (number: number, name = 'zap-1', isUnique = false): Receiver => ({
    url: `https://hooks.zapier.com/hooks/standard/1/${number}/`,
    token: `token-${number}`,
    siblings: [],
    isTemporary: false,
    owner: { name, isUnique },
  });
  const listen: Wish = { kind: 'listen', outcomeIds: 'all', whenTaken: 'refuse' };

  /** Sailor is not reached any more after so many writes, so that nothing can be taken back either. */
  async function cutOff(receiver: Receiver, writes: number, wish: Wish = replaceAll): Promise<void> {
    sailor.faults.push(
      { method: 'PATCH', times: writes },
      { method: 'PATCH', ...{ times: 999, answer: 'reset' } },
    );
    await expect(subscribe(receiver, wish)).rejects.toThrow('Check these in Sailor');
    sailor.faults.length = 0;
  }

  test.each([1, 2, 3, 4, 5])('goes on where it was when %d writes were made', async (writes) => {
    for (const name of ['First', 'Second', 'Third']) addAction(name);
    const before = workspace();
    await cutOff(attempt(1), writes);

    await subscribe(attempt(2), writes < 3 ? replaceAll : listen);
    expect(urls().every((url) => url?.startsWith(attempt(2).url))).toBe(true);
    expect(urls().join()).not.toContain('owner');

    await unsubscribe(attempt(2));
    expect(workspace()).toEqual(before);
  });

  test('is not taken for another owner, nor for one that finished', async () => {
    addAction('First');
    await cutOff(attempt(1), 1);
    await expect(subscribe(attempt(2, 'zap-2'), listen)).rejects.toMatchObject({ code: 'conflict' });

    await subscribe(attempt(1), replaceAll);
    await expect(subscribe(attempt(2), listen)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is known by its owner for good where no other has the name', async () => {
    addAction('First');
    const before = workspace();
    await subscribe(attempt(1, 'zap-1', true), replaceAll);
    await subscribe(attempt(2, 'zap-1', true), listen);
    await unsubscribe(attempt(1, 'zap-1', true));
    expect(urls()[0]).toContain(attempt(2).url);
    await unsubscribe(attempt(2, 'zap-1', true));
    expect(workspace()).toEqual(before);
  });

  test('leaves nothing of an attempt in the chain of another that took over', async () => {
    addAction('First');
    const before = workspace();
    await cutOff(attempt(1), 1);
    await subscribe(attempt(7, 'zap-7'), replaceAll);
    await subscribe(attempt(2), replaceAll);
    await unsubscribe(attempt(2));
    await unsubscribe(attempt(7, 'zap-7'));
    expect(workspace()).toEqual(before);
  });
});

describe('a receiver whose public address has changed', () => {
  const moved = (url: string): Receiver => ({ ...production, url, siblings: [] });
  const after = moved('https://new.example/webhook/abc/webhook');

  test('gives back what it had at the address before, and not that address', async () => {
    addAction('First');
    const before = workspace();
    await subscribe(production, replaceAll);
    await unsubscribe(after);
    expect(workspace()).toEqual(before);
  });

  test.each([after, moved('https://new.example/n8n/webhook/abc/webhook')])('goes on at $url', async (now) => {
    addAction('First');
    const before = workspace();
    await subscribe(production, replaceAll);
    await subscribe(now, { kind: 'listen', outcomeIds: 'all', whenTaken: 'refuse' });
    expect(urls()[0]).toContain(now.url);
    await unsubscribe(now);
    expect(workspace()).toEqual(before);
  });

  test.each([
    ['another token', { ...after, token: 'token-x' }],
    ['another path', moved('https://new.example/webhook/xyz/webhook')],
  ])('is another with %s', async (_what, other) => {
    addAction('First');
    await subscribe(production, replaceAll);
    const then = workspace();
    await unsubscribe(other);
    expect(workspace()).toEqual(then);
    await expect(
      subscribe(other, { kind: 'listen', outcomeIds: 'all', whenTaken: 'refuse' }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a test beside production', () => {
  const listen: Wish = { kind: 'listen', outcomeIds: 'all', whenTaken: 'refuse' };

  test('takes over without asking and gives the URL back to production', async () => {
    addAction('First');
    await subscribe(production, replaceAll);
    const then = workspace();
    await subscribe(testing, listen);
    expect(urls()[0]).toMatch(TEST);
    await unsubscribe(testing, true);
    expect(workspace()).toEqual(then);
  });

  test('is superseded when production is switched on meanwhile', async () => {
    addAction('First');
    const before = workspace();
    await subscribe(testing, replaceAll);
    await subscribe(production, listen);
    await unsubscribe(testing, true);
    expect(urls()[0]).toMatch(PRODUCTION);
    await unsubscribe(production);
    expect(workspace()).toEqual(before);
  });
});

describe('a second receiver that took over', () => {
  const second: Receiver = {
    url: 'https://hooks.example/second',
    token: 'token-z',
    siblings: [],
    isTemporary: false,
  };

  test.each([
    ['in the order they came', [production, second]],
    ['in the other order', [second, production]],
  ])('gives back to who was first when both are switched off %s', async (_order, receivers) => {
    addAction('First');
    const before = workspace();
    await subscribe(production, replaceAll);
    await subscribe(second, replaceAll);
    for (const receiver of receivers) await unsubscribe(receiver);
    expect(workspace()).toEqual(before);
  });

  test('keeps getting the webhooks when the first is switched off', async () => {
    addAction('First');
    await subscribe(production, replaceAll);
    await subscribe(second, replaceAll);
    await unsubscribe(production);
    expect(urls()[0]).toMatch(/^https:\/\/hooks\.example\/second\?token=token-z&/);
    expect(planSubscription(await list(), second, replaceAll)).toEqual([]);
  });
});

test('a test that listens while production is switched off gives back to who was before both', async () => {
  addAction('First');
  const before = workspace();
  await subscribe(production, replaceAll);
  await subscribe(testing, replaceAll);
  await unsubscribe(production);
  await unsubscribe(testing, true);
  expect(workspace()).toEqual(before);
});

describe('an outcome made for the receiver', () => {
  const create: Wish = { kind: 'create', name: 'Send to CRM' };

  test('is made once, kept by default, found again, and deleted when asked for', async () => {
    await subscribe(production, create);
    await subscribe(production, create);
    expect(sailor.outcomes.size).toBe(1);
    await unsubscribe(production);
    expect(sailor.outcomes.size).toBe(1);
    await subscribe({ ...production, token: 'token-c' }, create);
    expect(urls()[0]).toContain('token=token-c');
    await unsubscribe(production, true);
    expect(sailor.outcomes.size).toBe(0);
  });

  test('never takes the name of another', async () => {
    addAction('send to crm');
    await expect(subscribe(production, create)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is lent to a test and given back', async () => {
    await subscribe(production, create);
    const then = workspace();
    await subscribe(testing, create);
    expect(urls()[0]).toMatch(TEST);
    await unsubscribe(testing, true);
    expect(workspace()).toEqual(then);
  });
});

test.each([
  'http://n8n.example/webhook/x',
  'https://localhost/webhook/x',
  'https://10.1.2.3/x',
  'https://[::1]/x',
  'https://n8n/x',
])('an address that Sailor cannot reach is refused before anything is sent: %s', async (url) => {
  addAction('First');
  await expect(
    subscribe({ ...production, url, unreachableHint: 'Ask around.' }, replaceAll),
  ).rejects.toMatchObject({
    code: 'invalid_input',
    hint: 'Sailor needs a public address that starts with https://. Ask around.',
  });
  expect(sailor.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});
