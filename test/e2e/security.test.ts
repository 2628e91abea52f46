// The security table: each row of SECURITY.md's model as a test, through a real n8n where a host is involved.
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import AdmZip from 'adm-zip';
import type { CredentialReference, WorkflowNode } from '../host/n8n/client.ts';
import { deliver, type Proof, senders } from '../host/n8n/senders.ts';
import { type ProviderId, providerIds, receive } from '../../shared/index.ts';
import { asZapierPassesIt } from '../host/zapier/delivery.ts';
import { startHandler } from '../host/zapier/handler.ts';
import { act } from '../helpers/act.ts';
import { median } from '../helpers/figures.ts';
import { sampleOf } from '../helpers/fixtures.ts';
import { packageName } from '../helpers/n8n.ts';
import { type SailorRig, sailorToken, startSailorRig } from '../helpers/sailorRig.ts';

let rig: SailorRig;
const receivers = {} as Record<ProviderId, Receiver>;
beforeAll(async () => {
  rig = await startSailorRig();
  for (const provider of providerIds) receivers[provider] = await receiverOf(provider);
});
afterAll(async () => {
  await rig.close();
});

interface Receiver {
  provider: ProviderId;
  url: string;
  secret: string;
  workflowId: string;
}

async function receiverOf(
  provider: ProviderId,
  secret = senders[provider].newSecret(),
  configured?: Pick<WorkflowNode, 'parameters' | 'credentials'>,
): Promise<Receiver> {
  const webhookId = randomUUID();
  const { id: workflowId } = await rig.client.createWorkflow({
    name: `${provider} receiver`,
    nodes: [
      {
        id: randomUUID(),
        name: 'Trigger',
        type: `${packageName}.${provider}Trigger`,
        typeVersion: 2,
        position: [0, 0],
        webhookId,
        ...(configured ?? (await senders[provider].configure(secret, rig.client))),
      },
    ],
    connections: {},
  });
  await rig.client.activate(workflowId);
  return { provider, url: `${rig.n8n.baseUrl}/webhook/${webhookId}/webhook`, secret, workflowId };
}

const proofOf = ({ provider, secret }: Receiver, body: Uint8Array, now?: Date) =>
  senders[provider].prove(secret, body, now);

/** A delivery that no other one repeats. */
function newDelivery(provider: ProviderId): Buffer {
  const id = randomUUID();
  const ids = ['a4c2e8d0-1b3f-4d5a-9c7e-0f2b4d6e8a04', 'CA7d2f1b9c40e84a6db3c15f8e2a097d64', '5120'];
  const text = sampleOf(provider).toString();
  const made = ids.reduce((changed, known) => changed.replace(new RegExp(`"?${known}"?`), `"${id}"`), text);
  return Buffer.from(made);
}

async function expectRefused({ url, workflowId }: Receiver, body: Buffer, proof: Proof): Promise<void> {
  const before = (await rig.client.executions(workflowId)).length;
  const response = await deliver(url, body, proof);
  expect([response.status, await response.json()]).toMatchObject([401, { code: 'unauthorized' }]);
  expect(await rig.client.executions(workflowId)).toHaveLength(before);
}

describe.each(providerIds)('who is let in by %s', (provider) => {
  test('the right proof', async () => {
    const body = newDelivery(provider);
    expect((await deliver(receivers[provider].url, body, proofOf(receivers[provider], body))).status).toBe(
      200,
    );
  });

  test('no proof', async () => {
    await expectRefused(receivers[provider], newDelivery(provider), {});
  });

  test('wrong proof', async () => {
    const body = newDelivery(provider);
    const wrong = senders[provider].prove(senders[provider].newSecret(), body);
    await expectRefused(receivers[provider], body, wrong);
  });

  test('proof of another workflow', async () => {
    const other = await receiverOf(provider);
    const body = newDelivery(provider);
    await expectRefused(receivers[provider], body, proofOf(other, body));
  });

  test('proof of another provider', async () => {
    for (const other of providerIds.filter((id) => id !== provider)) {
      const body = newDelivery(provider);
      await expectRefused(receivers[provider], body, proofOf(receivers[other], body));
    }
  });
});

