import { UserError } from '../base/user-error';
import { serveDapOnPort, serveDapOnStdio } from '../toolkit/dap';
import type { Command } from './command';
import { tell } from './output';

export const dapCommand: Command = {
  name: 'dap',
  usage: 'dap [--port P] [--formatters FILE]',
  summary: 'The debug adapter, for every editor that speaks the Debug Adapter Protocol: on stdio, or on a loopback port.',
  maxArguments: 0,
  options: { port: { type: 'string' }, formatters: { type: 'string' } },
  optionHelp: { 'port P': 'listen on 127.0.0.1:P, a session for every connection; 0 chooses a free port', 'formatters FILE': 'how values of your own types are shown: a JSON list, as in the setting wasmscope.formatters' },
  async run({ values }) {
    const text = values.text('port');
    const options = { formattersFile: values.text('formatters') };
    if (text === undefined) serveDapOnStdio(options);
    else {
      const port = /^\d+$/.test(text) ? Number(text) : NaN;
      if (!(port <= 65_535)) throw new UserError(`--port: '${text}' is no port`);
      const server = await serveDapOnPort(port, options);
      tell(`listening on 127.0.0.1:${server.port}`);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close().then(() => process.exit(0)));
    }
    // Ends with its client, or by a signal.
    return new Promise(() => undefined);
  },
};
