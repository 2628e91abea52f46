/**
 * Zapier's publishing rules as far as the definition of an app shows them, and a few of our own ("own-…").
 * Zapier itself checks them only on its server:
 * https://docs.zapier.com/integrations/publish/integration-checks-reference
 */

export interface PublishingProblem {
  rule: string;
  path: string;
  message: string;
}

export interface Field {
  key: string;
  label?: string;
  helpText?: string;
  type?: string;
  required?: boolean;
  computed?: boolean;
  primary?: boolean;
  list?: boolean;
  children?: Field[];
  choices?: unknown;
  dynamic?: string | undefined;
  search?: string;
  dependsOn?: string[];
  inputFormat?: string;
}

export interface Step {
  key: string;
  noun: string;
  display: { label?: string; description?: string; directions?: string; hidden?: boolean };
  operation: {
    type?: string | undefined;
    inputFields?: unknown[];
    outputFields?: unknown[];
    sample?: Record<string, unknown> | undefined;
    performList?: unknown;
    performSubscribe?: unknown;
    performUnsubscribe?: unknown;
  };
}

/** What `definition.json` of a build holds, without what no rule looks at. */
export interface AppDefinition {
  authentication?: { type: string; connectionLabel?: unknown; fields?: Field[] };
  triggers?: Record<string, Step>;
  searches?: Record<string, Step>;
  creates?: Record<string, Step>;
  searchOrCreates?: Record<string, { key: string; search: string; create: string }>;
}

type Kind = 'triggers' | 'searches' | 'creates';

interface Context {
  app: AppDefinition;
  kind: Kind;
  step: Step;
  path: string;
}

interface FieldContext extends Context {
  field: Field;
}

type Message = string | false;

const SMALL_WORDS = new Set(
  'a an and as at but by for from in into nor of on or per the to via vs with'.split(' '),
);

/** Rules about every step that users see. */
const STEP_RULES: Readonly<Record<string, (context: Context) => Message>> = {
  D006: ({ step }) => isHook(step) && !step.operation.performList && 'a hook needs performList',
  D009: ({ kind, step }) =>
    kind === 'searches' && inputsOf(step).length === 0 && 'a search needs an input field',
  D010: ({ kind, step }) =>
    kind === 'triggers' && !isHook(step) && !hasPrimaryKey(step) && 'the sample has no primary key',
  D012: ({ step }) => !step.operation.sample && 'there is no sample',
  D017: ({ step }) => isStaticHook(step) && 'a static hook is not accepted in a public app',
  D018: ({ step }) => !isTitleCase(step.display.label ?? '') && 'the label is not in Title Case',
  D021: ({ kind, step }) =>
    kind === 'triggers' &&
    !/^Triggers when .*\.$/.test(step.display.description ?? '') &&
    'the description is not "Triggers when … ."',
  D022: ({ kind, step }) =>
    kind === 'creates' && inputsOf(step).length === 0 && 'an action needs an input field',
  D023: ({ step }) =>
    datesWithoutZone(step.operation.sample) && 'a date of the sample is not ISO 8601 with an offset',
  D024: ({ step }) => misfits(step),
  'own-hook-type': ({ step: { operation } }) =>
    operation.performSubscribe !== undefined &&
    operation.type !== 'hook' &&
    operation.type !== 'hook_to_poll' &&
    'without the type hook a trigger with performSubscribe polls',
  'own-trigger-input': ({ kind, step: { operation } }) =>
    kind === 'triggers' &&
    operation.inputFields?.every(isStatic) === false &&
    "Zapier's editor has dynamic input fields in actions only",
  'own-output-field': ({ step }) => undescribed(step),
  'own-description': ({ kind, step }) =>
    kind !== 'triggers' &&
    !/^[A-Z][a-z]+s .*\.$/.test(step.display.description ?? '') &&
    'the description is not "<Verb>s … ."',
  'own-no-zapier': ({ step }) =>
    /zapier/i.test(step.display.description ?? '') && 'the description names Zapier',
  'own-directions': ({ step }) =>
    isStaticHook(step) && !step.display.directions && 'nothing says where the URL goes',
};

