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

export async function listen(
  rig: Rig,
  provider: ProviderId,
  more: { parameters?: Record<string, unknown>; then?: WorkflowNode } = {},
): Promise<Listener & { secret: string }> {
  const sender = senders[provider];
  const secret = sender.newSecret();
  const { parameters, credentials } = await sender.configure(secret, rig.client);
  const listener = await activate(rig, {
    provider,
    trigger: { parameters: { ...parameters, ...more.parameters }, ...(credentials && { credentials }) },
    ...(more.then && { then: more.then }),
    prove: (body) => sender.prove(secret, body),
  });
  return { ...listener, secret };
}

interface Listening {
  provider: ProviderId;
  trigger: Pick<WorkflowNode, 'parameters' | 'credentials'>;
  /** The node behind the trigger, if any. */
  then?: WorkflowNode;
  /** @param path where the trigger listens */
  prove: (body: Uint8Array, path: string) => Proof;
}

/** A workflow that starts with the trigger. */
export async function activate(
  { n8n, client }: Rig,
  { provider, trigger, then, prove }: Listening,
): Promise<Listener> {
  const webhookId = randomUUID();
  const first: WorkflowNode = {
    id: randomUUID(),
    name: 'Trigger',
    type: `${packageName}.${provider}Trigger`,
    typeVersion: 2,
    position: [0, 0],
    webhookId,
    ...trigger,
  };
  const { id } = await client.createWorkflow({
    name: `${provider} trigger`,
    nodes: then ? [first, then] : [first],
    connections: then ? { Trigger: { main: [[{ node: then.name, type: 'main', index: 0 }]] } } : {},
  });
  await client.activate(id);
  const path = `/webhook/${webhookId}/webhook`;
  return {
    workflowId: id,
    url: n8n.baseUrl + path,
    post: (body, { proof = prove(Buffer.from(body), path), contentType } = {}) =>
      deliver(n8n.baseUrl + path, body, {
        ...proof,
        headers: { ...proof.headers, ...(contentType && { 'content-type': contentType }) },
      }),
    executions: (count) => client.finishedExecutions(id, count),
    items: (execution) => execution?.items(first.name) ?? [],
  };
}
