import * as z from 'zod/mini';
import { OutcomeError } from '../../errors.ts';
import type { WireEvent } from '../../provider.ts';
import { block, isRecord, moment, text, texts } from '../../values/wire.ts';

/** The webhook of an action outcome: https://docs.sailorhq.io/phone-system/webhooks */
export const sailorEvent = z.object({
  timestamp: moment,
  error_message: text,
  scope: block({ subaccount_id: text, organization_id: text }),
  outcome: block({ outcome_id: text, outcome_name: text, outcome_type: text }),
  call: block({ call_id: text, phone_number: text, contact_id: text }),
  destination: block({
    destination_type: text,
    destination_id: text,
    destination_ids: texts,
    selection: text,
  }),
});

export type SailorEvent = z.infer<typeof sailorEvent>;

export function parse(body: unknown): { events: WireEvent<SailorEvent>[]; ignored: [] } {
  const wire = isRecord(body) ? sailorEvent.parse(body) : null;
  if (!isRecord(body) || !wire || (wire.outcome.outcome_id ?? wire.outcome.outcome_name) === null) {
    throw new OutcomeError('invalid_payload', 'This is not a Sailor outcome event.', {
      hint: 'Sailor sends an object with an "outcome" that has an outcome_id or outcome_name. Check that only Sailor outcomes use this URL.',
    });
  }
  return { events: [{ wire, raw: body }], ignored: [] };
}
