import type { SymbolsClient } from '../toolkit/symbols-client';
import type { Engine } from './engine';
import type { KnownModules } from './known-modules';
import type { Problems } from './problems';
import type { ProfileComparison } from './profile-comparison';
import type { ProfilePageParts } from './profile-page';
import type { ProfileStore } from './profile-store';
import type { ReadOnlyDocuments } from './read-only-documents';
import type { ReportPanel } from './report-panel';
import type { ReportStore } from './report-store';
import type { Watches } from './watches';

/** What commands share: made once, on activation, and cheap to make. */
export interface Services {
  readonly engine: Engine;
  /** Whatever is asked of a module's file goes here: modules are never read in the extension host's own thread. */
  readonly symbols: SymbolsClient;
  readonly watches: Watches;
  readonly problems: Problems;
  readonly knownModules: KnownModules;
  readonly reports: ReportStore;
  readonly profiles: ProfileStore;
  readonly profilePages: ProfilePageParts;
  readonly comparison: ProfileComparison;
  readonly panel: ReportPanel;
  readonly documents: ReadOnlyDocuments;
}