describe('signatures', () => {
  test.each([-6, 6])('a replay %i minutes outside the window', async (minutes) => {
    const { iclosed } = receivers;
    const body = newDelivery('iclosed');
    const then = new Date(Date.now() + minutes * 60_000);
    await expectRefused(iclosed, body, proofOf(iclosed, body, then));
  });

  test('a signature of another body', async () => {
    await expectRefused(
      receivers.iclosed,
      newDelivery('iclosed'),
      proofOf(receivers.iclosed, newDelivery('iclosed')),
    );
  });

  test('two secrets while one replaces the other', async () => {
    const [newer, older, foreign] = [1, 2, 3].map(() => senders.iclosed.newSecret()) as [
      string,
      string,
      string,
    ];
    const credential = await rig.client.createCredential('iclosedWebhookApi', {
      signingSecret: newer,
      previousSigningSecret: older,
    });
    const rotating = await receiverOf('iclosed', newer, {
      parameters: {},
      credentials: { iclosedWebhookApi: credential },
    });
    for (const secret of [newer, older]) {
      const body = newDelivery('iclosed');
      expect((await deliver(rotating.url, body, proofOf({ ...rotating, secret }, body))).status).toBe(200);
    }
    const body = newDelivery('iclosed');
    await expectRefused(rotating, body, proofOf({ ...rotating, secret: foreign }, body));
  });
});

describe('how a proof is written', () => {
  test('a header in odd case', async () => {
    const { air } = receivers;
    expect(await postRaw(air.url, newDelivery('air'), ['AUTHORIZATION', `bEARER ${air.secret}`])).toBe(200);
  });

  test.each([
    ['air', (value: string) => ['Authorization', 'Bearer not-the-right-token', 'Authorization', value]],
    ['iclosed', (value: string) => ['webhook-id', 'msg_other', 'webhook-id', value]],
  ] as const)('a repeated header of %s whose first value is wrong', async (provider, repeat) => {
    const body = newDelivery(provider);
    const { authorization, 'webhook-id': id, ...rest } = proofOf(receivers[provider], body).headers ?? {};
    const headers = [...Object.entries(rest).flat(), ...repeat(authorization ?? id ?? '')];
    expect(await postRaw(receivers[provider].url, body, headers)).toBe(401);
  });

  test.each([
    'token=RIGHT&token=other',
    'token=other&token=RIGHT',
    'token[]=RIGHT',
    'token[0]=RIGHT',
    'TOKEN=RIGHT',
  ])('a token as %s', async (query) => {
    const { sailor } = receivers;
    const url = `${sailor.url}?${query.replaceAll('RIGHT', sailor.secret)}`;
    expect(await postRaw(url, newDelivery('sailor'), [])).toBe(401);
  });
});

describe('a secret that is none', () => {
  test('is refused when the workflow is published: empty, blank and too short', async () => {
    // Together, since n8n tries each again for a quarter of a minute.
    const refusals = ['', ' '.repeat(20), 'short'].map(async (bearerToken) => {
      const credential = await rig.client.createCredential('airWebhookApi', { bearerToken });
      const credentials: Record<string, CredentialReference> = { airWebhookApi: credential };
      await expect(receiverOf('air', bearerToken, { parameters: {}, credentials })).rejects.toThrow(
        /16 characters/,
      );
    });
    await Promise.all(refusals);
  });

  test('an empty secret in the core matches nothing, not even an empty proof', () => {
    const requests = {
      sailor: { query: { token: '' } },
      air: { headers: { authorization: 'Bearer ' } },
      iclosed: senders.iclosed.prove('', sampleOf('iclosed')),
    };
    for (const provider of providerIds) {
      const { headers = {}, query } = requests[provider] as Proof;
      const incoming = { headers, rawBody: sampleOf(provider), ...(query && { query }) };
      expect(() => receive(provider, incoming, { secret: '' })).toThrow('does not prove');
    }
  });
});

