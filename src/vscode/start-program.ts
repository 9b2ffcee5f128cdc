import { join } from 'node:path';

export interface StartProgram {
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
}

const USUAL_NAMES = ['index.js', 'index.mjs', 'server.js', 'server.mjs', 'app.js', 'app.mjs', 'main.js', 'main.mjs', 'src/index.js', 'src/server.js'];

/**
 * What a folder starts: the script of its package's `start`, its `main`, or a file of a usual name. `read` gives the
 * text of a file below the folder, or undefined.
 */
export function startProgram(root: string, read: (path: string) => string | undefined): StartProgram | undefined {
  const manifest = manifestOf(read('package.json'));
  const candidates: StartProgram[] = [];
  const started = startScript(manifest?.scripts?.start);
  if (started) candidates.push(started);
  if (typeof manifest?.main === 'string') candidates.push({ program: manifest.main, args: [] });
  candidates.push(...USUAL_NAMES.map((program) => ({ program, args: [] })));
  const found = candidates.find(({ program }) => read(program) !== undefined);
  return found && { program: join(root, found.program), args: found.args };
}

interface Manifest {
  readonly main?: unknown;
  readonly scripts?: { readonly start?: unknown };
}

function manifestOf(text: string | undefined): Manifest | undefined {
  try {
    const content: unknown = JSON.parse(text ?? '');
    return typeof content === 'object' && content !== null ? content : undefined;
  } catch {
    return undefined;
  }
}

/**
 * `node [options] file args` and nothing more, after what was built before (`tsc && node dist/server.js`): a shell's other
 * words (quotes, variables, pipes) are left to the shell.
 */
function startScript(script: unknown): StartProgram | undefined {
  const last = typeof script === 'string' ? script.split('&&').at(-1)! : '';
  if (/[&|;<>"'`$\\]/.test(last)) return undefined;
  const match = /^\s*node\s+(?:--?[^\s]+\s+)*([^\s-][^\s]*)\s*(.*)$/.exec(last);
  return match ? { program: match[1]!, args: match[2]!.split(/\s+/).filter(Boolean) } : undefined;
}
