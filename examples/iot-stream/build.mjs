// Builds the filter with Debian's rustc (1.63) and its wasm32-unknown-unknown target.
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const flags = ['--target', 'wasm32-unknown-unknown', '--crate-type', 'cdylib', '-C', 'opt-level=2', '-C', 'panic=abort', '-C', 'strip=none', '-C', 'lto', '-g', '--remap-path-prefix', `${here.replace(/\/$/, '')}=.`];
execFileSync('/usr/bin/rustc', [...flags, 'filter.rs', '-o', 'filter.wasm'], { cwd: here, stdio: 'inherit' });
chmodSync(`${here}filter.wasm`, 0o644);
