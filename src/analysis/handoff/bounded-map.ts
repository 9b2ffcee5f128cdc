/** A map that forgets its oldest entry when it is full: what waits for its other half. */
export class BoundedMap<Key, Value> {
  private readonly entries = new Map<Key, Value>();

  constructor(private readonly limit: number) {}

  get(key: Key): Value | undefined {
    return this.entries.get(key);
  }

  set(key: Key, value: Value): void {
    this.entries.delete(key);
    if (this.entries.size >= this.limit) this.entries.delete(this.entries.keys().next().value!);
    this.entries.set(key, value);
  }

  take(key: Key): Value | undefined {
    const value = this.entries.get(key);
    this.entries.delete(key);
    return value;
  }
}
