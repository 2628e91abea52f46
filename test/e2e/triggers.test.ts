import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Proof } from '../host/n8n/senders.ts';
import { type ProviderId, providerIds } from '../../shared/index.ts';
import { type Crm, startCrm } from '../helpers/crm.ts';
import { type Fixture, fixturesOf, sampleOf } from '../helpers/fixtures.ts';
import { listen, type Listener, packageName, type Rig, startRig } from '../helpers/n8n.ts';
import { updateCrm } from '../helpers/queue/queueSetUps.ts';
import { makeDelivery } from '../helpers/queue/storm.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let rig: Rig;
let crm: Crm;
beforeAll(async () => {
  [rig, crm] = await Promise.all([startRig(), startCrm()]);
});
afterAll(async () => {
  await rig.n8n.stop();
  await crm.close();
});

/** Proofs that are none, for whichever kind of proof the provider uses. */
const wrongProofs: Readonly<Record<ProviderId, readonly [string, Proof][]>> = {
  sailor: [
    ['no token', {}],
    ['an empty token', { query: { token: '' } }],
    ['another token', { query: { token: 'another-token-than-it-is' } }],
  ],
  air: [
    ['no token', {}],
    ['an empty token', { headers: { authorization: 'Bearer ' } }],
    ['another token', { headers: { authorization: 'Bearer another-token-than-it-is' } }],
  ],
  iclosed: [
    ['no signature', {}],
    [
      'a signature by nobody',
      {
        headers: {
          'webhook-id': 'msg_1',
          'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
          'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
        },
      },
    ],
  ],
};

interface Read {
  outcomes: unknown[];
  ignored: unknown[];
}

test('n8n lists the package and its triggers as it does for its own', async () => {
  const types = await rig.client.nodeTypes();
  const ours = types.filter(({ name }) => name.startsWith(`${packageName}.`)).map(({ name }) => name);

  expect(ours).toEqual(expect.arrayContaining(providerIds.map((id) => `${packageName}.${id}Trigger`)));
});

describe.each(providerIds)('%s', (provider) => {
  // The options of a delivery that needs some are no parameters of the triggers.
  const deliveries = fixturesOf(provider).filter(({ options }) => Object.keys(options).length === 0);
  const read = deliveries.filter(isRead);
  const refused = deliveries.filter((fixture) => !isRead(fixture));

  test.each(read)('takes $name', async ({ body, expected }) => {
    const { outcomes, ignored } = expected as Read;
    const listener = await listen(rig, provider);

    const response = await listener.post(body);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      received: outcomes.length,
      ...(ignored.length > 0 && { ignored }),
    });
    // An event without an outcome starts nothing; a second delivery shows that the list is not merely late.
    const expectedRuns = outcomes.length > 0 ? [outcomes] : [];
    if (outcomes.length === 0) {
      await listener.post(sampleOf(provider));
      expectedRuns.push(outcomesOfSample(provider));
    }
    const executions = await listener.executions(1);
    expect(executions.map((execution) => listener.items(execution))).toEqual(expectedRuns);
  });

  test.each(refused)('refuses $name with a reason', async ({ body, expected }) => {
    const listener = await listen(rig, provider);

    const response = await listener.post(body);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: (expected as { error: string }).error,
      hint: expect.stringMatching(/\w/),
    });
    await expectOnlyTheNext(listener);
  });

  test.each([
    ['cut short', '{"call":'],
    ['empty', ''],
    ['no JSON', 'hello'],
  ])('refuses a body that is %s', async (_name, body) => {
    const listener = await listen(rig, provider);

    const response = await listener.post(body, { contentType: 'text/plain' });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'malformed_body',
      hint: expect.stringMatching(/\w/),
    });
    await expectOnlyTheNext(listener);
  });

  test('leaves it to n8n to refuse what calls itself JSON and is none', async () => {
    const listener = await listen(rig, provider);

    const response = await listener.post('{"call":');

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ message: 'Failed to parse request body' });
    await expectOnlyTheNext(listener);
  });

  test.each(wrongProofs[provider])('lets nobody in with %s', async (_name, proof) => {
    const listener = await listen(rig, provider);

    const response = await listener.post(sampleOf(provider), { proof });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'unauthorized', hint: expect.stringMatching(/\w/) });
    await expectOnlyTheNext(listener);
  });

  /** Nothing was started before: the execution list holds the delivery posted now and no other. */
  async function expectOnlyTheNext(listener: Listener): Promise<void> {
    expect(await rig.client.executions(listener.workflowId)).toEqual([]);
    expect((await listener.post(sampleOf(provider))).status).toBe(200);
    const executions = await listener.executions(1);
    expect(executions.map(({ mode, status }) => ({ mode, status }))).toEqual([
      { mode: 'webhook', status: 'success' },
    ]);
  }
});

