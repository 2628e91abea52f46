import * as z from 'zod/mini';
import { block, isRecord, moment, number, text } from '../../values/wire.ts';

/** A list of objects; one object alone counts as a list of one, anything else as an empty one. */
function entries<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.pipe(
    z.transform((value): unknown[] => [value].flat().filter(isRecord)),
    z.array(block(shape)),
  );
}

/**
 * A booked call of `GET /v1/eventCalls`, as public projects print it. The closer is `user`, or `userId` and `email`;
 * the prospect is `invitee…` and `phoneNumber`. `dateTime` has no time zone, so only `dateTimeUTC` is read.
 */
export const eventCall = z.object({
  id: text,
  callId: text,
  contactId: text,
  eventId: text,
  name: text,
  inviteeName: text,
  inviteeEmail: text,
  phoneNumber: text,
  userId: text,
  firstName: text,
  lastName: text,
  email: text,
  user: block({ id: text, firstName: text, lastName: text, email: text }),
  dateTimeUTC: moment,
  duration: number,
  durationUnit: text,
  callType: text,
  location: text,
  locationLink: text,
  cancelledBy: text,
  cancelReason: text,
  task: entries({ id: text, outcome: text, noSaleReason: text, objection: text, notes: text }),
  deals: entries({ id: text, value: number, transactionType: text, productId: text, time: moment }),
  utm: entries({ utmKey: text, utmValue: text }),
});

export type EventCall = z.infer<typeof eventCall>;

export interface Closer {
  id: string | null;
  name: string | null;
  email: string | null;
}

/** Who held the call. An address that is the prospect's as well is not taken for the closer's. */
export function closerOf(call: EventCall): Closer {
  const { user } = call;
  const names = user.firstName === null && user.lastName === null ? call : user;
  const email = user.email ?? call.email;
  return {
    id: call.userId ?? user.id,
    name: fullName(names),
    email: email === call.inviteeEmail ? null : email,
  };
}

function fullName({
  firstName,
  lastName,
}: {
  firstName: string | null;
  lastName: string | null;
}): string | null {
  return [firstName, lastName].filter((part) => part !== null).join(' ') || null;
}
