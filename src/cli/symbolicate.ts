import { moduleOffset } from '../base/offsets';
import { openModuleFile } from '../toolkit/open-module';
import { symbolicate, type SymbolicatedOffset } from '../toolkit/symbolicate';
import { symbolicateTrace } from '../toolkit/symbolicate-trace';
import { unknownPlace } from '../toolkit/unknown-place';
import type { Command, CommandInput, ExitCode } from './command';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, moduleOptions, openAskedModule, pathPrefixes, tellCaveats } from './module-options';
import { argumentsOrStdin, parseOffset, readStdin } from './option-parsing';
import { printJson, printRows } from './output';

export const symbolicateCommand: Command = {
  name: 'symbolicate',
  usage: 'symbolicate M.wasm OFF… | symbolicate --trace [--module M.wasm]…',
  summary: 'Module byte offsets to source frames, innermost first; or a text with V8 stack traces on stdin, rewritten.',
  maxArguments: Infinity,
  options: { ...MODULE_OPTIONS, trace: { type: 'boolean' }, module: { type: 'string', multiple: true } },
  optionHelp: { ...MODULE_OPTION_HELP, trace: 'read text with stack traces on stdin, write it with source frames', 'module FILE': 'with --trace: a module that may occur in it (repeatable)' },
  run: (input) => (input.values.flag('trace') ? rewriteTrace(input) : symbolicateOffsets(input)),
};

async function symbolicateOffsets(input: CommandInput): Promise<ExitCode> {
  const { positionals, values } = input;
  const symbols = await openAskedModule(input);
  const offsets = (await argumentsOrStdin(positionals.slice(1), 'an offset')).map(parseOffset);
  const answers = symbolicate(symbols, offsets, pathPrefixes(values));
  if (values.flag('json')) printJson(answers);
  else printRows(answers.flatMap((answer) => asText(answer, () => unknownPlace(symbols, moduleOffset(answer.offset)))));
  tellCaveats(symbols);
  return 0;
}

async function rewriteTrace({ positionals, values }: CommandInput): Promise<ExitCode> {
  const paths = [...values.list('module'), ...positionals];
  const modules = await Promise.all(paths.map((path) => openModuleFile(path, moduleOptions(values))));
  const text = symbolicateTrace(await readStdin(), modules, pathPrefixes(values));
  if (values.flag('json')) printJson({ text });
  else process.stdout.write(text);
  modules.forEach(tellCaveats);
  return 0;
}

function asText({ offset, frames }: SymbolicatedOffset, unknown: () => string): string[] {
  const head = `0x${offset.toString(16)}`;
  if (frames.length === 0) return [`${head}  ${unknown()}`];
  return frames.map((frame, depth) => `${depth === 0 ? head : ' '.repeat(head.length)}  ${frame.function}${placeOf(frame)}${frame.inlined ? ' (inlined)' : ''}`);
}

function placeOf({ file, line, column, nearLine }: SymbolicatedOffset['frames'][number]): string {
  if (file === null) return '';
  const place = line > 0 ? ` ${file}:${line}` : ` ${file}:0 (near line ${nearLine ?? '?'})`;
  return column > 0 && line > 0 ? `${place}:${column}` : place;
}
