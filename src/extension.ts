import type { ExtensionContext } from 'vscode';
import { register } from './vscode/register';

export function activate(context: ExtensionContext): void {
  register(context);
}
