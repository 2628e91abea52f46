import { defineProvider } from '../../provider.ts';
import { urlToken } from '../../verify/urlToken.ts';
import { actions } from './actions.ts';
import { listOutcomes } from './api.ts';
import { lists } from './lists.ts';
import { identify, normalize } from './normalize.ts';
import { parse } from './payload.ts';
import { samples } from './samples.ts';
import { setUp } from './setUp.ts';

export const sailor = defineProvider({
  id: 'sailor',
  name: 'Sailor',
  docsUrl: 'https://docs.sailorhq.io/phone-system/webhooks',
  proof: urlToken({
    secret: {
      help: 'Make up a token of at least 16 letters and digits, and put `?token=` and this token behind the webhook URL in Sailor. Sailor does not sign its webhooks, so this token keeps others out.',
    },
    hint: 'Sailor does not sign its webhooks, so the webhook URL carries a token. Use the whole URL, with its token, at the outcome in Sailor.',
  }),
  event: 'an agent applies an outcome to a call',
  setUp,
  filters: {},
  samples,
  apiKey: {
    name: 'apiToken',
    label: 'API Token',
    help: 'A token of the Sailor workspace whose outcomes you use.',
    page: 'https://docs.sailorhq.io/authentication',
    test: listOutcomes,
  },
  lists,
  actions,
  parse,
  identify,
  normalize,
});
