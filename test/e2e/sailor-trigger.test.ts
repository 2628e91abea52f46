import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CredentialReference, Execution } from '../host/n8n/client.ts';
import type { Reply } from '../emulators/http.ts';
import { sailorError, type SailorEmulator } from '../emulators/sailor.ts';
import { packageName, startRig } from '../helpers/n8n.ts';
import { publicOrigin, type SailorRig, smartList, startSailorRig } from '../helpers/sailorRig.ts';

const ELSEWHERE = 'https://crm.example/hook?key=1';

let rig: SailorRig;

beforeAll(async () => {
  rig = await startSailorRig();
});

afterAll(async () => {
  await rig.close();
});

interface Workflow {
  id: string;
  webhookId: string;
  production: string;
  test: string;
}

/** A workspace of Sailor's, and the workflows that listen to it. */
class Account {
  static async open(): Promise<Account> {
    const token = randomUUID();
    return new Account(token, await rig.client.createCredential('sailorApi', { apiToken: token }));
  }

  readonly token: string;
  readonly credential: CredentialReference;
  readonly sailor: SailorEmulator;
  readonly workflowIds: string[] = [];

  private constructor(token: string, credential: CredentialReference) {
    this.token = token;
    this.credential = credential;
    this.sailor = rig.addWorkspace(token);
  }

  async create(parameters: Record<string, unknown>): Promise<Workflow> {
    const webhookId = randomUUID();
    const { id } = await rig.client.createWorkflow({
      name: 'Sailor',
      nodes: [this.trigger(webhookId, parameters)],
      connections: {},
    });
    this.workflowIds.push(id);
    return {
      id,
      webhookId,
      production: `${publicOrigin}/webhook/${webhookId}/webhook`,
      test: `${publicOrigin}/webhook-test/${webhookId}/webhook`,
    };
  }

  trigger(webhookId: string, parameters: Record<string, unknown>, credential = this.credential) {
    return {
      id: webhookId,
      name: 'Trigger',
      type: `${packageName}.sailorTrigger`,
      typeVersion: 2,
      position: [0, 0] as [number, number],
      webhookId,
      parameters,
      credentials: { sailorApi: credential },
    };
  }

  addAction(name: string, webhookUrl = ELSEWHERE): string {
    return this.sailor.createOutcome({
      outcome_name: name,
      outcome_type: 'action',
      order: 20,
      destination_type: 'smart_list',
      destination_id: smartList,
      webhook_url: webhookUrl,
    }).outcome_id;
  }

  /** All of every outcome but the time of its last change. */
  outcomes(): Record<string, unknown>[] {
    return [...this.sailor.outcomes.values()].map((outcome) => ({ ...outcome, updated_at: null }));
  }

  urlOf(outcomeId: string): string {
    return this.sailor.outcomes.get(outcomeId)?.webhook_url ?? '';
  }

  writes(): unknown[] {
    return this.sailor.requests.filter(({ method }) => method !== 'GET');
  }

  async apply(outcomeId: string): Promise<{ status: number | null; callId: string }> {
    const callId = randomUUID();
    const delivery = this.sailor.applyOutcome(outcomeId, { callId });
    await delivery?.finished;
    return { status: delivery?.attempts.at(-1)?.status ?? null, callId };
  }

  async close(): Promise<void> {
    this.sailor.faults.length = 0;
    for (const id of this.workflowIds.splice(0)) await rig.client.deleteWorkflow(id);
  }
}

/** Nobody but the test at hand has to do with it. */
let account: Account;
beforeEach(async () => {
  account = await Account.open();
});
afterEach(async () => {
  await account.close();
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    await sleep(50);
    if (Date.now() > deadline) throw new Error('It did not become so within 30 s.');
  }
}

const callIds = (executions: Execution[]) =>
  executions.map((execution) =>
    execution.items('Trigger').map((item) => (item['call'] as { id: string }).id),
  );

const replacing = (...outcomes: string[]) => ({ listenTo: 'chosen', outcomes, whenTaken: 'replace' });

/** An activation that n8n was killed in: what it does at the end of this file belongs to it too. */
let cutOff: { own: Account; before: unknown; letGo: Promise<void> };

