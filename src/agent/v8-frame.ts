/** V8's structured frame, with what Node's types leave out (V8 stack trace API; the same on Node 20 to 26). */
export interface V8Frame extends NodeJS.CallSite {
  getPosition(): number;
  getScriptNameOrSourceURL(): string | null;
  getEnclosingLineNumber(): number;
  getEnclosingColumnNumber(): number;
  isAsync(): boolean;
}
