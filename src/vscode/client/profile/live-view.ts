import { FRAME_CLASSES, type ProfileVitals } from '../../../profile/profile';
import type { LiveMoment } from '../../../profile/live-moment';
import { element } from '../element';
import { l10n } from '../l10n';
import { hotTable } from './hot-table';
import type { Place } from './profile-view';
import { classBar } from './summary';
import { percent, placeOf } from './texts';
import { vitalsSeries } from './track-series';
import { Tracks } from './tracks';

/** The tracks show so much, and begin to move then. */
const SHOWN_MS = 60_000;

/** A recording while it runs: its tracks, what ran in the last slice, and the functions with most time so far. */
export class LiveView {
  readonly root = element('main');
  private readonly progress = element('span', { class: 'found' });
  private readonly stop = element('button', { class: 'primary' }, l10n.t('Stop'));
  private readonly kinds = element('div');
  private readonly tracks = new Tracks([]);
  private readonly waiting = element('p', { class: 'empty', role: 'status' }, l10n.t('The first second is being recorded…'));
  private readonly content = element('section', { class: 'content live', 'aria-label': l10n.t('Functions with most time so far') }, this.waiting);
  private vitals: ProfileVitals[] = [];
  private elapsedMs = 0;

  constructor(
    title: string,
    private readonly seconds: number,
    private readonly events: { onOpen(place: Place): void; onStop(): void },
  ) {
    this.stop.addEventListener('click', () => {
      this.stop.disabled = true;
      this.progress.textContent = l10n.t('Ending; names and lines are looked up…');
      this.events.onStop();
    });
    this.root.append(element('header', {}, element('div', { class: 'live-head' }, element('strong', {}, title), this.progress, this.stop), this.kinds), this.tracks.root, this.content);
  }

  onThemeChange(): void {
    this.tracks.draw();
  }

  add(moment: LiveMoment): void {
    this.elapsedMs = moment.elapsedMs;
    if (!this.stop.disabled) this.progress.textContent = l10n.t('{0} of {1} s', Math.round(moment.elapsedMs / 1_000), this.seconds);
    const oldestMs = (moment.vitals.at(-1) ?? this.vitals.at(-1))?.atMs ?? 0;
    this.vitals = [...this.vitals, ...moment.vitals].filter(({ atMs }) => atMs >= oldestMs - SHOWN_MS);
    this.drawTracks();
    if (moment.recentMs) this.showFunctions(moment, moment.recentMs);
  }

  private drawTracks(): void {
    const first = this.vitals[0];
    const last = this.vitals.at(-1);
    if (!first || !last) return;
    this.tracks.set(vitalsSeries(this.vitals));
    this.tracks.show(first.atMs, Math.max(last.atMs, first.atMs + Math.min(SHOWN_MS, this.seconds * 1_000)));
  }

  private showFunctions({ functions }: LiveMoment, recentMs: NonNullable<LiveMoment['recentMs']>): void {
    const recent = FRAME_CLASSES.reduce((sum, kind) => sum + recentMs[kind], 0);
    this.kinds.replaceChildren(...classBar(recentMs, l10n.t('In the last second')));
    const rows = functions.map((row) => ({
      name: row.function, kind: row.class, place: placeOf(row), title: row.file ?? '', selfMs: row.selfMs, second: row.recentMs > 0 ? percent(row.recentMs, recent) : '',
      open: () => row.file !== null && row.line > 0 && this.events.onOpen({ file: row.file, line: row.line }),
    }));
    const table = hotTable(rows, this.elapsedMs, [l10n.t('Self so far'), l10n.t('Last second'), l10n.t('Function')], l10n.t('Nothing but native code or nothing at all ran so far.'));
    const scrolled = this.content.firstElementChild?.scrollTop ?? 0;
    this.content.replaceChildren(table);
    table.scrollTop = scrolled;
  }
}
