import type { Verify } from './request.ts';

/** What the provider adds to a request so that the receiver knows it. */
export interface Signature {
  headers?: Record<string, string>;
  query?: Record<string, string>;
}

/** What provider and receiver both know. */
export interface Secret {
  /** Its name where it is kept among others, such as `bearerToken`. */
  name: string;
  /** As the provider calls it. */
  label: string;
  help: string;
  /** Whether a text can be one. */
  accepts: (text: string) => boolean;
  /** What it must look like, behind its label, such as "must have at least 16 characters". */
  requirement: string;
  /** Not every account has one. */
  optional?: boolean;
  /** While it is replaced, deliveries come with the old and with the new one. */
  rotates?: boolean;
  /** A new one, of random bytes. */
  from: (bytes: Uint8Array) => string;
}

/** How the receiver knows that a delivery is from the provider. */
export interface Proof {
  verify: Verify;
  /** Proves a delivery as the provider would, for tests and trials. */
  sign: (body: string | Uint8Array, secret: string, now: Date) => Signature;
  /** Whether the proof is over the bytes of the body, so that it cannot be checked without them. */
  signsBody: boolean;
  secret: Secret;
  /** What a person whose delivery was refused should check. */
  hint: string;
}

/** What a provider adds to a way of proving. */
export type ProofFacts = Pick<Proof, 'hint'> & { secret: Pick<Secret, 'help' | 'optional' | 'rotates'> };

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
