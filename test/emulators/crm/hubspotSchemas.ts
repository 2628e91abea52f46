/** What HubSpot takes: the shapes that its client sends, with the properties and options of a new account. */
import { z } from 'zod/v4';

export type ObjectType = 'contacts' | 'calls' | 'deals';

/** The options of `hs_lead_status`. */
const leadStatuses = [
  'NEW',
  'OPEN',
  'IN_PROGRESS',
  'OPEN_DEAL',
  'UNQUALIFIED',
  'ATTEMPTED_TO_CONTACT',
  'CONNECTED',
  'BAD_TIMING',
] as const;

/** The outcomes of a call that an account starts with; it may add its own. */
export const dispositions = {
  Connected: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
  'No answer': '73a0d17f-1163-4015-bdd5-ec830791da20',
  'Left voicemail': 'b2cf5968-551e-4856-9783-52b3da59a7d0',
  Busy: '9d9162e7-6cf3-4944-bf63-4dff82258764',
  'Wrong number': '17b47fee-58de-441e-a44c-c6300d46f273',
  'Left live message': 'a4c4c377-d246-4b32-a13b-75a56a4cd0ff',
} as const;

/** The stages of the pipeline that an account starts with. */
export const stages = {
  appointmentscheduled: 'open',
  qualifiedtobuy: 'open',
  presentationscheduled: 'open',
  decisionmakerboughtin: 'open',
  contractsent: 'open',
  closedwon: 'won',
  closedlost: 'lost',
} as const;

const optional = z.string().optional();
const number = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .optional();

/** Writing a property that the account does not have is refused; these are the ones used. */
export const objectProperties = {
  contacts: z.strictObject({
    email: z.email().optional(),
    phone: optional,
    mobilephone: optional,
    firstname: optional,
    lastname: optional,
    hs_lead_status: z.enum(leadStatuses).optional(),
    hubspot_owner_id: optional,
  }),
  calls: z.strictObject({
    hs_timestamp: z.iso.datetime({ offset: true }),
    hs_call_title: optional,
    hs_call_body: optional,
    hs_call_direction: z.enum(['INBOUND', 'OUTBOUND']).optional(),
    hs_call_disposition: z.enum(Object.values(dispositions)).optional(),
    /** Milliseconds. */
    hs_call_duration: z.string().regex(/^\d+$/).optional(),
    hs_call_external_id: optional,
    hs_call_from_number: optional,
    hs_call_to_number: optional,
    hs_call_recording_url: z.url({ protocol: /^https$/ }).optional(),
    hs_call_status: z.enum(['BUSY', 'CANCELED', 'COMPLETED', 'FAILED', 'NO_ANSWER']).optional(),
    hubspot_owner_id: optional,
  }),
  deals: z.strictObject({
    dealname: optional,
    pipeline: z.literal('default').optional(),
    dealstage: z.enum(Object.keys(stages) as (keyof typeof stages)[]).optional(),
    amount: number,
    closedate: z.iso.datetime({ offset: true }).optional(),
    description: optional,
    hubspot_owner_id: optional,
  }),
} as const;

export const filter = z.strictObject({
  propertyName: z.string().min(1),
  operator: z.enum(['EQ', 'CONTAINS_TOKEN']),
  value: z.string().min(1),
});

/** All have to match. */
export const filterGroup = z.strictObject({ filters: z.array(filter).min(1).max(6) });

/** Groups are alternatives. */
export const search = z.strictObject({
  limit: z.int().min(1).max(200).optional(),
  properties: z.array(z.string()).optional(),
  filterGroups: z.array(filterGroup).min(1).max(5),
});
export type Search = z.output<typeof search>;

/** The kinds of association that come with HubSpot, by the objects that they join. */
const joins = {
  calls: { 194: 'contacts', 206: 'deals' },
  deals: { 3: 'contacts' },
  contacts: {},
} as const satisfies Record<ObjectType, Record<number, ObjectType>>;

export const association = z.strictObject({
  to: z.strictObject({ id: z.string().min(1) }),
  types: z.tuple([
    z.strictObject({ associationCategory: z.literal('HUBSPOT_DEFINED'), associationTypeId: z.int() }),
  ]),
});

/** One object that is created or changed. */
export function single(type: ObjectType) {
  const kinds: Readonly<Record<number, ObjectType>> = joins[type];
  const known = association.transform(({ to, types: [{ associationTypeId }] }, context) => {
    const other = kinds[associationTypeId];
    if (other) return { to, other };
    context.addIssue(`There is no association ${associationTypeId} of ${type}.`);
    return z.NEVER;
  });
  return z.strictObject({
    properties: objectProperties[type],
    associations: z.array(known).optional().default([]),
  });
}

export const ids = z.strictObject({
  inputs: z
    .array(z.strictObject({ id: z.string() }))
    .min(1)
    .max(100),
  properties: z.array(z.string()),
});
