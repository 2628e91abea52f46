/**
 * A stand-in for HighLevel, written from its documentation alone: github.com/GoHighLevel/highlevel-api-docs
 * apps/contacts.json (upsert, search/duplicate, notes, tags), marketplace.gohighlevel.com /docs/other/rate-limits, and
 * the models of the vendor's own client, with which the compiler compares what is taken. What they leave open is
 * "assumed".
 */
import type {
  NotesDTO,
  TagsDTO,
  UpdateContactDto,
  UpsertContactDto,
} from '@gohighlevel/api-client/dist/lib/code/contacts/models/contacts.js';
import { z } from 'zod/v4';
import { bearerToken, Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';
import { createCrmApi, readBody, readQuery, sentBy } from './api.ts';

export const highlevelHost = 'services.leadconnectorhq.com';

const known = z.strictObject({
  email: z.email().optional(),
  phone: z.string().min(1).optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  name: z.string().optional(),
  /** Replaces the tags that the contact has. */
  tags: z.array(z.string()).optional(),
});
const bodies = {
  update: sentBy<UpdateContactDto>()(known),
  upsert: sentBy<UpsertContactDto>()(known.extend({ locationId: z.string().min(1) })),
  note: sentBy<NotesDTO>()(
    z.strictObject({
      body: z.string().min(1),
      userId: z.string().optional(),
      title: z.string().optional(),
    }),
  ),
  tags: sentBy<TagsDTO>()(z.strictObject({ tags: z.array(z.string().min(1)).min(1) })),
};

export interface HighlevelContact {
  id: string;
  locationId: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  /** With country code and without spaces, whatever was typed. */
  phone?: string;
  tags: string[];
  notes: { id: string; title?: string; body: string; dateAdded: string }[];
  dateUpdated: string;
}

export interface HighlevelEmulator extends Api {
  contacts: HighlevelContact[];
  /** Every change of a contact's tags; automations start on them. */
  tagChanges: { contactId: string; added?: string; removed?: string }[];
  /** The location's setting: which field tells a duplicate first; `allowed` lets two contacts share a number. */
  duplicates: { first: 'email' | 'phone'; allowed: boolean };
  clear: () => void;
  /** Adds somebody whom the location has known for long. */
  seed: (contact: {
    firstName?: string;
    lastName?: string;
    email?: string;
    phone?: string;
    tags?: string[];
    usedAt?: string;
  }) => HighlevelContact;
}

const error = (statusCode: number, message: string): Reply => ({
  status: statusCode,
  body: { statusCode, message },
});
const invalid = (problem: string) => error(422, problem);
/** What the burst limit answers: 100 requests in 10 s. */
export const highlevelLimit: Reply = error(429, 'Too Many Requests');

/** Assumed: a number without country code is of the location's country. */
function normalised(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return phone.trim().startsWith('+') ? `+${digits}` : `+1${digits.slice(-10)}`;
}

/** @param tokens OAuth access tokens and Private Integration Tokens, both sent as bearer tokens */
export function createHighlevelEmulator(tokens: readonly string[], locationId: string): HighlevelEmulator {
  const contacts: HighlevelContact[] = [];
  const tagChanges: HighlevelEmulator['tagChanges'] = [];
  const duplicates: HighlevelEmulator['duplicates'] = { first: 'email', allowed: false };
  let lastId = 0;

  const contact = (id = '') => {
    const found = contacts.find((one) => one.id === id);
    if (!found) throw new Refusal(error(400, 'Contact not found'), `no contact ${id}`);
    return found;
  };
  const inLocation = (id: string | undefined) => {
    if (id !== locationId) {
      throw new Refusal(error(403, 'The token does not have access to this location.'), 'location');
    }
  };

  /** The contact used last comes first. Assumed where several have the same number. */
  function same(email: string | undefined, phone: string | undefined): HighlevelContact | undefined {
    const newest = [...contacts].sort((one, other) => (one.dateUpdated < other.dateUpdated ? 1 : -1));
    const by = {
      email: newest.find((one) => email !== undefined && one.email === email.toLowerCase()),
      phone: newest.find((one) => phone !== undefined && one.phone === normalised(phone)),
    };
    return duplicates.first === 'email' ? (by.email ?? by.phone) : (by.phone ?? by.email);
  }

  function write(target: HighlevelContact, body: z.output<typeof known>): void {
    const { email, phone, name, tags, firstName, lastName } = body;
    const taken = (field: 'email' | 'phone', value: string) =>
      !duplicates.allowed && contacts.some((one) => one !== target && one[field] === value);
    const address = email?.toLowerCase();
    const number = phone === undefined ? undefined : normalised(phone);
    const [first, ...rest] = name?.split(' ') ?? [];
    Object.assign(
      target,
      first !== undefined && { firstName: first },
      rest.length > 0 && { lastName: rest.join(' ') },
      firstName !== undefined && { firstName },
      lastName !== undefined && { lastName },
      address !== undefined && !taken('email', address) && { email: address },
      number !== undefined && !taken('phone', number) && { phone: number },
      { dateUpdated: new Date().toISOString() },
    );
    if (tags) target.tags = tags.map((tag) => tag.toLowerCase());
  }

  function make(): HighlevelContact {
    lastId += 1;
    const made = {
      id: `contact-${lastId}`,
      locationId,
      tags: [],
      notes: [],
      dateUpdated: new Date().toISOString(),
    };
    contacts.push(made);
    return made;
  }

  /** The answers have no notes. */
  const shown = (saved: HighlevelContact) => ({ ...saved, notes: undefined });

  function save(request: ReceivedRequest): Reply {
    const { locationId: location, ...body } = readBody(request, bodies.upsert, invalid);
    inLocation(location);
    if (!body.email && !body.phone) throw new Refusal(invalid('email or phone is needed'), 'email or phone');
    const found = same(body.email, body.phone);
    const saved = found ?? make();
    write(saved, body);
    return {
      status: found ? 200 : 201,
      body: { new: found === undefined, contact: shown(saved), traceId: '1b76' },
    };
  }

  const api = createCrmApi(
    {
      'POST /contacts/upsert': save,
      'POST /contacts/upsert/': save,
      // Assumed: the answer when there is none.
      'GET /contacts/search/duplicate': (request) => {
        const query = readQuery<{ locationId: string; number?: string; email?: string }>(
          request,
          { locationId: z.string(), number: z.string().min(1).optional(), email: z.email().optional() },
          invalid,
        );
        inLocation(query.locationId);
        const found = same(query.email, query.number);
        return { status: 200, body: { contact: found ? shown(found) : null, traceId: '1b76' } };
      },
      'PUT /contacts/*': (request, id) => {
        const target = contact(id);
        write(target, readBody(request, bodies.update, invalid));
        return { status: 200, body: { succeded: true, contact: shown(target) } };
      },
      'GET /contacts/*/notes': (_, id) => ({
        status: 200,
        body: { notes: [...contact(id).notes].reverse() },
      }),
      'POST /contacts/*/notes': (request, id) => {
        const { body, title } = readBody(request, bodies.note, invalid);
        const note = {
          id: `note-${++lastId}`,
          ...(title !== undefined && { title }),
          body,
          dateAdded: new Date().toISOString(),
        };
        contact(id).notes.push(note);
        return { status: 201, body: { note: { ...note, contactId: id } } };
      },
      'POST /contacts/*/tags': (request, id) => {
        const target = contact(id);
        for (const tag of readBody(request, bodies.tags, invalid).tags.map((one) => one.toLowerCase())) {
          if (target.tags.includes(tag)) continue;
          target.tags.push(tag);
          tagChanges.push({ contactId: target.id, added: tag });
        }
        return { status: 201, body: { tags: target.tags } };
      },
      'DELETE /contacts/*/tags': (request, id) => {
        const target = contact(id);
        for (const tag of readBody(request, bodies.tags, invalid).tags.map((one) => one.toLowerCase())) {
          if (!target.tags.includes(tag)) continue;
          target.tags = target.tags.filter((one) => one !== tag);
          tagChanges.push({ contactId: target.id, removed: tag });
        }
        return { status: 200, body: { tags: target.tags } };
      },
    },
    (request) => {
      if (!tokens.includes(bearerToken(request) ?? '')) throw new Refusal(error(401, 'Invalid JWT'), 'token');
      if (request.headers['version'] !== '2021-07-28') {
        throw new Refusal(error(401, 'version header was not found.'), 'Version');
      }
    },
    error(404, 'Not Found'),
  );
  return {
    ...api,
    contacts,
    tagChanges,
    duplicates,
    clear: () => {
      contacts.length = 0;
      tagChanges.length = 0;
    },
    seed: ({ tags = [], usedAt = '2024-01-01T00:00:00.000Z', phone, email, ...names }) => {
      const made = make();
      Object.assign(
        made,
        names,
        { tags, dateUpdated: usedAt },
        phone !== undefined && { phone: normalised(phone) },
        email !== undefined && { email: email.toLowerCase() },
      );
      return made;
    },
  };
}
