const PROTOTYPES = [Object, Array, Function, String, Number, Boolean, Date, Map, Set, RegExp, Error].map(
  (constructor) => constructor.prototype as object,
);

/** A function that tells whether any built-in prototype is still as it was when this one was called. */
export function watchPrototypes(): () => boolean {
  const before = PROTOTYPES.map(describe);
  return () => PROTOTYPES.every((prototype, index) => same(describe(prototype), before[index] ?? []));
}

function describe(prototype: object): unknown[] {
  return Reflect.ownKeys(prototype).flatMap((key): unknown[] => [
    key,
    ...(Object.values(Object.getOwnPropertyDescriptor(prototype, key) ?? {}) as unknown[]),
  ]);
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => Object.is(item, b[index]));
}
