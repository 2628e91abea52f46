import { randomUUID } from 'node:crypto';
import type { CredentialReference, WorkflowNode } from '../../host/n8n/client.ts';
import { senders } from '../../host/n8n/senders.ts';
import { type ProviderId, providerIds } from '../../../shared/index.ts';
import { packageName } from '../n8n.ts';
import { sailorToken } from '../sailorRig.ts';
import type { QueueRig } from './queueRig.ts';
import type { Target } from './storm.ts';

/** A way to bring outcomes into a CRM, as the table in the n8n package's README has them. */
export interface Way {
  respond: 'immediately' | 'whenFinished';
  crm: 'updates' | 'creates';
}

/** Workflows from the delivery to the CRM, one for each provider. */
export async function activateTriggers(
  rig: QueueRig,
  crmUrl: string,
  { respond, crm }: Way,
): Promise<Record<ProviderId, Target>> {
  const targets = providerIds.map(async (provider) => {
    const { parameters, credentials, secretAt } = await setUps[provider](rig);
    const webhookId = randomUUID();
    const trigger = node('Start', `${packageName}.${provider}Trigger`, {
      typeVersion: 2,
      webhookId,
      parameters: { ...parameters, respond },
      credentials,
    });
    const workflowId = await activate(rig, [
      trigger,
      crm === 'updates' ? updateCrm(crmUrl) : createInCrm(crmUrl),
    ]);
    const path = `/webhook/${webhookId}/webhook`;
    return [provider, { workflowId, path, secret: secretAt(path) }];
  });
  return Object.fromEntries(await Promise.all(targets)) as Record<ProviderId, Target>;
}

interface SetUp {
  parameters: Record<string, unknown>;
  credentials: Record<string, CredentialReference>;
  /** What deliveries to the trigger prove themselves with, once it is active. */
  secretAt: (path: string) => string;
}

/** Sailor's trigger subscribes by itself; the URLs of the others are pasted. */
const setUps: Readonly<Record<ProviderId, (rig: QueueRig) => Promise<SetUp>>> = {
  sailor: async ({ client, sailor }) => ({
    parameters: { listenTo: 'new', outcomeName: `Send to CRM ${randomUUID()}` },
    credentials: { sailorApi: await client.createCredential('sailorApi', { apiToken: sailorToken }) },
    secretAt: (path) => {
      const urls = [...sailor.outcomes.values()].map(({ webhook_url: url }) => new URL(url ?? 'none:'));
      return urls.find(({ pathname }) => pathname === path)?.searchParams.get('token') ?? '';
    },
  }),
  air: pasted('air'),
  iclosed: pasted('iclosed'),
};

function pasted(provider: ProviderId) {
  return async ({ client }: QueueRig): Promise<SetUp> => {
    const secret = senders[provider].newSecret();
    const { parameters, credentials = {} } = await senders[provider].configure(secret, client);
    return { parameters, credentials, secretAt: () => secret };
  };
}

/** Adds or updates the record that has the outcome's Outcome Key. */
export const updateCrm = (crmUrl: string) =>
  crmNode('PUT', `=${crmUrl}/notes/{{ encodeURIComponent($json.key) }}`);

/** Adds a record each time. */
const createInCrm = (crmUrl: string) => crmNode('POST', `${crmUrl}/notes`);

const crmNode = (method: string, url: string) =>
  node('CRM', 'n8n-nodes-base.httpRequest', {
    typeVersion: 4.2,
    parameters: {
      method,
      url,
      sendBody: true,
      specifyBody: 'json',
      jsonBody: '={{ JSON.stringify({ phone: $json.contact.phone, text: $json.summary }) }}',
    },
  });

function node(name: string, type: string, more: Partial<WorkflowNode>): WorkflowNode {
  return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...more };
}

/** Makes a workflow of the nodes, one behind the other, and gives its id. */
async function activate({ client }: QueueRig, nodes: readonly WorkflowNode[]): Promise<string> {
  const links = nodes
    .slice(1)
    .map(({ name }, index) => [nodes[index]?.name, { main: [[{ node: name, type: 'main', index: 0 }]] }]);
  const { id } = await client.createWorkflow({
    name: 'Call outcomes to the CRM',
    nodes: [...nodes],
    connections: Object.fromEntries(links) as Record<string, unknown>,
  });
  await client.activate(id);
  return id;
}
