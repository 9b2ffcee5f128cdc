import { messageFor } from '../../../base/user-error';
import { decodeProfile } from '../../../profile/readers/decode-profile';
import { symbolicateProfile } from '../../../profile/symbolicate-profile';
import { element } from '../element';
import { host } from '../host';
import { ProfileView } from './profile-view';
import { sourceHeat } from './source-heat';
import { viewStateOf } from './view-state';

/** What the editor sends: the bytes of the file that was opened. */
interface FileMessage {
  readonly kind: 'file';
  readonly bytes: ArrayBuffer;
}

let view: ProfileView | null = null;

async function show(bytes: Uint8Array): Promise<void> {
  say('Reading the profile…');
  // The text is painted before the work begins.
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  const profile = symbolicateProfile(decodeProfile(await unpacked(bytes)));
  if (profile.samples.length === 0) return say('The profile holds no samples: nothing ran while it was recorded, or it was ended before the first was taken.');
  view = new ProfileView(profile, viewStateOf(host.getState()), {
    onOpen: (place) => host.postMessage({ kind: 'open', place }),
    onState: (state) => host.setState(state),
  });
  document.body.replaceChildren(view.root);
  host.postMessage({ kind: 'shown', heat: sourceHeat(profile) });
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function say(text: string): void {
  document.body.replaceChildren(element('p', { class: 'empty', role: 'status' }, text));
}

window.addEventListener('message', ({ data }: MessageEvent<FileMessage>) => {
  if (data.kind === 'file') show(new Uint8Array(data.bytes)).catch((error: unknown) => say(`This is no profile that can be read: ${messageFor(error)}`));
});
new MutationObserver(() => view?.onThemeChange()).observe(document.body, { attributes: true, attributeFilter: ['class'] });
host.postMessage({ kind: 'ready' });
