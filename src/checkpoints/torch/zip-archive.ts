/**
 * @file The part of zip that torch's files use: stored entries at 64-byte boundaries, without dates.
 * Our own and not fflate, because fflate checks neither checksums nor bounds, allocates whatever sizes a header claims,
 * and writes local times; here nothing is copied, and equal entries give equal bytes.
 * Layout after PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16.
 */
import { crc32 } from "node:zlib";
import { FixableError } from "#utils/fixable-error.ts";

export type ZipEntries = ReadonlyMap<string, Uint8Array>;

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_RECORD = 0x06054b50;
const ZIP64_END_RECORD = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;
const END_RECORD_BYTES = 22;
const CENTRAL_HEADER_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const UTF8_NAMES = 0x0800;
const ENCRYPTED = 0x0001;
const ALIGNMENT = 64;
/** "FB", the id torch itself gives the padding. */
const PADDING_ID = 0x4246;
const PADDING_BYTE = 0x5a;

/**
 * Every entry of a zip file by name, as views of `bytes`. Checksums are verified.
 *
 * @throws FixableError `checkpoints/not-torch` for a file cut short or damaged, and for packed or encrypted entries,
 *   which torch never writes
 */
export function readZip(bytes: Uint8Array, where: string): ZipEntries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, start, end } = findDirectory(view, where);
  const entries = new Map<string, Uint8Array>();
  let at = start;
  let claimed = 0;
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_HEADER_BYTES > end || view.getUint32(at, true) !== CENTRAL_HEADER) {
      throw broken(`entry ${i} of ${count} is missing in the zip directory`, where);
    }
    const entry = readCentralHeader(view, at, end, where);
    at = entry.next;
    if (entries.has(entry.name)) throw broken(`"${entry.name}" stands twice in the zip directory`, where);
    claimed += entry.size;
    if (claimed > bytes.length)
      throw broken(`the entries claim more than the ${bytes.length} bytes of the file`, where);
    const content = contentOf(view, entry, where);
    if (crc32(content) !== entry.checksum) {
      throw broken(`"${entry.name}" does not have the checksum the zip directory says: the file is damaged`, where);
    }
    entries.set(entry.name, content);
  }
  return entries;
}

/** A zip file of stored entries, each beginning at a multiple of 64 bytes, in the order given. */
export function toZipBytes(entries: ZipEntries): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  let end = 0;
  const plan = Array.from(entries, ([name, content]) => {
    const header = end;
    const nameBytes = encoder.encode(name);
    const unpadded = header + LOCAL_HEADER_BYTES + nameBytes.length + 4;
    const padding = (ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT;
    const begin = unpadded + padding;
    end = begin + content.length;
    return { nameBytes, content, header, begin, padding, checksum: crc32(content) };
  });
  const directory = end;
  for (const { nameBytes } of plan) end += CENTRAL_HEADER_BYTES + nameBytes.length;
  if (end >= 0xffffffff || plan.length >= 0xffff) {
    throw new FixableError({
      code: "checkpoints/too-large",
      problem: `a .pt file of ${end} bytes and ${plan.length} entries; written are fewer than 4294967295 and 65535`,
    });
  }

  const file = new Uint8Array(end + END_RECORD_BYTES);
  const view = new DataView(file.buffer);
  let at = directory;
  for (const { nameBytes, content, header, begin, padding, checksum } of plan) {
    const shared = { nameBytes, size: content.length, checksum };
    view.setUint32(header, LOCAL_HEADER, true);
    writeSharedFields(view, header + 4, shared, 4 + padding);
    file.set(nameBytes, header + LOCAL_HEADER_BYTES);
    const extra = header + LOCAL_HEADER_BYTES + nameBytes.length;
    view.setUint16(extra, PADDING_ID, true);
    view.setUint16(extra + 2, padding, true);
    file.fill(PADDING_BYTE, extra + 4, begin).set(content, begin);

    view.setUint32(at, CENTRAL_HEADER, true);
    writeSharedFields(view, at + 6, shared, 0);
    view.setUint32(at + 42, header, true);
    file.set(nameBytes, at + CENTRAL_HEADER_BYTES);
    at += CENTRAL_HEADER_BYTES + nameBytes.length;
  }
  view.setUint32(end, END_RECORD, true);
  view.setUint16(end + 8, plan.length, true);
  view.setUint16(end + 10, plan.length, true);
  view.setUint32(end + 12, end - directory, true);
  view.setUint32(end + 16, directory, true);
  return file;
}

