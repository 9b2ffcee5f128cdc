import type { DebugProtocol } from '@vscode/debugprotocol';
import { dirname } from 'node:path';
import { UserError } from '../base/user-error';
import { toDapBreakpoint, toFunctionWish, toWish } from './dap-breakpoints';
import type { DebugContext } from './debug-context';
import type { RequestTable } from './request-table';

/** Where the program shall stop. */
export function breakpointRequests({ debuggee, paths }: DebugContext): RequestTable {
  return {
    setBreakpoints: async ({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments) => {
      const { path } = source;
      if (path === undefined) throw new UserError('breakpoints can be set in files only');
      paths.addRoot(dirname(path));
      return { breakpoints: (await debuggee.setBreakpoints(path, breakpoints.map(toWish))).map(toDapBreakpoint) };
    },
    setFunctionBreakpoints: async ({ breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments) => ({
      breakpoints: (await debuggee.setBreakpoints('', breakpoints.map(toFunctionWish))).map(toDapBreakpoint),
    }),
    setExceptionBreakpoints: ({ filters }: DebugProtocol.SetExceptionBreakpointsArguments) =>
      debuggee.setExceptionFilters({ uncaught: filters.includes('uncaught'), all: filters.includes('all'), traps: filters.includes('traps') }),
  };
}
