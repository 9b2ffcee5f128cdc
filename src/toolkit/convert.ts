import { startDeed, type Deed } from '../base/deed';
import type { ModuleCandidate } from '../profile/match-modules';
import { sampledFunctions } from '../profile/match-modules';
import type { Profile } from '../profile/profile';
import { readProfile } from './read-profile';
import { moduleCandidates } from './module-candidates';
import type { OpenModuleOptions } from './open-module';
import { ProfileSources } from './profile-sources';
import type { PathMapping } from './source-display';

export interface ConvertOptions extends OpenModuleOptions {
  readonly modulePaths: readonly string[];
  readonly pathMap?: readonly PathMapping[];
}

export interface ConvertResult {
  readonly profile: Profile;
  /** What could not be done, one line each. */
  readonly warnings: readonly string[];
}

/** A profile recorded elsewhere, with the source names of the modules that are given. */
export function convert(path: string, options: ConvertOptions): Deed<ConvertResult> {
  return startDeed(async ({ report }) => {
    report('reading the profile');
    const threads = readProfile(path);
    report('reading debug information');
    const candidates = await moduleCandidates(options.modulePaths, options);
    const profile = await new ProfileSources({ ...options, candidates }).profileOf(threads);
    return { profile, warnings: warningsFor(profile, candidates, sampledFunctions(threads.flatMap(({ slices }) => slices)).size) };
  });
}

function warningsFor(profile: Profile, candidates: readonly ModuleCandidate[], scripts: number): string[] {
  const unknown = profile.modules.filter(({ evidence }) => evidence === 'none' || evidence === 'ambiguous');
  const unused = candidates.filter(({ hash }) => !profile.modules.some(({ module }) => module === hash));
  return [
    ...unknown.map(({ url, evidence }) => `${url}: ${evidence === 'none' ? 'no module given has its functions' : 'several modules given have its functions'}; name the right one with --module FILE`),
    ...(scripts === 0 && candidates.length > 0 ? ['no WebAssembly function stands in the profile, or its names are those of the source already'] : []),
    ...(scripts > 0 ? unused.map(({ file }) => `${file}: is not the module that was recorded`) : []),
  ];
}
