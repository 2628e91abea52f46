/**
 * A stand-in for HubSpot's CRM, written from its documentation alone:
 * developers.hubspot.com /docs/guides/api/crm/search, /docs/guides/api/crm/objects/contacts and
 * /docs/guides/api/crm/engagements/calls. What the pages leave open is marked "assumed".
 */
import { z } from 'zod/v4';
import { bearerToken, Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';
import { createCrmApi, readBody } from './api.ts';

export const hubspotHost = 'api.hubapi.com';

type Properties = Record<string, string>;

export interface HubspotObject {
  id: string;
  properties: Properties;
}

export interface HubspotCall extends HubspotObject {
  contactIds: string[];
}

export interface HubspotEmulator extends Api {
  contacts: HubspotObject[];
  calls: HubspotCall[];
}

/** The options of the property `hs_lead_status` that every account starts with. */
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

/** Writing a property that the account does not have is refused; these are the ones used. */
const contactProperties = z.strictObject({
  email: z.email().optional(),
  phone: z.string().optional(),
  mobilephone: z.string().optional(),
  firstname: z.string().optional(),
  lastname: z.string().optional(),
  hs_lead_status: z.enum(leadStatuses).optional(),
});

const callProperties = z.strictObject({
  hs_timestamp: z.iso.datetime({ offset: true }),
  hs_call_title: z.string().optional(),
  hs_call_body: z.string().optional(),
  hs_call_direction: z.enum(['INBOUND', 'OUTBOUND']).optional(),
  /** Milliseconds. */
  hs_call_duration: z.string().regex(/^\d+$/).optional(),
  hs_call_from_number: z.string().optional(),
  hs_call_to_number: z.string().optional(),
  hs_call_recording_url: z.url({ protocol: /^https$/ }).optional(),
  hs_call_status: z.enum(['BUSY', 'CANCELED', 'COMPLETED', 'FAILED', 'NO_ANSWER']).optional(),
});

const search = z.strictObject({
  limit: z.int().max(200).optional(),
  properties: z.array(z.string()).optional(),
  // Groups are alternatives, the filters within one all have to match.
  filterGroups: z
    .array(
      z.strictObject({
        filters: z
          .array(
            z.strictObject({ propertyName: z.string(), operator: z.literal('EQ'), value: z.string().min(1) }),
          )
          .min(1)
          .max(6),
      }),
    )
    .min(1)
    .max(5),
});

const batch = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject({
    inputs: z
      .array(z.strictObject({ ...shape, properties: contactProperties }))
      .min(1)
      .max(100),
  });

const newCall = z.strictObject({
  properties: callProperties,
  associations: z.array(
    z.strictObject({
      to: z.strictObject({ id: z.string() }),
      types: z
        .array(
          z.strictObject({
            associationCategory: z.literal('HUBSPOT_DEFINED'),
            /** From a call to a contact. */
            associationTypeId: z.literal(194),
          }),
        )
        .length(1),
    }),
  ),
});

const error = (status: number, category: string, message: string): Reply => ({
  status,
  body: { status: 'error', message, correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf', category },
});
const invalid = (problem: string) => error(400, 'VALIDATION_ERROR', problem);

/** @param tokens service keys, which are sent as bearer tokens */
export function createHubspotEmulator(tokens: readonly string[]): HubspotEmulator {
  const contacts: HubspotObject[] = [];
  const calls: HubspotCall[] = [];
  let lastId = 100;

  const contact = (id: string) => {
    const found = contacts.find((one) => one.id === id);
    if (!found) throw new Refusal(error(404, 'OBJECT_NOT_FOUND', `No contact ${id}`), `no contact ${id}`);
    return found;
  };
  const byEmail = (email: string) => contacts.find(({ properties }) => properties['email'] === email);

  function write(target: HubspotObject | undefined, { email, ...others }: Properties): HubspotObject {
    const address = email?.toLowerCase();
    const owner = address === undefined ? undefined : byEmail(address);
    if (owner && owner !== target) {
      const message = `Contact already exists. Existing ID: ${owner.id}`;
      throw new Refusal(error(409, 'CONFLICT', message), message);
    }
    const written = target ?? { id: String(++lastId), properties: {} };
    if (!target) contacts.push(written);
    Object.assign(written.properties, others, address !== undefined && { email: address });
    return written;
  }

  const completed = (status: number, results: HubspotObject[]): Reply => ({
    status,
    body: { status: 'COMPLETE', results, startedAt: now(), completedAt: now() },
  });

  const api = createCrmApi(
    {
      'GET /account-info/v3/details': () => ({ status: 200, body: { portalId: 1, accountType: 'STANDARD' } }),
      'POST /crm/v3/objects/contacts/search': (request) => {
        const { filterGroups } = readBody(request, search, invalid);
        const results = contacts.filter(({ properties }) =>
          filterGroups.some(({ filters }) =>
            // Text is compared without regard to letter case.
            filters.every(
              ({ propertyName, value }) => properties[propertyName]?.toLowerCase() === value.toLowerCase(),
            ),
          ),
        );
        return { status: 200, body: { total: results.length, results } };
      },
      'POST /crm/v3/objects/contacts/batch/create': (request) => {
        const { inputs } = readBody(request, batch({}), invalid);
        return completed(
          201,
          inputs.map(({ properties }) => write(undefined, properties as Properties)),
        );
      },
      'POST /crm/v3/objects/contacts/batch/update': (request) => {
        const { inputs } = readBody(request, batch({ id: z.string() }), invalid);
        return completed(
          200,
          inputs.map(({ id, properties }) => write(contact(id), properties as Properties)),
        );
      },
      'POST /crm/v3/objects/contacts/batch/upsert': (request) => {
        const shape = { id: z.email(), idProperty: z.literal('email') };
        const { inputs } = readBody(request, batch(shape), invalid);
        return completed(
          200,
          inputs.map(({ id, properties }) =>
            write(byEmail(id.toLowerCase()), { ...(properties as Properties), email: id }),
          ),
        );
      },
      'POST /crm/v3/objects/calls': (request) => {
        const { properties, associations } = readBody(request, newCall, invalid);
        const contactIds = associations.map(({ to }) => contact(to.id).id);
        const call = { id: String(++lastId), properties: properties as Properties, contactIds };
        calls.push(call);
        return { status: 201, body: { id: call.id, properties, createdAt: now(), archived: false } };
      },
    },
    (request: ReceivedRequest) => {
      if (!tokens.includes(bearerToken(request) ?? '')) {
        throw new Refusal(
          error(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found'),
          'token',
        );
      }
    },
    error(404, 'NOT_FOUND', 'Resource not found'),
  );
  return { ...api, contacts, calls };
}

const now = () => new Date().toISOString();
