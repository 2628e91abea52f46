import { defineAction } from '../../action.ts';
import { pairs, phoneNumber, text, whole } from '../../inputs.ts';
import { defaultCountry } from '../../settings.ts';
import * as air from './api.ts';

const startCall = defineAction({
  key: 'start',
  verb: 'Start',
  noun: 'Call',
  description: 'Starts an AI agent call.',
  effect: 'write',
  repeatable: false,
  inputs: {
    promptId: whole({
      label: 'Prompt ID',
      help: 'The agent that calls: open it in Air and copy the number of 5 or 6 digits from the address.',
      placeholder: '25673',
      min: 1,
    }),
    defaultCountry,
    phone: phoneNumber({
      label: 'Phone Number',
      help: 'The number to call. Without a country code, it needs a Default Country.',
      placeholder: '+15555550100',
      country: 'defaultCountry',
    }),
    name: text({
      label: 'Contact Name',
      help: 'Name the agent uses for the person.',
      placeholder: 'Nathan',
    }),
    metadata: pairs({
      label: 'Metadata',
      help: 'Comes back with the outcome of the call. Air gives no call ID now, so put your own ID of the person here.',
      optional: true,
    }),
  },
  outputs: {
    status: { label: 'Status', type: 'string' },
    phone: { label: 'Phone Number', type: 'string' },
    name: { label: 'Contact Name', type: 'string' },
  },
  sample: { status: 'OK', phone: '+15555550123', name: 'Robin' },
  async run({ promptId, phone, name, metadata = {} }, { api }) {
    const { status } = await api(air.startCall({ promptId, phone, name, metadata }));
    return { status, phone, name };
  },
});

export const actions = [startCall];
