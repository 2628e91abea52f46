import type { Choice } from '../../inputs.ts';

/** What a call is booked as decides which outcomes it takes. */
export const callTypes = [
  { value: 'STRATEGY_EVENT', label: 'Strategy Call', outcomes: ['WON', 'NO_SALE'] },
  { value: 'DISCOVERY_EVENT', label: 'Discovery Call', outcomes: ['APPROVED', 'REJECTED'] },
] as const satisfies readonly (Choice & { outcomes: readonly string[] })[];
