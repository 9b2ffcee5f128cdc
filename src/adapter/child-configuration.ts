import type { DebugProtocol } from '@vscode/debugprotocol';
import type { OfferedChild } from '../session/child-offers';
import { sourceSettings } from './configuration';
import { text, type Configuration } from './configuration-fields';

/** What is shown, and how; nothing of what was started, or how. */
const INHERITED = ['skipFiles', 'workers', 'formatters', 'allowCalls', 'stopAllThreads', 'showAsyncStacks'];

/**
 * For a session that takes a child process over: it sees and shows everything as the session of the program does, whose
 * configuration is given. `folders` hold the user's own files. All that it can reach is the child on offer.
 */
export function childConfiguration(parent: Configuration, folders: readonly string[], { pid, title, offer }: OfferedChild): DebugProtocol.StartDebuggingRequestArguments {
  const { pathMap, debugDirs } = sourceSettings(parent);
  return {
    request: 'attach',
    configuration: {
      name: title,
      processId: pid,
      childOf: offer,
      pathMap: Object.fromEntries(pathMap.map(({ from, to }) => [from, to])),
      debugDirs,
      workspaceFolders: folders,
      ...Object.fromEntries(INHERITED.flatMap((key) => (parent[key] === undefined ? [] : [[key, parent[key]]]))),
    },
  };
}

/** undefined in any other configuration. */
export function childOffer(configuration: Configuration): string | undefined {
  return text(configuration, 'childOf');
}
