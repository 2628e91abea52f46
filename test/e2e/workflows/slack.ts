import { expect } from '@jest/globals';
import { createSlackEmulator, slackBusy, slackHost } from '../../emulators/crm/slack.ts';
import { picked, signedIn } from '../../helpers/workflowRig.ts';
import { tries } from './cases.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';
import { names } from './deliveries.ts';
import { entriesOnly, late, outlasts, peopleIn, spoiled } from './entries.ts';
import type { Entry } from './entries.ts';

const token = 'a-token-of-slack';
const channel = 'C0123456789';
const api = createSlackEmulator([token], [channel]);
Object.assign(api.quota, { requests: 1000 });

/** What a message says. */
function entryIn({ text, ts }: { text: string; ts: string }): Entry {
  const [name, phone, email] = /^Contact: (?:(.+), )?(\+\d+)(?:, (\S+))?$/m.exec(text)?.slice(1) ?? [];
  const title = text.split(' (')[0] ?? '';
  return {
    'Occurred At': ts,
    Result: positive(title) ? 'positive' : 'negative',
    'Outcome Name': title,
    'Contact Name': name,
    'Contact Phone': phone,
    'Contact Email': email,
    'Deal Value': /^Deal: (\d+)/m.exec(text)?.[1],
  };
}

const positive = (title: string) => ['SALE', names.positive].includes(title);

export const slack: CrmUnderTest = {
  ...entriesOnly,
  name: 'Slack',
  file: 'slack',
  choices: { picks: { 'Post a message': { channelId: picked(channel) } } },
  host: slackHost,
  api,
  credentials: { slackOAuth2Api: signedIn(token, { authed_user: { access_token: token } }) },
  clear: api.clear,
  people: () => peopleIn(api.messages.map(entryIn)),
  enters: positive,
  busy: slackBusy(1),
  cost: [1, 1],
  more: [
    late,
    ...spoiled({ method: 'POST', path: /\/chat\.postMessage$/ }, slackBusy(1), tries),
    outlasts(api.quota, { requests: 1, windowMs: 1000 }),
    {
      name: 'the message says all, and the recording can be listened to',
      run: async (_crm, { send }) => {
        await send([['air', 'outcome']]);
        expect(api.messages.map(({ text }) => text)).toEqual([
          'Booked a demo (Air)\nContact: Robin, +15555550123\nCall: outbound, 44 s\nNotes: Robin will join the demo on Tuesday.\n<https://api.twilio.com/2010-04-01/Accounts/AC5e1f/Recordings/RE9b04|Listen to the call>',
        ]);
      },
    },
  ],
};
