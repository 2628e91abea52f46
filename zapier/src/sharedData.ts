/**
 * Zapier's core copies the definition for each webhook. It takes plain objects apart as often as they occur, down to
 * each of 245 countries; an object of a class it copies once and leaves whole:
 * https://github.com/zapier/zapier-platform/blob/main/packages/core/src/tools/data.js
 */
class Data {
  [key: string]: unknown;
}

/** The same definition, with equal data as one object of a class. What holds a function stays as it is. */
export function withSharedData<Definition>(definition: Definition): Definition {
  /** By the part itself, and by how it reads. */
  const known = new Map<unknown, unknown>();
  const data = new Set<unknown>();
  const isData = (part: unknown) => (isComposed(part) ? data.has(part) : typeof part !== 'function');
  const shared = (part: unknown): unknown => {
    if (!isComposed(part)) return part;
    if (known.has(part)) return known.get(part);
    const copy = Object.assign(Array.isArray(part) ? [] : new Data(), part) as Record<string, unknown>;
    for (const key of Object.keys(copy)) copy[key] = shared(copy[key]);
    if (!Object.values(copy).every(isData)) return Array.isArray(copy) ? copy : { ...copy };
    const json = JSON.stringify(copy);
    const one = known.get(json) ?? copy;
    known.set(json, one).set(part, one);
    data.add(one);
    return one;
  };
  return shared(definition) as Definition;
}

function isComposed(part: unknown): part is object {
  return typeof part === 'object' && part !== null;
}
