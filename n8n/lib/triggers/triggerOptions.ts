import type { INodeProperties } from 'n8n-workflow';
import { deliverySettings, filterInputs, type Inputs, type Provider } from '../../core.ts';
import { drawInputs } from '../inputs.ts';
import { REMEMBERED_OUTCOMES } from './takenLog.ts';

const dropRepeats: INodeProperties = {
  displayName: 'Drop Repeats',
  name: 'dropRepeats',
  type: 'boolean',
  default: true,
  description: `Whether to skip outcomes that this trigger has taken before. It remembers at least the last ${REMEMBERED_OUTCOMES.toLocaleString('en')}. An edited outcome counts as new. Where several n8n processes take webhooks, copies that arrive in the same instant can each start the workflow.`,
};

/** The options of a trigger: those of every delivery, and the filters that only its provider has. */
export function triggerOptions(provider: Provider): INodeProperties {
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [dropRepeats, ...drawInputs(optionInputs(provider), provider.lists)],
  };
}

export function optionInputs({ filters }: Provider): Inputs {
  return { ...deliverySettings, ...filterInputs(filters) };
}
