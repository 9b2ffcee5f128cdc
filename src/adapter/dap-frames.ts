import { Handles } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'node:path';
import type { AsyncFrame, Frame, JsFrame, WasmFrame } from '../session/frames';
import type { ThreadSession } from '../session/thread';
import { functionText } from '../symbols/disassembly';
import type { CodeAddresses } from './code-addresses';

/** A text that the client may ask for by reference: it is in no file here. */
export interface SourceText {
  readonly key: string;
  read(): Promise<string>;
}

/** Sources as the client sees them: a path where the file is here, a reference where only the program has the text. */
export class DapSources {
  private readonly texts = new Handles<SourceText>(1);
  private readonly references = new Map<string, number>();

  text(reference: number): SourceText | undefined {
    return this.texts.get(reference);
  }

  sourceOf(frame: Frame, session: ThreadSession): DebugProtocol.Source | undefined {
    if (frame.path !== null) return { name: basename(frame.path), path: frame.path };
    if (frame.kind === 'wasm' && frame.file === null) return this.disassembly(frame);
    if (frame.file === null) return undefined;
    const name = basename(frame.file.replaceAll('\\', '/')) || frame.file;
    if (frame.kind !== 'wasm') return this.fromScript(frame, session, name);
    const embedded = frame.symbols.embeddedSource(frame.file);
    if (embedded === undefined) return { name, origin: frame.file };
    return { name, sourceReference: this.reference({ key: `embedded ${frame.file}`, read: () => Promise.resolve(embedded) }) };
  }

  /** A function of which only the code is known is read as text, so that every frame can be opened. */
  private disassembly({ symbols, offset, script, name }: WasmFrame): DebugProtocol.Source | undefined {
    const fn = symbols.module.functionAt(offset);
    if (!fn) return undefined;
    const read = (): Promise<string> => Promise.resolve(functionText(symbols, offset)?.text ?? '');
    return { name: `${name}.wat`, sourceReference: this.reference({ key: `wat ${script.scriptId} ${fn.index}`, read }), presentationHint: 'deemphasize' };
  }

  private fromScript(frame: JsFrame | AsyncFrame, session: ThreadSession, name: string): DebugProtocol.Source {
    const { text } = frame;
    if (text !== undefined) return { name, sourceReference: this.reference({ key: `embedded ${frame.file}`, read: () => Promise.resolve(text) }) };
    const scriptId = frame.kind === 'js' ? frame.callFrame.location.scriptId : (frame.scriptId ?? '');
    const read = async (): Promise<string> => (await session.send('Debugger.getScriptSource', { scriptId })).scriptSource;
    const isInternal = frame.file?.startsWith('node:') ?? false;
    return { name: isInternal ? frame.file! : name, sourceReference: this.reference({ key: `script ${scriptId} ${frame.file}`, read }), ...(isInternal ? { presentationHint: 'deemphasize' } : {}) };
  }

  private reference(text: SourceText): number {
    const known = this.references.get(text.key) ?? this.texts.create(text);
    this.references.set(text.key, known);
    return known;
  }
}

/** `isSkipped`: steps go past the frame's file, and the editor opens another frame. */
export function toDapFrame(id: number, frame: Frame, source: DebugProtocol.Source | undefined, addresses: CodeAddresses, isSkipped: boolean): DebugProtocol.StackFrame {
  if (frame.kind === 'async' && frame.scriptId === null) return { id, name: frame.name, line: 0, column: 0, presentationHint: 'label' };
  const line = frame.kind === 'wasm' && frame.file === null ? (functionText(frame.symbols, frame.offset)?.line ?? 0) : frame.line;
  return {
    id,
    name: frame.name,
    line,
    column: frame.column,
    ...(source ? { source: isSkipped ? { ...source, presentationHint: 'deemphasize' } : source } : {}),
    ...(frame.kind === 'wasm' ? { instructionPointerReference: addresses.of(frame.symbols, frame.offset), moduleId: frame.script.scriptId } : {}),
    ...(source?.path === undefined || isSkipped ? { presentationHint: 'subtle' as const } : {}),
  };
}
