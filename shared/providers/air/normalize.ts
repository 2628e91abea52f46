import type { NormalizedOutcome, NormalizeOptions } from '../../provider.ts';
import { contentHash } from '../../values/contentHash.ts';
import { parseJson } from '../../values/json.ts';
import { toE164 } from '../../values/phone.ts';
import { toPlain } from '../../values/plain.ts';
import { toTimestamp } from '../../values/timestamp.ts';
import { isRecord } from '../../values/wire.ts';
import type { AirCall } from './payload.ts';

export function identify(call: AirCall): string {
  return call.sid ?? contentHash(call);
}

export function normalize(call: AirCall, { defaultCountry }: NormalizeOptions): NormalizedOutcome {
  const createdAt = toTimestamp(call.createdAt);
  const direction = directionOf(call.direction);
  const from = toE164(call.fromNumber, defaultCountry);
  const to = toE164(call.toNumber, defaultCountry);
  return {
    occurredAt: createdAt,
    outcome: {
      id: null,
      name: call.outcome,
      type: null,
      result: resultOf(call.primaryOutcomeAchieved),
      reason: null,
      objection: null,
      primaryAchieved: call.primaryOutcomeAchieved,
      notes: call.notes,
    },
    call: {
      id: call.sid,
      startedAt: createdAt,
      durationSeconds: call.duration,
      direction,
      from,
      to,
      recordingUrl: call.callRecordingUrl,
      transcript: call.transcript,
      campaignId: call.campaignId,
      eventId: null,
      eventName: null,
      metadata: metadataOf(call.leadData),
    },
    contact: {
      id: null,
      name: call.cachedLeadName,
      firstName: null,
      lastName: null,
      email: null,
      phone: direction === 'inbound' ? from : to,
    },
    agent: { id: call.promptId, email: null, kind: 'ai' },
    deal: { value: null, productName: null, transactionType: null, createdAt: null, transactions: [] },
    destination: { type: null, listIds: [], scope: null, error: null },
    workspace: { id: null, organizationId: null },
  };
}

function resultOf(primaryAchieved: boolean | null): 'positive' | 'negative' | 'unknown' {
  if (primaryAchieved === null) return 'unknown';
  return primaryAchieved ? 'positive' : 'negative';
}

/** Air documents `outbound-api` only; its telephony provider names others such as `outbound-dial`. */
function directionOf(direction: string | null): 'inbound' | 'outbound' | null {
  const word = direction?.trim().toLowerCase() ?? '';
  if (word.startsWith('inbound')) return 'inbound';
  return word.startsWith('outbound') ? 'outbound' : null;
}

/** What the call was started with: any JSON, so that a text which holds an object counts as that object. */
function metadataOf(leadData: unknown): Record<string, unknown> | null {
  if (leadData === null || leadData === '') return null;
  if (isRecord(leadData)) return leadData;
  const parsed = typeof leadData === 'string' ? parseObject(leadData) : null;
  return isRecord(parsed) ? parsed : { value: leadData };
}

function parseObject(text: string): unknown {
  try {
    return toPlain(parseJson(text));
  } catch {
    return null;
  }
}
