/**
 * A stand-in for Air, written from its documentation alone:
 * docs.air.ai /api-reference/initiate-call /webhooks/post_call_outcome /webhooks/post_call_data.
 * What the pages leave open is marked "assumed".
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod/v4';
import { bearerToken, createApi, createDeliveries, readJson, Refusal } from './http.ts';
import type {
  Api,
  Deliveries,
  Delivery,
  DeliveryPolicy,
  PublicUrls,
  ReceivedRequest,
  Reply,
} from './http.ts';

export const airHost = 'api.air.ai';

/** POST /v1/calls; all four are marked required. Assumed: unknown fields are refused. */
const callRequest = z.strictObject({
  promptId: z.int(),
  phone: z.string().min(1),
  name: z.string().min(1),
  metadata: z.json(),
});

export type AirCallRequest = z.output<typeof callRequest>;

/** A call that was started by the API. */
export interface AirCall extends AirCallRequest {
  sid: string;
  startedAt: Date;
}

/** How a call went that a person answered; voicemail and failed calls send nothing. */
export interface AirConversation {
  notes?: string;
  outcome?: string;
  primaryOutcomeAchieved?: boolean;
  transcript?: string;
  durationSeconds?: number;
}

export interface AirWebhook {
  action: 'POST_CALL_OUTCOME' | 'POST_CALL_DATA';
  url: string;
  /** Chosen by the user, at least 16 characters. */
  bearerToken: string;
}

export interface AirOptions {
  tokens: readonly string[];
  /** Called for each started call; its answer, if any, is a conversation that ended at once. */
  answer?: (call: AirCall) => AirConversation | undefined;
  publicUrls?: PublicUrls;
  /** Assumed when left out: 10 s to answer, and no second attempt. */
  delivery?: DeliveryPolicy;
}

export interface AirEmulator extends Api {
  calls: AirCall[];
  webhooks: readonly AirWebhook[];
  deliveries: Deliveries;
  /** "Create a Webhook" on the Integrations page. */
  createWebhook(webhook: AirWebhook): void;
  /** The call ends after a person answered it. */
  finishCall(call: AirCall, conversation: AirConversation): Delivery[];
  /** The "Test Webhooks" button: true is the green check, false the red x, in the order of the webhooks. */
  testWebhooks(): Promise<boolean[]>;
  close(): void;
}

/** Assumed: Air documents no error bodies. */
export const airError = (status: number, message: string): Reply => ({ status, body: { message } });

export function createAirEmulator({
  tokens,
  answer,
  publicUrls = {},
  delivery = { timeoutMs: 10_000, retryAfterMs: [] },
}: AirOptions): AirEmulator {
  const calls: AirCall[] = [];
  const webhooks: AirWebhook[] = [];
  const deliveries = createDeliveries(delivery, publicUrls);

  function post(webhook: AirWebhook, call: AirCall, conversation: AirConversation): Delivery {
    // Assumed: the token travels as Authorization, and the block `headers` repeats what was sent with the request.
    const headers = { authorization: `Bearer ${webhook.bearerToken}` };
    const payload = { call: callBlock(webhook.action, call, conversation), headers };
    return deliveries.post(webhook.url, payload, () => headers);
  }

  const finishCall = (call: AirCall, conversation: AirConversation) =>
    webhooks.map((webhook) => post(webhook, call, conversation));

  function startCall(request: ReceivedRequest): Reply {
    const parsed = callRequest.safeParse(readJson(request, airError(400, 'Invalid JSON')));
    if (!parsed.success) {
      throw new Refusal(airError(400, 'Invalid request'), z.prettifyError(parsed.error));
    }
    const call = { ...parsed.data, sid: newSid(), startedAt: new Date() };
    calls.push(call);
    const conversation = answer?.(call);
    if (conversation) finishCall(call, conversation);
    return { status: 200, body: { status: 'OK' } };
  }

  const api = createApi(
    { 'POST /v1/calls': startCall },
    (request, handle) => {
      const token = bearerToken(request);
      if (token === undefined || !tokens.includes(token)) {
        throw new Refusal(airError(401, 'Unauthorized'), 'the token is not known');
      }
      return handle();
    },
    airError(404, 'Not Found'),
  );

  return {
    ...api,
    calls,
    webhooks,
    deliveries,
    createWebhook: (webhook) => {
      if (webhook.bearerToken.length < 16) throw new Error('A bearer token has 16 characters or more');
      webhooks.push(webhook);
    },
    finishCall,
    testWebhooks: () =>
      Promise.all(
        webhooks.map(async (webhook) => {
          const test = post(webhook, sampleCall(), {});
          await test.finished;
          return test.accepted;
        }),
      ),
    close: () => {
      deliveries.close();
    },
  };
}

function callBlock(action: AirWebhook['action'], call: AirCall, conversation: AirConversation): object {
  return {
    sid: call.sid,
    llmAnsweredBy: 'human',
    promptId: call.promptId,
    callRecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${newSid('AC')}/Recordings/${newSid('RE')}`,
    fromNumber: '+15555550199',
    toNumber: call.phone,
    direction: 'outbound-api',
    duration: conversation.durationSeconds ?? 44,
    campaignId: null,
    cachedLeadName: call.name,
    transcript: conversation.transcript ?? `BOT: ~ "Hey, ${call.name}!"\nHUMAN:  who is calling?\n`,
    createdAt: postgresTime(call.startedAt),
    // "null in this example, indicating there is no extra data"
    leadData: isEmpty(call.metadata) ? null : call.metadata,
    ...(action === 'POST_CALL_OUTCOME' && {
      notes: conversation.notes ?? 'The lead asked for more information.',
      outcome: conversation.outcome ?? 'Information requested',
      primaryOutcomeAchieved: conversation.primaryOutcomeAchieved ?? true,
    }),
  };
}

/** Assumed: a test looks like a call; no marker of a test is documented. */
const sampleCall = (): AirCall => ({
  sid: newSid(),
  startedAt: new Date(),
  promptId: 25673,
  phone: '+15555550123',
  name: 'Sample',
  metadata: {},
});

const newSid = (prefix = 'CA') => prefix + randomBytes(16).toString('hex');

const isEmpty = (metadata: AirCall['metadata']) =>
  metadata === null || (typeof metadata === 'object' && Object.keys(metadata).length === 0);

/** `2023-12-31 23:12:05.627+00`: a space before the time, and an offset of hours alone. */
const postgresTime = (date: Date) => date.toISOString().replace('T', ' ').replace('Z', '+00');
