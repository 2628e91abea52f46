/** What a delivery has that the documented ones have not, and the other way round: by paths and types alone. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ProviderId } from '../../shared/index.ts';
import type { Json } from './invent.ts';

type Shape = Map<string, Set<string>>;

const FIXTURES = new URL('../../shared/providers/', import.meta.url);
/** Not as a provider documents it, but as it might be all the same. */
const NOT_DOCUMENTED = /^(?:odd|refused|ignored)-|\.(?:expected|options)\.json$/;

export function differences(id: ProviderId, document: Json): string[] {
  const payloads = documentedPayloads(id);
  const documented = shapeOfAll(payloads);
  const sample = shapeOfAll(payloads.slice(0, 1));
  const found = shapeOfAll([document]);
  const others = [...found].flatMap(([path, types]) => {
    const expected = documented.get(path);
    if (!expected)
      return isOpen(path, documented) ? [] : [`${path}: not documented (${[...types].join(', ')})`];
    const wrong = [...types].filter((type) => type !== 'null' && !expected.has(type));
    return wrong.length === 0
      ? []
      : [`${path}: ${wrong.join(', ')}, documented as ${[...expected].join(', ')}`];
  });
  const missing = [...sample.keys()].filter((path) => !found.has(path) && !isOpen(path, found));
  return [...others, ...missing.map((path) => `${path}: missing`)];
}

/** The first is the documented sample. */
function documentedPayloads(id: ProviderId): Json[] {
  const folder = new URL(`${id}/fixtures/`, FIXTURES);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !NOT_DOCUMENTED.test(name));
  names.sort((a, b) => Number(b === 'outcome.json') - Number(a === 'outcome.json'));
  return names.map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Json);
}

function shapeOfAll(documents: readonly Json[]): Shape {
  const shape: Shape = new Map();
  for (const document of documents) for (const event of eventsOf(document)) addShape(event, '', shape);
  return shape;
}

/** iClosed sends its events in a list, alone, or in an envelope. */
function eventsOf(document: Json): Json[] {
  if (Array.isArray(document)) return document;
  const data = typeof document === 'object' && document !== null ? document['data'] : undefined;
  return Array.isArray(data) ? data : [document];
}

/** Whether the block that the path is in is null or of another type there, so that its content says nothing. */
function isOpen(path: string, shape: Shape): boolean {
  const parent = path.slice(0, path.lastIndexOf('.') + 1).slice(0, -1);
  if (parent === '') return false;
  const types = shape.get(parent);
  return types ? !types.has('object') : isOpen(parent, shape);
}

function addShape(value: Json, path: string, shape: Shape): void {
  const type = typeOf(value);
  if (path !== '') shape.set(path, (shape.get(path) ?? new Set()).add(type));
  if (Array.isArray(value)) for (const element of value) addShape(element, `${path}[]`, shape);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      addShape(inner, path === '' ? key : `${path}.${key}`, shape);
  }
}

export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'flag' : typeof value;
}