test.each(providerIds)(
  '%s: its Test URL takes one delivery while the editor listens, and `npm run send` says what each answer means',
  async (provider) => {
    const listener = await listen(rig, provider);
    const url = listener.url.replace('/webhook/', '/webhook-test/');
    const send = async (...more: string[]) => {
      const args = ['test/tools/send.ts', provider, ...more];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
      return [...stdout.matchAll(/^(?:Answer|Meaning): +(.+)$/gm)].map(([, text]) => text);
    };

    const nobody = [expect.stringMatching(/^404 /), expect.stringMatching(/choose Execute step/)];
    expect(await send(url)).toEqual(nobody);
    await rig.client.run(listener.workflowId, 'Trigger');
    expect(await send(url)).toEqual([
      expect.stringMatching(/^401 .*"unauthorized"/),
      expect.stringMatching(/Check --secret/),
    ]);
    expect(await send(url, '--secret', listener.secret)).toEqual([
      '200 {"received":1}',
      'Accepted. The trigger in the editor shows the record.',
    ]);
    const [execution] = await listener.executions(1);
    expect(listener.items(execution)).toMatchObject([{ contact: { phone: '+15555550142' } }]);
    expect(await send(url)).toEqual(nobody);

    expect(await send(listener.url, '--secret', listener.secret, '--case', 'repeat')).toEqual([
      '200 {"received":1}',
      'Accepted. Look at the executions of the workflow.',
      '200 {"received":1,"repeated":1}',
      'Accepted, and nothing started: the trigger took this outcome before.',
    ]);
  },
);

const whenFinished = { respond: 'whenFinished' };

describe('when the workflow finishes', () => {
  test('a person who stops it fails it: the next try is let through', async () => {
    const listener = await listen(rig, 'air', { parameters: whenFinished, then: updateCrm(crm.url) });
    const body = nextBody();
    const held = crm.holdNext();
    const answer = answerTo(listener, body);
    await held;
    const [execution] = await rig.client.executions(listener.workflowId);
    await rig.client.stopExecution(execution?.id ?? '');
    expect((await answer).status).toBe(500);
    expect(await answerTo(listener, body)).toEqual({ status: 200, text: '' });
  });

  test('a node whose credential is gone fails it, although n8n does not even start it', async () => {
    const credential = await rig.client.createCredential('httpHeaderAuth', { name: 'Key', value: 'key' });
    const node = updateCrm(crm.url);
    Object.assign(node.parameters, {
      authentication: 'genericCredentialType',
      genericAuthType: 'httpHeaderAuth',
    });
    const listener = await listen(rig, 'air', {
      parameters: whenFinished,
      then: { ...node, credentials: { httpHeaderAuth: credential } },
    });
    await rig.client.deleteCredential(credential);
    const body = nextBody();
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(await answerTo(listener, body)).toEqual({
        status: 500,
        text: '{"message":"Error in workflow"}',
      });
    }
  });

  test('a pause counts as its end', async () => {
    const pause = {
      id: randomUUID(),
      name: 'Wait',
      type: 'n8n-nodes-base.wait',
      typeVersion: 1.1,
      position: [0, 0] as [number, number],
      webhookId: randomUUID(),
      parameters: { amount: 1, unit: 'hours' },
    };
    const listener = await listen(rig, 'air', { parameters: whenFinished, then: pause });
    expect(await answerTo(listener, nextBody())).toEqual({ status: 200, text: '' });
    expect(await rig.client.executions(listener.workflowId)).toMatchObject([{ status: 'waiting' }]);
  });
});

test.each([
  ['immediately', { status: 200, text: '{"received":1}' }],
  ['whenFinished', { status: 500, text: '{"message":"Error in workflow"}' }],
])('an expression in another parameter leaves the answer as it is: %s', async (respond, answer) => {
  const options = { defaultCountry: '={{ "U" + "S" }}' };
  const listener = await listen(rig, 'air', {
    parameters: { respond, options },
    then: updateCrm(crm.url),
  });
  crm.failNext();
  expect(await answerTo(listener, nextBody())).toEqual(answer);
});

function isRead({ expected }: Fixture): boolean {
  return 'outcomes' in (expected as object);
}

function outcomesOfSample(provider: ProviderId): unknown[] {
  const sample = fixturesOf(provider).find(({ name }) => name === 'outcome');
  return (sample?.expected as Read).outcomes;
}

async function answerTo(listener: Listener, body: Buffer): Promise<{ status: number; text: string }> {
  const response = await listener.post(body);
  return { status: response.status, text: await response.text() };
}

function nextBody(): Buffer {
  return makeDelivery('outcome', Math.floor(Math.random() * 1e7), 'air').body;
}
