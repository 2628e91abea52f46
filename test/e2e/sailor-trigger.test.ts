import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CredentialReference, Execution } from '../host/n8n/client.ts';
import { sailorError } from '../emulators/sailor.ts';
import { packageName, startRig } from '../helpers/n8n.ts';
import {
  publicOrigin,
  type SailorRig,
  sailorToken,
  smartList,
  startSailorRig,
} from '../helpers/sailorRig.ts';

const ELSEWHERE = 'https://crm.example/hook?key=1';

let rig: SailorRig;
let sailor: SailorRig['sailor'];
let credential: CredentialReference;
const workflowIds: string[] = [];

beforeAll(async () => {
  rig = await startSailorRig();
  sailor = rig.sailor;
  credential = await rig.client.createCredential('sailorApi', { apiToken: sailorToken });
});

afterAll(async () => {
  await rig.close();
});

beforeEach(() => {
  sailor.outcomes.clear();
  sailor.faults.length = 0;
  sailor.requests.length = 0;
});

afterEach(async () => {
  sailor.faults.length = 0;
  for (const id of workflowIds.splice(0)) await rig.client.deleteWorkflow(id);
});

interface Workflow {
  id: string;
  webhookId: string;
  production: string;
  test: string;
}

async function create(parameters: Record<string, unknown>): Promise<Workflow> {
  const webhookId = randomUUID();
  const { id } = await rig.client.createWorkflow({
    name: 'Sailor',
    nodes: [triggerOf(webhookId, parameters)],
    connections: {},
  });
  workflowIds.push(id);
  return {
    id,
    webhookId,
    production: `${publicOrigin}/webhook/${webhookId}/webhook`,
    test: `${publicOrigin}/webhook-test/${webhookId}/webhook`,
  };
}

