import * as z from 'zod/mini';

export const outcomeResults = ['positive', 'negative', 'follow_up', 'not_reached', 'unknown'] as const;
/** What a call came to, in the same five words for every provider. */
export type OutcomeResult = (typeof outcomeResults)[number];

/** Where a result comes from: the user's own table, the provider's verdict, the outcome's name, or nowhere. */
export const resultSources = ['custom', 'provider', 'name', 'none'] as const;
export type ResultSource = (typeof resultSources)[number];

const text = z.nullable(z.string());
const amount = z.nullable(z.number());
/** ISO 8601 in UTC with milliseconds. */
const timestamp = z.nullable(z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)));

/** The record. Every key is always there; what a provider does not send is null, lists are empty. */
export const callOutcome = z.strictObject({
  id: z.string(),
  key: z.string(),
  provider: z.string(),
  occurredAt: timestamp,
  summary: z.string(),
  outcome: z.strictObject({
    id: text,
    name: text,
    type: text,
    result: z.enum(outcomeResults),
    resultSource: z.enum(resultSources),
    reason: text,
    objection: text,
    primaryAchieved: z.nullable(z.boolean()),
    notes: text,
  }),
  call: z.strictObject({
    id: text,
    startedAt: timestamp,
    durationSeconds: amount,
    direction: z.nullable(z.enum(['inbound', 'outbound'])),
    from: text,
    to: text,
    recordingUrl: text,
    transcript: text,
    turns: z.array(z.strictObject({ speaker: z.enum(['agent', 'contact']), text: z.string() })),
    campaignId: text,
    calendarEventId: text,
    calendarEventName: text,
    metadata: z.nullable(z.record(z.string(), z.unknown())),
  }),
  contact: z.strictObject({
    id: text,
    name: text,
    firstName: text,
    lastName: text,
    email: text,
    phone: text,
    phoneNational: text,
  }),
  agent: z.strictObject({ id: text, email: text, kind: z.enum(['human', 'ai']) }),
  deal: z.strictObject({
    value: amount,
    productName: text,
    transactionType: text,
    createdAt: timestamp,
    transactions: z.array(z.unknown()),
  }),
  destination: z.strictObject({
    type: text,
    listIds: z.array(z.string()),
    scope: z.nullable(z.enum(['selected', 'all'])),
    error: text,
  }),
  workspace: z.strictObject({ id: text, organizationId: text }),
  raw: z.nullable(z.record(z.string(), z.unknown())),
});

export type CallOutcome = z.infer<typeof callOutcome>;

type Leaf<T, Path extends string = ''> =
  NonNullable<T> extends readonly unknown[]
    ? Path
    : string extends keyof NonNullable<T>
      ? Path
      : NonNullable<T> extends object
        ? {
            [K in keyof NonNullable<T> & string]: Leaf<
              NonNullable<T>[K],
              Path extends '' ? K : `${Path}.${K}`
            >;
          }[keyof NonNullable<T> & string]
        : Path;

/** Path of a value in the record, such as `contact.phone`. */
export type FieldKey = Leaf<CallOutcome>;

export interface Field {
  label: string;
  /** One sentence for the person who maps the field; null where the label says it all. */
  help: string | null;
  type: 'string' | 'text' | 'number' | 'boolean' | 'datetime' | 'list' | 'object';
}

