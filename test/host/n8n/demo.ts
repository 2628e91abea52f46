import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type ProviderId, providerIds, providers } from '../../../shared/index.ts';
import type { Item, N8nClient, Workflow } from './client.ts';
import { deliver, senders } from './senders.ts';

/** One provider's workflow, active and listening. */
export interface Demo {
  provider: ProviderId;
  workflowId: string;
  /** Where the provider posts. */
  url: string;
  secret: string;
}

/** The data tables that the workflows fill: a CRM in miniature. */
export const tables = { outcomes: 'Call outcomes', contacts: 'Contacts' } as const;

/** Makes the tables, then imports and activates one workflow per provider, all from the files that a user can import. */
export async function setUpDemo(baseUrl: string, client: N8nClient): Promise<Demo[]> {
  await makeTables(client);
  const demos: Demo[] = [];
  for (const provider of providerIds) demos.push(await importDemo(provider, baseUrl, client));
  return demos;
}

async function makeTables(client: N8nClient): Promise<void> {
  const { id } = await client.createWorkflow(JSON.parse(await readWorkflow('tables')) as Workflow);
  await client.run(id, 'Run once');
  const [execution] = await client.finishedExecutions(id, 1);
  if (execution?.error) throw new Error(`The data tables cannot be made: ${execution.error.message}`);
}

async function importDemo(provider: ProviderId, baseUrl: string, client: N8nClient): Promise<Demo> {
  const workflow = await workflowOf(provider);
  const trigger = workflow.nodes.find(({ type }) => type === `n8n-nodes-call-outcomes.${provider}Trigger`);
  if (!trigger) throw new Error(`The demo workflow of ${provider} has no trigger.`);
  const sender = senders[provider];
  const secret = sender.newSecret();
  trigger.webhookId = randomUUID();
  Object.assign(trigger, await sender.configure(secret, client));
  const { id } = await client.createWorkflow(workflow);
  await client.activate(id);
  return { provider, workflowId: id, url: `${baseUrl}/webhook/${trigger.webhookId}/webhook`, secret };
}

/** The file has Sailor's trigger: another provider's takes its place. */
async function workflowOf(provider: ProviderId): Promise<Workflow> {
  const text = await readWorkflow('outcomes');
  const { name } = providers[provider];
  return JSON.parse(
    text.replaceAll('sailorTrigger', `${provider}Trigger`).replaceAll('Sailor', name),
  ) as Workflow;
}

async function readWorkflow(name: string): Promise<string> {
  return readFile(new URL(`../../../n8n/workflows/demo-${name}.json`, import.meta.url), 'utf8');
}

/** Path of the documented delivery of a provider, from the root of the checkout. */
export function sampleFile(provider: ProviderId): string {
  return `shared/providers/${provider}/fixtures/outcome.json`;
}

/** Posts each provider's documented delivery with its proof, and waits until the rows are written. */
export async function postSamples(demos: readonly Demo[], client: N8nClient): Promise<void> {
  for (const { provider, url, secret, workflowId } of demos) {
    const body = await readFile(new URL(`../../../${sampleFile(provider)}`, import.meta.url));
    const response = await deliver(url, body, senders[provider].prove(secret, body));
    if (!response.ok) {
      throw new Error(`The sample of ${provider} was answered ${response.status}: ${await response.text()}`);
    }
    const [execution] = await client.finishedExecutions(workflowId, 1);
    if (execution?.error) throw new Error(`The workflow of ${provider} failed: ${execution.error.message}`);
  }
}

/** Rows as lines of aligned text under the names of the columns. */
export function formatRows(rows: readonly Item[], columns: readonly string[]): string {
  const cells = [columns, ...rows.map((row) => columns.map((name) => cell(row[name])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  return cells
    .map((line) => `  ${line.map((text, index) => text.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

function cell(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).replaceAll('\n', ' · ') : '-';
}
