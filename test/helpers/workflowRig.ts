import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { providerIds } from '../../shared/index.ts';
import type { ProviderId } from '../../shared/index.ts';
import type { Api } from '../emulators/http.ts';
import { createNetwork } from '../emulators/network.ts';
import { type CredentialReference, type Execution, N8nClient } from '../host/n8n/client.ts';
import type { Workflow, WorkflowNode } from '../host/n8n/client.ts';
import { deliver, senders } from '../host/n8n/senders.ts';
import { type N8n, startN8n } from '../host/n8n/server.ts';
import { providerPath } from './fixtures.ts';

/** What a provider posts: the name of a fixture, or the body itself. */
export type Delivery = readonly [ProviderId, string | Buffer];

/** A real n8n whose requests to the outside reach stand-ins, and nothing else. */
export interface WorkflowRig {
  n8n: N8n;
  client: N8nClient;
  /** Imports a workflow of n8n/workflows, connects its nodes and publishes it, as a user does. */
  switchOn: (file: string, choices?: Choices) => Promise<Running>;
  close: () => Promise<void>;
}

export interface Choices {
  /** What the user picks in a node, by node name. */
  picks?: Readonly<Record<string, object>>;
  /** What the user enters in the node **Settings**, by name. */
  settings?: Readonly<Record<string, string>>;
  /** The nodes that the user activates, by name. */
  activates?: readonly string[];
  /** What the user puts behind a node, by the name of that node. */
  behind?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What is changed in every node so that nobody has to wait, by node type. */
  hurry?: Readonly<Record<string, (node: WorkflowNode) => void>>;
}

/** A published workflow. */
export interface Running {
  id: string;
  nodes: readonly WorkflowNode[];
  /** Where each provider posts to, and the secret of its deliveries. */
  receivers: Readonly<Record<ProviderId, { url: string; secret: string }>>;
  /** Posts whole deliveries as their providers do, and expects that the workflow comes to its end for each. */
  send: (deliveries: readonly Delivery[]) => Promise<void>;
  /** The same for deliveries that come in the same instant. */
  sendAtOnce: (deliveries: readonly Delivery[]) => Promise<void>;
  /** The same for one delivery, whatever its end is. */
  post: (delivery: Delivery) => Promise<Execution>;
  /** Posts a delivery and waits for nothing. */
  give: (delivery: Delivery) => Promise<void>;
  /** What a person does with a failed execution: **Retry**. */
  retry: (failed: Execution) => Promise<Execution>;
  /** Waits for one more run. */
  ran: () => Promise<Execution>;
}

/**
 * @param hosts what serves each host name
 * @param credentials what a user enters into the credential of each kind
 */
