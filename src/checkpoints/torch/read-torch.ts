/**
 * @file Reads what `torch.save` wrote, in the zip form of torch 1.6 and later and in the legacy form before it.
 * Tensors are found wherever they are: in a state dict, or in dictionaries and lists of them.
 */
import { FixableError } from "#utils/fixable-error.ts";
import type { HostTensor, NamedTensors } from "../named-tensors.ts";
import { looksLikeLegacyTorch, readLegacyForm } from "./legacy-form.ts";
import { AllowedName, PickleDict, type PickleValue, StorageRef, TensorView } from "./pickle-value.ts";
import { TensorMaker } from "./tensor-maker.ts";
import { unpickle } from "./unpickle.ts";
import { readZip } from "./zip-archive.ts";

const MAX_DEPTH = 100;
const MAX_VALUES = 1_000_000;
const MAX_NAME = 10_000;
/** Characters of all names together; a small file can ask for a million long ones. */
const MAX_NAMES = 20_000_000;

export interface TorchFile {
  /** Names of nested dictionaries are joined by dots, places in a list are numbers; a lone tensor is called `tensor`. */
  readonly tensors: NamedTensors;
  /** Everything else the file holds, named likewise: epochs, learning rates … */
  readonly values: ReadonlyMap<string, PlainValue>;
}

export type PlainValue = string | number | bigint | boolean | null;

export function looksLikeTorch(bytes: Uint8Array): boolean {
  return looksLikeZip(bytes) || looksLikeLegacyTorch(bytes);
}

/**
 * @param where the file's path, for the error message
 * @throws FixableError `checkpoints/refused-pickle` for anything but tensors, numbers, texts, lists and dictionaries,
 *   `checkpoints/not-torch` for a file that is damaged or no such file
 */
export function readTorch(bytes: Uint8Array, where: string): TorchFile {
  const { value, storages } = looksLikeZip(bytes) ? readZipForm(bytes, where) : readOtherForm(bytes, where);
  const maker = new TensorMaker(({ key }) => storages.get(key), bytes.length, where);
  const file = { tensors: new Map<string, HostTensor>(), values: new Map<string, PlainValue>() };
  for (const [path, leaf] of leavesOf(value, where)) {
    const name = path ?? "tensor";
    if (file.tensors.has(name) || file.values.has(name)) {
      throw refused(`two values called "${name}" once the names of its dictionaries are joined`, where);
    }
    if (leaf instanceof TensorView) file.tensors.set(name, maker.make(leaf, name));
    else file.values.set(name, leaf);
  }
  return file;
}

interface Parts {
  readonly value: PickleValue;
  /** Elements by storage key. */
  readonly storages: ReadonlyMap<string, Uint8Array>;
}

function readZipForm(bytes: Uint8Array, where: string): Parts {
  const entries = readZip(bytes, where);
  const pickleName = [...entries.keys()].find((name) => /^(?!\.{1,2}\/)[^/]+\/data\.pkl$/.test(name));
  if (pickleName === undefined)
    throw broken("this zip file has no <name>/data.pkl, so torch.save did not write it", where);
  const root = pickleName.slice(0, -"data.pkl".length);
  const order = entries.get(`${root}byteorder`);
  if (order !== undefined && new TextDecoder().decode(order).trim() !== "little") {
    throw broken("the file was written on a big-endian machine; read are little-endian ones", where);
  }
  const { value } = unpickle(entries.get(pickleName)!, 0, where);
  const prefix = `${root}data/`;
  const storages = new Map<string, Uint8Array>();
  for (const [name, content] of entries) if (name.startsWith(prefix)) storages.set(name.slice(prefix.length), content);
  return { value, storages };
}

function readOtherForm(bytes: Uint8Array, where: string): Parts {
  if (!looksLikeLegacyTorch(bytes))
    throw broken("the file begins neither like a zip file nor like an old .pt file", where);
  return readLegacyForm(bytes, where);
}

/** The path is undefined for a leaf that is all there is. */
type Leaf = readonly [path: string | undefined, leaf: TensorView | PlainValue];

/** Every leaf with its path, depth first. A pickle may share and even contain itself, so both counts are limited. */
function* leavesOf(root: PickleValue, where: string): Generator<Leaf> {
  let visited = 0;
  let named = 0;
  function* visit(value: PickleValue, path: string | undefined, depth: number): Generator<Leaf> {
    if (depth > MAX_DEPTH) throw refused(`values nested more than ${MAX_DEPTH} deep`, where);
    if (++visited > MAX_VALUES) throw refused(`more than ${MAX_VALUES} values`, where);
    if (value instanceof StorageRef) throw refused("a storage without its tensor", where);
    if (value instanceof AllowedName) throw refused(`the bare name ${value.name.replace(" ", ".")}`, where);
    const children = value instanceof PickleDict ? value.entries : Array.isArray(value) ? value.entries() : undefined;
    if (children === undefined) {
      yield [path, value as TensorView | PlainValue];
      return;
    }
    for (const [key, child] of children) {
      const childPath = path === undefined ? `${key}` : `${path}.${key}`;
      if (childPath.length > MAX_NAME) throw refused(`a name of more than ${MAX_NAME} characters`, where);
      named += childPath.length;
      if (named > MAX_NAMES) throw refused(`names of more than ${MAX_NAMES} characters together`, where);
      yield* visit(child, childPath, depth + 1);
    }
  }
  yield* visit(root, undefined, 0);
}

function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

function broken(problem: string, where: string): FixableError {
  return new FixableError({ code: "checkpoints/not-torch", problem, where });
}

function refused(what: string, where: string): FixableError {
  return new FixableError({
    code: "checkpoints/refused-pickle",
    problem: `the file holds ${what}; read are tensors, numbers, texts, lists and dictionaries`,
    where,
  });
}
