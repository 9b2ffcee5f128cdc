import { element } from '../element';
import { l10n } from '../l10n';

/** Below this a profile is there before a bar would be seen. */
const SHOWN_AFTER_MS = 300;

/** What stands on the page while profiles are read: how far that is, and a way to end it. */
export class ReadingNote {
  readonly root: HTMLElement;
  private readonly progress = element('progress', { max: 1, value: 0, 'aria-label': l10n.t('Read so far'), hidden: true });
  private readonly cancel = element('button', { type: 'button', hidden: true }, l10n.t('Cancel'));
  private readonly aborting = new AbortController();
  private readonly startedAt = performance.now();

  constructor() {
    this.root = element('div', { class: 'empty', role: 'status' }, element('p', {}, l10n.t('Reading the profile…')), this.progress, this.cancel);
    this.cancel.addEventListener('click', () => this.aborting.abort(new Error(l10n.t('reading it was cancelled'))));
  }

  /** Aborted when the user wants no more of it. */
  get signal(): AbortSignal {
    return this.aborting.signal;
  }

  show(fraction: number): void {
    this.progress.value = fraction;
    this.progress.hidden = this.cancel.hidden = performance.now() - this.startedAt < SHOWN_AFTER_MS;
  }
}
