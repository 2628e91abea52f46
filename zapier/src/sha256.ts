import { createHash } from 'node:crypto';

/** Of the text as UTF-8, whereas `z.hash` takes "б" and "1" for the same. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
