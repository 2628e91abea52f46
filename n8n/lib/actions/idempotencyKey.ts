import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

/** The same whenever n8n tries an item again within a run of the node, another for every other request. */
export function idempotencyKey(context: IExecuteFunctions, itemIndex: number, content: object): string {
  const run = context.getWorkflowDataProxy(itemIndex).$thisRunIndex;
  const operation = [context.getExecutionId(), context.getNode().id, run, itemIndex, content];
  return createHash('sha256').update(JSON.stringify(operation)).digest('hex');
}
