/** A class for n8n to make an instance of, with what `make` gives as its own properties. */
export function classOf<Instance extends object>(make: () => Instance): new () => Instance {
  function Made(this: Instance) {
    Object.assign(this, make());
  }
  return Made as unknown as new () => Instance;
}
