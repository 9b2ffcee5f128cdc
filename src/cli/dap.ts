import { UserError } from '../base/user-error';
import { serveDapOnPort, serveDapOnStdio } from '../toolkit/dap';
import type { Command } from './command';
import { tell } from './output';

export const dapCommand: Command = {
  name: 'dap',
  usage: 'dap [--port P]',
  summary: 'The debug adapter, for every editor that speaks the Debug Adapter Protocol: on stdio, or on a loopback port.',
  maxArguments: 0,
  options: { port: { type: 'string' } },
  optionHelp: { 'port P': 'listen on 127.0.0.1:P, a session for every connection; 0 chooses a free port' },
  async run({ values }) {
    const text = values.text('port');
    if (text === undefined) serveDapOnStdio();
    else {
      const port = /^\d+$/.test(text) ? Number(text) : NaN;
      if (!(port <= 65_535)) throw new UserError(`--port: '${text}' is no port`);
      const server = await serveDapOnPort(port);
      tell(`listening on 127.0.0.1:${server.port}`);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close().then(() => process.exit(0)));
    }
    // Ends with its client, or by a signal.
    return new Promise(() => undefined);
  },
};
