/** @file Writes the few opcodes of pickle protocol 2 that a state dict needs. Texts and names said twice are memoised. */

export class PickleWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  readonly #memo = new Map<string, number>();

  constructor() {
    this.#put(0x80, 2); // PROTO
  }

  text(text: string): void {
    if (this.#recall(`text ${text}`)) return;
    const utf8 = new TextEncoder().encode(text);
    this.#put(0x58); // BINUNICODE
    this.#putUint32(utf8.length);
    this.#putAll(utf8);
    this.#remember(`text ${text}`);
  }

  /** A class or function by module and name. */
  global(module: string, name: string): void {
    if (this.#recall(`global ${module} ${name}`)) return;
    this.#put(0x63); // GLOBAL
    this.#putAll(new TextEncoder().encode(`${module}\n${name}\n`));
    this.#remember(`global ${module} ${name}`);
  }

  /** @param value a non-negative safe integer */
  integer(value: number): void {
    if (value < 2 ** 8)
      this.#put(0x4b, value); // BININT1
    else if (value < 2 ** 16)
      this.#put(0x4d, value & 0xff, value >>> 8); // BININT2
    else if (value < 2 ** 31) {
      this.#put(0x4a); // BININT
      this.#putUint32(value);
    } else {
      this.#put(0x8a, 8); // LONG1
      this.#putUint32(value % 2 ** 32);
      this.#putUint32(Math.floor(value / 2 ** 32));
    }
  }

  boolean(value: boolean): void {
    this.#put(value ? 0x88 : 0x89); // NEWTRUE, NEWFALSE
  }

  /** A tuple of whatever `items` writes. */
  tuple(items: () => void): void {
    this.#put(0x28); // MARK
    items();
    this.#put(0x74); // TUPLE
  }

  /** A tuple of integers. */
  integers(values: readonly number[]): void {
    if (values.length === 0)
      this.#put(0x29); // EMPTY_TUPLE
    else {
      this.tuple(() => {
        for (const value of values) this.integer(value);
      });
    }
  }

  dict(items: () => void): void {
    this.#put(0x7d); // EMPTY_DICT
    this.setItems(items);
  }

  /** Adds to the dictionary on top whatever `items` writes, key and value by turns. */
  setItems(items: () => void): void {
    this.#put(0x28); // MARK
    items();
    this.#put(0x75); // SETITEMS
  }

  /** Calls the name below the tuple on top. */
  reduce(): void {
    this.#put(0x52);
  }

  /** Gives the object on top the state that `state` writes. */
  build(state: () => void): void {
    state();
    this.#put(0x62);
  }

  persistentId(): void {
    this.#put(0x51);
  }

  finish(): Uint8Array {
    this.#put(0x2e); // STOP
    return this.#bytes.subarray(0, this.#length);
  }

  #recall(what: string): boolean {
    const index = this.#memo.get(what);
    if (index === undefined) return false;
    if (index < 2 ** 8)
      this.#put(0x68, index); // BINGET
    else {
      this.#put(0x6a); // LONG_BINGET
      this.#putUint32(index);
    }
    return true;
  }

  #remember(what: string): void {
    const index = this.#memo.size;
    this.#memo.set(what, index);
    if (index < 2 ** 8)
      this.#put(0x71, index); // BINPUT
    else {
      this.#put(0x72); // LONG_BINPUT
      this.#putUint32(index);
    }
  }

  #put(...bytes: readonly number[]): void {
    this.#putAll(Uint8Array.from(bytes));
  }

  #putUint32(value: number): void {
    this.#put(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
  }

  #putAll(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#length + bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }
}
