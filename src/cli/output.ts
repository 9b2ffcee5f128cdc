import type { Deed } from '../base/deed';
import { visibleText } from '../base/visible-text';

/** With --json one document on stdout and nothing else; everything for people about the run goes to stderr. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** One of several documents on stdout, each a line. */
export function printJsonLine(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** One row a line, whatever the names in it hold: line breaks and escape codes of a module never reach the terminal. */
export function printRows(rows: readonly string[]): void {
  if (rows.length > 0) print(rows.map(visibleText).join('\n'));
}

export function tell(text: string): void {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

export const colourWanted = (): boolean => process.stdout.isTTY === true && !process.env['NO_COLOR'];

/** Of the terminal that reads along; undefined where a file or a program does. */
export const terminalColumns = (): number | undefined => (process.stdout.isTTY ? process.stdout.columns : undefined);

/** Ctrl-C, a supervisor's wish, and the terminal's window closing. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** As shells have it: 128 and the number of SIGINT. */
const INTERRUPTED = 130;
/** A program that was attached to wants its inspector closed again, which is a matter of milliseconds. */
const LEAVING_MS = 2_000;

/**
 * Runs a deed with its progress on stderr (one line that is rewritten on a terminal, silent elsewhere). Ctrl-C cancels
 * it: what was got until then is still the result. A second one leaves the program alone, as it was, and is done with it;
 * a third one leaves at once.
 */
export async function follow<Result>(deed: Deed<Result>): Promise<Result> {
  const onSignal = (): void => {
    interrupts++;
    if (interrupts === 1) deed.cancel();
    else if (interrupts === 2) setTimeout(() => process.exit(INTERRUPTED), LEAVING_MS).unref();
    else process.exit(INTERRUPTED);
  };
  let interrupts = 0;
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  const progress = deed.onProgress(({ message, fraction }) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${message}${fraction === undefined ? '' : ` ${Math.round(fraction * 100)} %`}`);
  });
  try {
    return await deed.result;
  } finally {
    progress.dispose();
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    for (const name of ENDING_SIGNALS) process.off(name, onSignal);
  }
}
