import { defineProvider } from '../../provider.ts';
import { onlyOutcomes } from '../../settings.ts';
import { bearerToken } from '../../verify/bearerToken.ts';
import { actions } from './actions.ts';
import { onlyPrimaryOutcome } from './filters.ts';
import { identify, normalize } from './normalize.ts';
import { parse } from './payload.ts';
import { samples } from './samples.ts';

export const air = defineProvider({
  id: 'air',
  name: 'Air',
  docsUrl: 'https://docs.air.ai/webhooks/post_call_outcome',
  proof: bearerToken({
    secret: {
      help: 'Make up a token of at least 16 characters, and enter the same one in the field **Bearer Token** of the webhook in Air.',
    },
    hint: 'Enter the same Bearer Token here and at the webhook in Air (Integrations → Webhooks).',
  }),
  event: 'an AI agent has ended a call',
  setUp: {
    pasted: [
      'In Air, open **Integrations → Webhooks → Create a Webhook**.',
      'As **Webhook Action** choose **POST_CALL_OUTCOME**, as **Webhook URL** paste {url}, and as **Bearer Token** enter {secret}.',
      'Then click **Test Webhooks** in Air.',
    ],
  },
  filters: { onlyOutcomes: onlyOutcomes(), onlyPrimaryOutcome },
  samples,
  apiKey: {
    name: 'apiToken',
    key: 'api_key',
    label: 'API Token',
    help: "The bearer token of Air's API. Air offers no way to check it without calling someone: the first call shows whether it is right.",
    page: 'https://docs.air.ai/api-reference/initiate-call',
  },
  actions,
  parse,
  identify,
  normalize,
});
