import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CredentialReference, Execution, WorkflowNode } from '../host/n8n/client.ts';
import { deliver, type Proof, senders } from '../host/n8n/senders.ts';
import { type CallOutcome, type ProviderId, providerIds, type ReceiveOptions } from '../../shared/index.ts';
import { fixturesOf, sampleOf } from '../helpers/fixtures.ts';
import { packageName, type Rig, startRig } from '../helpers/n8n.ts';

let rig: Rig;
let triggers: Record<ProviderId, Pick<WorkflowNode, 'parameters' | 'credentials'>>;
let credentials: Record<string, CredentialReference>;
const secrets = Object.fromEntries(providerIds.map((id) => [id, senders[id].newSecret()])) as Record<
  ProviderId,
  string
>;

beforeAll(async () => {
  rig = await startRig();
  const configured = await Promise.all(
    providerIds.map(async (id) => [id, await senders[id].configure(secrets[id], rig.client)] as const),
  );
  triggers = Object.fromEntries(configured) as typeof triggers;
  credentials = {
    ...triggers.air.credentials,
    ...triggers.iclosed.credentials,
    sailorWebhookApi: await rig.client.createCredential('sailorWebhookApi', { urlToken: secrets.sailor }),
  };
});
afterAll(async () => {
  await rig.n8n.stop();
});

interface SetUp {
  parameters?: Record<string, unknown>;
  /** Of the Call Outcome node; all three when left out. */
  credentials?: Record<string, CredentialReference>;
  webhookOptions?: Record<string, unknown>;
  /** When the Webhook node responds: at once when left out. */
  responseMode?: 'lastNode';
  /** A trigger of ours beside the Webhook node, in the same workflow. */
  trigger?: ProviderId;
}

interface Receiver {
  workflowId: string;
  webhookUrl: string;
  triggerUrl: string;
  executions(count: number): Promise<Execution[]>;
}

/** An active workflow of n8n's Webhook node with ours behind it. */
async function receiver(setUp: SetUp = {}): Promise<Receiver> {
  const { parameters = {}, webhookOptions = { rawBody: true }, responseMode, trigger } = setUp;
  const node = (name: string, type: string, more: Partial<WorkflowNode>): WorkflowNode => ({
    id: randomUUID(),
    name,
    type,
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
    ...more,
  });
  const to = (...names: string[]) => ({
    main: names.map((name) => [{ node: name, type: 'main', index: 0 }]),
  });
  const linked = (name: string) =>
    node(name, 'n8n-nodes-base.set', {
      typeVersion: 3.4,
      parameters: {
        mode: 'raw',
        jsonOutput:
          "={{ ({ got: $json, agent: $('Webhook').item.json.headers['user-agent'] }).toJsonString() }}",
      },
    });
  const path = randomUUID();
  const triggerId = randomUUID();
  const { id } = await rig.client.createWorkflow({
    name: 'Webhook and Call Outcome',
    nodes: [
      node('Webhook', 'n8n-nodes-base.webhook', {
        typeVersion: 2.1,
        webhookId: path,
        parameters: {
          httpMethod: 'POST',
          path,
          ...(responseMode && { responseMode }),
          options: webhookOptions,
        },
      }),
      node('Read', `${packageName}.callOutcome`, {
        parameters,
        credentials: setUp.credentials ?? credentials,
      }),
      linked('Outcomes'),
      linked('Not Read'),
      ...(trigger
        ? [
            node('Trigger', `${packageName}.${trigger}Trigger`, {
              webhookId: triggerId,
              ...triggers[trigger],
              parameters: {
                ...triggers[trigger].parameters,
                options: { ...(parameters['options'] as object), dropRepeats: false },
              },
            }),
          ]
        : []),
    ],
    connections: { Webhook: to('Read'), Read: to('Outcomes', 'Not Read') },
  });
  await rig.client.activate(id);
  return {
    workflowId: id,
    webhookUrl: `${rig.n8n.baseUrl}/webhook/${path}`,
    triggerUrl: `${rig.n8n.baseUrl}/webhook/${triggerId}/webhook`,
    executions: (count) => rig.client.finishedExecutions(id, count),
  };
}

const prove = (provider: ProviderId, body: Buffer) => senders[provider].prove(secrets[provider], body);

/** Posts to the Webhook node as a provider does, and gives what came out of both outputs in that execution. */
async function post(
  webhook: Receiver,
  provider: ProviderId,
  body = sampleOf(provider),
  { proof = prove(provider, body), runs = 1 }: { proof?: Proof; runs?: number } = {},
): Promise<{ outcomes: unknown[]; notRead: unknown[]; execution: Execution }> {
  const response = await deliver(webhook.webhookUrl, body, {
    ...proof,
    headers: { ...proof.headers, 'user-agent': provider },
  });
  expect(response.status).toBe(200);
  const execution = (await webhook.executions(runs)).at(-1);
  if (!execution) throw new Error('The workflow did not run.');
  const gotBy = (name: string) =>
    execution.items(name).map(({ got, agent }) => {
      // Each item leads back to the delivery that it came from.
      expect(agent).toBe(provider);
      return got;
    });
  return { outcomes: gotBy('Outcomes'), notRead: gotBy('Not Read'), execution };
}

