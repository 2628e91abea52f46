import type { Identity, NormalizedOutcome, NormalizeOptions, Verdict } from '../../provider.ts';
import { contentHash } from '../../values/contentHash.ts';
import { parseJson } from '../../values/json.ts';
import { readPhone } from '../../values/phone.ts';
import { toPlain } from '../../values/plain.ts';
import { toTimestamp } from '../../values/timestamp.ts';
import { turnsOf } from '../../values/turns.ts';
import { isRecord } from '../../values/wire.ts';
import type { AirCall } from './payload.ts';

export function identify(call: AirCall): Identity {
  const id = call.sid ?? contentHash(call);
  return { id, key: id };
}

export function normalize(call: AirCall, { defaultCountry }: NormalizeOptions): NormalizedOutcome {
  const createdAt = toTimestamp(call.createdAt);
  const direction = directionOf(call.direction);
  const from = readPhone(call.fromNumber, defaultCountry);
  const to = readPhone(call.toNumber, defaultCountry);
  return {
    occurredAt: createdAt,
    outcome: {
      id: null,
      name: call.outcome,
      type: null,
      reason: null,
      objection: null,
      primaryAchieved: call.primaryOutcomeAchieved,
      notes: call.notes,
    },
    verdict: verdictOf(call.primaryOutcomeAchieved),
    call: {
      id: call.sid,
      startedAt: createdAt,
      durationSeconds: call.duration,
      direction,
      from: from.phone,
      to: to.phone,
      recordingUrl: call.callRecordingUrl,
      transcript: call.transcript,
      turns: turnsOf(call.transcript),
      campaignId: call.campaignId,
      calendarEventId: null,
      calendarEventName: null,
      metadata: metadataOf(call.leadData),
    },
    contact: {
      id: null,
      name: call.cachedLeadName,
      firstName: null,
      lastName: null,
      email: null,
      ...(direction === 'inbound' ? from : to),
    },
    agent: { id: call.promptId, email: null, kind: 'ai' },
    deal: { value: null, productName: null, transactionType: null, createdAt: null, transactions: [] },
    destination: { type: null, listIds: [], scope: null, error: null },
    workspace: { id: null, organizationId: null },
  };
}

/** A primary outcome that was missed leaves room for another one, which the name may show. */
function verdictOf(primaryAchieved: boolean | null): Verdict | null {
  if (primaryAchieved === null) return null;
  return { result: primaryAchieved ? 'positive' : 'negative', afterName: !primaryAchieved };
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
