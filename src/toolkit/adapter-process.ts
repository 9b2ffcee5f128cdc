/**
 * The adapter's own process, as the extension starts it: dist/adapter.js PIPE. One serves all debug sessions of an
 * editor window, and ends when its standard input does, so it never outlives the window.
 */
import { messageFor } from '../base/user-error';
import { serveDapOnPipe } from './dap';

async function main(path: string): Promise<void> {
  const server = await serveDapOnPipe(path);
  const leave = (): void => void server.close().finally(() => process.exit(0));
  process.stdin.on('end', leave).on('error', leave).resume();
  process.once('SIGTERM', leave);
  // A fault in one session is told, and left to that session: those beside it go on.
  process.on('uncaughtException', tell).on('unhandledRejection', tell);
  // Clients may connect.
  console.log('listening');
}

function tell(error: unknown): void {
  console.error(error instanceof Error ? error.stack : String(error));
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  console.error(messageFor(error));
  process.exitCode = 1;
});
