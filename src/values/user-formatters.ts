/** A user's own formatter went wrong; the message says which and how. */
export class FormatterFailure extends Error {
  override readonly name = 'FormatterFailure';
}