/** Options of the core as a user chooses them in the editor. */
const asChosen = ({ defaultCountry, includeRaw, results = {} }: ReceiveOptions) => ({
  ...(defaultCountry && { defaultCountry }),
  ...(includeRaw && { includeRaw }),
  ownResults: { outcomes: Object.entries(results).map(([name, result]) => ({ name, result })) },
});

const ofSample = (provider: ProviderId): CallOutcome[] => {
  const sample = fixturesOf(provider).find(({ name }) => name === 'outcome');
  return (sample?.expected as { outcomes: CallOutcome[] }).outcomes;
};

describe.each(providerIds)('%s', (provider) => {
  test.each(fixturesOf(provider))('gives of $name the same as the trigger', async ({ body, options }) => {
    const chosen = { ...asChosen(options), dropRepeats: 'never' };
    const both = await receiver({ trigger: provider, parameters: { options: chosen } });

    const answer = await deliver(both.triggerUrl, body, prove(provider, body));
    const answered = (await answer.json()) as { received?: number; ignored?: unknown[]; code?: string };
    const runs = answered.received ? 2 : 1;
    const { outcomes, notRead } = await post(both, provider, body, { runs });

    const [first] = await both.executions(runs);
    expect(outcomes).toEqual(first?.items('Trigger') ?? []);
    expect(outcomes).toHaveLength(answered.received ?? 0);
    expect(notRead).toEqual(
      answered.code === undefined
        ? (answered.ignored ?? []).map(() => expect.objectContaining({ reason: 'ignored' }))
        : [expect.objectContaining({ reason: 'refused', code: answered.code })],
    );
  });

  test('is read without a raw body where nothing has to be proven', async () => {
    const open = await receiver({
      parameters: { authentication: 'none' },
      webhookOptions: {},
      credentials: {},
    });

    expect((await post(open, provider, undefined, { proof: {} })).outcomes).toEqual(ofSample(provider));
  });

  test('is not read without its proof, and the reason is told', async () => {
    const { outcomes, notRead, execution } = await post(await receiver(), provider, undefined, { proof: {} });

    expect(outcomes).toEqual([]);
    expect(notRead).toEqual([
      {
        reason: 'refused',
        code: 'unauthorized',
        message: expect.stringMatching(/does not prove/),
        hint: expect.stringMatching(/credential/),
        id: null,
      },
    ]);
    expect(JSON.stringify(execution)).not.toContain(secrets[provider]);
  });
});

test('says where to switch on the raw body that a signature needs', async () => {
  const { outcomes, notRead } = await post(await receiver({ webhookOptions: {} }), 'iclosed');

  expect(outcomes).toEqual([]);
  expect(notRead).toMatchObject([
    { reason: 'refused', hint: expect.stringMatching(/Webhook node.*Raw Body/) },
  ]);
});

test('fails where no secret is chosen, and says what to choose', async () => {
  const open = await receiver({ credentials: {} });
  await deliver(open.webhookUrl, sampleOf('air'), {});

  const [execution] = await open.executions(1);

  expect(execution?.status).toBe('error');
  expect(execution?.error?.description).toMatch(/Choose the credential/);
});

test.each([
  ['what is no JSON', 'text/plain', 'hello', 'malformed_body'],
  ['an empty body', 'text/plain', '', 'malformed_body'],
  ['another JSON', 'application/json', '{"hello":"you"}', 'invalid_payload'],
  ['a form', 'application/x-www-form-urlencoded', 'call=1', 'malformed_body'],
])('refuses %s with a reason', async (_, type, body, code) => {
  const open = await receiver({ parameters: { authentication: 'none' }, credentials: {} });

  const { notRead } = await post(open, 'air', Buffer.from(body), {
    proof: { headers: { 'content-type': type } },
  });

  expect(notRead).toMatchObject([{ reason: 'refused', code, hint: expect.stringMatching(/\w/) }]);
});

test('reads as the options say', async () => {
  const body = Buffer.from(
    sampleOf('sailor')
      .toString()
      .replace(/\+1\d{10}/, '0171 5555550'),
  );
  const set = await receiver({
    parameters: {
      provider: 'sailor',
      options: {
        defaultCountry: 'DE',
        includeRaw: true,
        ownResults: { outcomes: [{ name: 'interested', result: 'positive' }] },
        onlyResults: ['positive'],
      },
    },
  });

  const { outcomes } = await post(set, 'sailor', body);

  expect(outcomes).toMatchObject([
    {
      contact: { phone: '+491715555550' },
      outcome: { result: 'positive' },
      raw: JSON.parse(body.toString()) as unknown,
    },
  ]);
});