interface SharedFields {
  readonly nameBytes: Uint8Array;
  readonly size: number;
  readonly checksum: number;
}

/** What local and central headers have in common, from "version needed" to "extra field length"; no date, no method. */
function writeSharedFields(
  view: DataView,
  at: number,
  { nameBytes, size, checksum }: SharedFields,
  extra: number,
): void {
  view.setUint16(at + 2, UTF8_NAMES, true);
  view.setUint32(at + 10, checksum, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, nameBytes.length, true);
  view.setUint16(at + 24, extra, true);
}

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

function findDirectory(view: DataView, where: string): Directory {
  const lowest = Math.max(0, view.byteLength - END_RECORD_BYTES - 0xffff);
  for (let at = view.byteLength - END_RECORD_BYTES; at >= lowest; at--) {
    if (view.getUint32(at, true) !== END_RECORD) continue;
    const directory = zip64Directory(view, at, where) ?? {
      count: view.getUint16(at + 10, true),
      start: view.getUint32(at + 16, true),
      end: view.getUint32(at + 16, true) + view.getUint32(at + 12, true),
    };
    if (directory.end <= at) return directory;
    throw broken(`the zip directory should end at byte ${directory.end} of ${view.byteLength}`, where);
  }
  throw broken("the zip directory at the end is missing: the file was cut short", where);
}

/** The directory as the 64-bit record tells it, where there is one. */
function zip64Directory(view: DataView, endRecord: number, where: string): Directory | undefined {
  const locator = endRecord - 20;
  if (locator < 0 || view.getUint32(locator, true) !== ZIP64_LOCATOR) return undefined;
  const at = Number(view.getBigUint64(locator + 8, true));
  if (at > locator - 56 || view.getUint32(at, true) !== ZIP64_END_RECORD) {
    throw broken("the 64-bit zip directory is not where it should be", where);
  }
  const start = Number(view.getBigUint64(at + 48, true));
  return {
    count: Number(view.getBigUint64(at + 32, true)),
    start,
    end: start + Number(view.getBigUint64(at + 40, true)),
  };
}

interface CentralEntry {
  readonly name: string;
  readonly checksum: number;
  readonly size: number;
  readonly header: number;
  readonly next: number;
}

function readCentralHeader(view: DataView, at: number, end: number, where: string): CentralEntry {
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const nameStart = at + CENTRAL_HEADER_BYTES;
  const extraStart = nameStart + nameLength;
  const next = extraStart + extraLength + view.getUint16(at + 32, true);
  if (next > end) throw broken("a name in the zip directory is cut short", where);
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + nameStart, nameLength));
  if ((view.getUint16(at + 8, true) & ENCRYPTED) !== 0) throw broken(`"${name}" is encrypted`, where);
  const method = view.getUint16(at + 10, true);
  if (method !== 0)
    throw broken(`"${name}" is packed by method ${method}; torch's entries are stored, method 0`, where);
  const small = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)] as const;
  const [size, storedSize, header] = wideSizes(view, extraStart, extraStart + extraLength, small);
  if (size !== storedSize) throw broken(`"${name}" is stored and has two sizes, ${size} and ${storedSize}`, where);
  return { name, checksum: view.getUint32(at + 16, true), size, header, next };
}

/** Size, stored size and offset; those that are all ones stand in the zip64 extra field, in this order. */
function wideSizes(view: DataView, start: number, end: number, small: readonly [number, number, number]) {
  const wide: [number, number, number] = [...small];
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 0x0001) continue;
    let field = at + 4;
    const fieldsEnd = Math.min(end, field + view.getUint16(at + 2, true));
    for (const i of [0, 1, 2] as const) {
      if (small[i] !== 0xffffffff || field + 8 > fieldsEnd) continue;
      wide[i] = Number(view.getBigUint64(field, true));
      field += 8;
    }
  }
  return wide;
}

function contentOf(view: DataView, { name, header, size }: CentralEntry, where: string): Uint8Array {
  if (header + LOCAL_HEADER_BYTES > view.byteLength || view.getUint32(header, true) !== LOCAL_HEADER) {
    throw broken(`"${name}" is not where the zip directory says`, where);
  }
  const nameAndExtra = view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const begin = header + LOCAL_HEADER_BYTES + nameAndExtra;
  if (begin + size > view.byteLength) throw broken(`"${name}" is cut short`, where);
  return new Uint8Array(view.buffer, view.byteOffset + begin, size);
}

function broken(problem: string, where: string): FixableError {
  return new FixableError({ code: "checkpoints/not-torch", problem, where });
}
