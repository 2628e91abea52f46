import type { Action } from '../../action.ts';
import { fields } from '../../outcome.ts';
import { readPhone } from '../../values/phone.ts';
import { toTimestamp } from '../../values/timestamp.ts';
import { closerOf, eventCall, type EventCall } from './eventCall.ts';
import { durationSeconds } from './normalize.ts';
import { recordedTasks, utmOf } from './recordedOutcomes.ts';

/** A booked call as actions pass it on, with or without an outcome: every key always there. */
export function toCallRecord(call: EventCall) {
  const [task] = recordedTasks(call);
  return {
    id: call.id ?? call.callId,
    callType: call.callType,
    startedAt: toTimestamp(call.dateTimeUTC),
    durationSeconds: durationSeconds({ eventDuration: call.duration, eventDurationUnit: call.durationUnit }),
    calendarEventId: call.eventId,
    calendarEventName: call.name,
    contact: {
      id: call.contactId,
      name: call.inviteeName,
      email: call.inviteeEmail,
      ...readPhone(call.phoneNumber, undefined),
    },
    agent: closerOf(call),
    outcome: {
      name: task?.outcome ?? null,
      reason: task?.noSaleReason ?? null,
      objection: task?.objection ?? null,
      notes: task?.notes ?? null,
    },
    cancelledBy: call.cancelledBy,
    cancelReason: call.cancelReason,
    location: call.location,
    locationLink: call.locationLink,
    metadata: utmOf(call),
  };
}

export const outputs: Action['outputs'] = {
  id: { label: 'Event Call', type: 'string' },
  callType: { label: 'Call Type', type: 'string' },
  startedAt: fields['call.startedAt'],
  durationSeconds: fields['call.durationSeconds'],
  calendarEventId: fields['call.calendarEventId'],
  calendarEventName: fields['call.calendarEventName'],
  'contact.id': fields['contact.id'],
  'contact.name': fields['contact.name'],
  'contact.email': fields['contact.email'],
  'contact.phone': fields['contact.phone'],
  'contact.phoneNational': fields['contact.phoneNational'],
  'agent.id': fields['agent.id'],
  'agent.name': { label: 'Agent Name', type: 'string' },
  'agent.email': fields['agent.email'],
  'outcome.name': fields['outcome.name'],
  'outcome.reason': fields['outcome.reason'],
  'outcome.objection': fields['outcome.objection'],
  'outcome.notes': fields['outcome.notes'],
  cancelledBy: { label: 'Cancelled By', type: 'string' },
  cancelReason: { label: 'Cancellation Reason', type: 'string' },
  location: { label: 'Location', type: 'string' },
  locationLink: { label: 'Location Link', type: 'string' },
  metadata: fields['call.metadata'],
};

/** With invented values. */
export const sampleCall = eventCall.parse({
  id: 4711,
  contactId: 2077,
  userId: 84,
  eventId: 311,
  name: 'Strategy Call',
  firstName: 'Robin',
  lastName: 'Hale',
  email: 'closer@example.com',
  inviteeName: 'Sam Field',
  inviteeEmail: 'sam.field@example.com',
  phoneNumber: '+15555550177',
  location: 'PHONE_CALL',
  dateTimeUTC: '2024-03-20T10:00:00.000Z',
  duration: 30,
  durationUnit: 'MINUTES',
  callType: 'STRATEGY_EVENT',
  task: [{ id: 5120, outcome: 'WON', objection: 'NO_OBJECTION', notes: 'Wants to start next month.' }],
  deals: [{ id: 9, value: 5000, transactionType: 'WON' }],
  utm: [{ utmKey: 'utm_source', utmValue: 'newsletter' }],
});
