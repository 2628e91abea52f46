/** A CRM that a user puts behind a workflow: `PUT /entries/<key>` adds or updates the entry with that key. */
import { readJson } from '../http.ts';
import type { Api } from '../http.ts';
import { createCrmApi } from './api.ts';

export const ownCrmHost = 'crm.example.com';

export interface OwnCrm extends Api {
  /** By key, each with what was written, the first one first. */
  entries: Map<string, unknown[]>;
}

export function createOwnCrm(): OwnCrm {
  const entries: OwnCrm['entries'] = new Map();
  const notJson = { status: 400 };
  const api = createCrmApi(
    {
      'PUT /entries/*': (request, key = '') => {
        entries.set(key, [...(entries.get(key) ?? []), readJson(request, notJson)]);
        return { status: 200, body: { key } };
      },
    },
    () => undefined,
    { status: 404 },
  );
  return { ...api, entries };
}

/** The HTTP Request that writes to it. @param key n8n's expression for the key, without braces */
export const writeTo = (key: string) => ({
  method: 'PUT',
  url: `=https://${ownCrmHost}/entries/{{ encodeURIComponent(${key}) }}`,
  sendBody: true,
  specifyBody: 'json',
  jsonBody: '={{ $json }}',
  options: {},
});

/** How a write can fail. */
export const failures = {
  'an error of its own': { method: 'PUT', answer: { status: 500, body: { message: 'Down' } } },
  'a lost answer': { method: 'PUT', answer: 'reset', applied: true },
} as const;
