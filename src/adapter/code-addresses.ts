import { moduleOffset, type ModuleOffset } from '../base/offsets';
import { UserError } from '../base/user-error';
import type { WasmScript } from '../session/wasm-script';

/** Modules lie this far apart: none is larger (Wasm JS API, implementation limits: 1 GiB). */
const APART = 2 ** 32;

/** Clients know code by one number, so each module gets a range: its own number times 2^32, then the module offset. */
export class CodeAddresses {
  private readonly scripts: WasmScript[] = [];

  of(script: WasmScript, offset: ModuleOffset): string {
    if (!this.scripts.includes(script)) this.scripts.push(script);
    return `0x${(this.scripts.indexOf(script) * APART + offset).toString(16)}`;
  }

  /** `shift` counts bytes. */
  resolve(address: string, shift = 0): { readonly script: WasmScript; readonly offset: ModuleOffset } {
    const at = Number(address) + shift;
    const script = this.scripts[Math.floor(at / APART)];
    if (!script) throw new UserError(`there is no code at ${address}`);
    return { script, offset: moduleOffset(at % APART) };
  }
}
