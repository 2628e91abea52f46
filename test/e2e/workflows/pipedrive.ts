import { createPipedriveEmulator, pipedriveHost, pipedriveLimit } from '../../emulators/crm/pipedrive.ts';
import type { CrmUnderTest } from './crmUnderTest.ts';

const apiToken = 'an-api-token-of-pipedrive';
const api = createPipedriveEmulator([apiToken]);

export const pipedrive: CrmUnderTest = {
  name: 'Pipedrive',
  file: 'pipedrive',
  host: pipedriveHost,
  api,
  credentials: { pipedriveApi: { apiToken } },
  clear: api.clear,
  add: ({ name, email, secondEmail, phone, openDeal, usedAt }) => {
    const { id } = api.seed.person({
      name,
      emails: [email, secondEmail].filter((one) => one !== undefined),
      phones: phone === undefined ? [] : [phone],
      ...(usedAt !== undefined && { usedAt }),
    });
    if (openDeal !== undefined) api.seed.deal({ title: 'Their deal', person_id: id, value: openDeal });
  },
  people: () =>
    api.persons.map(({ id, name, emails, phones }) => ({
      name,
      email: emails?.[0]?.value ?? null,
      phone: phones?.[0]?.value ?? null,
      stage: null,
      calls: api.activities
        .filter(({ participants }) => participants?.[0]?.person_id === id)
        .sort((one, other) => when(one).localeCompare(when(other)))
        .map(({ subject, note }) => ({ title: subject, note: note ?? '' })),
      deals: api.deals
        .filter(({ person_id }) => person_id === id)
        .map(({ status, value }) => ({ won: status === 'won', value: value ?? null })),
    })),
  // A person in Pipedrive has no stage; a deal has.
  stages: { positive: null, follow_up: null, not_reached: null, negative: null },
  secondWrite: { method: 'POST', path: /\/deals$/ },
  busy: pipedriveLimit,
  cost: [2, 7],
};

function when({
  due_date = '',
  due_time = '',
}: {
  due_date?: string | undefined;
  due_time?: string | undefined;
}) {
  return `${due_date} ${due_time}`;
}
