/** A webhook as the host got it. */
export interface WebhookRequest {
  /** Header names in any letter case. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes as sent: signatures are over these, so a re-serialised body never verifies. */
  rawBody: string | Uint8Array;
  query?: Readonly<Record<string, string | undefined>>;
}

/** Whether the request proves to come from someone who knows `secret`, which is never blank. Never throws. */
export type Verify = (request: WebhookRequest, secret: string, now: Date) => boolean;

/** The one value of a header, or null: two different values leave open which of them is meant. */
export function headerOf({ headers }: WebhookRequest, name: string): string | null {
  const values = Object.entries((headers as WebhookRequest['headers'] | null | undefined) ?? {})
    .filter(([key, value]) => value !== undefined && key.toLowerCase() === name)
    .flatMap(([, value]) => value);
  const [first, ...rest] = new Set(values);
  return typeof first === 'string' && rest.length === 0 ? first.trim() : null;
}