/** Rules about every input field of these steps. */
const FIELD_RULES: Readonly<Record<string, (context: FieldContext) => Message>> = {
  D001: ({ field }) =>
    /api_?key|token|secret|password/i.test(field.key) && 'a key belongs into the connection',
  D004: ({ field }) =>
    /(^|_)id$/.test(field.key) && !field.dynamic && !field.choices && 'an ID needs a dropdown',
  D005: ({ app, field: { dynamic } }) =>
    dynamic !== undefined && !app.triggers?.[first(dynamic)] && `there is no trigger ${dynamic}`,
  D011: ({ field: { label, helpText } }) =>
    helpText !== undefined && letters(helpText) === letters(label ?? '') && 'the help text repeats the label',
  D013: ({ app, field: { search } }) =>
    search !== undefined && !app.searches?.[first(search)] && `there is no search ${search}`,
  D014: ({ field }) => field.search !== undefined && !field.dynamic && 'a search needs dynamic too',
  'own-depends-on': ({ step, field: { dependsOn = [] } }) =>
    dependsOn.some((key) => inputsOf(step).every((other) => other.key !== key)) && 'dependsOn names no field',
  'own-field-label': ({ field }) => !isTitleCase(field.label ?? '') && 'the label is not in Title Case',
};

/** Rules about the whole app. */
const APP_RULES: Readonly<Record<string, (app: AppDefinition) => { path: string; message: string }[]>> = {
  D002: ({ authentication }) =>
    (authentication?.fields ?? [])
      .filter(({ computed, helpText = '' }) => computed !== true && !helpText.includes('](https:'))
      .map(({ key }) => ({
        path: `authentication.${key}`,
        message: 'the help text does not link to where it is found',
      })),
  D003: ({ authentication }) =>
    authentication && !authentication.connectionLabel
      ? [{ path: 'authentication', message: 'there is no connectionLabel' }]
      : [],
  D007: (app) =>
    stringsOf(app)
      .filter(({ text }) => /^http:\/\/(?!localhost|127\.0\.0\.1)/.test(text))
      .map(({ path }) => ({ path, message: 'the URL is not https' })),
  D008: (app) =>
    stringsOf(app)
      .filter(({ path, text }) => /\.(description|helpText)$/.test(path) && hasBareUrl(text))
      .map(({ path }) => ({ path, message: 'a URL is neither a link nor in backticks' })),
  D015: (app) =>
    Object.entries(app.searchOrCreates ?? {})
      .filter(([, { search, create }]) => !app.searches?.[search] || !app.creates?.[create])
      .map(([key]) => ({
        path: `searchOrCreates.${key}`,
        message: 'the search or the create does not exist',
      })),
  D016: (app) => {
    const triggers = visible(app, 'triggers');
    const isOnlyStatic = triggers.length === 1 && triggers.every(isStaticHook);
    return isOnlyStatic && visible(app, 'creates').length === 0
      ? [{ path: 'triggers', message: 'an app is more than one static hook' }]
      : [];
  },
  D025: (app) =>
    stringsOf(app)
      .filter(({ text }) => /^(javascript|data|vbscript):/i.test(text))
      .map(({ path }) => ({ path, message: 'the URI runs a script' })),
  D026: ({ authentication }) =>
    (authentication?.fields ?? [])
      .filter(({ key, inputFormat }) => /domain|url|host/i.test(key) || inputFormat !== undefined)
      .map(({ key }) => ({
        path: `authentication.${key}`,
        message: 'check that a user-given domain is validated',
      })),
};

export const publishingRules: readonly string[] = [
  ...Object.keys(APP_RULES),
  ...Object.keys(STEP_RULES),
  ...Object.keys(FIELD_RULES),
];

/** What Zapier would refuse if the app were published. */
export function publishingProblems(app: AppDefinition): PublishingProblem[] {
  const contexts = (['triggers', 'searches', 'creates'] as const).flatMap((kind) =>
    visible(app, kind).map((step): Context => ({ app, kind, step, path: `${kind}.${step.key}` })),
  );
  const fieldContexts = contexts.flatMap((context) =>
    inputsOf(context.step).map((field): FieldContext => ({
      ...context,
      field,
      path: `${context.path}.${field.key}`,
    })),
  );
  return [
    ...Object.entries(APP_RULES).flatMap(([rule, check]) => check(app).map((found) => ({ rule, ...found }))),
    ...checked(STEP_RULES, contexts),
    ...checked(FIELD_RULES, fieldContexts),
  ];
}

