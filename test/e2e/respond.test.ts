import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Crm, startCrm } from '../helpers/crm.ts';
import { listen, type Listener, type Rig, startRig } from '../helpers/n8n.ts';
import { updateCrm } from '../helpers/queue/queueSetUps.ts';
import { makeDelivery } from '../helpers/queue/storm.ts';

let rig: Rig;
let crm: Crm;
beforeAll(async () => {
  [rig, crm] = await Promise.all([startRig(), startCrm()]);
});
afterAll(async () => {
  await rig.n8n.stop();
  await crm.close();
});

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

async function answerTo(listener: Listener, body: Buffer): Promise<{ status: number; text: string }> {
  const response = await listener.post(body);
  return { status: response.status, text: await response.text() };
}

function nextBody(): Buffer {
  return makeDelivery('outcome', Math.floor(Math.random() * 1e7), 'air').body;
}
