import { messageFor } from '../../../base/user-error';
import type { Profile } from '../../../profile/profile';
import { decodeProfile } from '../../../profile/readers/decode-profile';
import { symbolicateProfile } from '../../../profile/symbolicate-profile';
import type { SourceHeat } from '../../source-heat';
import { sourceHeat } from './source-heat';

/** Of one file; its columns change hands instead of being copied. */
export type FromReadWorker =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'read'; readonly profile: Profile; readonly heat: SourceHeat }
  | { readonly kind: 'failed'; readonly message: string };

/** What a worker has of its own side; the page's library knows windows only. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ArrayBuffer>) => void) | null;
  postMessage(message: FromReadWorker, transfer?: readonly ArrayBufferLike[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data }) => {
  read(data).catch((error: unknown) => scope.postMessage({ kind: 'failed', message: messageFor(error) }));
};

async function read(bytes: ArrayBuffer): Promise<void> {
  const threads = decodeProfile(await unpacked(new Uint8Array(bytes)), (fraction) => scope.postMessage({ kind: 'progress', fraction }));
  const profile = symbolicateProfile(threads);
  const { nodes, samples } = profile;
  const columns = [nodes.frame, nodes.parent, nodes.lineTicks.node, nodes.lineTicks.line, nodes.lineTicks.count, samples.node, samples.startMs, samples.durationMs];
  scope.postMessage({ kind: 'read', profile, heat: sourceHeat(profile) }, columns.map(({ buffer }) => buffer));
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
