import type { CallOutcome } from './outcome.ts';
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

/** What a normaliser says; the rest of the record is the same for every provider and added by `receive`. */
export type NormalizedOutcome = Omit<CallOutcome, 'id' | 'provider' | 'summary' | 'raw'>;

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
  /** Identity from the raw event alone: the same for a repeated delivery, another for another outcome. */
  identify: (wire: Wire) => string;
  normalize: (wire: Wire, options: NormalizeOptions) => NormalizedOutcome;
}

export interface Provider extends Omit<ProviderDefinition<never>, 'parse' | 'identify' | 'normalize'> {
  read: (body: unknown, options: NormalizeOptions) => { outcomes: ReadOutcome[]; ignored: Ignored[] };
}

export interface ReadOutcome {
  id: string;
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
      const outcomes = events.map(({ wire, raw }) => ({
        id: `${facts.id}:${identify(wire)}`,
        normalized: normalize(wire, options),
        raw,
      }));
      return { outcomes, ignored };
    },
  };
}
