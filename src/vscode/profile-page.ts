import * as vscode from 'vscode';
import { isPlace } from '../findings/parse-report';
import { parseHeat, type Heat } from './heat';
import { openPlace } from './open-place';
import { pageHtml, pageOptions } from './page';
import type { ToProfilePage } from './profile-page-wire';
import { showFailure } from './show-failure';

export interface ProfilePageParts {
  readonly extensionUri: vscode.Uri;
  readonly heat: Heat;
}

/** Fills a webview with the page of profiles; `load` is asked whenever the page begins anew. */
export function showProfilePage({ extensionUri, heat }: ProfilePageParts, webview: vscode.Webview, title: string, load: () => Promise<ToProfilePage>, onStop: () => void = () => undefined): void {
  const answer = async (message: unknown): Promise<void> => {
    const { kind, place, heat: measured } = (message ?? {}) as { kind?: unknown; place?: unknown; heat?: unknown };
    if (kind === 'ready') {
      await webview.postMessage(await load());
    } else if (kind === 'shown') {
      heat.show(parseHeat(measured));
    } else if (kind === 'stop') {
      onStop();
    } else if (kind === 'open') {
      const wanted = { column: 0, function: null, ...(place as object) };
      if (isPlace(wanted)) await openPlace(wanted);
    }
  };
  webview.options = pageOptions(extensionUri);
  webview.onDidReceiveMessage((message: unknown) => {
    answer(message).catch(showFailure);
  });
  webview.html = pageHtml(webview, extensionUri, 'profile', title);
}

/** The page reads the bytes itself: it has a process of its own, which a large profile may keep busy. */
export async function profileBytes(uri: vscode.Uri): Promise<ArrayBuffer> {
  const bytes = await vscode.workspace.fs.readFile(uri);
  return bytes.slice().buffer;
}
