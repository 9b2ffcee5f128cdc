import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Where a page's own files lie; nothing else can be loaded. */
export function pageOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'pages')] };
}

/** The document of a page: one script and one style sheet of ours, no network, nothing inline; its workers are its own. */
export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, name: string, title: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'pages', file)).toString();
  // Data, which no policy has to allow; as text it can't end its element.
  const texts = JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll('<', '\\u003c');
  // Bars are as wide as what they stand for: style attributes that the script sets through the DOM need no permission.
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; worker-src blob:; style-src ${webview.cspSource}; font-src ${webview.cspSource}`;
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="stylesheet" href="${uri(`${name}.css`)}">
</head>
<body><script type="application/json" id="l10n">${texts}</script><script nonce="${nonce}" src="${uri(`${name}.js`)}"></script></body>
</html>`;
}
