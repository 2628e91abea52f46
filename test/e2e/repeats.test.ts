import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sampleOf } from '../helpers/fixtures.ts';
import { listen, type Listener, type Rig, startRig } from '../helpers/n8n.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.n8n.stop();
});

test('copies of one delivery in the same instant start one execution', async () => {
  const listener = await listen(rig, 'sailor');

  const responses = await Promise.all(Array.from({ length: 12 }, () => listener.post(sampleOf('sailor'))));

  const answers = await Promise.all(responses.map((response) => response.json()));
  expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 200));
  expect(answers.filter((answer) => 'repeated' in (answer as object))).toHaveLength(11);
  expect(await executionsAfterAnother(listener)).toBe(2);
});

test('what came before a restart of n8n starts nothing after it', async () => {
  const listener = await listen(rig, 'sailor');
  const deliveries = Array.from({ length: 20 }, (_, index) => outcomeOf(`before-restart-${index}`));
  await Promise.all(deliveries.map((body) => listener.post(body)));
  await listener.executions(deliveries.length);

  await rig.n8n.restart();
  for (const body of deliveries) {
    const response = await listener.post(body);
    expect([response.status, await response.json()]).toEqual([200, { received: 1, repeated: 1 }]);
  }

  expect(await executionsAfterAnother(listener)).toBe(deliveries.length + 1);
});

test('what n8n could not start is started when the provider repeats it', async () => {
  const listener = await listen(rig, 'air');
  const database = new DatabaseSync(join(rig.n8n.userFolder, '.n8n', 'database.sqlite'));
  database.exec(`CREATE TRIGGER refuse_executions BEFORE INSERT ON execution_entity
    BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
  try {
    expect((await listener.post(sampleOf('air'))).status).toBe(500);
  } finally {
    database.exec('DROP TRIGGER refuse_executions');
    database.close();
  }

  expect((await listener.post(sampleOf('air'))).status).toBe(200);
  expect(await listener.executions(1)).toHaveLength(1);
});

/** Another delivery shows that the list of executions is not merely late. */
async function executionsAfterAnother(listener: Listener): Promise<number> {
  const before = (await rig.client.executions(listener.workflowId)).length;
  await listener.post(outcomeOf('another'));
  return (await listener.executions(before + 1)).length;
}

function outcomeOf(callId: string): string {
  return JSON.stringify({
    outcome: { outcome_id: 'outcome', outcome_name: 'Interested' },
    call: { call_id: callId },
  });
}
