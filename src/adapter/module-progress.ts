import { ProgressEndEvent, ProgressStartEvent, ProgressUpdateEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ModuleLoading } from '../session/module-loading';
import type { DebugContext } from './debug-context';
import type { RequestTable } from './request-table';

const MEGABYTE = 1e6;

/** Tells the client of large modules on their way, and lets it do without one. A client shows only what takes a while. */
export function moduleProgress(context: DebugContext): RequestTable {
  const underWay = new Map<string, ModuleLoading>();
  let lastId = 0;
  context.debuggee.events.on('loading', (loading) => {
    if (!context.clientShowsProgress) return;
    const id = `module ${++lastId}`;
    underWay.set(id, loading);
    const started: DebugProtocol.ProgressStartEvent = new ProgressStartEvent(id, `WebAssembly module of ${Math.round(loading.sizeBytes / MEGABYTE)} MB`);
    started.body.cancellable = true;
    context.send(started);
    loading.events.on('stage', (stage) => context.send(new ProgressUpdateEvent(id, `is being ${stage}`)));
    void loading.done.then(() => {
      underWay.delete(id);
      context.send(new ProgressEndEvent(id));
    });
  });
  return {
    cancel({ progressId = '' }: DebugProtocol.CancelArguments) {
      const loading = underWay.get(progressId);
      if (!loading) return;
      loading.cancel();
      context.say(`The debug information of ${loading.url} is not used in this session: reading it was cancelled.`);
    },
  };
}
