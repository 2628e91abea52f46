/**
 * A stand-in for Slack's Web API, written from its documentation alone: docs.slack.dev
 * /reference/methods/chat.postMessage, /reference/methods/chat.update, /reference/methods/conversations.history,
 * /messaging/formatting-message-text and /apis/web-api/rate-limits.
 */
import type {
  ChatPostMessageArguments,
  ChatUpdateArguments,
  ConversationsHistoryArguments,
} from '@slack/web-api';
import { z } from 'zod/v4';
import { bearerToken, Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';
import { createCrmApi, createMeter, readBody, readQuery, sentBy } from './api.ts';
import type { Quota } from './api.ts';

export const slackHost = 'slack.com';

export interface SlackMessage {
  channel: string;
  text: string;
  /** Its time, which is its id in the channel. */
  ts: string;
}

export interface SlackEmulator extends Api {
  messages: SlackMessage[];
  /** Forgets every message. */
  clear: () => void;
  /** Messages to one channel; a short burst is let through. */
  quota: Quota;
}

/** Slack passes over arguments that it does not know. */
const fields = z.object({
  channel: z.string().min(1),
  text: z.string().min(1).max(40_000),
  link_names: z.boolean().optional(),
});
const message = sentBy<WithText<ChatPostMessageArguments>>()(
  fields.extend({
    unfurl_links: z.boolean().optional(),
    unfurl_media: z.boolean().optional(),
    mrkdwn: z.boolean().optional(),
  }),
);
const change = sentBy<WithText<ChatUpdateArguments>>()(fields.extend({ ts: z.string() }));

/** The kind of message whose content is a text. */
type WithText<Arguments> = Extract<Arguments, { text: string }>;

const history = {
  channel: z.string().min(1),
  oldest: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .optional(),
  latest: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .optional(),
  limit: z.string().regex(/^\d+$/).optional(),
};

/** Slack answers 200 to everything it understands as a request. */
const error = (code: string): Reply => ({ status: 200, body: { ok: false, error: code } });

/** The answer to one request too many. */
export const slackBusy = (seconds: number): Reply => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  body: { ok: false, error: 'ratelimited' },
});

export function createSlackEmulator(tokens: readonly string[], channels: readonly string[]): SlackEmulator {
  const messages: SlackMessage[] = [];
  const quota: Quota = { requests: 10, windowMs: 10_000 };
  const hasQuota = createMeter(quota);
  const api = createCrmApi(
    {
      'POST /api/chat.postMessage': (request) => {
        const { channel, text } = readBody(request, message, () => error('invalid_arguments'));
        if (!channels.includes(channel)) throw new Refusal(error('channel_not_found'), `no ${channel}`);
        // A number would lose the last digit.
        const ts = `${Math.floor(Date.now() / 1000)}.${String(messages.length * 10).padStart(6, '0')}`;
        messages.push({ channel, text, ts });
        return { status: 200, body: { ok: true, channel, ts, message: { type: 'message', text, ts } } };
      },
      'POST /api/chat.update': (request) => {
        const { channel, text, ts } = readBody(request, change, () => error('invalid_arguments'));
        const known = messages.find((one) => one.channel === channel && one.ts === ts);
        if (!known) throw new Refusal(error('message_not_found'), `no ${ts} in ${channel}`);
        known.text = text;
        return { status: 200, body: { ok: true, channel, ts, text, message: { text } } };
      },
      'GET /api/conversations.history': (request) => {
        const refuse = () => error('invalid_arguments');
        // n8n counts the pages, which Slack passes over.
        const asked = readQuery<ConversationsHistoryArguments>(request, history, refuse, ['page']);
        const { oldest = '0', latest = String(Date.now()) } = asked;
        const found = messages
          .filter(({ channel, ts }) => channel === asked.channel && ts > oldest && ts < latest)
          .map(({ text, ts }) => ({ type: 'message', text: shown(text), ts }))
          .reverse();
        return { status: 200, body: { ok: true, messages: found, has_more: false } };
      },
    },
    (request: ReceivedRequest) => {
      const token = bearerToken(request);
      if (token === undefined) throw new Refusal(error('not_authed'), 'no token');
      if (!tokens.includes(token)) throw new Refusal(error('invalid_auth'), 'token');
      if (!hasQuota()) throw new Refusal(slackBusy(Math.ceil(quota.windowMs / 1000)), 'quota');
    },
    error('unknown_method'),
  );
  return {
    ...api,
    messages,
    quota,
    clear: () => {
      messages.length = 0;
    },
  };
}

/** Slack makes links of what looks like an address or a number, and gives the text back with them. */
function shown(text: string): string {
  return text
    .split(/(<[^>]*>)/)
    .map((part) =>
      part.startsWith('<')
        ? part
        : part
            .replace(/[\w.]+@[\w.]+\w/g, (address) => `<mailto:${address}|${address}>`)
            .replace(/\+\d{8,}/g, (number) => `<tel:${number}|${number}>`),
    )
    .join('');
}
