import { expect, test } from '@jest/globals';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { triggerNode } from '../../../n8n/lib/triggers/triggerNode.ts';

/** Whether Sailor's trigger counts as subscribed while Sailor cannot be reached. */
async function checkExists(mode: string, staticData: IDataObject): Promise<unknown> {
  const parameters: IDataObject = { listenTo: 'all', whenTaken: 'refuse' };
  const context = {
    getActivationMode: () => mode,
    getMode: () => 'trigger',
    getNode: () => ({ name: 'Trigger', type: 'sailorTrigger', parameters }),
    getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
    getNodeWebhookUrl: () => 'https://n8n.example/webhook/1/webhook',
    getTimezone: () => 'UTC',
    getWorkflow: () => ({ id: '1', active: true }),
    getWorkflowStaticData: () => staticData,
    helpers: {
      httpRequestWithAuthentication: () =>
        Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
    },
  } as unknown as IHookFunctions;
  const Trigger = triggerNode('sailor');
  return new Trigger().webhookMethods?.default?.checkExists.call(context);
}

test.each(['init', 'leadershipChange'])(
  'a subscribed trigger goes on listening when n8n starts, even if Sailor cannot be reached: %s',
  async (mode) => {
    expect(await checkExists(mode, { urlToken: 'token', isSubscribed: true })).toBe(true);
  },
);

test.each([
  ['init', { urlToken: 'token' }],
  ['activate', { urlToken: 'token', isSubscribed: true }],
  ['update', { urlToken: 'token', isSubscribed: true }],
])('otherwise it asks Sailor: %s, %j', async (mode, staticData) => {
  await expect(checkExists(mode, staticData)).rejects.toThrow(/Sailor/);
});
