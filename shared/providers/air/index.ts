import { defineProvider } from '../../provider.ts';
import { bearerToken } from '../../verify/bearerToken.ts';
import sample from './fixtures/outcome.json' with { type: 'json' };
import { identify, normalize } from './normalize.ts';
import { parse } from './payload.ts';

export const air = defineProvider({
  id: 'air',
  name: 'Air',
  docsUrl: 'https://docs.air.ai/webhooks/post_call_outcome',
  proof: {
    verify: bearerToken,
    hint: 'Enter the same Bearer Token here and at the webhook in Air (Integrations → Webhooks).',
  },
  sample,
  parse,
  identify,
  normalize,
});
