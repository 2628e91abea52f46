import { air } from './providers/air/index.ts';
import { iclosed } from './providers/iclosed/index.ts';
import { sailor } from './providers/sailor/index.ts';

/** Every provider, one line each. Lists, types, triggers and tests are made from this. */
export const providers = { sailor, air, iclosed } as const;

export type ProviderId = keyof typeof providers;

export const providerIds = Object.keys(providers) as ProviderId[];
