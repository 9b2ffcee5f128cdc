import type { WasmModule } from '../wasm/module';
import { globalAt } from './dwarf-variables';
import type { DwarfTypes } from './dwarf-types';
import type { NameIndex } from './name-index';
import { isShortFor, lastPart } from './name-parts';
import type { Variable } from './variable';

/** What a program calls by a short name is hardly theirs. */
const LIBRARY = /^(?:std|core|alloc)::/;
const MAX_ANSWERS = 1_000;

/** Globals of all units by name: what one unit declares stands in another. The first question reads the names of all units. */
export class GlobalsByName {
  private readonly found = new Map<string, Variable | undefined>();

  constructor(
    private readonly module: WasmModule,
    private readonly names: NameIndex,
    private readonly types: DwarfTypes,
  ) {}

  /** By its name, scopes left out at will; undefined where no global has it that is in the module, or several do. */
  named(name: string): Variable | undefined {
    if (!this.found.has(name)) {
      if (this.found.size >= MAX_ANSWERS) this.found.clear();
      this.found.set(name, this.find(name));
    }
    return this.found.get(name);
  }

  private find(name: string): Variable | undefined {
    const last = lastPart(name);
    const entries = [...this.names.namesLike((each) => each === last, 'global')].filter((entry) => isShortFor(name, entry.name));
    const exact = entries.filter((entry) => entry.name === name);
    const own = entries.filter((entry) => !LIBRARY.test(entry.name));
    // A variable of a header is described in every unit that has seen it.
    const byPlace = new Map<string, Variable>();
    for (const entry of exact.length > 0 ? exact : own.length > 0 ? own : entries) {
      const die = entry.die();
      const variable = die && globalAt(die, { module: this.module, unit: die.unit, fn: null, subprogram: null, address: 0 }, this.types);
      if (variable?.available) byPlace.set(variable.location, variable);
    }
    return byPlace.size === 1 ? [...byPlace.values()][0] : undefined;
  }
}
