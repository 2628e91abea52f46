import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { createHighlevelEmulator, highlevelHost, highlevelLimit } from '../../emulators/crm/highlevel.ts';
import { signedIn } from '../../helpers/workflowRig.ts';
import type { Workflow } from '../../host/n8n/client.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';
import { call, meeting, meetings, somebody } from './deliveries.ts';

const token = 'a-token-of-highlevel';
const location = 'location-1';
const api = createHighlevelEmulator([token], location);

/** The tags as they are delivered. */
function tagOf(result: string): string {
  const file = new URL('../../../n8n/workflows/highlevel.json', import.meta.url);
  const { nodes } = JSON.parse(readFileSync(file, 'utf8')) as Workflow;
  const { assignments } = nodes.find(({ name }) => name === 'Settings')?.parameters as {
    assignments: { assignments: { name: string; value: string }[] };
  };
  return assignments.assignments.find(({ name }) => name === `Tag: ${result}`)?.value ?? '';
}

export const highlevel: CrmUnderTest = {
  name: 'HighLevel',
  file: 'highlevel',
  choices: { settings: { 'Location ID': ` ${location} ` } },
  host: highlevelHost,
  api,
  credentials: { highLevelOAuth2Api: signedIn(token, { locationId: location }) },
  clear: api.clear,
  add: ({ name, email, phone, stage, usedAt }) => {
    const [firstName = '', lastName = ''] = name.split(' ');
    // Two contacts with one number are possible only where the location allows them.
    api.duplicates.allowed = true;
    api.seed({
      ...{ firstName, lastName, tags: ['vip', ...(stage === undefined ? [] : [stage])] },
      ...(email !== undefined && { email }),
      ...(phone !== undefined && { phone }),
      ...(usedAt !== undefined && { usedAt }),
    });
  },
  people: () =>
    api.contacts.map((contact) => ({
      name: [contact.firstName, contact.lastName].filter(Boolean).join(' ') || null,
      email: contact.email ?? null,
      phone: contact.phone ?? null,
      // All of them: there has to be one at a time.
      stage: contact.tags.filter((tag) => tag !== 'vip').join() || null,
      calls: contact.notes
        .map(({ body }) => ({ title: body.split(/ \(|\n/)[0] ?? '', note: body }))
        .sort((one, other) => calledAt(one.note).localeCompare(calledAt(other.note))),
      deals: [],
    })),
  stages: {
    positive: tagOf('positive'),
    follow_up: tagOf('follow_up'),
    not_reached: tagOf('not_reached'),
    negative: tagOf('negative'),
  },
  writes: {
    sale: ['POST /contacts/upsert', 'POST /contacts/*/notes', 'POST /contacts/*/tags'],
    noSale: ['POST /contacts/*/notes', 'DELETE /contacts/*/tags', 'POST /contacts/*/tags'],
  },
  busy: highlevelLimit,
  cost: [2, 5],
  findsExtensions: false,
  deals: false,
  secondEmails: false,
  keepsNumbersAsTyped: false,
  findsSeveral: false,
  more: [
    {
      name: 'a contact without a name gets it, and the other tags stay',
      run: async (_crm, { send }) => {
        const sam = somebody();
        api.seed({ phone: sam.typed, tags: ['vip', 'call negative'] });
        await send([meetings(meeting(sam))]);
        expect(api.contacts).toMatchObject([
          { firstName: sam.first, lastName: sam.last, tags: ['vip', 'call positive'] },
        ]);
      },
    },
    {
      name: 'a call that says nothing keeps the tag, and a tag that is there starts nothing again',
      run: async (_crm, { send }) => {
        const sam = somebody();
        await send([
          await call(sam, 'positive', '2026-03-02 10:00:00+00'),
          await call(sam, 'unknown', '2026-03-03 10:00:00+00'),
          await call(sam, 'positive', '2026-03-04 10:00:00+00'),
        ]);
        const [contact] = api.contacts;
        expect(contact?.tags).toEqual(['call positive']);
        expect(api.requests.filter(({ path }) => path.endsWith('/tags')).length).toBe(1);
      },
    },
  ],
};

/** HighLevel dates a note by when it was added, so the call's own time has to be in it. */
function calledAt(note: string): string {
  return /^Called: (.+)$/m.exec(note)?.[1] ?? '';
}

export const highlevelByPrivateToken: CrmUnderTest = {
  ...highlevel,
  name: 'HighLevel with a Private Integration Token',
  file: 'highlevel-private-token',
  credentials: { httpBearerAuth: { token } },
};
