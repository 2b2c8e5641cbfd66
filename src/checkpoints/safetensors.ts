/**
 * @file Safetensors, both ways: 8 bytes with the length of a JSON header, the header, the tensors one after another.
 * The format is Hugging Face's (github.com/huggingface/safetensors). Nothing in a header is believed before it is checked.
 */
import { FixableError } from "#utils/fixable-error.ts";
import {
  assertConsistent,
  bytesOf,
  dtypeNames,
  dtypes,
  elementCount,
  type HostTensor,
  type NamedTensors,
  tensorFromBytes,
} from "./named-tensors.ts";

/** The format's own limit; a longer header is refused before it is read. */
const MAX_HEADER_BYTES = 100_000_000;
const METADATA_KEY = "__metadata__";

export interface SafetensorsFile {
  /** In the order of the header. */
  readonly tensors: NamedTensors;
  /** Free text by name, e.g. who wrote the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * @param where the file's path, for the error message
 * @throws FixableError `checkpoints/not-safetensors` for anything that breaks the format, `checkpoints/unsupported-dtype`
 */
export function readSafetensors(bytes: Uint8Array, where: string): SafetensorsFile {
  const { header, keys, body } = splitFile(bytes, where);
  const tensors = new Map<string, HostTensor>();
  let metadata: Readonly<Record<string, string>> = {};
  const spans: Span[] = [];

  for (const key of keys) {
    if (key === METADATA_KEY) {
      metadata = checkedMetadata(header[key], where);
      continue;
    }
    const { dtype, shape, begin, end } = checkedEntry(key, header[key], body.byteLength, where);
    spans.push({ key, begin, end });
    tensors.set(key, tensorFromBytes(dtype, shape, body.subarray(begin, end)));
  }
  assertNoGaps(spans, body.byteLength, where);
  return { tensors, metadata };
}

/** Tensors in the order given, no gaps; equal tensors and metadata give equal bytes. */
export function toSafetensorsBytes(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  assertConsistent(tensors);
  if (tensors.has(METADATA_KEY)) throw new RangeError(`a tensor may not be called "${METADATA_KEY}"`);
  // by hand, because an object would move keys like "0" to the front
  const entries = Object.keys(metadata).length > 0 ? [`"${METADATA_KEY}":${JSON.stringify(metadata)}`] : [];
  let end = 0;
  for (const [name, tensor] of tensors) {
    const begin = end;
    end += tensor.data.byteLength;
    const entry = { dtype: dtypes[tensor.dtype].safetensors, shape: tensor.shape, data_offsets: [begin, end] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  const text = new TextEncoder().encode(`{${entries.join(",")}}`);
  const headerLength = Math.ceil(text.length / 8) * 8;

  const file = new Uint8Array(8 + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength).set(text, 8);
  let at = 8 + headerLength;
  for (const tensor of tensors.values()) {
    file.set(bytesOf(tensor), at);
    at += tensor.data.byteLength;
  }
  return file;
}

/** Whether the first bytes can be those of a safetensors file: a sane length, then a brace. */
export function looksLikeSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  return length <= BigInt(Math.min(MAX_HEADER_BYTES, bytes.length - 8));
}

function splitFile(bytes: Uint8Array, where: string) {
  if (bytes.length < 8) throw broken(`the file has ${bytes.length} bytes, and the length of the header needs 8`, where);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const room = Math.min(MAX_HEADER_BYTES, bytes.length - 8);
  if (length > BigInt(room)) {
    throw broken(
      `the header claims ${length} bytes, and there is room for ${room}: cut short, or another format`,
      where,
    );
  }
  const body = bytes.subarray(8 + Number(length));
  let header: unknown;
  let keys: readonly string[];
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + Number(length)));
    header = JSON.parse(text);
    keys = isObject(header) ? topLevelKeys(text) : [];
  } catch (cause) {
    throw broken(`the header is not JSON in UTF-8: ${(cause as Error).message}`, where, cause);
  }
  if (!isObject(header)) throw broken("the header is not a JSON object", where);
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) throw broken(`"${key}" stands twice in the header`, where);
    seen.add(key);
  }
  return { header, keys, body };
}

/** The keys of the outermost object of a JSON text known to be valid, in the order written, repeated ones too. */
function topLevelKeys(text: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  let keyIsNext = false;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/gs)) {
    if (token === "{" || token === "[") {
      depth++;
      keyIsNext = depth === 1;
    } else if (token === "}" || token === "]") depth--;
    else if (token === ",") keyIsNext = depth === 1;
    else if (keyIsNext) {
      keys.push(JSON.parse(token) as string);
      keyIsNext = false;
    }
  }
  return keys;
}

interface Span {
  readonly key: string;
  readonly begin: number;
  readonly end: number;
}

function checkedEntry(key: string, entry: unknown, bodyBytes: number, where: string) {
  if (!isObject(entry)) throw broken(`"${key}" is not described by an object`, where);
  const { dtype: dtypeText, shape, data_offsets: offsets } = entry;
  if (!isSizes(shape)) throw broken(`"${key}" has the shape ${show(shape)}; expected a list of sizes`, where);
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw broken(`"${key}" has the data_offsets ${show(offsets)}; expected [begin, end]`, where);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > bodyBytes) {
    throw broken(`"${key}" lies at ${begin} to ${end}, and the file has ${bodyBytes} bytes of tensors`, where);
  }
  const dtype = dtypeNames.find((name) => dtypes[name].safetensors === dtypeText);
  if (dtype === undefined) {
    throw new FixableError({
      code: "checkpoints/unsupported-dtype",
      problem: `"${key}" has the dtype ${show(dtypeText)}; read are ${dtypeNames.map((name) => dtypes[name].safetensors).join(", ")}`,
      where,
    });
  }
  const bytes = elementCount(shape) * dtypes[dtype].size;
  if (end - begin !== bytes) {
    throw broken(`"${key}" is ${dtypeText} [${shape}], which needs ${bytes} bytes, and has ${end - begin}`, where);
  }
  return { dtype, shape, begin, end };
}

/** The tensors must cover the body from its first byte to its last, each byte once. */
function assertNoGaps(spans: readonly Span[], bodyBytes: number, where: string): void {
  let covered = 0;
  for (const { key, begin, end } of spans.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered)
      throw broken(`"${key}" begins at byte ${begin}, and the one before it ends at ${covered}`, where);
    covered = end;
  }
  if (covered !== bodyBytes) throw broken(`the tensors end at byte ${covered} of ${bodyBytes}`, where);
}

function checkedMetadata(value: unknown, where: string): Readonly<Record<string, string>> {
  if (!isObject(value) || Object.values(value).some((text) => typeof text !== "string")) {
    throw broken(`"${METADATA_KEY}" is not an object of texts`, where);
  }
  return value as Record<string, string>;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function show(value: unknown): string {
  if (Object.values(Object(value)).some((inner) => typeof inner === "object")) return "something nested";
  const text = JSON.stringify(value) ?? "nothing"; // flat by now: stringify has no depth to drown in
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function broken(problem: string, where: string, cause?: unknown): FixableError {
  return new FixableError({ code: "checkpoints/not-safetensors", problem, where, cause });
}
