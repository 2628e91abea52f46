import { beforeEach, expect, jest, test } from '@jest/globals';
import * as n8nWorkflow from 'n8n-workflow';
import type { INode, INodeTypes, IWebhookDescription } from 'n8n-workflow';

const answers = [
  ['immediately', { responseMode: 'onReceived', responseData: '' }],
  ['whenFinished', { responseMode: 'lastNode', responseData: 'noData' }],
] as const;
type Field = keyof (typeof answers)[0][1];
const fields: Field[] = ['responseMode', 'responseData'];

beforeEach(() => {
  jest.resetModules();
});

test.each(answers)('n8n reads %s without its expression engine', async (respond, expected) => {
  const description = await descriptionIn(n8nWorkflow);
  const node = { parameters: { respond } } as unknown as INode;
  expect(n8nWorkflow.webhookDescriptionIsNativelyResolvable(description)).toBe(true);
  const read = fields.map((field) => n8nWorkflow.resolveWebhookDescriptionField(node, description, field));
  expect(read).toEqual(fields.map((field) => ({ resolved: true, value: expected[field] })));
});

/** What n8n uses where another parameter is an expression, and every older n8n always. */
test.each(answers)('n8n reads %s with its expression engine too', async (respond, expected) => {
  for (const exported of [
    n8nWorkflow,
    { ...n8nWorkflow, fromFunction: undefined, webhookDescriptionFields: undefined },
  ]) {
    jest.resetModules();
    const description = await descriptionIn(exported);
    expect(fields.map((field) => evaluate(respond, description[field]))).toEqual(
      fields.map((field) => expected[field]),
    );
  }
});

async function descriptionIn(exported: object): Promise<IWebhookDescription> {
  jest.unstable_mockModule('n8n-workflow', () => exported);
  const { deliveries } = await import('../../../n8n/lib/triggers/deliveries.ts');
  return deliveries;
}

function evaluate(respond: string, template: unknown): unknown {
  const node = {
    name: 'Trigger',
    type: 'trigger',
    typeVersion: 2,
    parameters: { respond },
  } as unknown as INode;
  const nodeTypes = { getByNameAndVersion: () => undefined } as unknown as INodeTypes;
  const workflow = new n8nWorkflow.Workflow({ nodes: [node], connections: {}, active: true, nodeTypes });
  return workflow.expression.getSimpleParameterValue(node, template as string, 'webhook', {});
}