function checked<Subject extends Context>(
  rules: Readonly<Record<string, (context: Subject) => Message>>,
  contexts: readonly Subject[],
): PublishingProblem[] {
  return Object.entries(rules).flatMap(([rule, check]) =>
    contexts.flatMap((context) => {
      const message = check(context);
      return message === false ? [] : [{ rule, path: context.path, message }];
    }),
  );
}

function visible(app: AppDefinition, kind: Kind): Step[] {
  return Object.values(app[kind] ?? {}).filter(({ display }) => display.hidden !== true);
}

function isHook({ operation }: Step): boolean {
  return operation.type === 'hook';
}

function isStaticHook(step: Step): boolean {
  return isHook(step) && !(step.operation.performSubscribe && step.operation.performUnsubscribe);
}

/** Fields that a function gives are known only at run time; Zapier does not look at them. */
function isStatic(field: unknown): field is Field {
  return typeof field === 'object' && field !== null;
}

function inputsOf({ operation }: Step): Field[] {
  return (operation.inputFields ?? []).filter(isStatic);
}

function outputsOf({ operation }: Step): Field[] {
  return (operation.outputFields ?? []).filter(isStatic);
}

function hasPrimaryKey(step: Step): boolean {
  const sample = step.operation.sample ?? {};
  const primary = outputsOf(step).filter((field) => field.primary === true);
  return primary.length > 0 ? primary.every(({ key }) => key in sample) : 'id' in sample;
}

/** A word with a capital further on, such as iPhone, is a name that its owner writes so. */
function isTitleCase(label: string): boolean {
  const words = label.split(/\s+/);
  return words.every(
    (word, index) => !/^[a-z]/.test(word) || /[A-Z]/.test(word) || (index > 0 && SMALL_WORDS.has(word)),
  );
}

function letters(text: string): string {
  return text.toLowerCase().replace(/\W+/g, '');
}

function first(reference: string): string {
  return reference.split('.')[0] ?? '';
}

function hasBareUrl(text: string): boolean {
  return /https?:\/\//.test(text.replace(/`[^`]*`/g, '').replace(/\[[^\]]*\]\([^()\s]*\)/g, ''));
}

function stringsOf(value: unknown, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    stringsOf(item, path === '' ? key : `${path}.${key}`),
  );
}

const LOCAL_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?!.*(?:Z|[+-]\d\d:?\d\d)$)|^\d{1,2} [A-Z][a-z]{2} \d{4}/;
const DATE_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;

function datesWithoutZone(sample: unknown): boolean {
  return stringsOf(sample).some(({ text }) => LOCAL_TIME.test(text));
}

/** Nested values by the path that Zapier gives them, such as `contact__phone`. */
function flatten(value: unknown, described: ReadonlySet<string>, path = ''): [string, unknown][] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || described.has(path)) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) =>
    flatten(item, described, path === '' ? key : `${path}__${key}`),
  );
}

function sampleValues(step: Step): Map<string, unknown> {
  const described = new Set(outputsOf(step).map(({ key }) => key));
  return new Map(flatten(step.operation.sample ?? {}, described));
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  datetime: (value) => typeof value === 'string' && DATE_TIME.test(value),
};

function misfits(step: Step): Message {
  const values = sampleValues(step);
  const wrong = outputsOf(step).filter(({ key, type = '', required, list, children }) => {
    const value = values.get(key);
    if (value === undefined) return required === true;
    return list !== true && !children && value !== null && FITS[type]?.(value) === false;
  });
  return wrong.length > 0 && `the sample does not fit: ${wrong.map(({ key }) => key).join(', ')}`;
}

function undescribed(step: Step): Message {
  if (step.operation.outputFields?.every(isStatic) !== true) return false;
  const described = new Set(outputsOf(step).map(({ key }) => key));
  const missing = [...sampleValues(step).keys()].filter((key) => !described.has(key));
  return missing.length > 0 && `no output field for: ${missing.join(', ')}`;
}