describe('n8n started again', () => {
  test('after it was killed between two outcomes: has both; what was there is not subscribed twice', async () => {
    const outcome = account.addAction('Interested');
    const before = account.outcomes();
    const workflow = await account.create(replacing(outcome));
    await rig.client.activate(workflow.id);
    const subscribed = account.outcomes();
    account.sailor.requests.length = 0;
    const sent: string[][] = [];
    const isAsBefore = async () => {
      expect(account.outcomes()).toEqual(subscribed);
      expect(account.writes()).toEqual([]);
      sent.push([(await account.apply(outcome)).callId]);
      expect(callIds(await rig.client.finishedExecutions(workflow.id, sent.length))).toEqual(sent);
    };

    const own = await Account.open();
    const [first, second] = [own.addAction('First'), own.addAction('Second')];
    const ownBefore = own.outcomes();
    own.sailor.faults.push({ method: 'PATCH', path: new RegExp(second), delayMs: 60_000, answer: 'reset' });
    const other = await own.create(replacing(first, second));
    const activation = rig.client.activate(other.id).catch(() => undefined);
    await until(() => own.writes().length === 2);
    await rig.n8n.kill();
    await activation;
    expect([own.urlOf(first).startsWith(other.production), own.urlOf(second)]).toEqual([true, ELSEWHERE]);

    await rig.n8n.restart();
    const { status, callId } = await own.apply(first);
    expect(status).toBe(200);
    expect(own.urlOf(second).startsWith(other.production)).toBe(true);
    expect(callIds(await rig.client.finishedExecutions(other.id, 1))).toEqual([[callId]]);
    await isAsBefore();

    own.sailor.requests.length = 0;
    await own.apply(first);
    await rig.n8n.restart();
    await own.apply(second);
    await rig.client.finishedExecutions(other.id, 3);
    expect(own.sailor.requests).toEqual([]);
    await isAsBefore();

    await rig.client.deactivate(workflow.id);
    expect(account.outcomes()).toEqual(before);
    cutOff = { own, before: ownBefore, letGo: rig.client.deactivate(other.id) };
    cutOff.letGo.catch(() => undefined);
  }, 300_000);

  test('under another address: is found again, and gives back what was there before n8n', async () => {
    const outcome = account.addAction('Interested');
    const before = account.outcomes();
    const workflow = await account.create(replacing(outcome));
    await rig.client.activate(workflow.id);
    // As if n8n had been at another address when it subscribed.
    const moved = account.urlOf(outcome).replace(publicOrigin, 'https://old-n8n.example');
    account.sailor.replaceOutcome(outcome, {
      outcome_name: 'Interested',
      outcome_type: 'action',
      order: 20,
      destination_type: 'smart_list',
      destination_id: smartList,
      webhook_url: moved,
    });

    await rig.client.deactivate(workflow.id);

    expect(account.outcomes()).toEqual(before);
  });
});

