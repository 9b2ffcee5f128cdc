import { messageFor } from '../../../base/user-error';
import type { FromProfilePage, ProfileFile, ToProfilePage } from '../../profile-page-wire';
import { element } from '../element';
import { host } from '../host';
import { l10n } from '../l10n';
import { ComparisonView } from './comparison-view';
import { LiveView } from './live-view';
import { ProfileView, type Place } from './profile-view';
import { readInWorker } from './read-in-worker';
import { ReadingNote } from './reading-note';
import { viewStateOf } from './view-state';

let view: ProfileView | ComparisonView | LiveView | null = null;

async function show(message: ToProfilePage): Promise<void> {
  if (message.kind === 'moment') return view instanceof LiveView ? view.add(message.moment) : undefined;
  if (message.kind === 'live') return showLive(message);
  const note = new ReadingNote();
  document.body.replaceChildren(note.root);
  view = message.kind === 'file' ? await viewOf(message.bytes, note) : await comparisonOf(message.before, message.after, note);
  if (view) document.body.replaceChildren(view.root);
}

function showLive({ title, seconds, moments }: ToProfilePage & { kind: 'live' }): void {
  const live = (view = new LiveView(title, seconds, { onOpen, onStop: () => tell({ kind: 'stop' }) }));
  document.body.replaceChildren(live.root);
  for (const moment of moments) live.add(moment);
}

async function viewOf(bytes: ArrayBuffer, note: ReadingNote): Promise<ProfileView | null> {
  const { profile, heat } = await readInWorker(bytes, (fraction) => note.show(fraction), note.signal);
  if (profile.samples.length === 0) return say(l10n.t('The profile holds no samples: nothing ran while it was recorded, or it was ended before the first was taken.'));
  // What the sources show can wait until the view is there.
  void painted().then(() => tell({ kind: 'shown', heat }));
  return new ProfileView(profile, viewStateOf(host.getState()), { onOpen, onState: (state) => host.setState(state) });
}

async function comparisonOf(before: ProfileFile, after: ProfileFile, note: ReadingNote): Promise<ComparisonView> {
  const old = await readInWorker(before.bytes, (fraction) => note.show(fraction / 2), note.signal);
  const now = await readInWorker(after.bytes, (fraction) => note.show((1 + fraction) / 2), note.signal);
  if (old.profile.unit !== now.profile.unit) throw new Error(l10n.t('one is of time and the other of allocations'));
  return new ComparisonView({ title: before.title, profile: old.profile }, { title: after.title, profile: now.profile }, (host.getState() ?? {}), { onOpen, onState: (state) => host.setState(state) });
}

const painted = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
const onOpen = (place: Place): void => tell({ kind: 'open', place });
const tell = (message: FromProfilePage): void => host.postMessage(message);

function say(text: string): null {
  document.body.replaceChildren(element('p', { class: 'empty', role: 'status' }, text));
  return null;
}

window.addEventListener('message', ({ data }: MessageEvent<ToProfilePage>) => {
  show(data).catch((error: unknown) => say(l10n.t('This is no profile that can be read: {0}', messageFor(error))));
});
new MutationObserver(() => view?.onThemeChange()).observe(document.body, { attributes: true, attributeFilter: ['class'] });
tell({ kind: 'ready' });
