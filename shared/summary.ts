import type { CallOutcome } from './outcome.ts';
import type { NormalizedOutcome } from './provider.ts';

/** One text that a CRM note can take as it is: what came out, who it was, how long, and what was said. */
export function summarize(providerName: string, outcome: NormalizedOutcome): string {
  const { call, contact, deal } = outcome;
  const { name, reason, objection, notes } = outcome.outcome;
  const who = [contact.name, contact.phone, contact.email];
  const how = [call.direction, duration(call), call.calendarEventName];
  const sale = [deal.value === null ? null : String(deal.value), deal.productName];
  return [
    `${name ?? 'Outcome without a name'} (${providerName})`,
    line('Contact', who),
    line('Call', how),
    line('Reason', [reason]),
    line('Objection', [objection]),
    line('Deal', sale),
    line('Smart List not changed', [outcome.destination.error]),
    line('Notes', [notes]),
  ]
    .filter((part) => part !== null)
    .join('\n');
}

function line(label: string, parts: (string | null)[]): string | null {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : `${label}: ${known.join(', ')}`;
}

function duration({ durationSeconds }: CallOutcome['call']): string | null {
  if (durationSeconds === null) return null;
  const seconds = Math.round(durationSeconds);
  const minutes = Math.trunc(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
