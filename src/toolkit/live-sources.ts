import { sampledFunctions } from '../profile/match-modules';
import type { CpuProfile } from '../profile/cpu-profile';
import type { Profile } from '../profile/profile';
import { LIMITS } from '../base/limits';
import { ModuleSearch, type ModuleSearchOptions } from './module-search';
import { ProfileSources } from './profile-sources';
import type { ProcessFacts } from './record-target';
import type { PathMapping } from './source-display';

export interface LiveSourcesOptions extends ModuleSearchOptions {
  readonly pathMap?: readonly PathMapping[] | undefined;
}

/**
 * Source names while a recording runs: by files near the program alone, which is not asked for anything. Modules are looked for
 * where new ones have been seen, and not more often than now and then.
 */
export class LiveSources {
  private sources: ProfileSources;
  private readonly search: ModuleSearch;
  private readonly seen = new Set<string>();
  private lookedAt = -Infinity;

  constructor(
    private readonly options: LiveSourcesOptions,
    private readonly process: ProcessFacts,
  ) {
    this.sources = new ProfileSources({ ...options, candidates: [] });
    this.search = new ModuleSearch({ ...options, fileBytes: LIMITS.profile.liveModuleBytes }, () => undefined);
  }

  async profileOf(slice: CpuProfile): Promise<Profile> {
    const scripts = sampledFunctions([slice]);
    const isNew = [...scripts].some(([id, [first]]) => !this.seen.has(`${id} ${first?.url}`));
    if (isNew && performance.now() - this.lookedAt > LIMITS.profile.liveSearchMs) {
      this.lookedAt = performance.now();
      for (const [id, [first]] of scripts) this.seen.add(`${id} ${first?.url}`);
      this.search.addFiles(scripts, this.process);
      this.sources = new ProfileSources({ ...this.options, candidates: await this.search.candidates(), folders: this.search.folders });
    }
    return this.sources.profileOf([{ name: 'live', slices: [slice] }]);
  }
}
