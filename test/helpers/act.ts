import { randomUUID } from 'node:crypto';
import type { CredentialReference, Execution, Item, WorkflowNode } from '../host/n8n/client.ts';
import { packageName, type Rig } from './n8n.ts';

/** What a user sets up in one of our nodes. */
export interface Action {
  /** `sailor`, `air`, … */
  node: string;
  parameters: Record<string, unknown>;
  credentials?: Record<string, CredentialReference>;
  settings?: {
    onError?: 'continueRegularOutput' | 'continueErrorOutput';
    retryOnFail?: boolean;
    waitBetweenTries?: number;
  };
}

export interface Acted {
  execution: Execution;
  /** What the node put out. */
  items: Item[];
}

/** Runs one node by hand, as the button "Execute workflow" does: once, or once for each of the items given. */
export async function act({ client }: Rig, action: Action, items: readonly Item[] = [{}]): Promise<Acted> {
  const node = (name: string, type: string, parameters: Record<string, unknown>): WorkflowNode => ({
    id: randomUUID(),
    name,
    type,
    typeVersion: 1,
    position: [0, 0],
    parameters,
  });
  const link = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
  const { id } = await client.createWorkflow({
    name: `${action.node} action`,
    nodes: [
      node('Start', 'n8n-nodes-base.manualTrigger', {}),
      {
        ...node('List', 'n8n-nodes-base.set', { mode: 'raw', jsonOutput: JSON.stringify({ items }) }),
        typeVersion: 3.4,
      },
      node('Items', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'items' }),
      {
        ...node('Action', `${packageName}.${action.node}`, action.parameters),
        ...action.settings,
        ...(action.credentials && { credentials: action.credentials }),
      },
      ...['Done', 'Failed'].map((name) => ({
        ...node(name, 'n8n-nodes-base.set', {
          mode: 'raw',
          jsonOutput:
            "={{ ({ from: $('Items').item.json, name: $json.name, error: $json.error }).toJsonString() }}",
        }),
        typeVersion: 3.4,
      })),
    ],
    connections: {
      Start: link('List'),
      List: link('Items'),
      Items: link('Action'),
      Action: {
        main: [[{ node: 'Done', type: 'main', index: 0 }], [{ node: 'Failed', type: 'main', index: 0 }]],
      },
    },
  });
  await client.run(id, 'Start');
  const [execution] = await client.finishedExecutions(id, 1);
  if (!execution) throw new Error('The workflow did not run.');
  return { execution, items: execution.items('Action') };
}
