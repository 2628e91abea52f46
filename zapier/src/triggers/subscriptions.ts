import type { Bundle, PlainInputField, ZObject } from 'zapier-platform-core';
import type { ProviderId } from '../../../shared/index.ts';
import { sailorSubscription } from './sailorSubscription.ts';

/** How Zapier itself tells a provider where to send, for the providers whose API allows it. */
export interface Subscription {
  inputFields: PlainInputField[];
  /** The trigger that lists the account's outcomes, with the key of an outcome's name. */
  outcomeNames: string;
  subscribe: (z: ZObject, bundle: Bundle) => Promise<Record<string, unknown>>;
  unsubscribe: (z: ZObject, bundle: Bundle) => Promise<Record<string, unknown>>;
  /** Deliveries as the provider would send them for the account's own outcomes. */
  sampleDeliveries: (z: ZObject, bundle: Bundle) => Promise<unknown[]>;
}

export const subscriptions: Readonly<Partial<Record<ProviderId, Subscription>>> = {
  sailor: sailorSubscription,
};