test('puts aside what is not let through', async () => {
  const set = await receiver({ parameters: { options: { onlyResults: ['negative'] } } });

  const { outcomes, notRead } = await post(set, 'sailor');

  expect(outcomes).toEqual([]);
  expect(notRead).toMatchObject([{ reason: 'filtered', id: ofSample('sailor')[0]?.id }]);
});

describe('Repeats', () => {
  test('are put aside, also after a restart of n8n', async () => {
    const open = await receiver();
    const repeat = { reason: 'repeat', id: ofSample('air')[0]?.id };

    expect(await post(open, 'air')).toMatchObject({ outcomes: [{}], notRead: [] });
    expect(await post(open, 'air', undefined, { runs: 2 })).toMatchObject({
      outcomes: [],
      notRead: [repeat],
    });
    await rig.n8n.restart();
    expect(await post(open, 'air', undefined, { runs: 3 })).toMatchObject({
      outcomes: [],
      notRead: [repeat],
    });
  });

  test('are put aside within one delivery', async () => {
    const [event] = JSON.parse(sampleOf('iclosed').toString()) as unknown[];
    const body = Buffer.from(JSON.stringify([event, event]));

    expect(await post(await receiver(), 'iclosed', body)).toMatchObject({
      outcomes: [{}],
      notRead: [{ reason: 'repeat' }],
    });
  });

  test('give one outcome of deliveries in the same instant', async () => {
    const open = await receiver();
    const body = sampleOf('sailor');
    const copies = 20;

    await Promise.all(
      Array.from({ length: copies }, () => deliver(open.webhookUrl, body, prove('sailor', body))),
    );

    const executions = await open.executions(copies);
    expect(executions.map(({ status }) => status)).toEqual(Array.from({ length: copies }, () => 'success'));
    expect(executions.flatMap((execution) => execution.items('Outcomes'))).toHaveLength(1);
    expect(executions.flatMap((execution) => execution.items('Not Read'))).toHaveLength(copies - 1);
  });

  test('are read where the user wants that', async () => {
    const open = await receiver({ parameters: { options: { dropRepeats: 'never' } } });

    await post(open, 'air');

    expect((await post(open, 'air', undefined, { runs: 2 })).outcomes).toEqual(ofSample('air'));
  });

  test('are read where the sender waits for the end, since there they are second tries', async () => {
    const open = await receiver({ responseMode: 'lastNode' });

    await post(open, 'air');

    expect((await post(open, 'air', undefined, { runs: 2 })).outcomes).toEqual(ofSample('air'));
  });

  test('are put aside there too where the user wants that', async () => {
    const set = await receiver({
      responseMode: 'lastNode',
      parameters: { options: { dropRepeats: 'always' } },
    });

    await post(set, 'air');

    expect(await post(set, 'air', undefined, { runs: 2 })).toMatchObject({ outcomes: [], notRead: [{}] });
  });

  test('are forgotten beyond the number to remember', async () => {
    const open = await receiver({ parameters: { options: { rememberedOutcomes: 1 } } });

    await post(open, 'air');
    await post(open, 'sailor', undefined, { runs: 2 });

    expect((await post(open, 'air', undefined, { runs: 3 })).outcomes).toEqual(ofSample('air'));
  });

  test('of one node are none of another', async () => {
    await post(await receiver(), 'air');

    expect((await post(await receiver(), 'air')).outcomes).toEqual(ofSample('air'));
  });
});

describe('Where the sender waits for the end', () => {
  test('what is refused fails the run, so that the provider delivers it again', async () => {
    const open = await receiver({ responseMode: 'lastNode' });

    const response = await deliver(open.webhookUrl, sampleOf('air'), {});

    expect(response.status).toBe(500);
    const [execution] = await open.executions(1);
    expect(execution).toMatchObject({
      status: 'error',
      error: {
        message: expect.stringContaining('does not prove'),
        description: expect.stringContaining('credential'),
      },
    });
  });

  test('what is no outcome ends the run well, since another try would bring the same', async () => {
    const open = await receiver({ responseMode: 'lastNode' });
    const body = Buffer.from('[{"hookType":"Call booked","uuid":1}]');

    expect(await post(open, 'iclosed', body)).toMatchObject({
      outcomes: [],
      notRead: [{ reason: 'ignored' }],
    });
  });
});

test('reads the same delivery again and again while it is tried out by hand', async () => {
  const open = await receiver();
  const testUrl = open.webhookUrl.replace('/webhook/', '/webhook-test/');
  await post(open, 'air');

  for (const runs of [2, 3]) {
    await rig.client.run(open.workflowId, 'Webhook');
    await deliver(testUrl, sampleOf('air'), prove('air', sampleOf('air')));
    const execution = (await open.executions(runs)).at(-1);
    expect(execution?.items('Outcomes')).toHaveLength(1);
  }
});
