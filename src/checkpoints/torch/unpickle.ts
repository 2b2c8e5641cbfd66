/**
 * @file Interprets the pickles that `torch.save` writes, by a closed list of opcodes and names. Nothing is ever executed
 * or imported. Opcodes as CPython's `pickletools` documents them, protocols 2 to 4.
 */
import { FixableError } from "#utils/fixable-error.ts";
import { allowedNames, storageOf } from "./allowed-names.ts";
import { AllowedName, PickleDict, type PickleKey, type PickleValue, type StorageRef } from "./pickle-value.ts";

/** Limits no real checkpoint comes near; without them a small hostile file could fill the memory. */
const MAX_MADE = 1_000_000;
const MAX_STACK = 1_000_000;
const MAX_MEMO = 2_000_000;
const MAX_MARKS = 1_000;

export interface Unpickled {
  readonly value: PickleValue;
  /** Every storage the pickle mentioned, by key. */
  readonly storages: ReadonlyMap<string, StorageRef>;
  /** The byte after the pickle; the legacy form has several in a row. */
  readonly end: number;
}

/**
 * @param start where in `bytes` the pickle begins
 * @throws FixableError `checkpoints/refused-pickle` for an opcode or name outside the list, `checkpoints/not-torch` for a
 *   pickle that is cut short or makes no sense
 */
export function unpickle(bytes: Uint8Array, start: number, where: string): Unpickled {
  return new Unpickler(bytes, start, where).run();
}

class Unpickler {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #where: string;
  #at: number;
  #made = 0;
  #stack: PickleValue[] = [];
  /** The stacks below each open mark. */
  readonly #marks: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();
  readonly #storages = new Map<string, StorageRef>();

  constructor(bytes: Uint8Array, start: number, where: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#where = where;
  }

