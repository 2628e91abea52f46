import { defineProvider } from '../../provider.ts';
import { onlyOutcomes } from '../../settings.ts';
import { standardWebhooks } from '../../verify/standardWebhooks.ts';
import { actions } from './actions.ts';
import { testConnection } from './api.ts';
import { lists } from './lists.ts';
import { identify, normalize } from './normalize.ts';
import { parse } from './payload.ts';
import { recentOutcomes } from './recentOutcomes.ts';
import { samples } from './samples.ts';

/** What iClosed documents. It may send other names too. */
const DOCUMENTED_OUTCOMES = [
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

export const iclosed = defineProvider({
  id: 'iclosed',
  name: 'iClosed',
  docsUrl: 'https://developer.iclosed.io/docs/webhooks',
  proof: standardWebhooks({
    secret: {
      help: 'The signing secret that iClosed shows at the webhook. It usually starts with `whsec_`.',
      optional: true,
      rotates: true,
    },
    hint: 'Enter the signing secret of this webhook from iClosed (Settings → Developer → Webhooks), or none if iClosed shows none. A delivery is also refused when its time is more than five minutes off.',
  }),
  event: 'a call outcome is added',
  setUp: {
    pasted: [
      'In iClosed, open **Settings → Developer → Webhooks**, which a Super Admin on the Business or Enterprise plan can do.',
      'Add a webhook for the event **Call outcome added** and paste {url}.',
      'If iClosed shows a signing secret, enter it as {secret}: then only deliveries that iClosed signed are accepted. Without it, anyone who learns the URL can send forged outcomes.',
    ],
  },
  filters: { onlyOutcomes: onlyOutcomes(DOCUMENTED_OUTCOMES) },
  samples,
  apiKey: {
    name: 'apiKey',
    label: 'API Key',
    help: 'In iClosed, open Settings → Developers → API Keys and create one. It starts with `iclosed_` and is shown only once.',
    placeholder: 'iclosed_...',
    page: 'https://developer.iclosed.io/',
    test: testConnection,
  },
  lists,
  actions,
  recentOutcomes,
  parse,
  identify,
  normalize,
});
