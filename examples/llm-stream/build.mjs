// Builds the language model with Debian's rustc (1.63) and its wasm32-unknown-unknown target.
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const flags = ['--target', 'wasm32-unknown-unknown', '--crate-type', 'cdylib', '-C', 'opt-level=1', '-C', 'panic=abort', '-C', 'lto', '-C', 'link-arg=-zstack-size=65536', '-g', '--remap-path-prefix', `${here.replace(/\/$/, '')}=.`];
execFileSync('/usr/bin/rustc', [...flags, 'language.rs', '-o', 'language.wasm'], { cwd: here, stdio: 'inherit' });
chmodSync(`${here}language.wasm`, 0o644);
