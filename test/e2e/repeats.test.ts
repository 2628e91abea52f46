import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ProviderId, providerIds } from '../../shared/index.ts';
import type { WorkflowNode } from '../host/n8n/client.ts';
import { startCrm } from '../helpers/crm.ts';
import { activate, listen, type Listener } from '../helpers/n8n.ts';
import { updateCrm } from '../helpers/queue/queueSetUps.ts';
import { makeDelivery } from '../helpers/queue/storm.ts';
import { type SailorRig, sailorToken, startSailorRig } from '../helpers/sailorRig.ts';
import { keep, probe, staticDataScript } from '../n8n/triggers/staticDataScript.ts';

let rig: SailorRig;
let extensions: string;
beforeAll(async () => {
  extensions = await mkdtemp(join(tmpdir(), 'call-outcomes-extensions-'));
  await writeFile(join(extensions, 'Probe.node.js'), probeNode);
  await writeFile(join(extensions, 'Keeper.node.js'), keeperNode);
  rig = await startSailorRig({ N8N_CUSTOM_EXTENSIONS: extensions });
});
afterAll(async () => {
  await rig.close();
  await rm(extensions, { recursive: true });
});

const REPEATED = { received: 1, repeated: 1 };

type Start = (more?: Parameters<typeof listen>[2]) => Promise<Listener>;

/** The trigger of each provider with its URL pasted, and Sailor's that subscribes by itself. */
const listeners: [ProviderId, Start][] = [
  ...providerIds.map((id): [ProviderId, Start] => [id, (more) => listen(rig, id, more)]),
  ['sailor', subscribed],
];

test('each trigger starts one execution for each outcome, also after a restart and after a crash', async () => {
  const runs = await Promise.all(
    listeners.map(async ([provider, start]) => {
      const listener = await start();
      const bodies = Array.from({ length: 9 }, () => nextBody(provider));
      for (const body of bodies.slice(1)) await expectTaken(listener, body);
      const copies = await Promise.all(Array.from({ length: 20 }, () => listener.post(bodies[0] ?? '')));
      const answers = (await Promise.all(copies.map((copy) => copy.json()))) as object[];
      expect(answers.filter((answer) => 'repeated' in answer)).toHaveLength(19);
      return { provider, listener, bodies };
    }),
  );

  for (const again of [() => rig.n8n.restart(), crash]) {
    await again();
    for (const { listener, bodies } of runs) {
      const answers: unknown[] = [];
      for (const body of bodies) answers.push(await answerTo(listener, body));
      expect(answers).toEqual(bodies.map(() => [200, REPEATED]));
    }
  }

  for (const { provider, listener, bodies } of runs) {
    // Another delivery shows that the list of executions is not merely late.
    await expectTaken(listener, nextBody(provider));
    expect(await listener.executions(bodies.length + 1)).toHaveLength(bodies.length + 1);
  }
});

test('an edit starts an execution, and one back to what was before too', async () => {
  const listener = await listen(rig, 'iclosed');
  const event = { uuid: randomUUID(), contactId: 'contact', startTime: '2026-01-01T10:00:00.000Z' };
  for (const [edit, callOutcome] of ['SALE', 'NO_SALE', 'SALE'].entries()) {
    // The sender's message ID is the same for the same body within a second.
    await expectTaken(listener, JSON.stringify([{ ...event, callOutcome, edit }]));
  }
  expect(await listener.executions(3)).toHaveLength(3);
});

test('1,500 outcomes in one delivery start the workflow once', async () => {
  const listener = await listen(rig, 'iclosed');
  const events = Array.from({ length: 1500 }, () => ({ uuid: randomUUID(), callOutcome: 'SALE' }));
  const [first, second] = [
    await listener.post(JSON.stringify(events)),
    await listener.post(JSON.stringify(events)),
  ];
  expect([await first.json(), await second.json()]).toEqual([
    { received: 1500 },
    { received: 1500, repeated: 1500 },
  ]);
  const executions = await listener.executions(1);
  expect(executions.map((execution) => listener.items(execution).length)).toEqual([1500]);
});

