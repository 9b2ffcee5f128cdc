import { scriptPlaces, symbolicateProfile, type SymbolicateOptions, type ThreadRecording } from '../profile/symbolicate-profile';
import type { Profile } from '../profile/profile';
import { ScriptSources } from './script-sources';
import { SourceDisplay, type PathMapping } from './source-display';

export interface ProfileSourcesOptions extends Pick<SymbolicateOptions, 'candidates' | 'linesOf'> {
  readonly pathMap?: readonly PathMapping[] | undefined;
  /** Where sources may be, beside the modules' own folders. */
  readonly folders?: readonly string[];
  /** Of scripts that no file holds as they run, by URL. */
  readonly scriptMaps?: ReadonlyMap<string, string>;
}

/** Gives recordings the sources of these modules and of the scripts that they name. */
export class ProfileSources {
  private readonly scripts: ScriptSources;
  private readonly options: SymbolicateOptions;

  constructor({ candidates, pathMap = [], folders = [], scriptMaps = new Map(), linesOf }: ProfileSourcesOptions) {
    this.scripts = new ScriptSources(scriptMaps);
    const paths = new SourceDisplay(pathMap, (module) => candidates.find(({ hash }) => hash === module)?.file ?? undefined);
    for (const folder of folders) paths.addRoot(folder);
    this.options = { candidates, scriptPlace: (place) => this.scripts.of(place), sourcePath: (file, module) => paths.resolve(file, module), ...(linesOf ? { linesOf } : {}) };
  }

  async profileOf(threads: readonly ThreadRecording[]): Promise<Profile> {
    await this.scripts.load(scriptPlaces(threads));
    return symbolicateProfile(threads, this.options);
  }
}
