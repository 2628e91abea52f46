import { defineProvider } from '../../provider.ts';
import { standardWebhooks } from '../../verify/standardWebhooks.ts';
import sample from './fixtures/outcome.json' with { type: 'json' };
import { identify, normalize } from './normalize.ts';
import { parse } from './payload.ts';

export const iclosed = defineProvider({
  id: 'iclosed',
  name: 'iClosed',
  docsUrl: 'https://api-docs-dev.iclosed.io/webhooks/v1/routes/webhookEventTypes/outcomeAdded',
  proof: {
    verify: standardWebhooks,
    hint: 'Enter the signing secret of this webhook from iClosed (Settings → Developer → Webhooks), and check that the clock of this machine is right. Leave the secret empty if iClosed shows none.',
  },
  sample,
  parse,
  identify,
  normalize,
});