test('what n8n could not start is started when the provider repeats it', async () => {
  const listener = await listen(rig, 'air');
  const body = nextBody('air');
  const database = new DatabaseSync(join(rig.n8n.userFolder, '.n8n', 'database.sqlite'), {
    // n8n may be writing.
    timeout: 10_000,
  });
  database.exec(`CREATE TRIGGER refuse_executions BEFORE INSERT ON execution_entity
    BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
  try {
    expect((await listener.post(body)).status).toBe(500);
  } finally {
    database.exec('DROP TRIGGER refuse_executions');
    database.close();
  }

  await expectTaken(listener, body);
  expect(await listener.executions(1)).toHaveLength(1);
});

describe('answering when the workflow finishes', () => {
  test('each trigger says how it ended and nothing else, and takes again what failed or was cut off', async () => {
    const runs = await Promise.all(
      listeners.map(async ([provider, start]) => {
        const crm = await startCrm();
        const listener = await start({ parameters: { respond: 'whenFinished' }, then: updateCrm(crm.url) });
        return { crm, listener, body: nextBody(provider) };
      }),
    );
    try {
      for (const { crm, listener, body } of runs) {
        crm.failNext();
        expect(await answerTo(listener, body)).toEqual([500, { message: 'Error in workflow' }]);
      }

      const cutOff = await Promise.all(
        runs.map(async ({ crm, listener, body }) => {
          const held = crm.holdNext();
          const answer = listener.post(body).catch(() => 'no answer');
          await held;
          return { answer };
        }),
      );
      await crash();
      for (const { answer } of cutOff) expect(await answer).toBe('no answer');

      for (const { crm, listener, body } of runs) {
        const copies = await Promise.all([listener.post(body), listener.post(body)]);
        const texts = await Promise.all(copies.map((response) => response.text()));
        expect(copies.map(({ status }) => status)).toEqual([200, 200]);
        expect(texts.sort()).toEqual(['', JSON.stringify(REPEATED)]);
        expect(await answerTo(listener, body)).toEqual([200, REPEATED]);
        expect([...crm.records.values()].map(({ writes }) => writes)).toEqual([1]);
        expect(await rig.client.executions(listener.workflowId)).toHaveLength(3);
      }
    } finally {
      await Promise.all(runs.map(({ crm }) => crm.close()));
    }
  });
});

test('n8n saves static data as our double of it does', async () => {
  const values: unknown[] = [];
  const webhookId = randomUUID();
  const { id } = await rig.client.createWorkflow({
    name: 'Probe',
    nodes: [{ ...custom('Trigger', 'probe'), webhookId }, custom('Keep', 'keeper')],
    connections: { Trigger: { main: [[{ node: 'Keep', type: 'main', index: 0 }]] } },
  });
  await rig.client.activate(id);
  let started = 0;
  for (const [value, { respond, starts, writes, keeps }] of staticDataScript.entries()) {
    const response = await fetch(`${rig.n8n.baseUrl}/webhook/${webhookId}/${respond}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ starts, writes, keeps, value }),
    });
    expect(response.status).toBe(200);
    if (starts) await rig.client.finishedExecutions(id, ++started);
    const database = new DatabaseSync(join(rig.n8n.userFolder, '.n8n', 'database.sqlite'));
    const row = database.prepare('SELECT staticData FROM workflow_entity WHERE id = ?').get(id);
    database.close();
    const data = JSON.parse(String(row?.['staticData'] ?? 'null')) as Record<
      string,
      { values?: number[] }
    > | null;
    values.push(data?.['node:Trigger']?.values ?? []);
  }
  expect(values).toEqual(staticDataScript.map(({ stored }) => stored));
});

const probeNode = `exports.Probe = class {
  description = {
    displayName: 'Probe', name: 'probe', group: ['trigger'], version: 1, description: '', defaults: { name: 'Probe' },
    inputs: [], outputs: ['main'], properties: [],
    webhooks: [['default', 'immediately', 'onReceived', ''], ['setup', 'whenFinished', 'lastNode', 'noData']].map(
      ([name, path, responseMode, responseData]) => ({ name, path, responseMode, responseData, httpMethod: 'POST' }),
    ),
  };
  webhook = ${String(probe)};
};`;

const keeperNode = `exports.Keeper = class {
  description = {
    displayName: 'Keeper', name: 'keeper', group: ['output'], version: 1, description: '', defaults: { name: 'Keeper' },
    inputs: ['main'], outputs: ['main'], properties: [],
  };
  execute = ${String(keep)};
};`;

function custom(name: string, type: string): WorkflowNode {
  return {
    id: randomUUID(),
    name,
    type: `CUSTOM.${type}`,
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
  };
}

/** Of an outcome that was not there before. */
function nextBody(provider: ProviderId): string {
  return makeDelivery('outcome', Math.floor(Math.random() * 1e7), provider).body.toString();
}

async function answerTo(listener: Listener, body: string): Promise<[status: number, answer: unknown]> {
  const response = await listener.post(body);
  return [response.status, await response.json()];
}

async function expectTaken(listener: Listener, body: string): Promise<void> {
  expect(await answerTo(listener, body)).toEqual([200, { received: 1 }]);
}

async function crash(): Promise<void> {
  await rig.n8n.kill();
  await rig.n8n.restart();
}

async function subscribed(more: Parameters<typeof listen>[2] = {}): Promise<Listener> {
  const credential = await rig.client.createCredential('sailorApi', { apiToken: sailorToken });
  return activate(rig, {
    provider: 'sailor',
    trigger: {
      parameters: { listenTo: 'new', outcomeName: randomUUID(), ...more.parameters },
      credentials: { sailorApi: credential },
    },
    ...(more.then && { then: more.then }),
    prove: (_body, path) => {
      const urls = [...rig.sailor.outcomes.values()].map(({ webhook_url: url }) => new URL(url ?? 'none:'));
      const token = urls.find(({ pathname }) => pathname === path)?.searchParams.get('token');
      return { query: { token: token ?? '' } };
    },
  });
}
