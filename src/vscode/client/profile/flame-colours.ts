import type { ProfileFrame } from '../../../profile/profile';

export interface FlameColours {
  readonly font: string;
  readonly background: string;
  readonly text: string;
  /** On a box. */
  readonly textOn: string;
  readonly line: string;
  readonly focus: string;
  fillOf(frame: ProfileFrame): string;
  /** From −1, much less, to 1, much more; grey where nothing changed. */
  changeFill(change: number): string;
}

/** Of each class of code a hue, of each file a shade of it: neighbours that belong together look alike. */
const HUES: Readonly<Record<ProfileFrame['class'], readonly [hue: number, saturation: number]>> = { wasm: [274, 44], js: [208, 50], glue: [32, 68], gc: [350, 55], program: [210, 8], idle: [210, 4] };
const SHADES = 7;
/** Blue and red: told apart by most of those who see few colours, too. */
const LESS_AND_MORE = [208, 4] as const;

export function flameColours(): FlameColours {
  const style = getComputedStyle(document.body);
  const token = (name: string, fallback: string): string => style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const { classList } = document.body;
  const isLight = classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light');
  const shades = new Map<string, string>();
  const text = token('editor-foreground', '#ccc');
  return {
    font: `11px ${token('font-family', 'sans-serif')}`,
    background: token('editor-background', '#1e1e1e'),
    text,
    textOn: isLight ? '#1a1a1a' : '#fff',
    line: token('editorWidget-border', '#888'),
    focus: token('focusBorder', '#0078d4'),
    fillOf({ class: kind, file, module }) {
      const key = `${kind} ${file ?? module}`;
      const known = shades.get(key);
      if (known) return known;
      const [hue, saturation] = HUES[kind];
      const shade = hashOf(key) % SHADES;
      const lightness = isLight ? 72 + shade * 2 : 26 + shade * 2;
      const made = `hsl(${hue + (shade - 3) * 2} ${saturation}% ${lightness}%)`;
      shades.set(key, made);
      return made;
    },
    changeFill(change) {
      const strength = Math.min(1, Math.abs(change)) ** 0.5;
      const [hue, saturation] = change > 0 ? [LESS_AND_MORE[1], 75 * strength] : [LESS_AND_MORE[0], 65 * strength];
      return `hsl(${hue} ${saturation}% ${isLight ? 86 - 18 * strength : 30 + 6 * strength}%)`;
    },
  };
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) >>> 0;
  return hash;
}
