import { execFileSync } from 'node:child_process';
import { requireTool, root } from '../../tools';
import { Editor, type EditorOptions } from './editor';

let isPacked = false;

/** Packs the extension once a run; skips the test where the editor is not wanted or its tools are absent. */
export function requirePackedExtension(test: Mocha.Context): void {
  if (process.env['WASMSCOPE_EDITOR'] !== '1') {
    console.log('      skipped: needs WASMSCOPE_EDITOR=1, which installs the editor (750 MB) on first use');
    test.skip();
  }
  requireTool(test, 'chromium', 'npm');
  if (!isPacked && !process.env['WASMSCOPE_VSIX']) execFileSync('npm', ['run', '--silent', 'package'], { cwd: root, stdio: 'pipe' });
  isPacked = true;
}

/** Opens the editor for one test, named `name` in screenshots; a complaint of ours on its console fails the test. */
export async function inEditor(name: string, options: EditorOptions, use: (editor: Editor) => Promise<void>): Promise<void> {
  const editor = await Editor.open(options);
  try {
    await use(editor);
    if (editor.complaints.length > 0) throw new Error(editor.complaints.join('\n'));
  } catch (error) {
    await editor.screenshot(`${name}-failed`);
    throw error;
  } finally {
    await editor.close();
  }
}
