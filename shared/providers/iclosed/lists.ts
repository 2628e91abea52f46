import type { Api, Entry, EntryList } from '../../action.ts';
import { toTimestamp } from '../../values/timestamp.ts';
import { listCalls } from './calls.ts';
import type { EventCall } from './eventCall.ts';

/** As many as a person looks through before searching. */
const MOST_ENTRIES = 50;

export const lists = {
  eventCalls: { noun: 'Call', searches: true, entries: callEntries },
} satisfies Record<string, EntryList>;

/** The newest bookings, or those in which iClosed finds the name, email address or number. */
async function callEntries(api: Api, search?: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const { wire } of listCalls({ search }, api)) {
    const id = wire.id ?? wire.callId;
    if (id !== null) entries.push({ id, name: nameOf(wire, id) });
    if (entries.length === MOST_ENTRIES) break;
  }
  return entries;
}

/** Who, when and what, such as `Sam Field, 2024-03-20 10:00 UTC, Strategy Call`. */
function nameOf(call: EventCall, id: string): string {
  const start = toTimestamp(call.dateTimeUTC);
  return [
    call.inviteeName ?? call.inviteeEmail ?? call.phoneNumber ?? `Call ${id}`,
    start && `${start.slice(0, 10)} ${start.slice(11, 16)} UTC`,
    call.name ?? call.callType,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
