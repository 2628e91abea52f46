/** Deeper than any real payload, and shallow enough that every host can serialise it. */
const MAX_DEPTH = 100;
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * A copy of parsed JSON that is safe to hand to other code: without keys that reach prototypes when merged,
 * and with null for what lies more than 100 levels deep.
 */
export function toPlain(value: unknown, depth = MAX_DEPTH): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((item) => toPlain(item, depth - 1));
  const safe = Object.entries(value).filter(([key]) => !UNSAFE_KEYS.has(key));
  return Object.fromEntries(safe.map(([key, item]) => [key, toPlain(item, depth - 1)]));
}
