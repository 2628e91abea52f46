import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { CallOutcome } from '../../core.ts';
import { optionsOf } from '../optionsOf.ts';

interface Filter {
  property: INodeProperties;
  wants: (choice: unknown, outcome: CallOutcome['outcome']) => boolean;
}

/** What iClosed documents. It may send other names too. */
const iclosedOutcomes = [
  'APPROVED',
  'AUTHORITY_OBJECTION',
  'CANCELLED',
  'NEED_OBJECTION',
  'NO_SALE',
  'NO_SHOW',
  'NOT_INTERESTED',
  'PARTIAL_SALE',
  'PRICE_OBJECTION',
  'REJECTED',
  'RESCHEDULE',
  'SALE',
  'TIMING_OBJECTION',
  'WON',
];
const ANY_OTHER = 'other';

/** Filters that only one provider's outcomes have something for. The parameter's name is the key. */
export const filters = {
  onlyPrimaryOutcome: {
    property: {
      displayName: 'Only Primary Outcome',
      name: 'onlyPrimaryOutcome',
      type: 'options',
      options: [
        { name: 'Achieved', value: 'achieved' },
        { name: 'Not Achieved', value: 'missed' },
      ],
      default: 'achieved',
      description: 'Which calls to let through, by whether the agent reached its primary outcome',
    },
    wants: (choice, { primaryAchieved }) => primaryAchieved === (choice === 'achieved'),
  },
  onlyOutcomes: {
    property: {
      displayName: 'Only Outcomes',
      name: 'onlyOutcomes',
      type: 'multiOptions',
      options: [...optionsOf(iclosedOutcomes), { name: 'Any Other', value: ANY_OTHER }],
      default: [],
      description: 'Which outcomes to let through. Leave it empty for all.',
    },
    wants: (choice, { name }) => {
      const chosen = choice as string[];
      const known = iclosedOutcomes.find((one) => one === name?.trim().toUpperCase());
      return chosen.length === 0 || chosen.includes(known ?? ANY_OTHER);
    },
  },
} satisfies Record<string, Filter>;

export type FilterName = keyof typeof filters;

/** Whether an outcome passes the filters that were set among a trigger's options. */
export function passes(options: IDataObject, { outcome }: CallOutcome): boolean {
  return Object.entries(filters as Record<string, Filter>).every(
    ([name, { wants }]) => options[name] === undefined || wants(options[name], outcome),
  );
}
