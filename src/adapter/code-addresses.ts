import { moduleOffset, type ModuleOffset } from '../base/offsets';
import { UserError } from '../base/user-error';
import type { ModuleSymbols } from '../symbols/module-symbols';

/** Modules lie this far apart: none is larger (Wasm JS API, implementation limits: 1 GiB). */
const APART = 2 ** 32;

/**
 * Clients know code by one number, so each module gets a range: its own number times 2^32, then the module offset. Copies
 * of a module in several threads are one, and so is the one of the next run.
 */
export class CodeAddresses {
  private readonly modules: ModuleSymbols[] = [];

  of(symbols: ModuleSymbols, offset: ModuleOffset): string {
    if (!this.modules.includes(symbols)) this.modules.push(symbols);
    return `0x${(this.modules.indexOf(symbols) * APART + offset).toString(16)}`;
  }

  /** `shift` counts bytes. */
  resolve(address: string, shift = 0): { readonly symbols: ModuleSymbols; readonly offset: ModuleOffset } {
    const at = Number(address) + shift;
    const symbols = this.modules[Math.floor(at / APART)];
    if (!symbols) throw new UserError(`there is no code at ${address}`);
    return { symbols, offset: moduleOffset(at % APART) };
  }
}
