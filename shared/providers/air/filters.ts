import { choice } from '../../inputs.ts';
import { defineFilter } from '../../settings.ts';

/** By whether the agent reached what is set up as its primary outcome. */
export const onlyPrimaryOutcome = defineFilter(
  choice({
    label: 'Only Primary Outcome',
    help: 'Which calls to let through, by whether the agent reached its primary outcome.',
    choices: [
      { value: 'achieved', label: 'Achieved', key: 'true' },
      { value: 'missed', label: 'Not Achieved' },
      { value: 'any', label: 'Achieved or Not', key: 'false' },
    ],
    default: 'achieved',
    optional: true,
    key: 'only_primary',
  }),
  (wanted, { outcome }) => wanted === 'any' || outcome.primaryAchieved === (wanted === 'achieved'),
);
