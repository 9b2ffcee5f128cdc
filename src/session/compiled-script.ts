import { basename } from 'node:path';
import type { OriginalPlace, ScriptMap, ScriptPosition } from '../base/script-map';
import type { ScriptAddresses } from './script-addresses';

/** A source map as it was found. */
export interface ScriptMapFile {
  /** Another one where the map has changed. */
  readonly identity: string;
  /** Whether a source may have that name, told without reading it all. */
  mentions(fileName: string): boolean;
  /** Rejects where it is damaged. */
  read(): Promise<ScriptMap>;
}

/** Finds what a script says of its source map; handed in, since the session knows no formats. */
export type FindScriptMap = (script: { readonly url: string; readonly mapUrl: string }, addresses: ScriptAddresses) => Promise<ScriptMapFile | null>;

/** An original place; `text` is that of its source, where the map brings it along. */
export interface Origin extends OriginalPlace {
  readonly text: string | null;
}

/** A script of JavaScript that names a source map. One that can't be read is as none: the script stands for itself. */
export class CompiledScript {
  private found: Promise<ScriptMapFile | null> | undefined;
  private opened: Promise<ScriptMap | null> | undefined;

  constructor(
    readonly url: string,
    readonly mapUrl: string,
    private readonly find: FindScriptMap,
    private readonly addresses: ScriptAddresses,
  ) {}

  file(): Promise<ScriptMapFile | null> {
    return (this.found ??= this.find(this, this.addresses).catch(() => null));
  }

  map(): Promise<ScriptMap | null> {
    return (this.opened ??= this.file()
      .then((file) => file && file.read())
      .catch(() => null));
  }

  /** Its map, if that may have to do with a file. */
  async mapOver(path: string): Promise<ScriptMap | null> {
    return (await this.file())?.mentions(basename(path)) ? this.map() : null;
  }

  /** null where nobody wrote what stands there; undefined where no map tells. */
  async originOf(place: ScriptPosition): Promise<Origin | null | undefined> {
    const map = await this.map();
    const original = map?.originalOf(place);
    return original ? { ...original, text: map!.textOf(original.source) } : map ? null : undefined;
  }
}
