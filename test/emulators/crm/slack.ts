/** A stand-in for Slack's Web API, written from docs.slack.dev/reference/methods/chat.postMessage alone. */
import { z } from 'zod/v4';
import { bearerToken, Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';
import { createCrmApi, readBody } from './api.ts';

export const slackHost = 'slack.com';

export interface SlackMessage {
  channel: string;
  text: string;
}

export interface SlackEmulator extends Api {
  messages: SlackMessage[];
}

/** Slack passes over arguments that it does not know. */
const message = z.object({
  channel: z.string().min(1),
  text: z.string().min(1).max(40_000),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  mrkdwn: z.boolean().optional(),
  link_names: z.boolean().optional(),
});

/** Slack answers 200 to everything it understands as a request. */
const error = (code: string): Reply => ({ status: 200, body: { ok: false, error: code } });

export function createSlackEmulator(tokens: readonly string[], channels: readonly string[]): SlackEmulator {
  const messages: SlackMessage[] = [];
  const api = createCrmApi(
    {
      'POST /api/chat.postMessage': (request) => {
        const { channel, text } = readBody(request, message, () => error('invalid_arguments'));
        if (!channels.includes(channel)) throw new Refusal(error('channel_not_found'), `no ${channel}`);
        messages.push({ channel, text });
        const ts = `1700000000.${String(messages.length).padStart(6, '0')}`;
        return { status: 200, body: { ok: true, channel, ts, message: { type: 'message', text, ts } } };
      },
    },
    (request: ReceivedRequest) => {
      const token = bearerToken(request);
      if (token === undefined) throw new Refusal(error('not_authed'), 'no token');
      if (!tokens.includes(token)) throw new Refusal(error('invalid_auth'), 'token');
    },
    error('unknown_method'),
  );
  return { ...api, messages };
}
