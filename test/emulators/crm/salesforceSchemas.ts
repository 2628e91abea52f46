/**
 * What a new Salesforce org takes: the fields that are used, with their limits and picklists. The compiler compares them
 * with the standard objects that Salesforce's own client publishes.
 */
import type { StandardSchema } from '@jsforce/jsforce-node/lib/types/standard-schema.js';
import { z } from 'zod/v4';
import { sentBy } from './api.ts';

/** Fields that are newer than the client's list, from developer.salesforce.com /docs/atlas.en-us.object_reference. */
interface Newer {
  Lead: { MobilePhone: string | null };
  Opportunity: { ContactId: string | null };
}
/** Without the index signature, which would let any name through. */
type Named<Fields> = { [Field in keyof Fields as string extends Field ? never : Field]: Fields[Field] };
type Published<Type extends SObjectType> = Named<StandardSchema['SObjects'][Type]['Fields']> &
  (Type extends keyof Newer ? Newer[Type] : unknown);

/** What the client sends of an object: dates travel as text. */
type Sent<Type extends SObjectType> = {
  [Field in keyof Published<Type>]?: Published<Type>[Field] extends string | null
    ? Extract<Published<Type>[Field], null> | string
    : Published<Type>[Field];
};

export type Row = Record<string, string | number | boolean | null | undefined>;

const text = (length: number) => z.string().max(length).nullable().optional();
const email = z.email().nullable().optional();

const stages = {
  Prospecting: 'open',
  Qualification: 'open',
  'Needs Analysis': 'open',
  'Value Proposition': 'open',
  'Id. Decision Makers': 'open',
  'Perception Analysis': 'open',
  'Proposal/Price Quote': 'open',
  'Negotiation/Review': 'open',
  'Closed Won': 'won',
  'Closed Lost': 'lost',
} as const;

const shapes = {
  Contact: z.strictObject({ Email: email, Phone: text(40), MobilePhone: text(40) }),
  Lead: z.strictObject({
    LastName: z.string().min(1).max(80),
    Company: z.string().min(1).max(255),
    FirstName: text(40),
    Email: email,
    Phone: text(40),
    MobilePhone: text(40),
  }),
  Task: z.strictObject({
    Status: z.enum(['Not Started', 'In Progress', 'Completed']),
    Subject: text(255),
    TaskSubtype: z.enum(['Task', 'Email', 'Call']).optional(),
    WhoId: z.string().min(1),
    /** A task on a lead has no further object. */
    WhatId: z.string().startsWith('006').optional(),
    Description: text(32_000),
    ActivityDate: z.iso.date().optional(),
    CallType: z.enum(['Internal', 'Inbound', 'Outbound']).nullable().optional(),
    CallDurationInSeconds: z.int().nullable().optional(),
    CallDisposition: text(255),
    CallObject: text(255),
  }),
  Opportunity: z.strictObject({
    Name: z.string().min(1).max(120),
    StageName: z.enum(Object.keys(stages) as (keyof typeof stages)[]),
    CloseDate: z.iso.date(),
    Amount: z.number().optional(),
    Description: text(32_000),
    AccountId: z.string().optional(),
    /** Sets the primary contact; at creation only. */
    ContactId: z.string().startsWith('003').optional(),
  }),
  OpportunityContactRole: z.strictObject({ OpportunityId: z.string(), ContactId: z.string() }),
} as const;

export type SObjectType = keyof typeof shapes;
export const types = Object.keys(shapes) as SObjectType[];

const creates: Readonly<Record<SObjectType, z.ZodType<Row>>> = {
  Contact: sentBy<Sent<'Contact'>>()(shapes.Contact),
  Lead: sentBy<Sent<'Lead'>>()(shapes.Lead),
  Task: sentBy<Sent<'Task'>>()(shapes.Task),
  Opportunity: sentBy<Sent<'Opportunity'>>()(shapes.Opportunity),
  OpportunityContactRole: sentBy<Sent<'OpportunityContactRole'>>()(shapes.OpportunityContactRole),
};

export function fieldsOf(type: SObjectType, access: 'create' | 'update'): z.ZodType<Row> {
  if (access === 'create') return creates[type];
  return type === 'Opportunity'
    ? shapes.Opportunity.omit({ ContactId: true }).partial()
    : shapes[type].partial();
}

/** The fields that Salesforce fills in by itself. */
export function invented(type: SObjectType, fields: Row): Row {
  if (type === 'Lead') return { IsConverted: false };
  if (type !== 'Opportunity') return {};
  const stage = stages[fields['StageName'] as keyof typeof stages];
  return { IsClosed: stage !== 'open', IsWon: stage === 'won' };
}

/** The fields that a query may name; another one is refused. */
export const queryable: Readonly<Record<SObjectType, readonly string[]>> = {
  Contact: [
    'Id',
    'Name',
    'FirstName',
    'LastName',
    'Email',
    'AccountId',
    'CreatedDate',
    'LastModifiedDate',
    'Phone',
    'MobilePhone',
    'HomePhone',
    'OtherPhone',
    'AssistantPhone',
    'LastActivityDate',
  ],
  Lead: [
    'Id',
    'Name',
    'FirstName',
    'LastName',
    'Email',
    'Company',
    'CreatedDate',
    'LastModifiedDate',
    'Phone',
    'MobilePhone',
    'IsConverted',
    'Status',
    'LastActivityDate',
  ],
  Task: ['Id', 'Subject', 'WhoId', 'WhatId', 'CallObject', 'CreatedDate', 'LastModifiedDate', 'Description'],
  Opportunity: [
    'Id',
    'Name',
    'StageName',
    'Amount',
    'CloseDate',
    'IsClosed',
    'IsWon',
    'Description',
    'AccountId',
    'CreatedDate',
    'LastModifiedDate',
  ],
  OpportunityContactRole: ['Id', 'OpportunityId', 'ContactId', 'IsPrimary'],
} satisfies { [Type in SObjectType]: readonly (keyof Published<Type>)[] };

/** Long text can be read, but not filtered by. */
export const unfilterable: readonly string[] = ['Description'];
