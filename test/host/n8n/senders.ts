import { randomBytes } from 'node:crypto';
import {
  type Provider,
  type ProviderId,
  providerIds,
  providers,
  type Signature,
} from '../../../shared/index.ts';
import type { N8nClient, WorkflowNode } from './client.ts';

/** A provider as the user has set it up to post to n8n. */
export interface Sender {
  /** A fresh secret of the kind a user of this provider has. */
  newSecret(): string;
  /** Enters that secret in the trigger, as the user does in the editor. */
  configure(secret: string, client: N8nClient): Promise<Pick<WorkflowNode, 'parameters' | 'credentials'>>;
  /** What the provider adds to a request with this body, sent now or at another time. */
  prove(secret: string, body: Uint8Array, now?: Date): Proof;
  /** A shell command that posts a file with its proof. */
  command(secret: string, url: string, file: string): string;
}

export type Proof = Signature;

export const senders = Object.fromEntries(providerIds.map((id) => [id, senderOf(providers[id])])) as Record<
  ProviderId,
  Sender
>;

function senderOf({ id, proof, setUp }: Provider): Sender {
  return {
    newSecret: () => proof.secret.from(randomBytes(24)),
    async configure(secret, client) {
      const entered = { [proof.secret.name]: secret };
      if (setUp.subscription) return { parameters: { ...pastedUrl(setUp.subscription), ...entered } };
      const type = `${id}WebhookApi`;
      return { parameters: {}, credentials: { [type]: await client.createCredential(type, entered) } };
    },
    prove: (secret, body, now = new Date()) => proof.sign(body, secret, now),
    command(secret, url, file) {
      if (proof.signsBody) return signingCommand(secret, url, file);
      const { headers = {}, query = {} } = proof.sign('', secret, new Date());
      const target = Object.keys(query).length > 0 ? `${url}?${new URLSearchParams(query).toString()}` : url;
      const options = Object.entries(headers).map(([name, value]) => ` -H '${name}: ${value}'`);
      return `${curl} '${target}'${options.join('')} --data-binary @${file}`;
    },
  };
}

/** The trigger's first parameter says how the URL gets to the provider. */
function pastedUrl({ inputs }: NonNullable<Provider['setUp']['subscription']>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(inputs)
      .slice(0, 1)
      .map((name) => [name, 'pasted']),
  );
}

const curl = `curl -sS -H 'content-type: application/json'`;

/** Signed when it is run, since a signature is good for five minutes: https://www.standardwebhooks.com */
function signingCommand(secret: string, url: string, file: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64').toString('hex');
  return [
    `id=msg_$RANDOM; time=$(date +%s)`,
    `signature=$({ printf %s "$id.$time."; cat ${file}; } |`,
    `  openssl dgst -sha256 -mac HMAC -macopt hexkey:${key} -binary | base64)`,
    `${curl} '${url}' -H "webhook-id: $id" -H "webhook-timestamp: $time" \\`,
    `  -H "webhook-signature: v1,$signature" --data-binary @${file}`,
  ].join('\n');
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
