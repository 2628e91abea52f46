/** Sends a delivery as the provider would: `npm run send -- --help`. */
import { providerIds } from '../../shared/index.ts';
import { chosenFrom, runTool, UsageError } from './commandLine.ts';
import { caseNames, cases, deliveriesFor } from './sendCases.ts';
import { meaningOf, post } from './sendAnswer.ts';

const help = `npm run send -- <provider> <url> [--case <case>] [--secret <secret>]

Sends a call outcome to a URL as the provider would, with invented ids and fictional phone numbers, and says what the
answer means. The URL is one that n8n or Zapier shows for a trigger.

  provider   ${providerIds.join(', ')}
  --secret   the URL token (Sailor), bearer token (Air) or signing secret (iClosed) of the trigger
  --case     ${caseNames.map((name) => `${name.padEnd(14)}${cases[name].says}`).join('\n             ')}

Without --case: sale. Without --secret, deliveries carry no proof; a token may also be in the URL.`;

await runTool(
  { help, positionals: ['provider', 'url'], options: ['case', 'secret'] },
  async ({ provider: id, url, secret, ...options }) => {
    const provider = chosenFrom(providerIds, id, 'The provider');
    const name = chosenFrom(caseNames, options.case ?? 'sale', 'The case');
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new UsageError('The URL must start with https:// or http://.');
    }
    for (const delivery of deliveriesFor(provider, name, secret, new Date())) {
      console.log(`Sending: ${delivery.says}`);
      const answer = await post(url, delivery);
      if ('status' in answer) console.log(`Answer:  ${answer.status} ${answer.text}`.trimEnd());
      console.log(`Meaning: ${meaningOf(answer, url, delivery.isRefused)}\n`);
      if (!('status' in answer)) process.exitCode = 1;
    }
  },
);
