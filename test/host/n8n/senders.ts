import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { ProviderId } from '../../../shared/index.ts';
import type { CredentialReference, N8nClient, WorkflowNode } from './client.ts';

/** How a provider proves a delivery, written from its own pages and not from our verifiers. */
export interface Sender {
  /** A fresh secret of the kind a user of this provider would have. */
  newSecret(): string;
  /** Tells the trigger that secret, as the user does in the editor. */
  configure(secret: string, client: N8nClient): Promise<Pick<WorkflowNode, 'parameters' | 'credentials'>>;
  /** What the provider adds to a request with this body. */
  prove(secret: string, body: Uint8Array): Proof;
  /** A shell command that posts a file with its proof. */
  command(secret: string, url: string, file: string): string;
}

export interface Proof {
  query?: Record<string, string>;
  headers?: Record<string, string>;
}

export const senders: Readonly<Record<ProviderId, Sender>> = {
  sailor: {
    newSecret: () => randomBytes(24).toString('hex'),
    configure: (token) => Promise.resolve({ parameters: { listenTo: 'pasted', urlToken: token } }),
    prove: (token) => ({ query: { token } }),
    command: (token, url, file) => `${curl} '${url}?token=${token}' --data-binary @${file}`,
  },
  air: {
    newSecret: () => randomBytes(24).toString('hex'),
    configure: async (bearerToken, client) => ({
      parameters: {},
      credentials: await credential(client, 'airWebhookApi', { bearerToken }),
    }),
    prove: (token) => ({ headers: { authorization: `Bearer ${token}` } }),
    command: (token, url, file) =>
      `${curl} '${url}' -H 'authorization: Bearer ${token}' --data-binary @${file}`,
  },
  iclosed: {
    newSecret: () => `whsec_${randomBytes(24).toString('base64')}`,
    configure: async (signingSecret, client) => ({
      parameters: {},
      credentials: await credential(client, 'iclosedWebhookApi', { signingSecret }),
    }),
    prove: (secret, body) => {
      const id = `msg_${randomUUID()}`;
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = createHmac('sha256', signingKey(secret))
        .update(`${id}.${timestamp}.`)
        .update(body)
        .digest('base64');
      return {
        headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
      };
    },
    command: (secret, url, file) =>
      [
        `id=msg_$RANDOM; time=$(date +%s)`,
        `signature=$({ printf %s "$id.$time."; cat ${file}; } |`,
        `  openssl dgst -sha256 -mac HMAC -macopt hexkey:${signingKey(secret).toString('hex')} -binary | base64)`,
        `${curl} '${url}' -H "webhook-id: $id" -H "webhook-timestamp: $time" \\`,
        `  -H "webhook-signature: v1,$signature" --data-binary @${file}`,
      ].join('\n'),
  },
};

const curl = `curl -sS -H 'content-type: application/json'`;

function signingKey(secret: string): Buffer {
  return Buffer.from(secret.replace('whsec_', ''), 'base64');
}

async function credential(
  client: N8nClient,
  type: string,
  data: Record<string, string>,
): Promise<Record<string, CredentialReference>> {
  return { [type]: await client.createCredential(type, data) };
}

/** Posts a body as the provider would: JSON with its proof, or with the one given instead. */
export async function deliver(url: string, body: string | Uint8Array, proof: Proof): Promise<Response> {
  const target = new URL(url);
  for (const [name, value] of Object.entries(proof.query ?? {})) target.searchParams.set(name, value);
  return fetch(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...proof.headers },
    body,
  });
}
