import { Event } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { dirname } from 'node:path';
import { CHILD_SESSION_EVENT } from '../base/child-session-event';
import { UserError, messageFor } from '../base/user-error';
import { attachNode } from '../session/attach';
import { attachChild } from '../session/attach-child';
import type { AskForSession } from '../session/child-offers';
import { attachPage, launchPage } from '../session/chrome';
import { diskFolders } from '../session/disk-folders';
import { launchNode } from '../session/launch';
import type { Program } from '../session/program';
import { projectFolder } from '../session/source-paths';
import { userFormatters } from '../values/user-formatters';
import { CAPABILITIES } from './capabilities';
import { childConfiguration, childOffer } from './child-configuration';
import { attachOptions, attachTarget, launchOptions, runSettings, sourceSettings, targetKind, unmetWishes } from './configuration';
import type { Configuration } from './configuration-fields';
import type { DebugContext } from './debug-context';
import { pageLaunchOptions, pageRoots, pageTarget, servedFolders } from './page-configuration';
import type { RequestTable } from './request-table';

/** From hello to goodbye: what starts, connects and ends the program. */
export class LifeCycleRequests {
  private starting: Promise<Program> | undefined;
  /** As it was started, or with another configuration. */
  private start: ((changed?: Configuration) => Promise<void>) | undefined;
  private readonly configured: Promise<void>;
  private configurationIsDone!: () => void;
  private clientStartsSessions = false;
  /** The program is a child of another session's. */
  private isChild = false;

  constructor(private readonly context: DebugContext) {
    this.configured = new Promise((resolve) => (this.configurationIsDone = resolve));
  }

  readonly handlers: RequestTable = {
    initialize: ({ supportsInvalidatedEvent, supportsProgressReporting, supportsStartDebuggingRequest }: DebugProtocol.InitializeRequestArguments) => {
      this.clientStartsSessions = supportsStartDebuggingRequest === true;
      this.context.clientShowsProgress = supportsProgressReporting === true;
      this.context.clientRefreshes = supportsInvalidatedEvent === true;
      return CAPABILITIES;
    },
    launch: (configuration: Configuration) => {
      this.start = (changed = configuration) => this.launch(changed);
      return this.start();
    },
    attach: (configuration: Configuration) => {
      this.start = (changed = configuration) => this.attach(changed);
      return this.start();
    },
    configurationDone: () => this.configurationIsDone(),
    disconnect: (args: DebugProtocol.DisconnectArguments) => this.leave(args.terminateDebuggee),
    restart: async ({ arguments: changed }: { arguments?: Configuration }) => {
      const { start } = this;
      if (!start) throw new UserError('nothing was started yet');
      if (this.isChild) throw new UserError('a child process starts again with the program that starts it: restart that one');
      await this.context.debuggee.replace(() => this.leave());
      await start(changed);
    },
    terminate: async () => {
      this.context.endIsWanted = true;
      await (await this.program())?.terminate();
      this.context.debuggee.end(null, 'the program was ended');
    },
  };

  /** A program of ours goes with us, any other goes on, unless `terminate` says otherwise. One that is just being started is waited for. */
  async leave(terminate?: boolean): Promise<void> {
    const program = await this.program();
    this.starting = undefined;
    if (!program) return;
    await ((terminate ?? program.launched) ? program.terminate() : program.detach());
  }

  private async launch(configuration: Configuration): Promise<void> {
    if (targetKind(configuration) === 'chrome') {
      const options = pageLaunchOptions(configuration);
      this.usePage(configuration);
      return this.begin(launchPage(this.context.debuggee, options));
    }
    const whole = { showAsyncStacks: true, ...configuration };
    const options = launchOptions(whole, this.context.bootPath, this.askForSession(whole));
    this.useSources(configuration, [options.cwd, projectFolder(options.program === null ? options.cwd : dirname(options.program), diskFolders)]);
    await this.begin(launchNode(this.context.debuggee, options));
  }

  private async attach(configuration: Configuration): Promise<void> {
    if (targetKind(configuration) === 'chrome') {
      const target = pageTarget(configuration);
      this.usePage(configuration);
      return this.begin(attachPage(this.context.debuggee, target, runSettings(configuration)));
    }
    const cwd = configuration['cwd'];
    this.useSources(configuration, typeof cwd === 'string' ? [cwd] : []);
    const offer = childOffer(configuration);
    this.isChild = offer !== undefined;
    if (offer !== undefined) return this.begin(attachChild(this.context.debuggee, offer, runSettings(configuration)));
    await this.begin(attachNode(this.context.debuggee, attachTarget(configuration), attachOptions(configuration, this.context.bootPath, this.askForSession(configuration))));
  }

  /** null where the client starts no sessions by itself. */
  private askForSession(configuration: Configuration): AskForSession | null {
    if (!this.clientStartsSessions) return null;
    return async (child) => {
      const session = childConfiguration(configuration, this.context.paths.rootFolders, child);
      if (configuration['childrenByEvent'] === true) this.context.send(new Event(CHILD_SESSION_EVENT, session));
      else await this.context.ask('startDebugging', session);
    };
  }

  private program(): Promise<Program | undefined> {
    return this.starting?.catch(() => undefined) ?? Promise.resolve(undefined);
  }

  /** The program runs once the client has set everything up, whichever comes last. */
  private async begin(starting: Promise<Program>): Promise<void> {
    this.starting = starting;
    this.context.endIsWanted = false;
    const program = await starting;
    void this.configured.then(() => program.run()).catch((error: unknown) => this.context.debuggee.onTrouble(messageFor(error)));
  }

  private usePage(configuration: Configuration): void {
    for (const { base, folder } of servedFolders(configuration)) this.context.debuggee.addresses.addSite(base, folder);
    this.useSources(configuration, pageRoots(configuration));
  }

  private useSources(configuration: Configuration, roots: readonly string[]): void {
    const { paths } = this.context;
    const settings = sourceSettings(configuration);
    this.context.debugDirs = settings.debugDirs;
    this.context.allowCalls = settings.allowCalls;
    this.context.together.isOn = settings.stopAllThreads;
    this.context.useFormatters(userFormatters(configuration['formatters']));
    for (const mapping of settings.pathMap) paths.addMapping(mapping);
    for (const root of [...settings.roots, ...roots, ...settings.debugDirs]) paths.addRoot(root);
    for (const wish of unmetWishes(configuration)) this.context.say(wish);
  }
}
