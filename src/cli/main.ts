import { parseArgs } from 'node:util';
import { UserError } from '../base/user-error';
import { version } from '../toolkit/package-info';
import { checkCommand } from './check';
import { OptionValues, type Command, type ExitCode } from './command';
import { convertCommand } from './convert';
import { dapCommand } from './dap';
import { diffCommand } from './diff';
import { inspectCommand } from './inspect';
import { locateCommand } from './locate';
import { print, tell } from './output';
import { recordCommand } from './record';
import { reportCommand } from './report';
import { scopeCommand } from './scope';
import { symbolicateCommand } from './symbolicate';
import { watCommand } from './wat';

const COMMANDS: readonly Command[] = [inspectCommand, symbolicateCommand, locateCommand, scopeCommand, watCommand, recordCommand, checkCommand, reportCommand, diffCommand, convertCommand, dapCommand];

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') return print(version), 0;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(overview()), name === undefined ? 1 : 0;
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) throw new UserError(`there is no command '${name}'; one of: ${COMMANDS.map((each) => each.name).join(', ')}`);
  const dashes = rest.indexOf('--');
  const own = dashes < 0 ? rest : rest.slice(0, dashes);
  if (own.includes('--help') || own.includes('-h')) return print(helpFor(command)), 0;
  const { values, positionals } = parseOptions(command, own);
  const surplus = positionals[command.maxArguments];
  if (surplus !== undefined) throw new UserError(`'${surplus}' is one argument too many${command.maxArguments === 0 ? '; a program to start stands after --' : ''}; see wasmscope ${command.name} --help`);
  return command.run({ positionals, values: new OptionValues(values), command: dashes < 0 ? null : rest.slice(dashes + 1) });
}

function parseOptions(command: Command, args: string[]): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args, options: command.options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message.split(/\.\s/)[0] : String(error)}; see wasmscope ${command.name} --help`);
  }
}

function overview(): string {
  const rows = COMMANDS.map((command) => `  wasmscope ${command.usage}\n      ${command.summary}`);
  return `Wasmscope ${version}: WebAssembly in Node.js and Chrome, down to the Rust, C and C++ line.\n\n${rows.join('\n')}\n\nwasmscope COMMAND --help lists the options. Exit code 0: done, nothing found; 1: could not do it; 2: findings.\n`;
}

function helpFor(command: Command): string {
  const options = Object.entries(command.optionHelp).map(([name, text]) => `  --${name.padEnd(18)} ${text}`);
  return `wasmscope ${command.usage}\n${command.summary}\n\n${options.join('\n')}\n`;
}

// A reader that has seen enough (`| head`) closes the pipe: no fault of ours, and nobody is left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') tell(`wasmscope: cannot write to stdout: ${error.message}`);
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // A UserError is one line for the person at the keyboard; anything else is a bug of ours and shows where.
    tell(error instanceof UserError ? `wasmscope: ${error.message}` : `wasmscope: internal error, please report it: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
  },
);
