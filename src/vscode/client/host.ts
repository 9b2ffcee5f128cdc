/** What VS Code gives to a page of its own (the webview API). */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Can be had once only. */
export const host = acquireVsCodeApi();
