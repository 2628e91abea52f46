import type { Action, Api, EntryList } from './action.ts';
import type { ApiCall, PatientTransport, Transport } from './api.ts';
import type { Inputs } from './inputs.ts';
import type { CallOutcome, OutcomeResult } from './outcome.ts';
import type { RawInputs } from './readInputs.ts';
import type { RecordOptions } from './record.ts';
import type { Filters } from './settings.ts';
import type { CountryCode } from './values/phone.ts';
import type { Proof } from './verify/proof.ts';

/** Why a part of a delivery gave no outcome although nothing was wrong with the sender. */
export interface Ignored {
  reason: string;
  hint: string;
}

/** One event as the provider sent it (`raw`) and as its payload schema read it (`wire`). */
export interface WireEvent<Wire> {
  wire: Wire;
  raw: Record<string, unknown>;
}

/** The provider's own word on the result. */
export interface Verdict {
  result: OutcomeResult;
  /** Whether the words of the outcome's name go before it. */
  afterName: boolean;
}

/** What a normaliser says; the rest of the record is the same for every provider and added by `receive`. */
export interface NormalizedOutcome extends Omit<
  CallOutcome,
  'id' | 'key' | 'provider' | 'summary' | 'outcome' | 'raw'
> {
  outcome: Omit<CallOutcome['outcome'], 'result' | 'resultSource'>;
  verdict: Verdict | null;
}

/** What an outcome is known by, from the raw event alone: never random, never the time. */
export interface Identity {
  /** One version of an outcome: the same for a repeated delivery, another for an edited outcome. */
  id: string;
  /** The outcome through all its versions. */
  key: string;
}

export interface NormalizeOptions {
  /** ISO 3166-1 alpha-2 country of phone numbers that come without a country code. */
  defaultCountry?: CountryCode | undefined;
}

/** How outcomes are fetched, chosen and proven: what the person who sets it up reads, and what a host does with it. */
export interface SetUp {
  /**
   * The steps for pasting a URL into the provider. `{url}` and `{secret}` stand for what each host calls these:
   * `instructions` puts that in.
   */
  pasted: readonly string[];
  /** Where the provider's API takes the URL. */
  subscription?: Subscription;
}

/** The address that a host offers for deliveries. */
export interface Receiver {
  /** Where the provider posts, without the token. */
  url: string;
  /** Unguessable; comes back with every delivery. */
  token: string;
  /** Other addresses of this same receiver, such as a test URL beside the production URL. */
  siblings: readonly string[];
  /** Whether outcomes go back to a sibling that has them now, as after a test. */
  isTemporary: boolean;
  /** For a host that may offer another `url` at the next attempt to subscribe: by it the first is known again. */
  owner?: Owner | undefined;
  /** Where the user of this host gives it an address that the provider can reach. */
  unreachableHint?: string;
}

/** Whose a receiver is, whatever its `url`. */
interface Owner {
  name: string;
  /** Whether no other receiver has this name. Where one may, only an attempt that was cut off is known by it. */
  isUnique: boolean;
}

/** How a host becomes the receiver of deliveries, and stops being it. `raw`: what the user chose, by `inputs`. */
export interface Subscription {
  inputs: Inputs;
  isSubscribed: (raw: RawInputs, receiver: Receiver, transport: Transport) => Promise<boolean>;
  /** Also after an attempt that was cut off. `operationId`: a new one for each. */
  subscribe: (
    raw: RawInputs,
    receiver: Receiver,
    transport: PatientTransport,
    operationId: string,
  ) => Promise<void>;
  unsubscribe: (
    raw: RawInputs,
    receiver: Receiver,
    transport: PatientTransport,
    operationId: string,
  ) => Promise<void>;
  /** Whether the provider posts to `url` with this token, although the host has forgotten it. */
  isSubscribedWith: (url: string, token: unknown, transport: Transport) => Promise<boolean>;
  /** Deliveries as the provider would send them for the account's own outcomes. */
  sampleDeliveries: (raw: RawInputs, api: Api) => Promise<unknown[]>;
}

/** What calls to the provider carry. */
export interface ApiKey {
  /** Its name where it is kept, such as `apiToken`. */
  name: string;
  label: string;
  help: string;
  placeholder?: string;
  /** The page that says where it is found. */
  page: string;
  /** A call that changes nothing; without one, the first action shows whether the key is right. */
  test?: () => ApiCall<unknown>;
  /** Its key where keys are in snake_case, if it is not the name in that form. */
  key?: string;
}

interface ProviderDefinition<Wire> {
  id: string;
  /** As the product writes itself. */
  name: string;
  /** The provider's own page about this webhook. */
  docsUrl: string;
  proof: Proof;
  /** When a delivery comes, behind "when", such as "an agent applies an outcome to a call". */
  event: string;
  setUp: SetUp;
  filters: Filters;
  /**
   * Deliveries with invented values, for demonstrations and for mapping fields before a call: the documented one, then
   * one for each other result.
   */
  samples: readonly [unknown, ...unknown[]];
  /** Where there is an API: its key, what can be chosen from the account, and what can be done. */
  apiKey?: ApiKey;
  lists?: Readonly<Record<string, EntryList>>;
  actions?: readonly Action[];
  /** Recent outcomes from the API, for accounts without deliveries, the latest call first. */
  recentOutcomes?: (now: Date, options: RecordOptions, api: Api) => Promise<CallOutcome[]>;
  /** Finds the events in a body. Throws `invalid_payload` where there is none. */
  parse: (body: unknown) => { events: WireEvent<Wire>[]; ignored: Ignored[] };
  /** Without the provider's id in front. */
  identify: (wire: Wire) => Identity;
  normalize: (wire: Wire, options: NormalizeOptions) => NormalizedOutcome;
}

export interface Provider extends Omit<
  ProviderDefinition<never>,
  'parse' | 'identify' | 'normalize' | 'lists' | 'actions'
> {
  lists: Readonly<Record<string, EntryList>>;
  actions: readonly Action[];
  read: (body: unknown, options: NormalizeOptions) => { outcomes: ReadOutcome[]; ignored: Ignored[] };
}

export interface ReadOutcome extends Identity {
  normalized: NormalizedOutcome;
  raw: Record<string, unknown>;
}

/** The steps for pasting a URL, with the host's own words for the URL and for the secret. */
export function instructions({ setUp }: Provider, words: { url: string; secret: string }): string[] {
  return setUp.pasted.map((step) =>
    step.replace(/\{(url|secret)\}/g, (_, name: 'url' | 'secret') => words[name]),
  );
}

/** Composes a provider's own steps, so that its wire type stays its own affair. */
export function defineProvider<const Id extends string, Wire>(
  definition: ProviderDefinition<Wire> & { id: Id },
): Provider & { id: Id } {
  const { parse, identify, normalize, lists = {}, actions = [], ...facts } = definition;
  return {
    ...facts,
    lists,
    actions,
    read(body, options) {
      const { events, ignored } = parse(body);
      const outcomes = events.map(({ wire, raw }) => {
        const { id, key } = identify(wire);
        return {
          id: `${facts.id}:${id}`,
          key: `${facts.id}:${key}`,
          normalized: normalize(wire, options),
          raw,
        };
      });
      return { outcomes, ignored };
    },
  };
}
