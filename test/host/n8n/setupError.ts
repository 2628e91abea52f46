/** A missing prerequisite; the message is one line that says what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
