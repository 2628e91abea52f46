import { randomUUID } from 'node:crypto';
import type { CredentialReference, WorkflowNode } from '../../host/n8n/client.ts';
import { senders } from '../../host/n8n/senders.ts';
import { type ProviderId, providerIds } from '../../../shared/index.ts';
import { packageName } from '../n8n.ts';
import type { QueueRig } from './queueRig.ts';
import type { Target } from './storm.ts';

/** How a user wires a workflow from the delivery to the CRM. */
export type SetUp = (rig: QueueRig, crmUrl: string) => Promise<Record<ProviderId, Target>>;

/** One trigger for each provider; n8n answers before the workflow runs. */
export const triggers: SetUp = async (rig, crmUrl) => {
  const targets = providerIds.map(async (provider) => {
    const secret = senders[provider].newSecret();
    const trigger = node('Start', `${packageName}.${provider}Trigger`, {
      typeVersion: 2,
      webhookId: randomUUID(),
      ...(await senders[provider].configure(secret, rig.client)),
    });
    await activate(rig, [trigger, updateCrm(crmUrl)]);
    return [provider, { path: `/webhook/${trigger.webhookId ?? ''}/webhook`, secret }];
  });
  return Object.fromEntries(await Promise.all(targets)) as Record<ProviderId, Target>;
};

/** n8n's Webhook node, which answers when the workflow has ended or at once, and Call Outcome behind it. */
export const webhookNode =
  (
    options: { dropRepeats?: 'always' | 'never' } = {},
    responseMode: 'lastNode' | 'onReceived' = 'lastNode',
  ): SetUp =>
  async (rig, crmUrl) => {
    const path = randomUUID();
    const targets: Partial<Record<ProviderId, Target>> = {};
    const credentials: Record<string, CredentialReference> = {};
    for (const provider of providerIds) {
      const secret = senders[provider].newSecret();
      targets[provider] = { path: `/webhook/${path}`, secret };
      const configured = await senders[provider].configure(secret, rig.client);
      Object.assign(credentials, configured.credentials);
    }
    credentials['sailorWebhookApi'] = await rig.client.createCredential('sailorWebhookApi', {
      urlToken: targets.sailor?.secret,
    });
    const webhook = node('Start', 'n8n-nodes-base.webhook', {
      typeVersion: 2.1,
      webhookId: path,
      parameters: {
        httpMethod: 'POST',
        path,
        responseMode,
        responseData: 'noData',
        options: { rawBody: true },
      },
    });
    const read = node('Read', `${packageName}.callOutcome`, { credentials, parameters: { options } });
    await activate(rig, [webhook, read, updateCrm(crmUrl)]);
    return targets as Record<ProviderId, Target>;
  };

/** Adds or updates the record that has the outcome's Event ID. */
const updateCrm = (crmUrl: string) =>
  node('CRM', 'n8n-nodes-base.httpRequest', {
    typeVersion: 4.2,
    parameters: {
      method: 'PUT',
      url: `=${crmUrl}/notes/{{ encodeURIComponent($json.id) }}`,
      sendBody: true,
      specifyBody: 'json',
      jsonBody: '={{ JSON.stringify({ phone: $json.contact.phone, text: $json.summary }) }}',
    },
  });

function node(name: string, type: string, more: Partial<WorkflowNode>): WorkflowNode {
  return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...more };
}

/** Makes a workflow of the nodes, one behind the other. */
async function activate({ client }: QueueRig, nodes: readonly WorkflowNode[]): Promise<void> {
  const links = nodes
    .slice(1)
    .map(({ name }, index) => [nodes[index]?.name, { main: [[{ node: name, type: 'main', index: 0 }]] }]);
  const { id } = await client.createWorkflow({
    name: 'Call outcomes to the CRM',
    nodes: [...nodes],
    connections: Object.fromEntries(links) as Record<string, unknown>,
  });
  await client.activate(id);
}
