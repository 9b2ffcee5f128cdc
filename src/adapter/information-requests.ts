import { Source } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'node:path';
import { UserError } from '../base/user-error';
import type { DebugContext } from './debug-context';
import { disassemble } from './disassemble';
import type { RequestTable } from './request-table';

/** What is loaded: sources, modules, code. */
export function informationRequests(context: DebugContext): RequestTable {
  const { paths, sources, addresses } = context;
  return {
    source: async ({ source, sourceReference }: DebugProtocol.SourceArguments) => {
      const text = sources.text(source?.sourceReference ?? sourceReference);
      if (!text) throw new UserError('there is no text for this source');
      return { content: await text.read() };
    },
    loadedSources: async () => {
      const symbols = await context.loadedSymbols();
      const scripts = await Promise.all(context.debuggee.threads().map((thread) => thread.scriptFiles()));
      const found = new Set([...symbols.flatMap(([, each]) => each.files().flatMap((file) => paths.resolve(file) ?? [])), ...scripts.flat()]);
      // Our own, put into programs to know their children.
      found.delete(context.bootPath);
      return { sources: [...found].map((path) => new Source(basename(path), path)) };
    },
    modules: async () => {
      const symbols = await context.loadedSymbols();
      const modules = symbols.map(([scriptId, { kinds, module }], index) => ({ id: scriptId, name: module.names.module ?? `module ${index + 1}`, symbolStatus: kinds.join(', ') || 'none' }));
      return { modules, totalModules: modules.length };
    },
    disassemble: (args: DebugProtocol.DisassembleArguments) => ({ instructions: disassemble(addresses, paths, args) }),
  };
}
