import type { INodeProperties } from 'n8n-workflow';
import { deliveryOptions } from './deliveryOptions.ts';
import { type FilterName, filters } from './filters.ts';
import { REMEMBERED_OUTCOMES } from './repeats.ts';

const dropRepeats: INodeProperties = {
  displayName: 'Drop Repeats',
  name: 'dropRepeats',
  type: 'boolean',
  default: true,
  description: `Whether an outcome that the provider delivers again starts no second execution. The last ${REMEMBERED_OUTCOMES.toLocaleString('en')} outcomes are remembered, also across restarts of n8n. Where several n8n processes take webhooks, two copies that arrive in the same instant can still both start: there, use n8n's Webhook node with the Call Outcome node behind it, which remembers for all of them, and let your CRM step update by Event ID.`,
};

/** The options of a trigger: those of every delivery, and the filters that only its provider has. */
export function triggerOptions(...filterNames: FilterName[]): INodeProperties {
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [dropRepeats, ...deliveryOptions, ...filterNames.map((name) => filters[name].property)],
  };
}
