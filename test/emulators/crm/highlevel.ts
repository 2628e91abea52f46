/**
 * A stand-in for HighLevel, written from its documentation alone:
 * marketplace.gohighlevel.com /docs/ghl/contacts (upsert, notes, tags).
 */
import { z } from 'zod/v4';
import { bearerToken, Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';
import { createCrmApi, readBody } from './api.ts';

export const highlevelHost = 'services.leadconnectorhq.com';

const upsert = z.strictObject({
  locationId: z.string().min(1),
  email: z.email().optional(),
  phone: z.string().min(1).optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  /** Replaces the tags that the contact has. */
  tags: z.array(z.string()).optional(),
});
const note = z.strictObject({ body: z.string().min(1), userId: z.string().optional() });
const tags = z.strictObject({ tags: z.array(z.string().min(1)).min(1) });

export type HighlevelContact = Omit<z.output<typeof upsert>, 'tags'> & {
  id: string;
  tags: string[];
  notes: string[];
};

export interface HighlevelEmulator extends Api {
  contacts: HighlevelContact[];
}

const error = (statusCode: number, message: string): Reply => ({
  status: statusCode,
  body: { statusCode, message },
});
const invalid = (problem: string) => error(422, problem);

export function createHighlevelEmulator(tokens: readonly string[], locationId: string): HighlevelEmulator {
  const contacts: HighlevelContact[] = [];

  const contact = (id = '') => {
    const found = contacts.find((one) => one.id === id);
    if (!found) throw new Refusal(error(404, 'Contact not found'), `no contact ${id}`);
    return found;
  };

  function save(request: ReceivedRequest): Reply {
    const body = readBody(request, upsert, invalid);
    if (body.locationId !== locationId)
      throw new Refusal(error(403, 'No access to the location'), 'location');
    if (!body.email && !body.phone) throw new Refusal(invalid('email or phone is needed'), 'email or phone');
    const same = ({ email, phone }: HighlevelContact) =>
      (body.email !== undefined && email === body.email) ||
      (body.phone !== undefined && phone === body.phone);
    const known = contacts.find(same);
    const saved = known ?? { id: `contact-${contacts.length + 1}`, locationId, tags: [], notes: [] };
    Object.assign(saved, body);
    if (!known) contacts.push(saved);
    return { status: 200, body: { new: known === undefined, contact: saved } };
  }

  const api = createCrmApi(
    {
      'POST /contacts/upsert': save,
      'POST /contacts/upsert/': save,
      'POST /contacts/*/notes': (request, id) => {
        const { body } = readBody(request, note, invalid);
        contact(id).notes.push(body);
        return { status: 201, body: { note: { id: 'note-1', body, contactId: id } } };
      },
      'POST /contacts/*/tags': (request, id) => {
        const target = contact(id);
        target.tags = [...new Set([...target.tags, ...readBody(request, tags, invalid).tags])];
        return { status: 201, body: { tags: target.tags } };
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
  return { ...api, contacts };
}