  run(): Unpickled {
    for (;;) {
      const opcode = this.#uint8();
      if (opcode === 0x2e /* STOP */) {
        return { value: this.#pop(), storages: this.#storages, end: this.#at };
      }
      const step = Unpickler.#opcodes.get(opcode);
      if (step === undefined) throw this.#refused(`pickle opcode 0x${opcode.toString(16).padStart(2, "0")}`);
      step(this);
    }
  }

  /** The closed list: every opcode that is read, and what it does. */
  static readonly #opcodes: ReadonlyMap<number, (pickle: Unpickler) => void> = new Map<
    number,
    (pickle: Unpickler) => void
  >([
    [0x80 /* PROTO */, (pickle) => pickle.#checkProtocol(pickle.#uint8())],
    [0x95 /* FRAME, a hint about lengths */, (pickle) => void pickle.#take(8)],

    [0x4e /* NONE */, (pickle) => pickle.#push(null)],
    [0x88 /* NEWTRUE */, (pickle) => pickle.#push(true)],
    [0x89 /* NEWFALSE */, (pickle) => pickle.#push(false)],
    [0x4b /* BININT1 */, (pickle) => pickle.#push(pickle.#uint8())],
    [0x4d /* BININT2 */, (pickle) => pickle.#push(pickle.#view.getUint16(pickle.#take(2), true))],
    [0x4a /* BININT */, (pickle) => pickle.#push(pickle.#view.getInt32(pickle.#take(4), true))],
    [0x8a /* LONG1 */, (pickle) => pickle.#push(pickle.#integer(pickle.#uint8()))],
    [0x47 /* BINFLOAT, big-endian */, (pickle) => pickle.#push(pickle.#view.getFloat64(pickle.#take(8), false))],
    [0x58 /* BINUNICODE */, (pickle) => pickle.#push(pickle.#text(pickle.#uint32()))],
    [0x8c /* SHORT_BINUNICODE */, (pickle) => pickle.#push(pickle.#text(pickle.#uint8()))],
    [0x55 /* SHORT_BINSTRING */, (pickle) => pickle.#push(pickle.#text(pickle.#uint8()))],

    [0x28 /* MARK */, (pickle) => pickle.#mark()],
    [0x29 /* EMPTY_TUPLE */, (pickle) => pickle.#pushNew([])],
    [0x85 /* TUPLE1 */, (pickle) => pickle.#pushNew(pickle.#popMany(1))],
    [0x86 /* TUPLE2 */, (pickle) => pickle.#pushNew(pickle.#popMany(2))],
    [0x87 /* TUPLE3 */, (pickle) => pickle.#pushNew(pickle.#popMany(3))],
    [0x74 /* TUPLE */, (pickle) => pickle.#pushNew(pickle.#popMark())],
    [0x5d /* EMPTY_LIST */, (pickle) => pickle.#pushNew([])],
    [0x61 /* APPEND */, (pickle) => pickle.#appendTo(pickle.#popMany(1))],
    [0x65 /* APPENDS */, (pickle) => pickle.#appendTo(pickle.#popMark())],
    [0x7d /* EMPTY_DICT */, (pickle) => pickle.#pushNew(new PickleDict())],
    [0x73 /* SETITEM */, (pickle) => pickle.#setItems(pickle.#popMany(2))],
    [0x75 /* SETITEMS */, (pickle) => pickle.#setItems(pickle.#popMark())],

    [0x71 /* BINPUT */, (pickle) => pickle.#remember(pickle.#uint8())],
    [0x72 /* LONG_BINPUT */, (pickle) => pickle.#remember(pickle.#uint32())],
    [0x94 /* MEMOIZE */, (pickle) => pickle.#remember(pickle.#memo.size)],
    [0x68 /* BINGET */, (pickle) => pickle.#recall(pickle.#uint8())],
    [0x6a /* LONG_BINGET */, (pickle) => pickle.#recall(pickle.#uint32())],

    [0x63 /* GLOBAL */, (pickle) => pickle.#push(pickle.#allowed(pickle.#line(), pickle.#line()))],
    [0x93 /* STACK_GLOBAL */, (pickle) => pickle.#pushNamed(pickle.#popMany(2))],
    [0x52 /* REDUCE */, (pickle) => pickle.#reduce()],
    [0x62 /* BUILD */, (pickle) => pickle.#build()],
    [0x51 /* BINPERSID */, (pickle) => pickle.#load(pickle.#pop())],
  ]);

  #checkProtocol(protocol: number): void {
    if (protocol < 2 || protocol > 4) throw this.#refused(`pickle protocol ${protocol}; read are 2 to 4`);
  }

  #push(value: PickleValue): void {
    if (this.#stack.length >= MAX_STACK) throw this.#refused(`more than ${MAX_STACK} values in one place`);
    this.#stack.push(value);
  }

  /** Counts the lists, tuples and dictionaries, because one byte of pickle makes hundreds of memory. */
  #pushNew(made: PickleValue): void {
    this.#made++;
    if (this.#made > MAX_MADE) throw this.#refused(`more than ${MAX_MADE} lists and dictionaries`);
    this.#push(made);
  }

  #mark(): void {
    if (this.#marks.length >= MAX_MARKS) throw this.#refused(`values nested more than ${MAX_MARKS} deep`);
    this.#marks.push(this.#stack);
    this.#stack = [];
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.#broken("it takes more from its stack than is on it");
    return value;
  }

  #popMany(count: number): PickleValue[] {
    if (this.#stack.length < count) throw this.#broken("it takes more from its stack than is on it");
    return this.#stack.splice(-count);
  }

  /** Everything above the last mark. */
  #popMark(): PickleValue[] {
    const below = this.#marks.pop();
    if (below === undefined) throw this.#broken("it closes a mark that it never set");
    const above = this.#stack;
    this.#stack = below;
    return above;
  }

  #appendTo(items: readonly PickleValue[]): void {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw this.#broken("it appends to something that is no list");
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly PickleValue[]): void {
    const dict = this.#stack.at(-1);
    if (!(dict instanceof PickleDict)) throw this.#refused("items set on something that is no dictionary");
    for (let i = 0; i + 1 < items.length; i += 2) dict.entries.set(this.#asKey(items[i]!), items[i + 1]!);
    if (items.length % 2 !== 0) throw this.#broken("it sets a key without a value");
  }

  #remember(index: number): void {
    const value = this.#stack.at(-1);
    if (value === undefined) throw this.#broken("it remembers the top of an empty stack");
    if (this.#memo.size >= MAX_MEMO) throw this.#refused(`more than ${MAX_MEMO} values to be used twice`);
    this.#memo.set(index, value);
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#broken(`it recalls entry ${index}, which it never stored`);
    this.#push(value);
  }

  #allowed(module: string, name: string): AllowedName {
    const allowed = allowedNames.get(`${module} ${name}`);
    if (allowed === undefined) throw this.#refused(`the name ${`${module}.${name}`.slice(0, 120)}`);
    return allowed;
  }

  #pushNamed([module, name]: readonly PickleValue[]): void {
    if (typeof module !== "string" || typeof name !== "string") throw this.#refused("a name that is no text");
    this.#push(this.#allowed(module, name));
  }

  #reduce(): void {
    const [callable, args] = this.#popMany(2) as [PickleValue, PickleValue];
    if (!(callable instanceof AllowedName)) throw this.#refused("a call of something that is no name");
    const result = Array.isArray(args) ? callable.call(args) : undefined;
    if (result === undefined)
      throw this.#refused(`${callable.name.replace(" ", ".")} with arguments torch does not give it`);
    this.#pushNew(result);
  }

  #build(): void {
    const [target, state] = this.#popMany(2) as [PickleValue, PickleValue];
    const isPlain = target instanceof PickleDict && state instanceof PickleDict;
    if (!isPlain) throw this.#refused("the state of something that is no dictionary");
    this.#push(target);
  }

  #load(id: PickleValue): void {
    const storage = storageOf(id);
    if (storage === undefined) throw this.#refused("a persistent id that names no storage this reader knows");
    const known = this.#storages.get(storage.key);
    if (known === undefined) this.#storages.set(storage.key, storage);
    else if (known.dtype !== storage.dtype || known.elements !== storage.elements) {
      throw this.#broken(`storage "${storage.key}" is described in two ways`);
    }
    this.#push(known ?? storage);
  }

  #asKey(value: PickleValue): PickleKey {
    if (typeof value === "object") throw this.#refused("a dictionary key that is no text, number or truth value");
    return value;
  }

  #uint8(): number {
    return this.#bytes[this.#take(1)]!;
  }

  #uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** Little-endian two's complement of any length; a bigint only where a number would round. */
  #integer(length: number): number | bigint {
    const start = this.#take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[start + i]!);
    value = BigInt.asIntN(8 * length, value);
    const rounded = Number(value);
    return Number.isSafeInteger(rounded) ? rounded : value;
  }

  #text(length: number): string {
    const start = this.#take(length);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(this.#bytes.subarray(start, start + length));
    } catch {
      throw this.#broken("a text in it is not UTF-8");
    }
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw this.#broken("it ends within a name");
    const text = this.#text(end - this.#at);
    this.#take(1);
    return text;
  }

  /** Moves on by `length` bytes; returns where they begin. */
  #take(length: number): number {
    const start = this.#at;
    if (start + length > this.#bytes.length) throw this.#broken("it ends too early");
    this.#at += length;
    return start;
  }

  #broken(problem: string): FixableError {
    return new FixableError({
      code: "checkpoints/not-torch",
      problem: `the pickle is damaged: ${problem}`,
      where: `${this.#where}, byte ${this.#at} of the pickle`,
    });
  }

  #refused(what: string): FixableError {
    return new FixableError({
      code: "checkpoints/refused-pickle",
      problem: `the file holds ${what}; read are tensors, numbers, texts, lists and dictionaries, and nothing is executed`,
      where: `${this.#where}, byte ${this.#at} of the pickle`,
      fix: 'in Python, torch.save(model.state_dict(), "best_val.pt")',
    });
  }
}
