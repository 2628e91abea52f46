import type { ApiProblem } from '../../api.ts';

/** https://docs.sailorhq.io/phone-system/troubleshooting: the status that goes with each is not documented. */
export const problems = {
  unauthorized: {
    code: 'unauthorized',
    message: 'Sailor did not accept the API token.',
    hint: 'Enter a valid API token of your workspace.',
  },
  forbidden: {
    code: 'forbidden',
    message: 'The Sailor API token does not have permission to change phone-system outcomes.',
    hint: 'Use the token of someone with that permission, or ask an administrator of the workspace for it.',
  },
  feature_disabled: {
    code: 'forbidden',
    message: 'Phone-system outcomes are not enabled for this Sailor workspace.',
    hint: 'Ask Sailor to enable phone-system outcomes for the workspace.',
  },
  no_subaccount: {
    code: 'forbidden',
    message: 'The Sailor API token does not belong to a workspace.',
    hint: 'Create the API token inside the workspace whose outcomes you want to use.',
  },
  missing_idempotency_key: {
    code: 'invalid_input',
    message: 'The request to Sailor lacks an idempotency key.',
    hint: 'Try again in a few minutes. If this persists, update this integration.',
  },
  idempotency_key_in_use: {
    code: 'in_progress',
    message: 'Sailor is still working on the same request.',
    hint: 'Wait a few seconds, then try again.',
  },
  invalid_outcome: {
    code: 'invalid_input',
    message: 'Sailor did not accept the outcome.',
    hint: 'Check its name (1 to 120 characters), type, order, Smart Lists and webhook URL (required for actions).',
  },
  destination_not_found: {
    code: 'not_found',
    message: 'Sailor cannot find the Smart List.',
    hint: 'Choose a Smart List of the workspace that the API token belongs to.',
  },
  outcome_not_found: {
    code: 'not_found',
    message: 'Sailor cannot find the outcome.',
    hint: 'Choose it again from the list: it may have been deleted in Sailor.',
  },
} as const satisfies Record<string, ApiProblem>;
