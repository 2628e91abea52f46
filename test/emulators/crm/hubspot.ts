/**
 * A stand-in for HubSpot's CRM, written from its documentation alone: developers.hubspot.com
 * /docs/api-reference/search/guide (limits, phone numbers, the index that lags), /docs/guides/api/crm/objects/contacts,
 * /docs/guides/api/crm/objects/deals, /docs/guides/api/crm/engagements/calls, /docs/guides/api/crm/owners and
 * /docs/guides/apps/api-usage/usage-details (limits). What the pages leave open is marked "assumed".
 */
import { bearerToken, Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';
import { createCrmApi, readBody } from './api.ts';
import type { CrmHandler } from './api.ts';
import { ids, search, single, stages } from './hubspotSchemas.ts';
import type { ObjectType, Search } from './hubspotSchemas.ts';

export const hubspotHost = 'api.hubapi.com';

type Properties = Record<string, string>;

export interface HubspotObject {
  id: string;
  properties: Properties;
  /** Ids of the objects it is associated with. */
  associations: Partial<Record<ObjectType, string[]>>;
}

export interface HubspotEmulator extends Api {
  objects: Record<ObjectType, HubspotObject[]>;
  /** E-mail addresses of users, by owner id. */
  owners: Record<string, string>;
  /** How long search goes on finding the state before a change: "a few moments". */
  searchLagMs: number;
  /** Each search request counts, whatever it searches for. */
  searchesPerSecond: number;
  /** An object that has been there for long, so that search finds it. */
  seed: (type: ObjectType, properties: Properties, associations?: HubspotObject['associations']) => string;
  /** What a colleague enters just now, so that search does not find it yet. */
  enter: (type: ObjectType, properties: Properties) => void;
  /** Forgets every object. */
  clear: () => void;
}

const error = (status: number, category: string, message: string, more: object = {}): Reply => ({
  status,
  body: {
    status: 'error',
    message,
    correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf',
    category,
    ...more,
  },
});
const invalid = (problem: string) => error(400, 'VALIDATION_ERROR', problem);
const missing = (what: string) =>
  new Refusal(error(404, 'OBJECT_NOT_FOUND', `Object not found. ${what}`), what);

/** What HubSpot answers when it is busy; the pages ask to wait for the rest of the ten seconds, or for two. */
export const hubspotBusy = {
  rateLimit: error(429, 'RATE_LIMITS', 'You have reached your ten_secondly_rolling limit.', {
    errorType: 'RATE_LIMIT',
    policyName: 'TEN_SECONDLY_ROLLING',
  }),
  locked: error(423, 'LOCKED', 'The resource is locked. Wait two seconds between requests.'),
} as const;

/**
 * @param tokens the scopes of each service key, which is sent as bearer token
 */
export function createHubspotEmulator(tokens: Readonly<Record<string, readonly string[]>>): HubspotEmulator {
  const objects: HubspotEmulator['objects'] = { contacts: [], calls: [], deals: [] };
  /** Former states of an object, which search still finds for a while. */
  const history = new Map<HubspotObject, { until: number; properties: Properties | null }[]>();
  const searches: number[] = [];
  let lastId = 100;

  const find = (type: ObjectType, id: string) => {
    const found = objects[type].find((one) => one.id === id);
    if (!found) throw missing(`There is no ${type} ${id}.`);
    return found;
  };
  const addresses = ({ properties }: HubspotObject) =>
    [properties['email'], ...(properties['hs_additional_emails'] ?? '').split(';')].filter(Boolean);

  /** Assumed: a second address is taken as much as the first one. */
  function refuseTakenAddress(email: string | undefined, target: HubspotObject | undefined) {
    const owner = objects.contacts.find((one) => email && addresses(one).includes(email.toLowerCase()));
    if (!owner || owner === target) return;
    const message = `Contact already exists. Existing ID: ${owner.id}`;
    throw new Refusal(error(409, 'CONFLICT', message), message);
  }

  function write(type: ObjectType, target: HubspotObject | undefined, changes: Properties): HubspotObject {
    const owner = changes['hubspot_owner_id'];
    if (owner !== undefined && !Object.hasOwn(emulator.owners, owner)) {
      throw new Refusal(invalid(`${owner} is not an owner`), `no owner ${owner}`);
    }
    if (type === 'contacts') refuseTakenAddress(changes['email'], target);
    const written = target ?? { id: String(++lastId), properties: {}, associations: {} };
    if (!target) objects[type].push(written);
    const former = {
      until: Date.now() + emulator.searchLagMs,
      properties: target ? written.properties : null,
    };
    history.set(written, [...(history.get(written) ?? []), former]);
    const email = changes['email'] && { email: changes['email'].toLowerCase() };
    written.properties = calculated(type, { ...written.properties, ...changes, ...email });
    return written;
  }

  function associate(type: ObjectType, from: HubspotObject, other: ObjectType, id: string) {
    const to = find(other, id);
    (from.associations[other] ??= []).push(id);
    (to.associations[type] ??= []).push(from.id);
  }

  function runSearch(type: ObjectType, request: Search): Reply {
    const now = Date.now();
    searches.push(now);
    if (searches.filter((at) => at > now - 1000).length > emulator.searchesPerSecond) {
      const reply = error(429, 'RATE_LIMITS', 'You have reached your secondly limit.', {
        errorType: 'RATE_LIMIT',
        policyName: 'SECONDLY',
      });
      throw new Refusal(reply, 'too many searches in a second');
    }
    const results = objects[type].flatMap((object) => {
      const former = history.get(object)?.find(({ until }) => until > now);
      const properties = former ? former.properties : object.properties;
      if (!properties) return [];
      const matches = request.filterGroups.some(({ filters }) =>
        filters.every(({ propertyName, operator, value }) =>
          operators[operator](properties[propertyName]?.toLowerCase() ?? '', value.toLowerCase()),
        ),
      );
      return matches ? [shown(object, properties, request.properties)] : [];
    });
    return { status: 200, body: { total: results.length, results: results.slice(0, request.limit ?? 10) } };
  }

  const routesOf = (type: ObjectType): Record<string, CrmHandler> => {
    const path = `/crm/v3/objects/${type}`;
    return {
      [`POST ${path}/search`]: (request) => runSearch(type, readBody(request, search, invalid)),
      [`POST ${path}`]: (request) => {
        const { properties, associations } = readBody(request, single(type), invalid);
        for (const { to, other } of associations) find(other, to.id);
        const object = write(type, undefined, properties as Properties);
        for (const { to, other } of associations) associate(type, object, other, to.id);
        return { status: 201, body: shown(object, object.properties) };
      },
      [`GET ${path}/*`]: ({ query }, id = '') => {
        const object = find(type, id);
        const linked = (query.get('associations')?.split(',') ?? []).flatMap((other) => {
          const to = object.associations[other as ObjectType] ?? [];
          const kind = `${type.slice(0, -1)}_to_${other.slice(0, -1)}`;
          return to.length > 0 ? [[other, { results: to.map((one) => ({ id: one, type: kind })) }]] : [];
        });
        const associations = linked.length > 0 && { associations: Object.fromEntries(linked) as unknown };
        const properties = query.get('properties')?.split(',');
        return { status: 200, body: { ...shown(object, object.properties, properties), ...associations } };
      },
      [`PATCH ${path}/*`]: (request, id = '') => {
        const { properties } = readBody(request, single(type), invalid);
        const object = write(type, find(type, id), properties as Properties);
        return { status: 200, body: shown(object, object.properties) };
      },
      [`POST ${path}/batch/read`]: (request) => {
        const { inputs, properties } = readBody(request, ids, invalid);
        const found = objects[type].filter((one) => inputs.some(({ id }) => id === one.id));
        const results = found.map((one) => shown(one, one.properties, properties));
        // The order of a batch is not that of its inputs.
        return { status: 200, body: { status: 'COMPLETE', results: results.reverse() } };
      },
    };
  };

  const api = createCrmApi(
    {
      'GET /account-info/v3/details': () => ({ status: 200, body: { portalId: 1, accountType: 'STANDARD' } }),
      'GET /crm/v3/owners': ({ query }) => {
        const wanted = query.get('email')?.toLowerCase();
        const results = Object.entries(emulator.owners)
          .filter(([, email]) => wanted === undefined || email === wanted)
          .map(([id, email]) => ({ id, email, type: 'PERSON', archived: false }));
        return { status: 200, body: { results } };
      },
      ...routesOf('contacts'),
      ...routesOf('calls'),
      ...routesOf('deals'),
    },
    (request: ReceivedRequest) => {
      const scopes = tokens[bearerToken(request) ?? ''];
      if (!scopes) {
        const message = 'Authentication credentials not found';
        throw new Refusal(error(401, 'INVALID_AUTHENTICATION', message), 'token');
      }
      const needed = scopeOf(request);
      if (needed !== undefined && !scopes.includes(needed)) {
        const message = "This app hasn't been granted all required scopes to make this call.";
        throw new Refusal(error(403, 'MISSING_SCOPES', message), `the scope ${needed} is missing`);
      }
    },
    error(404, 'NOT_FOUND', 'Resource not found'),
  );

  const emulator: HubspotEmulator = {
    ...api,
    objects,
    owners: {},
    searchLagMs: 0,
    searchesPerSecond: 5,
    seed: (type, properties, associations = {}) => {
      const object = { id: String(++lastId), properties: {}, associations: {} };
      object.properties = calculated(type, properties);
      objects[type].push(object);
      for (const [other, linked] of Object.entries(associations)) {
        for (const id of linked) associate(type, object, other as ObjectType, id);
      }
      return object.id;
    },
    enter: (type, properties) => {
      write(type, undefined, properties);
    },
    clear: () => {
      for (const list of Object.values(objects)) list.length = 0;
      history.clear();
    },
  };
  return emulator;
}

const now = () => new Date().toISOString();

/** Which scope a request needs. Calls belong to contacts; a search or batch read only reads. */
function scopeOf({ method, path }: ReceivedRequest): string | undefined {
  if (path === '/crm/v3/owners') return 'crm.objects.owners.read';
  const [, type] = /^\/crm\/v3\/objects\/(\w+)/.exec(path) ?? [];
  if (type === undefined) return undefined;
  const reads = method === 'GET' || /\/(search|batch\/read)$/.test(path);
  return `crm.objects.${type === 'calls' ? 'contacts' : type}.${reads ? 'read' : 'write'}`;
}

const operators: Readonly<Record<'EQ' | 'CONTAINS_TOKEN', (text: string, value: string) => boolean>> = {
  // Text is compared without regard to letter case.
  EQ: (text, value) => text === value,
  // Tokens are what stands between separators; an address is one (assumed).
  CONTAINS_TOKEN: (text, value) => text.split(/[\s;,]+/).includes(value),
};

/** The properties that HubSpot computes. */
function calculated(type: ObjectType, properties: Properties): Properties {
  if (type === 'contacts') {
    const { phone, mobilephone } = properties;
    return {
      ...properties,
      ...(phone && { hs_searchable_calculated_phone_number: areaCodeAndLocal(phone) }),
      ...(mobilephone && { hs_searchable_calculated_mobile_number: areaCodeAndLocal(mobilephone) }),
      lastmodifieddate: properties['lastmodifieddate'] ?? now(),
    };
  }
  if (type === 'calls') return { ...properties, hs_lastmodifieddate: now() };
  const stage = stages[properties['dealstage'] as keyof typeof stages];
  return {
    ...properties,
    hs_is_closed: String(stage !== 'open'),
    hs_is_closed_won: String(stage === 'won'),
    hs_lastmodifieddate: properties['hs_lastmodifieddate'] ?? now(),
  };
}

/** "HubSpot only uses the area code and local number." */
function areaCodeAndLocal(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return /^1\d{10}$/.test(digits) ? digits.slice(1) : digits.replace(/^0+/, '');
}

const always = ['hs_object_id', 'createdate', 'lastmodifieddate'];

function shown({ id }: HubspotObject, all: Properties, wanted?: readonly string[]) {
  const names = wanted ? [...wanted, ...always] : Object.keys(all);
  const properties = Object.fromEntries(names.map((name) => [name, all[name] ?? null]));
  return { id, properties: { ...properties, hs_object_id: id }, archived: false };
}
