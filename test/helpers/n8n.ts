import { randomUUID } from 'node:crypto';
import { type Execution, N8nClient, type WorkflowNode } from '../host/n8n/client.ts';
import { deliver, type Proof, senders } from '../host/n8n/senders.ts';
import { type N8n, type N8nOptions, startN8n } from '../host/n8n/server.ts';
import type { ProviderId } from '../../shared/index.ts';

export const packageName = 'n8n-nodes-call-outcomes';
export const owner = { email: 'owner@example.com', password: 'Owner-password-1' };

/** A running n8n, its owner signed in. */
export interface Rig {
  n8n: N8n;
  client: N8nClient;
}

export async function startRig(options?: N8nOptions): Promise<Rig> {
  const n8n = await startN8n(options);
  const client = new N8nClient(n8n.baseUrl);
  try {
    await client.setUpOwner(owner);
  } catch (error) {
    await n8n.stop();
    throw error;
  }
  return { n8n, client };
}

/** An active workflow of one trigger, and the provider that posts to it. */
export interface Listener {
  workflowId: string;
  url: string;
  /** Posts as JSON with the provider's own proof, or with what is given instead. */
  post(body: string | Uint8Array, instead?: { proof?: Proof; contentType?: string }): Promise<Response>;
  /** Every execution so far, once there are as many. */
  executions(count: number): Promise<Execution[]>;
  /** What the trigger put out in an execution. */
  items(execution: Execution | undefined): unknown[];
}

export async function listen({ n8n, client }: Rig, provider: ProviderId): Promise<Listener> {
  const sender = senders[provider];
  const secret = sender.newSecret();
  const trigger: WorkflowNode & { webhookId: string } = {
    id: randomUUID(),
    name: 'Trigger',
    type: `${packageName}.${provider}Trigger`,
    typeVersion: 2,
    position: [0, 0],
    webhookId: randomUUID(),
    ...(await sender.configure(secret, client)),
  };
  const { id } = await client.createWorkflow({
    name: `${provider} trigger`,
    nodes: [trigger],
    connections: {},
  });
  await client.activate(id);
  const url = `${n8n.baseUrl}/webhook/${trigger.webhookId}/webhook`;
  return {
    workflowId: id,
    url,
    post: (body, { proof = sender.prove(secret, Buffer.from(body)), contentType } = {}) =>
      deliver(url, body, {
        ...proof,
        headers: { ...proof.headers, ...(contentType && { 'content-type': contentType }) },
      }),
    executions: (count) => client.finishedExecutions(id, count),
    items: (execution) => execution?.items(trigger.name) ?? [],
  };
}
