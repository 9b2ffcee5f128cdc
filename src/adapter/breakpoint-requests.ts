import type { DebugProtocol } from '@vscode/debugprotocol';
import { dirname } from 'node:path';
import { UserError } from '../base/user-error';
import type { Debuggee } from '../session/debuggee';
import { namesOfFile } from '../session/source-paths';
import type { BreakpointPlace } from '../symbols/module-symbols';
import { toDapBreakpoint, toFunctionWish, toInstructionWish, toWish } from './dap-breakpoints';
import type { DebugContext } from './debug-context';
import type { RequestTable } from './request-table';

/** No path of a file is relative. */
const FUNCTIONS = 'functions';
const INSTRUCTIONS = 'instructions';

/** Where the program shall stop. */
export function breakpointRequests(context: DebugContext): RequestTable {
  const { debuggee, paths, addresses } = context;
  const set = async (...wished: Parameters<Debuggee['setBreakpoints']>): Promise<DebugProtocol.SetBreakpointsResponse['body']> => ({
    breakpoints: (await debuggee.setBreakpoints(...wished)).map(toDapBreakpoint),
  });
  return {
    setBreakpoints: ({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments) => {
      const { path } = source;
      if (path === undefined) throw new UserError('breakpoints can be set in files only');
      paths.addRoot(dirname(path));
      return set(path, breakpoints.map((wish) => toWish(path, wish)));
    },
    setFunctionBreakpoints: ({ breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments) => set(FUNCTIONS, breakpoints.map(toFunctionWish)),
    setInstructionBreakpoints: ({ breakpoints }: DebugProtocol.SetInstructionBreakpointsArguments) => set(INSTRUCTIONS, breakpoints.map((wish) => toInstructionWish(wish, addresses))),
    setExceptionBreakpoints: ({ filters }: DebugProtocol.SetExceptionBreakpointsArguments) =>
      debuggee.setExceptionFilters({ uncaught: filters.includes('uncaught'), all: filters.includes('all'), traps: filters.includes('traps'), panics: filters.includes('panics') }),
    breakpointLocations: async ({ source, line, endLine = line }: DebugProtocol.BreakpointLocationsArguments) => ({
      breakpoints: source.path === undefined ? [] : await placesIn(context, source.path, line, endLine),
    }),
  };
}

/** Of all modules that are of this file; of JavaScript, and what it was compiled from, V8 knows the places of what is loaded. */
async function placesIn({ debuggee, paths, loadedSymbols }: DebugContext, path: string, firstLine: number, lastLine: number): Promise<BreakpointPlace[]> {
  const symbols = new Set((await loadedSymbols()).map(([, each]) => each));
  const found = [...symbols].flatMap((each) => namesOfFile(path, each.files(), paths).flatMap((name) => each.placesIn(name, firstLine, lastLine)));
  const inScripts = await Promise.all(debuggee.threads().map((thread) => thread.placesInScript(path, firstLine, lastLine)));
  const distinct = new Map([...found, ...inScripts.flat()].map(({ line, column }) => [`${line}:${column}`, { line, column }]));
  return [...distinct.values()].sort((left, right) => left.line - right.line || left.column - right.column);
}
