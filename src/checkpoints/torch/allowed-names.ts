/**
 * @file The only names a pickle may mention, and what each of them means here. Everything else is refused:
 * in Python a pickle can name any function at all and have it called.
 */
import { dtypeNames, dtypes } from "../named-tensors.ts";
import { AllowedName, PickleDict, type PickleValue, StorageRef, TensorView } from "./pickle-value.ts";

/** By module and name with a blank between. */
export const allowedNames: ReadonlyMap<string, AllowedName> = new Map(
  [
    new AllowedName("collections OrderedDict", (args) => (args.length === 0 ? new PickleDict() : undefined)),
    new AllowedName("torch._utils _rebuild_tensor", rebuildTensor),
    // requires_grad, hooks and metadata follow the strides
    new AllowedName("torch._utils _rebuild_tensor_v2", (args) => rebuildTensor(args.slice(0, 4))),
    new AllowedName("torch._utils _rebuild_parameter", ([data]) => (data instanceof TensorView ? data : undefined)),
    new AllowedName("torch Size", ([sizes]) => (isSizes(sizes) ? [...sizes] : undefined)),
    ...dtypeNames.map((dtype) => new AllowedName(`torch ${dtypes[dtype].torchStorage}`, () => undefined, dtype)),
  ].map((allowed) => [allowed.name, allowed]),
);

/**
 * The storage a persistent id stands for: `("storage", class, key, device, elements)`, in the legacy form with a sixth
 * item that only files older than torch 0.4 fill.
 */
export function storageOf(id: PickleValue): StorageRef | undefined {
  if (!Array.isArray(id) || (id.length !== 5 && !(id.length === 6 && id[5] === null))) return undefined;
  const [kind, storageClass, key, , elements] = id;
  if (kind !== "storage" || typeof key !== "string" || !isSize(elements)) return undefined;
  if (!(storageClass instanceof AllowedName) || storageClass.dtype === undefined) return undefined;
  return new StorageRef(storageClass.dtype, key, elements);
}

function rebuildTensor([storage, offset, shape, strides]: readonly PickleValue[]): TensorView | undefined {
  if (!(storage instanceof StorageRef) || !isSize(offset) || !isSizes(shape) || !isSizes(strides)) return undefined;
  return shape.length === strides.length ? new TensorView(storage, offset, shape, strides) : undefined;
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isSize);
}