/** How each value of the record is shown to the people who map it. */
export const fields: Readonly<Record<FieldKey, Field>> = {
  id: {
    label: 'Event ID',
    type: 'string',
    help: 'One version of an outcome, the same each time it is delivered. Log notes and activities once per Event ID.',
  },
  key: {
    label: 'Outcome Key',
    type: 'string',
    help: 'The same for all versions of an outcome, also after an edit. Update rows, contacts and deals by it.',
  },
  provider: {
    label: 'Provider',
    type: 'string',
    help: 'The product that placed the call: sailor, air or iclosed.',
  },
  occurredAt: {
    label: 'Occurred At',
    type: 'datetime',
    help: 'Sailor: when the outcome was applied. Air and iClosed: when the call started.',
  },
  summary: {
    label: 'Summary',
    type: 'text',
    help: 'A readable text of the whole outcome, ready for a CRM note.',
  },
  'outcome.id': {
    label: 'Outcome ID',
    type: 'string',
    help: "The provider's own ID. In Sailor many calls share it, so find and update by Outcome Key instead.",
  },
  'outcome.name': {
    label: 'Outcome Name',
    type: 'string',
    help: 'As the provider calls it, such as Interested or NO_SALE.',
  },
  'outcome.type': { label: 'Outcome Type', type: 'string', help: 'Sailor: action or disposition.' },
  'outcome.result': {
    label: 'Result',
    type: 'string',
    help: 'One of positive, negative, follow_up, not_reached or unknown, for every provider.',
  },
  'outcome.resultSource': {
    label: 'Result Source',
    type: 'string',
    help: 'Where the result comes from: custom (your own table), provider, name (words of the outcome name) or none.',
  },
  'outcome.reason': { label: 'Reason', type: 'string', help: 'iClosed: why there was no sale.' },
  'outcome.objection': { label: 'Objection', type: 'string', help: 'iClosed: why the contact did not buy.' },
  'outcome.primaryAchieved': {
    label: 'Primary Outcome Achieved',
    type: 'boolean',
    help: "Air: whether the agent's primary outcome was reached.",
  },
  'outcome.notes': { label: 'Notes', type: 'text', help: null },
  'call.id': { label: 'Call ID', type: 'string', help: null },
  'call.startedAt': { label: 'Call Started At', type: 'datetime', help: null },
  'call.durationSeconds': { label: 'Duration (in Seconds)', type: 'number', help: null },
  'call.direction': { label: 'Direction', type: 'string', help: 'Either inbound or outbound.' },
  'call.from': { label: 'From Number', type: 'string', help: null },
  'call.to': { label: 'To Number', type: 'string', help: null },
  'call.recordingUrl': { label: 'Recording URL', type: 'string', help: null },
  'call.transcript': { label: 'Transcript', type: 'text', help: null },
  'call.turns': {
    label: 'Transcript Turns',
    type: 'list',
    help: 'Air: the transcript as a list of turns, each with its speaker (agent or contact) and text.',
  },
  'call.campaignId': { label: 'Campaign ID', type: 'string', help: null },
  'call.calendarEventId': {
    label: 'Calendar Event ID',
    type: 'string',
    help: 'iClosed: the type of booking, the same for many calls. Never update by it.',
  },
  'call.calendarEventName': {
    label: 'Calendar Event Name',
    type: 'string',
    help: 'iClosed: the name of the type of booking.',
  },
  'call.metadata': {
    label: 'Metadata',
    type: 'object',
    help: 'Air: the metadata that the call was started with.',
  },
  'contact.id': { label: 'Contact ID', type: 'string', help: "The provider's own ID of the person." },
  'contact.name': { label: 'Contact Name', type: 'string', help: null },
  'contact.firstName': { label: 'First Name', type: 'string', help: null },
  'contact.lastName': { label: 'Last Name', type: 'string', help: null },
  'contact.email': { label: 'Contact Email', type: 'string', help: null },
  'contact.phone': {
    label: 'Contact Phone',
    type: 'string',
    help: 'With country code, such as +15555550142.',
  },
  'contact.phoneNational': {
    label: 'Contact Phone (National)',
    type: 'string',
    help: 'Digits without country code, such as 5555550142, to find a number however your CRM writes it.',
  },
  'agent.id': { label: 'Agent ID', type: 'string', help: null },
  'agent.email': { label: 'Agent Email', type: 'string', help: null },
  'agent.kind': { label: 'Agent Kind', type: 'string', help: 'Who spoke for you: human or ai.' },
  'deal.value': { label: 'Deal Value', type: 'number', help: null },
  'deal.productName': { label: 'Product Name', type: 'string', help: null },
  'deal.transactionType': { label: 'Transaction Type', type: 'string', help: null },
  'deal.createdAt': { label: 'Deal Created At', type: 'datetime', help: null },
  'deal.transactions': { label: 'Transactions', type: 'list', help: null },
  'destination.type': {
    label: 'Destination Type',
    type: 'string',
    help: 'Sailor: what the outcome does with Smart Lists.',
  },
  'destination.listIds': { label: 'Smart List IDs', type: 'list', help: null },
  'destination.scope': {
    label: 'Destination Scope',
    type: 'string',
    help: 'Sailor: whether selected or all Smart Lists are meant.',
  },
  'destination.error': {
    label: 'Destination Error',
    type: 'string',
    help: 'Why Sailor could not change the Smart List; empty when it could.',
  },
  'workspace.id': { label: 'Workspace ID', type: 'string', help: null },
  'workspace.organizationId': { label: 'Organization ID', type: 'string', help: null },
  raw: { label: 'Raw Event', type: 'object', help: "The provider's own event, when asked for." },
};
