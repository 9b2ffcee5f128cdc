import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import { UserError } from '../base/user-error';
import { placeText } from '../findings/exporters/place-text';
import { command } from './command';
import { runEngine, type Engine } from './engine';
import { isAbsolutePath, openPlace } from './open-place';
import { showFailure } from './show-failure';
import { framesOf, traceLines, wasmFrameIn, type TextFrame } from './stack-text';

const SEARCHED_MODULES = 200;

class WasmLink extends vscode.TerminalLink {
  constructor(start: number, readonly frame: string) {
    super(start, frame.length, vscode.l10n.t('Go to the source of this frame'));
  }
}

/** From the stack traces that V8 prints to their lines of source: pasted, selected, or clicked in the terminal. */
export function stackTraces(engine: Engine): Disposable[] {
  return [
    command('wasmscope.openStackTrace', () => openStackTrace(engine)),
    vscode.window.registerTerminalLinkProvider(terminalLinks(engine)),
  ];
}

function terminalLinks(engine: Engine): vscode.TerminalLinkProvider<WasmLink> {
  return {
    provideTerminalLinks({ line }) {
      const found = wasmFrameIn(line);
      return found ? [new WasmLink(found.start, found.text)] : [];
    },
    handleTerminalLink: ({ frame }) => openFrames(engine, `    at (${frame})`, true).catch(showFailure),
  };
}

async function openStackTrace(engine: Engine): Promise<void> {
  const text = await traceMeant();
  if (text !== undefined) await openFrames(engine, traceLines(text), false);
}

/** What is selected, else what is pasted now. */
async function traceMeant(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection) ?? '';
  if (wasmFrameIn(selected)) return selected;
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Go to source of this stack trace'), prompt: vscode.l10n.t('Paste a stack trace of Node.js or Chrome with frames such as wasm://wasm/1a2b3c4d:wasm-function[3]:0x1a2'), ignoreFocusOut: true,
  });
}

async function openFrames(engine: Engine, trace: string, openOnly: boolean): Promise<void> {
  const frames = framesOf(await withSource(engine, trace));
  const known = frames.filter(({ place }) => place !== null && isAbsolutePath(place.file));
  if (known.length === 0) throw new UserError(vscode.l10n.t('No module of this workspace has source lines for it: build with debug information (-g), and open the folder that holds the .wasm file.'));
  const frame = openOnly || known.length === 1 ? known[0] : await pickFrame(frames);
  if (frame?.place) await openPlace(frame.place);
}

async function pickFrame(frames: readonly TextFrame[]): Promise<TextFrame | undefined> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const items = frames.map((frame) => ({ label: frame.function || vscode.l10n.t('(anonymous)'), description: frame.place ? placeText(frame.place, root) : frame.text, frame }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Stack trace'), placeHolder: vscode.l10n.t('Choose a frame to go to its line'), matchOnDescription: true }))?.frame;
}

/** The trace with the frames of Wasm replaced by those of source, by the modules of the workspace. */
async function withSource(engine: Engine, trace: string): Promise<string> {
  const files = await vscode.workspace.findFiles('**/*.wasm', '**/.git/**', SEARCHED_MODULES);
  if (files.length === 0) return trace;
  const args = ['symbolicate', '--trace', '--json', ...files.flatMap(({ fsPath }) => ['--module', fsPath])];
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Looking for the source'), cancellable: true }, async (_progress, cancellation) => {
    const run = runEngine(engine, args, { input: trace });
    cancellation.onCancellationRequested(() => run.cancel());
    return ((await run.document) as { readonly text: string }).text;
  });
}