function triggerOf(webhookId: string, parameters: Record<string, unknown>) {
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

function addAction(name: string, webhookUrl = ELSEWHERE): string {
  return sailor.createOutcome({
    outcome_name: name,
    outcome_type: 'action',
    order: 20,
    destination_type: 'smart_list',
    destination_id: smartList,
    webhook_url: webhookUrl,
  }).outcome_id;
}

/** All of every outcome but the time of its last change. */
function workspace(): Record<string, unknown>[] {
  return [...sailor.outcomes.values()].map((outcome) => ({ ...outcome, updated_at: null }));
}

function urlOf(outcomeId: string): string {
  return sailor.outcomes.get(outcomeId)?.webhook_url ?? '';
}

function writes(): unknown[] {
  return sailor.requests.filter(({ method }) => method !== 'GET');
}

async function apply(outcomeId: string): Promise<{ status: number | null; callId: string }> {
  const callId = randomUUID();
  const delivery = sailor.applyOutcome(outcomeId, { callId });
  await delivery?.finished;
  return { status: delivery?.attempts.at(-1)?.status ?? null, callId };
}

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

describe('a workflow that is switched on', () => {
  test('gets the chosen outcomes with nothing of them changed but the URL, and gives them back', async () => {
    const chosen = addAction('Interested');
    const other = addAction('Callback');
    const before = workspace();
    const workflow = await create(replacing(chosen));

    await rig.client.activate(workflow.id);

    expect(new URL(urlOf(chosen)).searchParams.get('token')).toMatch(/^.{32,}$/);
    expect(urlOf(chosen).startsWith(`${workflow.production}?`)).toBe(true);
    expect(workspace()).toEqual(before.map((outcome) => ({ ...outcome, webhook_url: expect.anything() })));
    expect(urlOf(other)).toBe(ELSEWHERE);

    const { status, callId } = await apply(chosen);
    expect(status).toBe(200);
    const executions = await rig.client.finishedExecutions(workflow.id, 1);
    expect(callIds(executions)).toEqual([[callId]]);
    expect(executions[0]?.items('Trigger')[0]).toMatchObject({
      provider: 'sailor',
      outcome: { id: chosen, name: 'Interested' },
    });

    await rig.client.deactivate(workflow.id);
    expect(workspace()).toEqual(before);
  });

  test('refuses a delivery with another token, and starts nothing', async () => {
    const outcome = addAction('Interested');
    const workflow = await create(replacing(outcome));
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

    const { callId } = await apply(outcome);
    expect(callIds(await rig.client.finishedExecutions(workflow.id, 1))).toEqual([[callId]]);
  });

  test('listens to all action outcomes that there are', async () => {
    const outcomes = [addAction('Interested'), addAction('Callback', 'https://other.example/')];
    sailor.createOutcome({ outcome_name: 'Busy', outcome_type: 'disposition' });
    const before = workspace();
    const workflow = await create({ listenTo: 'all', whenTaken: 'replace' });

    await rig.client.activate(workflow.id);
    const sent = [];
    for (const outcome of outcomes) sent.push((await apply(outcome)).callId);

    expect(
      callIds(await rig.client.finishedExecutions(workflow.id, 2))
        .flat()
        .sort(),
    ).toEqual(sent.sort());
    await rig.client.deactivate(workflow.id);
    expect(workspace()).toEqual(before);
  });

  test('gives back only what still points to it', async () => {
    const [kept, changed, deleted] = [addAction('Kept'), addAction('Changed'), addAction('Deleted')];
    const workflow = await create(replacing(kept, changed, deleted));
    await rig.client.activate(workflow.id);
    sailor.replaceOutcome(changed, {
      outcome_name: 'Changed',
      outcome_type: 'action',
      webhook_url: 'https://new.example/',
    });
    sailor.deleteOutcome(deleted);

    await rig.client.deactivate(workflow.id);

    expect([urlOf(kept), urlOf(changed)]).toEqual([ELSEWHERE, 'https://new.example/']);
  });

  test('follows a change of its outcomes, and lets go when it is archived', async () => {
    const [first, second] = [addAction('First'), addAction('Second')];
    const before = workspace();
    const workflow = await create(replacing(first));
    await rig.client.activate(workflow.id);

    await rig.client.updateWorkflow(workflow.id, {
      nodes: [triggerOf(workflow.webhookId, replacing(second))],
    });
    await rig.client.activate(workflow.id);
    expect([urlOf(first), urlOf(second).startsWith(workflow.production)]).toEqual([ELSEWHERE, true]);
    const { callId } = await apply(second);
    expect(callIds(await rig.client.finishedExecutions(workflow.id, 1))).toEqual([[callId]]);

    await rig.client.deleteWorkflow(workflowIds.pop() ?? '');
    await until(() => urlOf(second) === ELSEWHERE);
    expect(workspace()).toEqual(before);
  });
});

describe('an outcome for this workflow', () => {
  test('is made, stays when switched off, and is used again', async () => {
    const workflow = await create({ listenTo: 'new', outcomeName: 'Send to CRM' });
    await rig.client.activate(workflow.id);
    const [outcome] = workspace();
    expect(outcome).toMatchObject({ outcome_name: 'Send to CRM', outcome_type: 'action' });

    await rig.client.deactivate(workflow.id);
    await rig.client.activate(workflow.id);

    expect(workspace()).toEqual([outcome]);
    const { callId } = await apply(String(outcome?.['outcome_id']));
    expect(callIds(await rig.client.finishedExecutions(workflow.id, 1))).toEqual([[callId]]);
  });

  test('is deleted with it where the user wants that', async () => {
    const workflow = await create({ listenTo: 'new', outcomeName: 'Send to CRM', deleteWhenOff: true });
    await rig.client.activate(workflow.id);
    expect(workspace()).toHaveLength(1);

    await rig.client.deactivate(workflow.id);

    expect(workspace()).toEqual([]);
  });

  test('is made for a test only as long as the test listens', async () => {
    const workflow = await create({ listenTo: 'new', outcomeName: 'Send to CRM' });
    await rig.client.run(workflow.id, 'Trigger');
    expect(workspace()).toHaveLength(1);

    await rig.client.stopListening(workflow.id);

    await until(() => workspace().length === 0);
  });
});

describe('a test', () => {
  test('shows the record, and gives the outcome back to production', async () => {
    const outcome = addAction('Interested');
    const workflow = await create({ listenTo: 'chosen', outcomes: [outcome], whenTaken: 'replace' });
    await rig.client.activate(workflow.id);
    const during = workspace();

    await rig.client.run(workflow.id, 'Trigger');
    expect(urlOf(outcome).startsWith(workflow.test)).toBe(true);
    const tested = await apply(outcome);
    expect(tested.status).toBe(200);
    await until(() => urlOf(outcome).startsWith(workflow.production));
    expect(workspace()).toEqual(during);

    const live = await apply(outcome);
    const executions = await rig.client.finishedExecutions(workflow.id, 2);
    expect(callIds(executions)).toEqual([[tested.callId], [live.callId]]);
    expect(executions.map(({ mode }) => mode)).toEqual(['manual', 'webhook']);
    await rig.client.deactivate(workflow.id);
    expect(urlOf(outcome)).toBe(ELSEWHERE);
  });

  test('that nothing comes to gives the outcome back too', async () => {
    const outcome = addAction('Interested');
    const before = workspace();
    const workflow = await create(replacing(outcome));
    await rig.client.run(workflow.id, 'Trigger');
    expect(urlOf(outcome).startsWith(workflow.test)).toBe(true);

    await rig.client.stopListening(workflow.id);

    await until(() => urlOf(outcome) === ELSEWHERE);
    expect(workspace()).toEqual(before);
  });
});

describe('a switch-off that cannot reach Sailor', () => {
  test.each([
    ['in trouble', { answer: { status: 503, body: {} } }],
    ['that knows the token no more', { answer: sailorError('unauthorized') }],
  ])(
    'is made up for at the next one: a Sailor %s',
    async (_name, fault) => {
      const outcome = addAction('Interested');
      const before = workspace();
      const workflow = await create(replacing(outcome));
      await rig.client.activate(workflow.id);
      sailor.faults.push({ times: 1000, ...fault });

      await rig.client.deactivate(workflow.id);
      expect(urlOf(outcome).startsWith(workflow.production)).toBe(true);

      sailor.faults.length = 0;
      await rig.client.activate(workflow.id);
      await rig.client.deactivate(workflow.id);
      expect(workspace()).toEqual(before);
    },
    300_000,
  );
});

describe('what cannot be', () => {
  test('an outcome that sends elsewhere is not taken over unasked', async () => {
    const outcome = addAction('Interested');
    const before = workspace();
    const workflow = await create({ listenTo: 'chosen', outcomes: [outcome] });

    await expect(rig.client.activate(workflow.id)).rejects.toThrow(
      /^A Sailor outcome can send to one place only\. “Interested” already sends to crm\.example\. Choose other outcomes, or /,
    );
    expect(workspace()).toEqual(before);
    expect(writes()).toEqual([]);
  });

  test('all or nothing: where one outcome fails, the others are given back', async () => {
    const [first, second] = [addAction('First'), addAction('Second')];
    const before = workspace();
    sailor.faults.push({
      method: 'PATCH',
      path: new RegExp(second),
      times: 1000,
      answer: sailorError('forbidden'),
    });
    const workflow = await create(replacing(first, second));

    await expect(rig.client.activate(workflow.id)).rejects.toThrow(
      /“Second”: The Sailor API token does not have permission to change .* No outcome was changed\./,
    );
    expect(workspace()).toEqual(before);
    expect(writes().length).toBeGreaterThan(1);
  });
});

test('an n8n that Sailor cannot reach is told how to be reachable, before anything is changed', async () => {
  addAction('Interested');
  const local = await startRig({ env: { ...rig.networkEnv } });
  try {
    const reference = await local.client.createCredential('sailorApi', { apiToken: sailorToken });
    const { id } = await local.client.createWorkflow({
      name: 'Sailor',
      nodes: [
        {
          ...triggerOf(randomUUID(), { listenTo: 'all', whenTaken: 'replace' }),
          credentials: { sailorApi: reference },
        },
      ],
      connections: {},
    });
    await expect(local.client.activate(id)).rejects.toThrow(
      /^Sailor cannot reach this webhook address \(127\.0\.0\.1:\d+\)\. .*WEBHOOK_URL/,
    );
  } finally {
    await local.n8n.stop();
  }
  expect(writes()).toEqual([]);
});

describe('a Sailor in trouble', () => {
  test.each([
    ['an error of its own', { answer: { status: 500, body: {} } }],
    ['the key in use', { answer: sailorError('idempotency_key_in_use') }],
    ['a connection that breaks after the change', { answer: 'reset' as const, applied: true }],
  ])('is asked again: %s', async (_name, fault) => {
    const outcomes = [addAction('First'), addAction('Second')];
    const before = workspace();
    sailor.faults.push({ method: 'PATCH', times: 2, ...fault });
    const workflow = await create(replacing(...outcomes));

    await rig.client.activate(workflow.id);

    for (const outcome of outcomes) expect(urlOf(outcome).startsWith(workflow.production)).toBe(true);
    await rig.client.deactivate(workflow.id);
    expect(workspace()).toEqual(before);
  });
});

test('a Sailor that stays in trouble is named as the reason', async () => {
  addAction('Interested');
  const before = workspace();
  sailor.faults.push({ times: 1000, answer: { status: 503, body: {} } });
  const workflow = await create({ listenTo: 'all', whenTaken: 'replace' });

  await expect(rig.client.activate(workflow.id)).rejects.toThrow(
    /^Sailor reported an internal error\. Try again/,
  );
  expect(workspace()).toEqual(before);
}, 300_000);

describe('n8n started again', () => {
  test.each(['restart', 'kill'] as const)(
    'after %s: nothing is subscribed twice, nothing lost',
    async (how) => {
      const outcome = addAction('Interested');
      const before = workspace();
      const workflow = await create(replacing(outcome));
      await rig.client.activate(workflow.id);
      const subscribed = workspace();
      sailor.requests.length = 0;

      if (how === 'kill') await rig.n8n.kill();
      await rig.n8n.restart();

      expect(workspace()).toEqual(subscribed);
      expect(writes()).toEqual([]);
      const { callId } = await apply(outcome);
      expect(callIds(await rig.client.finishedExecutions(workflow.id, 1))).toEqual([[callId]]);
      await rig.client.deactivate(workflow.id);
      expect(workspace()).toEqual(before);
    },
  );

  test('under another address: is found again, and gives back what was there before n8n', async () => {
    const outcome = addAction('Interested');
    const before = workspace();
    const workflow = await create(replacing(outcome));
    await rig.client.activate(workflow.id);
    // As if n8n had been at another address when it subscribed.
    const moved = urlOf(outcome).replace(publicOrigin, 'https://old-n8n.example');
    sailor.replaceOutcome(outcome, {
      outcome_name: 'Interested',
      outcome_type: 'action',
      order: 20,
      destination_type: 'smart_list',
      destination_id: smartList,
      webhook_url: moved,
    });

    await rig.client.deactivate(workflow.id);

    expect(workspace()).toEqual(before);
  });

  test('after it was killed between two outcomes: has both, and gives both back', async () => {
    const [first, second] = [addAction('First'), addAction('Second')];
    const before = workspace();
    sailor.faults.push({ method: 'PATCH', path: new RegExp(second), delayMs: 60_000, answer: 'reset' });
    const workflow = await create(replacing(first, second));
    const activation = rig.client.activate(workflow.id).catch(() => undefined);
    await until(() => writes().length === 2);
    await rig.n8n.kill();
    await activation;
    expect([urlOf(first).startsWith(workflow.production), urlOf(second)]).toEqual([true, ELSEWHERE]);

    await rig.n8n.restart();
    const { status, callId } = await apply(first);
    expect(status).toBe(200);
    expect(urlOf(second).startsWith(workflow.production)).toBe(true);
    expect(callIds(await rig.client.finishedExecutions(workflow.id, 1))).toEqual([[callId]]);

    sailor.requests.length = 0;
    await apply(first);
    await rig.n8n.restart();
    await apply(second);
    await rig.client.finishedExecutions(workflow.id, 3);
    expect(sailor.requests).toEqual([]);

    // n8n lets go of what the killed process was at after its lease of two minutes.
    await rig.client.deactivate(workflow.id);
    expect(workspace()).toEqual(before);
  }, 300_000);
});

test('the list of outcomes tells where each sends', async () => {
  addAction('Interested');
  sailor.createOutcome({ outcome_name: 'Busy', outcome_type: 'disposition' });
  const outcome = await rig.client.nodeOptions({
    type: `${packageName}.sailorTrigger`,
    version: 2,
    path: 'parameters.outcomes',
    methodName: 'outcomes',
    parameters: { listenTo: 'chosen' },
    credentials: { sailorApi: credential },
  });

  expect(outcome).toEqual([
    { name: 'Interested', value: expect.any(String), description: 'Sends to crm.example' },
  ]);
});
