import { hotFunctions, hotLines } from '../../../profile/hot-spots';
import { sampledMs, type Profile } from '../../../profile/profile';
import type { SourceHeat } from '../../source-heat';

const LISTED = 500;

/** For the sources themselves: the hottest functions and lines, as shares of all sampled time. */
export function sourceHeat(profile: Profile): SourceHeat {
  const whole = sampledMs(profile) || 1;
  const isPlace = <Row extends { file: string | null; line: number }>(row: Row): row is Row & { file: string } => row.file !== null && row.line > 0;
  return {
    lines: hotLines(profile).filter(isPlace).slice(0, LISTED).map(({ selfMs, ...line }) => ({ ...line, share: selfMs / whole })),
    functions: hotFunctions(profile).filter(isPlace).slice(0, LISTED).map(({ function: name, file, line, selfMs, totalMs }) => ({ name, file, line, share: selfMs / whole, totalShare: totalMs / whole })),
  };
}
