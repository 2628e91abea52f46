import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toErrorItem, toNodeError } from '../toNodeError.ts';

/**
 * Runs an action once for each incoming item and links what comes out to it. An error ends the node, or becomes an
 * item where the user chose to continue.
 */
export async function forEachItem(
  context: IExecuteFunctions,
  run: (itemIndex: number) => Promise<readonly object[]>,
): Promise<INodeExecutionData[][]> {
  const output: INodeExecutionData[] = [];
  for (const item of context.getInputData().keys()) {
    try {
      const results = await run(item);
      output.push(...results.map((json) => ({ json: { ...json }, pairedItem: { item } })));
    } catch (error) {
      const nodeError = toNodeError(context.getNode(), error, item);
      if (!context.continueOnFail()) throw nodeError;
      output.push(toErrorItem(nodeError, item));
    }
  }
  return [output];
}
