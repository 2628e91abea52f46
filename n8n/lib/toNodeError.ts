import { type INode, type INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { OutcomeError } from '../core.ts';

/** An error as n8n shows it: what happened, below it what to do next, and at which item. */
export function toNodeError(
  node: INode,
  error: unknown,
  itemIndex?: number,
): NodeApiError | NodeOperationError {
  const place = itemIndex === undefined ? {} : { itemIndex };
  if (error instanceof OutcomeError) {
    return new NodeApiError(node, {}, { message: error.message, description: error.hint, ...place });
  }
  return new NodeOperationError(node, error instanceof Error ? error : String(error), place);
}

/** The same for what happens outside of an execution, where n8n shows nothing but the message. */
export function toSetUpError(node: INode, error: unknown): NodeApiError | NodeOperationError {
  if (!(error instanceof OutcomeError)) return toNodeError(node, error);
  return new NodeApiError(node, {}, { message: [error.message, error.hint].filter(Boolean).join(' ') });
}

/** An error as an item, for users who chose to go on. n8n knows it by `error` being its only field. */
export function toErrorItem(
  { message, description }: NodeApiError | NodeOperationError,
  item: number,
): INodeExecutionData {
  return { json: { error: [message, description].filter(Boolean).join(' ') }, pairedItem: { item } };
}