describe('a workflow that is switched on', () => {
  test('gets the chosen outcomes with nothing of them changed but the URL, and gives them back', async () => {
    const chosen = account.addAction('Interested');
    const other = account.addAction('Callback');
    const before = account.outcomes();
    const workflow = await account.create(replacing(chosen));

    await rig.client.activate(workflow.id);

    expect(new URL(account.urlOf(chosen)).searchParams.get('token')).toMatch(/^.{32,}$/);
    expect(account.urlOf(chosen).startsWith(`${workflow.production}?`)).toBe(true);
    expect(account.outcomes()).toEqual(
      before.map((outcome) => ({ ...outcome, webhook_url: expect.anything() })),
    );
    expect(account.urlOf(other)).toBe(ELSEWHERE);

    const { status, callId } = await account.apply(chosen);
    expect(status).toBe(200);
    const executions = await rig.client.finishedExecutions(workflow.id, 1);
    expect(callIds(executions)).toEqual([[callId]]);
    expect(executions[0]?.items('Trigger')[0]).toMatchObject({
      provider: 'sailor',
      outcome: { id: chosen, name: 'Interested' },
    });

    await rig.client.deactivate(workflow.id);
    expect(account.outcomes()).toEqual(before);
  });

  test('refuses a delivery with another token, and starts nothing', async () => {
    const outcome = account.addAction('Interested');
    const workflow = await account.create(replacing(outcome));
    await rig.client.activate(workflow.id);

    for (const query of ['', '?token=', '?token=another-token-than-it-is']) {
      const response = await fetch(workflow.production.replace(publicOrigin, rig.n8n.baseUrl) + query, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ outcome: { outcome_id: outcome, outcome_name: 'Interested' } }),
      });
      expect([response.status, await response.json()]).toEqual([
        401,
        expect.objectContaining({ code: 'unauthorized' }),
      ]);
    }

    const { callId } = await account.apply(outcome);
    expect(callIds(await rig.client.finishedExecutions(workflow.id, 1))).toEqual([[callId]]);
  });

  test('listens to all action outcomes that there are', async () => {
    const outcomes = [
      account.addAction('Interested'),
      account.addAction('Callback', 'https://other.example/'),
    ];
    account.sailor.createOutcome({ outcome_name: 'Busy', outcome_type: 'disposition' });
    const before = account.outcomes();
    const workflow = await account.create({ listenTo: 'all', whenTaken: 'replace' });

    await rig.client.activate(workflow.id);
    const sent = [];
    for (const outcome of outcomes) sent.push((await account.apply(outcome)).callId);

    expect(
      callIds(await rig.client.finishedExecutions(workflow.id, 2))
        .flat()
        .sort(),
    ).toEqual(sent.sort());
    await rig.client.deactivate(workflow.id);
    expect(account.outcomes()).toEqual(before);
  });

  test('gives back only what still points to it', async () => {
    const [kept, changed, deleted] = [
      account.addAction('Kept'),
      account.addAction('Changed'),
      account.addAction('Deleted'),
    ];
    const workflow = await account.create(replacing(kept, changed, deleted));
    await rig.client.activate(workflow.id);
    account.sailor.replaceOutcome(changed, {
      outcome_name: 'Changed',
      outcome_type: 'action',
      webhook_url: 'https://new.example/',
    });
    account.sailor.deleteOutcome(deleted);

    await rig.client.deactivate(workflow.id);

    expect([account.urlOf(kept), account.urlOf(changed)]).toEqual([ELSEWHERE, 'https://new.example/']);
  });

  test('follows a change of its outcomes, and lets go when it is archived', async () => {
    const [first, second] = [account.addAction('First'), account.addAction('Second')];
    const before = account.outcomes();
    const workflow = await account.create(replacing(first));
    await rig.client.activate(workflow.id);

    await rig.client.updateWorkflow(workflow.id, {
      nodes: [account.trigger(workflow.webhookId, replacing(second))],
    });
    await rig.client.activate(workflow.id);
    expect([account.urlOf(first), account.urlOf(second).startsWith(workflow.production)]).toEqual([
      ELSEWHERE,
      true,
    ]);
    const { callId } = await account.apply(second);
    expect(callIds(await rig.client.finishedExecutions(workflow.id, 1))).toEqual([[callId]]);

    await rig.client.deleteWorkflow(account.workflowIds.pop() ?? '');
    await until(() => account.urlOf(second) === ELSEWHERE);
    expect(account.outcomes()).toEqual(before);
  });
});

describe('an outcome for this workflow', () => {
  test('is made, stays when switched off, and is used again', async () => {
    const workflow = await account.create({ listenTo: 'new', outcomeName: 'Send to CRM' });
    await rig.client.activate(workflow.id);
    const [outcome] = account.outcomes();
    expect(outcome).toMatchObject({ outcome_name: 'Send to CRM', outcome_type: 'action' });

    await rig.client.deactivate(workflow.id);
    await rig.client.activate(workflow.id);

    expect(account.outcomes()).toEqual([outcome]);
    const { callId } = await account.apply(String(outcome?.['outcome_id']));
    expect(callIds(await rig.client.finishedExecutions(workflow.id, 1))).toEqual([[callId]]);
  });

  test('is deleted with it where the user wants that', async () => {
    const workflow = await account.create({
      listenTo: 'new',
      outcomeName: 'Send to CRM',
      deleteWhenOff: true,
    });
    await rig.client.activate(workflow.id);
    expect(account.outcomes()).toHaveLength(1);

    await rig.client.deactivate(workflow.id);

    expect(account.outcomes()).toEqual([]);
  });

  test('is made for a test only as long as the test listens', async () => {
    const workflow = await account.create({ listenTo: 'new', outcomeName: 'Send to CRM' });
    await rig.client.run(workflow.id, 'Trigger');
    expect(account.outcomes()).toHaveLength(1);

    await rig.client.stopListening(workflow.id);

    await until(() => account.outcomes().length === 0);
  });
});