export async function startWorkflowRig(
  hosts: Readonly<Record<string, Api>>,
  credentials: Readonly<Record<string, object>>,
): Promise<WorkflowRig> {
  const listeners = Object.entries(hosts).map(([host, { listener }]): [string, RequestListener] => [
    host,
    listener,
  ]);
  const network = await createNetwork(Object.fromEntries(listeners));
  const n8n = await startN8n({ env: network.proxyEnv });
  const client = new N8nClient(n8n.baseUrl);
  await client.setUpOwner({ email: 'owner@example.com', password: 'Workflows-0123' });
  const connected = new Map<string, CredentialReference>();

  async function connect(node: WorkflowNode): Promise<void> {
    const { nodeCredentialType, genericAuthType } = node.parameters as Record<string, string | undefined>;
    const type = nodeCredentialType ?? genericAuthType ?? credentialOf[node.type];
    if (type === undefined || !credentials[type]) return;
    const reference = connected.get(type) ?? (await client.createCredential(type, { ...credentials[type] }));
    connected.set(type, reference);
    node.credentials = { [type]: reference };
  }

  /** Gives each trigger its secret and its address. */
  async function listen(nodes: readonly WorkflowNode[]) {
    const entries = providerIds.map(async (provider) => {
      const secret = senders[provider].newSecret();
      const webhookId = randomUUID();
      const trigger = nodes.find(({ type }) => type === `n8n-nodes-call-outcomes.${provider}Trigger`);
      if (trigger) {
        Object.assign(trigger, { webhookId }, await senders[provider].configure(secret, client));
        // A workflow has to bear repeats by itself, since a trigger does not remember them for ever.
        trigger.parameters['options'] = { dropRepeats: false };
      }
      return [provider, { url: `${n8n.baseUrl}/webhook/${webhookId}/webhook`, secret }] as const;
    });
    return Object.fromEntries(await Promise.all(entries)) as Record<
      ProviderId,
      { url: string; secret: string }
    >;
  }

  async function switchOn(
    file: string,
    { picks = {}, settings = {}, activates = [], behind = {}, hurry = {} }: Choices = {},
  ): Promise<Running> {
    const text = await readFile(new URL(`../../n8n/workflows/${file}.json`, import.meta.url), 'utf8');
    const workflow = JSON.parse(text) as Workflow;
    for (const [name, request] of Object.entries(behind)) putBehind(name, request, workflow);
    for (const node of workflow.nodes) {
      Object.assign(node.parameters, picks[node.name]);
      if (node.name === 'Settings') enter(settings, node);
      if (activates.includes(node.name)) node.disabled = false;
      hurry[node.type]?.(node);
      if (node.type === 'n8n-nodes-base.formTrigger') node.webhookId = randomUUID();
      await connect(node);
    }
    const proofs = await listen(workflow.nodes);
    for (const { requests } of Object.values(hosts)) requests.length = 0;
    const { id } = await client.createWorkflow(workflow);
    const listens = ({ webhookId, type }: WorkflowNode) =>
      webhookId !== undefined || type === 'n8n-nodes-base.errorTrigger';
    if (workflow.nodes.some(listens)) await client.activate(id);

    let last = 0;
    const ran = async (count = 1) => {
      const summary = await client.nextFinished(id, last, count);
      last = Number(summary.id);
      return client.execution(summary.id);
    };
    const give = async ([provider, delivery]: Delivery) => {
      const { url, secret } = proofs[provider];
      const body = typeof delivery === 'string' ? await readFixture(provider, delivery) : delivery;
      const { status } = await deliver(url, body, senders[provider].prove(secret, body));
      if (status !== 200) throw new Error(`The trigger of ${provider} answered ${status}`);
    };
    const post = async (delivery: Delivery) => {
      await give(delivery);
      return ran();
    };
    return {
      id,
      nodes: workflow.nodes,
      receivers: proofs,
      ran: () => ran(),
      give,
      post,
      retry: async (failed) => {
        await client.retry(failed.id);
        return ran();
      },
      sendAtOnce: async (deliveries) => {
        await Promise.all(deliveries.map(give));
        await ran(deliveries.length);
      },
      send: async (deliveries) => {
        for (const delivery of deliveries) {
          const { error } = await post(delivery);
          if (error) throw new Error(`${file}: ${error.message} ${error.description ?? ''}`.trim());
        }
      },
    };
  }

  return {
    n8n,
    client,
    switchOn,
    close: async () => {
      await n8n.stop();
      await network.close();
    },
  };
}

function enter(values: Readonly<Record<string, string>>, { parameters }: WorkflowNode): void {
  const { assignments } = parameters['assignments'] as { assignments: { name: string; value: string }[] };
  for (const one of assignments) one.value = values[one.name] ?? one.value;
}

/** An HTTP Request behind a node, and before what followed it. */
function putBehind(
  name: string,
  parameters: Record<string, unknown>,
  { nodes, connections }: Workflow,
): void {
  const added = `Behind ${name}`;
  const type = 'n8n-nodes-base.httpRequest';
  nodes.push({ id: randomUUID(), name: added, type, typeVersion: 4.2, position: [0, 0], parameters });
  Object.assign(connections, {
    [added]: connections[name],
    [name]: { main: [[{ node: added, type: 'main', index: 0 }]] },
  });
}

/** The credential that a node of n8n's own asks for, where it is not an HTTP Request. */
const credentialOf: Readonly<Record<string, string>> = {
  'n8n-nodes-base.airtable': 'airtableTokenApi',
  'n8n-nodes-base.googleSheets': 'googleSheetsOAuth2Api',
  'n8n-nodes-base.emailSend': 'smtp',
  'n8n-nodes-base.highLevel': 'highLevelOAuth2Api',
  'n8n-nodes-base.n8n': 'n8nApi',
  'n8n-nodes-base.pipedrive': 'pipedriveApi',
  'n8n-nodes-base.salesforce': 'salesforceOAuth2Api',
  'n8n-nodes-base.slack': 'slackOAuth2Api',
  'n8n-nodes-call-outcomes.air': 'airApi',
  'n8n-nodes-call-outcomes.iclosed': 'iclosedApi',
  'n8n-nodes-call-outcomes.sailor': 'sailorApi',
};

/** What n8n keeps of a choice from a list. */
export const picked = (value: string) => ({ __rl: true, mode: 'list', value });

/** What n8n keeps of a sign-in. */
export const signedIn = (token: string, more: object = {}) => ({
  clientId: 'app',
  clientSecret: 'secret',
  oauthTokenData: { access_token: token, ...more },
});

export function readFixture(provider: ProviderId, name: string): Promise<Buffer> {
  return readFile(providerPath(provider, `fixtures/${name}.json`));
}
