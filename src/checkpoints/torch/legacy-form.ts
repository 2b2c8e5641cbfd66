/**
 * @file The form of torch before 1.6: five pickles in a row (magic number, protocol, system, object, storage keys), then
 * each storage as a 64-bit element count and its elements, in the order of the keys.
 */
import { FixableError } from "#utils/fixable-error.ts";
import { dtypes } from "../named-tensors.ts";
import { PickleDict, type PickleValue } from "./pickle-value.ts";
import { unpickle } from "./unpickle.ts";

/** `0x1950a86a20f9469cfc6c` as a protocol-2 pickle. */
const MAGIC = Uint8Array.of(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e);
const PROTOCOL = 1001;

export function looksLikeLegacyTorch(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

export interface LegacyFile {
  readonly value: PickleValue;
  /** Elements by storage key; views of the file's bytes. */
  readonly storages: ReadonlyMap<string, Uint8Array>;
}

/** @throws FixableError `checkpoints/not-torch`, `checkpoints/refused-pickle` */
export function readLegacyForm(bytes: Uint8Array, where: string): LegacyFile {
  const protocol = unpickle(bytes, MAGIC.length, where);
  if (protocol.value !== PROTOCOL)
    throw broken(`it has protocol ${String(protocol.value)}; read is ${PROTOCOL}`, where);
  const system = unpickle(bytes, protocol.end, where);
  const isLittle = system.value instanceof PickleDict && system.value.entries.get("little_endian") === true;
  if (!isLittle) throw broken("it does not say that it was written little-endian", where);
  const object = unpickle(bytes, system.end, where);
  const keys = unpickle(bytes, object.end, where);
  if (!Array.isArray(keys.value)) throw broken("its list of storages is missing", where);

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const storages = new Map<string, Uint8Array>();
  let at = keys.end;
  for (const key of keys.value) {
    const storage = typeof key === "string" ? object.storages.get(key) : undefined;
    if (storage === undefined) throw broken("its list of storages names one that no tensor uses", where);
    if (at + 8 > bytes.length) throw broken(`it is cut short before storage "${storage.key}"`, where);
    const count = Number(view.getBigInt64(at, true));
    const end = at + 8 + count * dtypes[storage.dtype].size;
    if (count !== storage.elements) {
      throw broken(`storage "${storage.key}" has ${count} elements; the pickle says ${storage.elements}`, where);
    }
    if (end > bytes.length) throw broken(`it is cut short within storage "${storage.key}"`, where);
    storages.set(storage.key, bytes.subarray(at + 8, end));
    at = end;
  }
  return { value: object.value, storages };
}

function broken(problem: string, where: string): FixableError {
  return new FixableError({
    code: "checkpoints/not-torch",
    problem: `this legacy .pt file is damaged: ${problem}`,
    where,
  });
}