describe('a test', () => {
  test('shows the record, and gives the outcome back to production', async () => {
    const outcome = account.addAction('Interested');
    const workflow = await account.create({ listenTo: 'chosen', outcomes: [outcome], whenTaken: 'replace' });
    await rig.client.activate(workflow.id);
    const during = account.outcomes();

    await rig.client.run(workflow.id, 'Trigger');
    expect(account.urlOf(outcome).startsWith(workflow.test)).toBe(true);
    const tested = await account.apply(outcome);
    expect(tested.status).toBe(200);
    await until(() => account.urlOf(outcome).startsWith(workflow.production));
    expect(account.outcomes()).toEqual(during);

    const live = await account.apply(outcome);
    const executions = await rig.client.finishedExecutions(workflow.id, 2);
    expect(callIds(executions)).toEqual([[tested.callId], [live.callId]]);
    expect(executions.map(({ mode }) => mode)).toEqual(['manual', 'webhook']);
    await rig.client.deactivate(workflow.id);
    expect(account.urlOf(outcome)).toBe(ELSEWHERE);
  });

  test('that nothing comes to gives the outcome back too', async () => {
    const outcome = account.addAction('Interested');
    const before = account.outcomes();
    const workflow = await account.create(replacing(outcome));
    await rig.client.run(workflow.id, 'Trigger');
    expect(account.urlOf(outcome).startsWith(workflow.test)).toBe(true);

    await rig.client.stopListening(workflow.id);

    await until(() => account.urlOf(outcome) === ELSEWHERE);
    expect(account.outcomes()).toEqual(before);
  });
});

