import { defineProvider } from '../../provider.ts';
import { urlToken } from '../../verify/urlToken.ts';
import sample from './fixtures/outcome.json' with { type: 'json' };
import { identify, normalize } from './normalize.ts';
import { parse } from './payload.ts';

export const sailor = defineProvider({
  id: 'sailor',
  name: 'Sailor',
  docsUrl: 'https://docs.sailorhq.io/phone-system/webhooks',
  proof: {
    verify: urlToken,
    hint: 'Sailor does not sign its webhooks, so the webhook URL carries a token. Use the whole URL, with its token, at the outcome in Sailor.',
  },
  sample,
  parse,
  identify,
  normalize,
});
