import { messageFor } from '../../../base/user-error';
import type { Profile } from '../../../profile/profile';
import { decodeProfile } from '../../../profile/readers/decode-profile';
import { symbolicateProfile } from '../../../profile/symbolicate-profile';
import type { FromProfilePage, ProfileFile, ToProfilePage } from '../../profile-page-wire';
import { element } from '../element';
import { host } from '../host';
import { l10n } from '../l10n';
import { ComparisonView } from './comparison-view';
import { LiveView } from './live-view';
import { ProfileView, type Place } from './profile-view';
import { sourceHeat } from './source-heat';
import { viewStateOf } from './view-state';

let view: ProfileView | ComparisonView | LiveView | null = null;

async function show(message: ToProfilePage): Promise<void> {
  if (message.kind === 'moment') return view instanceof LiveView ? view.add(message.moment) : undefined;
  if (message.kind === 'live') return showLive(message);
  say(l10n.t('Reading the profile…'));
  // The text is painted before the work begins.
  await painted();
  view = message.kind === 'file' ? await viewOf(message.bytes) : await comparisonOf(message.before, message.after);
  if (view) document.body.replaceChildren(view.root);
}

function showLive({ title, seconds, moments }: ToProfilePage & { kind: 'live' }): void {
  const live = (view = new LiveView(title, seconds, { onOpen, onStop: () => tell({ kind: 'stop' }) }));
  document.body.replaceChildren(live.root);
  for (const moment of moments) live.add(moment);
}

async function viewOf(bytes: ArrayBuffer): Promise<ProfileView | null> {
  const profile = await read(bytes);
  if (profile.samples.length === 0) return say(l10n.t('The profile holds no samples: nothing ran while it was recorded, or it was ended before the first was taken.'));
  // What the sources show can wait until the view is there.
  void painted().then(() => tell({ kind: 'shown', heat: sourceHeat(profile) }));
  return new ProfileView(profile, viewStateOf(host.getState()), { onOpen, onState: (state) => host.setState(state) });
}

async function comparisonOf(before: ProfileFile, after: ProfileFile): Promise<ComparisonView> {
  const [old, now] = [await read(before.bytes), await read(after.bytes)];
  return new ComparisonView({ title: before.title, profile: old }, { title: after.title, profile: now }, (host.getState() ?? {}), { onOpen, onState: (state) => host.setState(state) });
}

const read = async (bytes: ArrayBuffer): Promise<Profile> => symbolicateProfile(decodeProfile(await unpacked(new Uint8Array(bytes))));
const painted = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
const onOpen = (place: Place): void => tell({ kind: 'open', place });
const tell = (message: FromProfilePage): void => host.postMessage(message);

async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function say(text: string): null {
  document.body.replaceChildren(element('p', { class: 'empty', role: 'status' }, text));
  return null;
}

window.addEventListener('message', ({ data }: MessageEvent<ToProfilePage>) => {
  show(data).catch((error: unknown) => say(l10n.t('This is no profile that can be read: {0}', messageFor(error))));
});
new MutationObserver(() => view?.onThemeChange()).observe(document.body, { attributes: true, attributeFilter: ['class'] });
tell({ kind: 'ready' });
