import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { airApi, perform as send } from '../../../shared/index.ts';
import { withZapierErrors } from '../errors.ts';
import { transportTo } from '../transport.ts';

export const inputFields = defineInputFields([
  {
    key: 'prompt_number',
    label: 'Agent Number',
    helpText: 'The number of five or six digits in the address of the agent in Air: its prompt ID.',
    type: 'integer',
    required: true,
  },
  {
    key: 'phone',
    label: 'Phone Number',
    helpText: 'Whom to call, with country code, such as +15555550100.',
    required: true,
  },
  {
    key: 'name',
    label: 'Contact Name',
    helpText: 'How the agent calls the person.',
    required: true,
  },
  {
    key: 'metadata',
    label: 'Metadata',
    helpText:
      'Comes back with the outcome of the call. Put the ID of your lead here, since Air tells no ID of the call when it starts.',
    dict: true,
  },
]);

export const perform = (async (z, bundle) =>
  withZapierErrors(z, async () => {
    const { prompt_number, phone, name, metadata } = bundle.inputData;
    const call = airApi.startCall({ promptId: prompt_number, phone, name, metadata });
    const { status } = await send(call, transportTo('air', z, bundle));
    return { status, phone, name };
  })) satisfies CreatePerform<typeof inputFields>;

export const startAirCall = (label: string) =>
  defineCreate({
    key: 'air_start_call',
    noun: 'Call',
    display: { label, description: 'Starts a call of an AI agent to a person.' },
    operation: {
      inputFields,
      perform,
      sample: { status: 'OK', phone: '+15555550123', name: 'Robin' },
      outputFields: [
        { key: 'status', label: 'Status', type: 'string' },
        { key: 'phone', label: 'Phone Number', type: 'string' },
        { key: 'name', label: 'Contact Name', type: 'string' },
      ],
    },
  });
