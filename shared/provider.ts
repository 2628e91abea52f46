import type { CallOutcome, OutcomeResult } from './outcome.ts';
import type { CountryCode } from './values/phone.ts';
import type { Verify } from './verify/request.ts';

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

/** How the receiver can tell that a delivery is from the provider. */
export interface Proof {
  verify: Verify;
  /** What a person whose delivery was refused should check. */
  hint: string;
}

interface ProviderDefinition<Wire> {
  id: string;
  /** As the product writes itself. */
  name: string;
  /** The provider's own page about this webhook. */
  docsUrl: string;
  proof: Proof;
  /** A documented delivery with invented values, for demonstrations and for mapping fields before a call. */
  sample: unknown;
  /** Finds the events in a body. Throws `invalid_payload` where there is none. */
  parse: (body: unknown) => { events: WireEvent<Wire>[]; ignored: Ignored[] };
  /** Without the provider's id in front. */
  identify: (wire: Wire) => Identity;
  normalize: (wire: Wire, options: NormalizeOptions) => NormalizedOutcome;
}

export interface Provider extends Omit<ProviderDefinition<never>, 'parse' | 'identify' | 'normalize'> {
  read: (body: unknown, options: NormalizeOptions) => { outcomes: ReadOutcome[]; ignored: Ignored[] };
}

export interface ReadOutcome extends Identity {
  normalized: NormalizedOutcome;
  raw: Record<string, unknown>;
}

/** Composes a provider's own steps, so that its wire type stays its own affair. */
export function defineProvider<const Id extends string, Wire>(
  definition: ProviderDefinition<Wire> & { id: Id },
): Provider & { id: Id } {
  const { parse, identify, normalize, ...facts } = definition;
  return {
    ...facts,
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
