/** @file `.pt` files written by PyTorch, read tensor by tensor, and written again. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readCheckpoint } from "#checkpoints";

export async function runTorchFiles(folder, report) {
  const files = readdirSync(join(folder, "pt")).filter((name) => name.endsWith(".pt"));
  for (const file of files) {
    const expected = await expectedOf(join(folder, "pt"), file);
    const tensors = await readCheckpoint(join(folder, "pt", file));
    report.within(`pt ${file} names`, [...expected.keys()].filter((name) => !tensors.has(name)).length, 0);
    for (const [name, { dtype, shape, data }] of expected) {
      const actual = tensors.get(name);
      const sameType = actual && actual.dtype === dtype && `${actual.shape}` === `${shape}`;
      const wrong = sameType
        ? [...data].filter((value, i) => !Object.is(value, actual.data[i])).length
        : data.length + 1;
      report.within(`pt ${file} ${name}`, wrong, 0);
    }
  }
}

async function expectedOf(folder, file) {
  const stem = file.replace(/\.pt$/, "");
  const names = readdirSync(folder);
  const found = [stem, stem.replace(/_(zip|legacy)$/, "")].find((name) =>
    names.includes(`${name}.expected.safetensors`),
  );
  return readCheckpoint(join(folder, `${found}.expected.safetensors`));
}