test('the time of a refusal does not tell how much of a guess is right', () => {
  // A comparison that stops at the first difference takes many times longer for the near guess than for the far one
  // at this length. Both orders are taken in turn, and the medians compared, so that other load meets both alike.
  const secret = 'x'.repeat(2 ** 20);
  const guesses = { near: `${'x'.repeat(2 ** 20 - 1)}y`, far: `y${'x'.repeat(2 ** 20 - 1)}` };
  const times = { near: [] as number[], far: [] as number[] };
  for (let round = 0; round < 60; round++) {
    for (const name of round % 2 === 0 ? (['near', 'far'] as const) : (['far', 'near'] as const)) {
      const incoming = { headers: {}, query: { token: guesses[name] }, rawBody: '{}' };
      const start = process.hrtime.bigint();
      expect(() => receive('sailor', incoming, { secret })).toThrow('does not prove');
      times[name].push(Number(process.hrtime.bigint() - start));
    }
  }
  const ratio = median(times.near) / median(times.far);
  expect(Math.max(ratio, 1 / ratio)).toBeLessThan(1.5);
});

test('Sailor is given no address inside a network', async () => {
  const credential = await rig.client.createCredential('sailorApi', { apiToken: sailorToken });
  rig.sailor.requests.length = 0;
  for (const webhookUrl of [
    'http://crm.example/in',
    'https://localhost/in',
    'https://127.0.0.1/in',
    'https://2130706433/in',
    'https://[::1]/in',
    'https://[::ffff:10.0.0.1]/in',
    'https://10.1.2.3/in',
    'https://169.254.169.254/latest/meta-data',
    'https://printer.local/in',
    'https://user:password@crm.example/in',
    'file:///etc/passwd',
  ]) {
    const { execution } = await act(rig, {
      node: 'sailor',
      parameters: {
        resource: 'outcome',
        operation: 'create',
        name: 'Call back',
        type: 'action',
        webhookUrl,
      },
      credentials: { sailorApi: credential },
    });
    const { message = '', description = '' } = execution.error ?? {};
    expect([webhookUrl, `${message} ${description ?? ''}`]).toEqual([
      webhookUrl,
      expect.stringMatching(/public|https/),
    ]);
  }
  expect(rig.sailor.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

describe('where secrets are not', () => {
  const secrets = () => providerIds.map((provider) => receivers[provider].secret);
  const refusals: string[] = [];
  beforeAll(async () => {
    for (const receiver of Object.values(receivers)) {
      const good = newDelivery(receiver.provider);
      await deliver(receiver.url, good, proofOf(receiver, good));
      for (const body of [Buffer.from('{"cut'), Buffer.from('{"no":"outcome"}')]) {
        const response = await deliver(receiver.url, body, proofOf(receiver, body));
        refusals.push(await response.text());
      }
      const body = newDelivery(receiver.provider);
      refusals.push(
        await (
          await deliver(receiver.url, body, {
            query: { token: guess },
            headers: { authorization: `Bearer ${guess}` },
          })
        ).text(),
      );
      await rig.client.finishedExecutions(receiver.workflowId, 1);
    }
  });
  const guess = randomBytes(24).toString('hex');

  test("n8n's logs", () => {
    for (const secret of [...secrets(), guess]) expect(rig.n8n.logs()).not.toContain(secret);
  });

  test('answers and error output', () => {
    expect(refusals.length).toBeGreaterThan(6);
    for (const secret of [...secrets(), guess]) expect(refusals.join('\n')).not.toContain(secret);
  });

  test('execution data', () => {
    const database = new DatabaseSync(join(rig.n8n.userFolder, '.n8n', 'database.sqlite'), {
      readOnly: true,
    });
    try {
      const rows = database.prepare('SELECT data FROM execution_data').all() as { data: string }[];
      expect(rows.length).toBeGreaterThan(2);
      for (const secret of [...secrets(), guess]) {
        expect(rows.filter(({ data }) => data.includes(secret))).toEqual([]);
      }
    } finally {
      database.close();
    }
  });

  test("Zapier's logs and errors", async () => {
    const zapier = await startHandler();
    try {
      const refused: string[] = [];
      for (const provider of ['air', 'iclosed'] as const) {
        const { secret } = receivers[provider];
        const receive = (body: Buffer, proof: Proof) =>
          zapier.execute(`triggers.${provider}_call_outcome.operation.perform`, {
            authData: { [`${provider}_webhook_secret`]: secret },
            inputData: {},
            ...asZapierPassesIt({ body: body.toString(), ...proof }),
          });
        const good = newDelivery(provider);
        expect(await receive(good, proofOf(receivers[provider], good))).toHaveLength(1);
        const cut = Buffer.from('{"cut');
        const wrong: [string, Buffer, Proof][] = [
          ['AppError', cut, proofOf(receivers[provider], cut)],
          // Halted and not failed, so that a stranger cannot turn the Zap off.
          ['HaltedError', good, { headers: { authorization: `Bearer ${guess}` } }],
        ];
        for (const [kind, body, proof] of wrong) {
          const error = await receive(body, proof).then(String, (error: unknown) => inspect(error));
          expect(error).toContain(kind);
          refused.push(error);
        }
      }
      for (const secret of [...secrets(), guess]) {
        expect([...refused, zapier.printed()].join('\n')).not.toContain(secret);
      }
    } finally {
      await zapier.stop();
    }
  });

  test("what n8n keeps of a provider's credential", () => {
    const database = new DatabaseSync(join(rig.n8n.userFolder, '.n8n', 'database.sqlite'), {
      readOnly: true,
    });
    try {
      const rows = database.prepare('SELECT data FROM credentials_entity').all() as { data: string }[];
      for (const secret of secrets()) expect(rows.filter(({ data }) => data.includes(secret))).toEqual([]);
    } finally {
      database.close();
    }
  });

  test('the packed artefacts', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const exec = promisify(execFile);
    const packed = await exec('npm', ['pack', join(root, 'n8n'), '--dry-run', '--json', '--ignore-scripts']);
    const [{ files }] = JSON.parse(packed.stdout) as [{ files: { path: string }[] }];
    const zips = ['build.zip', 'source.zip'].map((name) => new AdmZip(join(root, 'zapier', 'build', name)));
    const names = [
      ...files.map(({ path }) => path),
      ...zips.flatMap((zip) => zip.getEntries().map(({ entryName }) => entryName)),
    ];
    expect(names.length).toBeGreaterThan(100);
    expect(
      names.filter((name) => /(^|\/)(\.env|\.npmrc|\.zapierrc|\.git)(\/|$)|\.(pem|key)$/.test(name)),
    ).toEqual([]);
    const texts = zips.flatMap((zip) => zip.getEntries().map((entry) => entry.getData().toString('latin1')));
    const built = await exec(
      'cat',
      files.map(({ path }) => join(root, 'n8n', path)),
      { maxBuffer: 2 ** 28 },
    );
    for (const text of [...texts, built.stdout]) {
      expect(text).not.toContain(root);
      expect(text).not.toMatch(/-----BEGIN [A-Z ]*PRIVATE KEY|\bnpm_[A-Za-z0-9]{36}\b|_authToken=/);
    }
  });
});

/** Posts with headers exactly as written, each name before its value, and gives the status. */
async function postRaw(url: string, body: Buffer, headers: readonly string[]): Promise<number | undefined> {
  const { host } = new URL(url);
  const sent = request(url, {
    method: 'POST',
    headers: [
      'Host',
      host,
      'Content-Type',
      'application/json',
      'Content-Length',
      String(body.length),
      ...headers,
    ],
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [{ statusCode?: number; resume(): void }];
  response.resume();
  return response.statusCode;
}
