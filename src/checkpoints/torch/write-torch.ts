/**
 * @file Writes tensors as the `.pt` file of a state dict, in torch's zip form; `torch.load(…, weights_only=True)` and
 * `load_state_dict` accept it. No clock and no chance goes in: equal tensors and names give equal bytes.
 */
import { assertConsistent, bytesOf, dtypes, type HostTensor, type NamedTensors } from "../named-tensors.ts";
import { PickleWriter } from "./pickle-writer.ts";
import { toZipBytes } from "./zip-archive.ts";

/** What torch 1.6 and later put into the entry `version`. */
const FORM_VERSION = "3\n";

/**
 * @param tensors by their names in the state dict
 * @param stem torch names the folder inside the zip after the file, without its extension; readers take any name
 * @throws FixableError `checkpoints/too-large` beyond 4 GiB
 */
export function toTorchBytes(tensors: NamedTensors, stem = "archive"): Uint8Array<ArrayBuffer> {
  assertConsistent(tensors);
  const root = /^[\w.-]+$/.test(stem) ? stem : "archive";
  const encoder = new TextEncoder();
  const entries = new Map<string, Uint8Array>();
  entries.set(`${root}/data.pkl`, pickleOf(tensors));
  entries.set(`${root}/byteorder`, encoder.encode("little"));
  for (const [i, tensor] of [...tensors.values()].entries()) entries.set(`${root}/data/${i}`, bytesOf(tensor));
  entries.set(`${root}/version`, encoder.encode(FORM_VERSION));
  return toZipBytes(entries);
}

function pickleOf(tensors: NamedTensors): Uint8Array {
  const pickle = new PickleWriter();
  orderedDict(pickle, () => {
    for (const [i, [name, tensor]] of [...tensors].entries()) {
      pickle.text(name);
      pickleTensor(pickle, tensor, String(i));
    }
  });
  pickle.build(() => {
    pickle.dict(() => {
      pickle.text("_metadata");
      orderedDict(pickle, () => {
        for (const module of modulesOf(tensors)) {
          pickle.text(module);
          pickle.dict(() => {
            pickle.text("version");
            pickle.integer(1);
          });
        }
      });
    });
  });
  return pickle.finish();
}

function pickleTensor(pickle: PickleWriter, { dtype, shape, data }: HostTensor, storageKey: string): void {
  pickle.global("torch._utils", "_rebuild_tensor_v2");
  pickle.tuple(() => {
    pickle.tuple(() => {
      pickle.text("storage");
      pickle.global("torch", dtypes[dtype].torchStorage);
      pickle.text(storageKey);
      pickle.text("cpu");
      pickle.integer(data.length);
    });
    pickle.persistentId();
    pickle.integer(0); // offset
    pickle.integers(shape);
    pickle.integers(rowMajorStrides(shape));
    pickle.boolean(false); // requires_grad
    orderedDict(pickle, () => {}); // hooks
  });
  pickle.reduce();
}

function orderedDict(pickle: PickleWriter, items: () => void): void {
  pickle.global("collections", "OrderedDict");
  pickle.integers([]);
  pickle.reduce();
  pickle.setItems(items);
}

/** Every module that owns a tensor, directly or through its parts, the root first: what `_metadata` gives versions to. */
function modulesOf(tensors: NamedTensors): Set<string> {
  const modules = new Set([""]);
  for (const name of tensors.keys()) {
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) modules.add(name.slice(0, dot));
  }
  return modules;
}

function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= Math.max(1, shape[axis]!);
  }
  return strides;
}
