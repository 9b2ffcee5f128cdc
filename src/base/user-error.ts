/**
 * An error whose message is meant for the person at the keyboard: one line that says what is wrong
 * and what to do. Anything else that reaches a front end is a bug of ours and is shown with its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  /** By its name: what is loaded when it is wanted is a bundle of its own, with a class of its own. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'UserError';
  }
}

/** The one line that a front end shows for any thrown value. */
export function messageFor(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
