import * as z from 'zod/mini';
import { OutcomeError } from '../../errors.ts';
import type { Ignored, WireEvent } from '../../provider.ts';
import { flag, isRecord, json, moment, number, text } from '../../values/wire.ts';

/** The `call` of POST_CALL_OUTCOME: https://docs.air.ai/webhooks/post_call_outcome */
export const airCall = z.object({
  sid: text,
  promptId: text,
  callRecordingUrl: text,
  fromNumber: text,
  toNumber: text,
  direction: text,
  duration: number,
  campaignId: text,
  cachedLeadName: text,
  transcript: text,
  createdAt: moment,
  leadData: json,
  notes: text,
  outcome: text,
  primaryOutcomeAchieved: flag,
});

export type AirCall = z.infer<typeof airCall>;

/** What POST_CALL_OUTCOME has and POST_CALL_DATA has not. */
const OUTCOME_KEYS = ['outcome', 'notes', 'primaryOutcomeAchieved'];

export function parse(body: unknown): { events: WireEvent<AirCall>[]; ignored: Ignored[] } {
  if (!isRecord(body) || !isRecord(body.call)) {
    throw new OutcomeError('invalid_payload', 'This is not an Air call event.', {
      hint: 'Air sends an object with a "call". Check that only Air webhooks with the action POST_CALL_OUTCOME use this URL.',
    });
  }
  const { call } = body;
  if (!OUTCOME_KEYS.some((key) => Object.hasOwn(call, key))) {
    return {
      events: [],
      ignored: [
        {
          reason: 'Air sent a POST_CALL_DATA event, which has no outcome.',
          hint: 'In Air, under Integrations → Webhooks, choose the Webhook Action POST_CALL_OUTCOME for this URL.',
        },
      ],
    };
  }
  return { events: [{ wire: airCall.parse(call), raw: withoutHeaders(body) }], ignored: [] };
}

/** The block echoes request headers, a bearer token perhaps among them. */
function withoutHeaders(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'headers'));
}