/** What n8n tries again and again before it gives up: all at once, since it is mostly waiting. */
describe('what n8n tries for a while', () => {
  const cases: Readonly<Record<string, (own: Account) => Promise<void>>> = {
    'a switch-off that finds Sailor in trouble is made up for at the next one': (own) =>
      isMadeUpFor(own, { status: 503, body: {} }),
    'a switch-off with a token that Sailor knows no more is made up for at the next one': (own) =>
      isMadeUpFor(own, sailorError('unauthorized')),

    'an outcome that sends elsewhere is not taken over unasked': async (own) => {
      const outcome = own.addAction('Interested');
      const before = own.outcomes();
      const workflow = await own.create({ listenTo: 'chosen', outcomes: [outcome] });

      await expect(rig.client.activate(workflow.id)).rejects.toThrow(
        /^A Sailor outcome can send to one place only\. “Interested” already sends to crm\.example\. Choose other outcomes, or /,
      );
      expect(own.outcomes()).toEqual(before);
      expect(own.writes()).toEqual([]);
    },

    'all or nothing: where one outcome fails, the others are given back': async (own) => {
      const [first, second] = [own.addAction('First'), own.addAction('Second')];
      const before = own.outcomes();
      own.sailor.faults.push({
        method: 'PATCH',
        path: new RegExp(second),
        times: 1000,
        answer: sailorError('forbidden'),
      });
      const workflow = await own.create(replacing(first, second));

      await expect(rig.client.activate(workflow.id)).rejects.toThrow(
        /“Second”: The Sailor API token does not have permission to change .* No outcome was changed\./,
      );
      expect(own.outcomes()).toEqual(before);
      expect(own.writes().length).toBeGreaterThan(1);
    },

    'a Sailor that stays in trouble is named as the reason': async (own) => {
      own.addAction('Interested');
      const before = own.outcomes();
      own.sailor.faults.push({ times: 1000, answer: { status: 503, body: {} } });
      const workflow = await own.create({ listenTo: 'all', whenTaken: 'replace' });

      await expect(rig.client.activate(workflow.id)).rejects.toThrow(
        /^Sailor reported an internal error\. Try again/,
      );
      expect(own.outcomes()).toEqual(before);
    },

    'an n8n that Sailor cannot reach is told how to be reachable, before anything is changed': async (
      own,
    ) => {
      own.addAction('Interested');
      const local = await startRig({ env: { ...rig.networkEnv } });
      try {
        const credential = await local.client.createCredential('sailorApi', { apiToken: own.token });
        const trigger = own.trigger(randomUUID(), { listenTo: 'all', whenTaken: 'replace' }, credential);
        const { id } = await local.client.createWorkflow({
          name: 'Sailor',
          nodes: [trigger],
          connections: {},
        });
        await expect(local.client.activate(id)).rejects.toThrow(
          /^Sailor cannot reach this webhook address \(127\.0\.0\.1:\d+\)\. .*WEBHOOK_URL/,
        );
      } finally {
        await local.n8n.stop();
      }
      expect(own.writes()).toEqual([]);
    },
  };

  async function isMadeUpFor(own: Account, answer: Reply): Promise<void> {
    const outcome = own.addAction('Interested');
    const before = own.outcomes();
    const workflow = await own.create(replacing(outcome));
    await rig.client.activate(workflow.id);
    own.sailor.faults.push({ times: 1000, answer });

    await rig.client.deactivate(workflow.id);
    expect(own.urlOf(outcome).startsWith(workflow.production)).toBe(true);

    own.sailor.faults.length = 0;
    await rig.client.activate(workflow.id);
    await rig.client.deactivate(workflow.id);
    expect(own.outcomes()).toEqual(before);
  }

  const running = new Map<string, Promise<void>>();
  beforeAll(async () => {
    for (const [name, run] of Object.entries(cases)) {
      const own = await Account.open();
      const end = run(own).finally(() => own.close());
      // Its test is what it fails.
      end.catch(() => undefined);
      running.set(name, end);
    }
  });

  test.each(Object.keys(cases))('%s', async (name) => running.get(name), 300_000);
});

describe('a Sailor in trouble', () => {
  test.each([
    ['an error of its own', { answer: { status: 500, body: {} } }],
    ['the key in use', { answer: sailorError('idempotency_key_in_use') }],
    ['a connection that breaks after the change', { answer: 'reset' as const, applied: true }],
  ])('is asked again: %s', async (_name, fault) => {
    const outcomes = [account.addAction('First'), account.addAction('Second')];
    const before = account.outcomes();
    account.sailor.faults.push({ method: 'PATCH', times: 2, ...fault });
    const workflow = await account.create(replacing(...outcomes));

    await rig.client.activate(workflow.id);

    for (const outcome of outcomes) expect(account.urlOf(outcome).startsWith(workflow.production)).toBe(true);
    await rig.client.deactivate(workflow.id);
    expect(account.outcomes()).toEqual(before);
  });
});

test('the list of outcomes tells where each sends', async () => {
  account.addAction('Interested');
  account.sailor.createOutcome({ outcome_name: 'Busy', outcome_type: 'disposition' });
  const outcome = await rig.client.nodeOptions({
    type: `${packageName}.sailorTrigger`,
    version: 2,
    path: 'parameters.outcomes',
    methodName: 'outcomes',
    parameters: { listenTo: 'chosen' },
    credentials: { sailorApi: account.credential },
  });

  expect(outcome).toEqual([
    { name: 'Interested', value: expect.any(String), description: 'Sends to crm.example' },
  ]);
});

// n8n lets go of what a killed process was at after its lease of two minutes, so this one is the last.
test('n8n started again after it was killed between two outcomes: gives both back', async () => {
  const { own, before, letGo } = cutOff;
  await letGo;
  expect(own.outcomes()).toEqual(before);
  await own.close();
}, 300_000);
