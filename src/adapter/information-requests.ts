import { Source } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'node:path';
import { UserError } from '../base/user-error';
import { moduleFile } from '../session/module-file';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { DebugContext } from './debug-context';
import { disassemble } from './disassemble';
import type { RequestTable } from './request-table';

/** What is loaded: sources, modules, code. */
export function informationRequests(context: DebugContext): RequestTable {
  const { paths, sources, addresses } = context;
  const files = new WeakMap<ModuleSymbols, string | null>();
  const fileOf = (symbols: ModuleSymbols): string | null => {
    if (!files.has(symbols)) files.set(symbols, moduleFile(symbols.module.bytes, paths));
    return files.get(symbols)!;
  };
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
      const modules = symbols.map(([scriptId, each], index) => {
        const { kinds, module } = each;
        const path = fileOf(each);
        return { id: scriptId, name: module.names.module ?? (path === null ? `module ${index + 1}` : basename(path)), symbolStatus: kinds.join(', ') || 'none', ...(path === null ? {} : { path }) };
      });
      return { modules, totalModules: modules.length };
    },
    disassemble: (args: DebugProtocol.DisassembleArguments) => ({ instructions: disassemble(addresses, paths, args) }),
  };
}
