import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { perform, sailorApi, sailorSubscription } from '../../../../shared/index.ts';
import {
  createSailorEmulator,
  sailorError,
  type SailorEmulator,
  type SailorOutcomeRequest,
} from '../../../emulators/sailor.ts';
import { serveOnLoopback } from '../../../helpers/loopback.ts';

const { carryOut, planSubscription, planUnsubscription } = sailorSubscription;
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
  const steps = planSubscription(await list(), receiver, wish);
  await carryOut('subscribe', steps, host.transport, `operation-${operation++}`);
}

async function unsubscribe({ url }: Receiver, deleteCreated = false): Promise<void> {
  const steps = planUnsubscription(await list(), url, deleteCreated);
  await carryOut('unsubscribe', steps, host.transport, `operation-${operation++}`);
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
      message: expect.stringMatching(/“Second”: .*may not change.* No outcome was changed\./),
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
    addAction('Second');
    sailor.faults.push(
      {
        method: 'PATCH',
        times: 1,
        delayMs: 0,
        applied: true,
        answer: { status: 200, body: { ok: true, outcome: {} } },
      },
      { method: 'GET', times: 99, answer: 'reset' },
      { method: 'PATCH', times: 99, answer: 'reset' },
    );
    const steps = planSubscription(await listBeforeFaults(), production, replaceAll);
    await expect(carryOut('subscribe', steps, host.transport, 'x')).rejects.toMatchObject({
      message: expect.stringMatching(/Still to be checked in Sailor: “First”/),
    });
  });

  /** The plan is made before the faults begin. */
  async function listBeforeFaults() {
    const faultsThen = sailor.faults.splice(0);
    const outcomes = await list();
    sailor.faults.push(...faultsThen);
    return outcomes;
  }
});

test('a deleted outcome is no error on unsubscribing', async () => {
  const { outcome_id } = addAction('First');
  addAction('Second');
  await subscribe(production, replaceAll);
  const steps = planUnsubscription(await list(), PRODUCTION, false);
  sailor.deleteOutcome(outcome_id);
  await carryOut('unsubscribe', steps, host.transport, 'x');
  expect(urls()).toEqual(['https://crm.example/Second?key=1']);
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
  await expect(subscribe({ ...production, url }, replaceAll)).rejects.toMatchObject({
    code: 'invalid_input',
    hint: expect.stringContaining('WEBHOOK_URL'),
  });
  expect(sailor.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});
