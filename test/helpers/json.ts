/** Parsed JSON, as tests take it apart. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys whose content a provider's user chose, so that it is handed on whole. */
const HANDED_ON = new Set(['leadData', 'transaction']);

/** A copy in which every object that the core reads itself, at every level, is replaced by `change` of it. */
export function mapObjects(value: Json, change: (object: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [
    key,
    HANDED_ON.has(key) ? item : mapObjects(item, change),
  ]);
  return change(Object.fromEntries(entries));
}

/** A copy with the keys of every object, at every level, in the opposite order. */
export function reverseKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [key, reverseKeys(item)]);
  return Object.fromEntries(entries.reverse());
}

/** Every path to a value below the root, such as `['call', 'sid']`. */
export function pathsOf(value: Json): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    [key],
    ...pathsOf(item).map((path) => [key, ...path]),
  ]);
}

/** A copy with another value at a path, or without one where `replacement` is undefined. */
export function replaceAt(
  value: Json | undefined,
  [key, ...rest]: readonly string[],
  replacement: Json | undefined,
): Json | undefined {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      String(index) === key ? (replaceAt(item, rest, replacement) ?? []) : [item],
    );
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]): [string, Json][] => {
      const replaced = name === key ? replaceAt(item, rest, replacement) : item;
      return replaced === undefined ? [] : [[name, replaced]];
    }),
  );
}
