import { decodeUtf8 } from '../base/byte-cursor';

/** What Node says on stderr about its inspector; a program that we launch should look as if we had not. */
const CHATTER = [/^Debugger listening on (ws:\S+)$/, /^For help, see: https:\/\/nodejs\.org\/\S*$/, /^Debugger attached\.$/, /^Debugger ending on ws:\S+$/, /^Waiting for the debugger to disconnect\.\.\.$/];

/** Takes those lines out of a stream of text, and hears the address in the first. Other text passes without delay. */
export class InspectorChatter {
  private held = '';

  constructor(
    private readonly onText: (text: Uint8Array) => void,
    private readonly onListening: (webSocketUrl: string) => void,
  ) {}

  push(chunk: Uint8Array): void {
    const lines = (this.held + decodeUtf8(chunk)).split('\n');
    const rest = lines.pop()!;
    const kept = lines.filter((line) => !this.isChatter(line)).map((line) => `${line}\n`);
    // Only the beginning of what may become such a line waits for its end.
    const mayBeChatter = /^(?:Debugger|For help|Waiting for)/.test(rest) || ['Debugger', 'For help', 'Waiting for'].some((start) => rest !== '' && start.startsWith(rest));
    this.held = mayBeChatter ? rest : '';
    this.pass(kept.join('') + (mayBeChatter ? '' : rest));
  }

  end(): void {
    this.pass(this.held);
    this.held = '';
  }

  private isChatter(line: string): boolean {
    const match = CHATTER.map((pattern) => pattern.exec(line.trimEnd())).find((found) => found !== null);
    if (match?.[1] !== undefined) this.onListening(match[1]);
    return match !== undefined;
  }

  private pass(text: string): void {
    if (text !== '') this.onText(Buffer.from(text));
  }
}
