/** What n8n's editor should show of a node, worked out from the node's description alone. */

export interface Property {
  name: string;
  displayName: string;
  type: string;
  default?: unknown;
  options?: PropertyOption[];
  displayOptions?: { show?: Values; hide?: Values };
}

/** A value to choose, a parameter to add to a collection, or the parameters of a row. */
type PropertyOption = Partial<Property> & { value?: unknown; values?: Property[] };

type Values = Readonly<Record<string, unknown>>;

/** Every combination of the values that decide which parameters are shown. */
export function statesOf(properties: readonly Property[], chosen: Values = {}): Values[] {
  const decisive = new Set(
    properties.flatMap(({ displayOptions: { show, hide } = {} }) => namesIn(show, hide)),
  );
  const next = shownOf(properties, chosen).find(({ name }) => decisive.has(name) && !(name in chosen));
  if (next === undefined) return [chosen];
  return choicesOf(next).flatMap((value) => statesOf(properties, { ...chosen, [next.name]: value }));
}

/** The parameters that n8n shows at these values, by their order. */
export function shownOf(properties: readonly Property[], chosen: Values): Property[] {
  const values: Record<string, unknown> = { ...chosen };
  return properties.filter(({ name, default: given, displayOptions: { show = {}, hide = {} } = {} }) => {
    const has = ([other, wanted]: [string, unknown]) => [wanted].flat().includes(values[other]);
    const isShown = Object.entries(show).every(has) && !Object.entries(hide).some(has);
    if (isShown) values[name] ??= given;
    return isShown;
  });
}

/** The state with one of everything that can be added to its lists and collections. */
export function filled(properties: readonly Property[], state: Values): Record<string, unknown> {
  const added = shownOf(properties, state)
    .filter(({ type }) => type === 'collection' || type === 'fixedCollection')
    .map((property) => [property.name, filling(property)] as const);
  return { ...state, ...Object.fromEntries(added) };
}

/** The labels of these parameters and of all that is in them. */
export function labelsOf(properties: readonly Property[]): string[] {
  return properties
    .filter(({ type }) => type !== 'notice' && type !== 'hidden')
    .flatMap((property) => [property.displayName, ...labelsOf(partsOf(property))]);
}

/** The notices among these parameters, as a person reads them. */
export function noticesOf(properties: readonly Property[]): string[] {
  return properties
    .filter(({ type }) => type === 'notice')
    .map(({ displayName }) => plain(displayName.replace(/<li>/g, ' ').replace(/<[^>]+>/g, '')));
}

export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function filling(property: Property): unknown {
  if (property.type === 'collection') {
    return Object.fromEntries(partsOf(property).map((part) => [part.name, filling(part)]));
  }
  if (property.type !== 'fixedCollection') return property.default;
  return Object.fromEntries(
    (property.options ?? []).map(({ name = '', values = [] }) => [
      name,
      [Object.fromEntries(values.map((part) => [part.name, filling(part)]))],
    ]),
  );
}

function partsOf({ type, options = [] }: Property): Property[] {
  if (type === 'collection') return options as Property[];
  return type === 'fixedCollection' ? options.flatMap(({ values = [] }) => values) : [];
}

function choicesOf({ type, options = [] }: Property): unknown[] {
  if (type === 'boolean') return [true, false];
  // n8n adds a choice to every node with a credential, which refers to its HTTP Request node.
  return options.map(({ value }) => value).filter((value) => value !== '__CUSTOM_API_CALL__');
}

function namesIn(...conditions: (Values | undefined)[]): string[] {
  return conditions.flatMap((condition) => Object.keys(condition ?? {}));
}
