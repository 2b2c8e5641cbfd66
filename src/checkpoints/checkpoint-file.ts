/** @file Checkpoints on disk: read by what is in the file, not by its name; written whole or not at all. */
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { FixableError } from "#utils/fixable-error.ts";
import type { NamedTensors } from "./named-tensors.ts";
import { looksLikeSafetensors, readSafetensors, toSafetensorsBytes } from "./safetensors.ts";
import { looksLikeTorch, readTorch } from "./torch/read-torch.ts";
import { toTorchBytes } from "./torch/write-torch.ts";

/**
 * The tensors of a `.pt` or safetensors file, in its order. Of a `.pt` file with more in it, only the tensors.
 *
 * @throws FixableError `checkpoints/missing`, `checkpoints/too-large`, `checkpoints/unknown-format`,
 *   `checkpoints/not-torch`, `checkpoints/refused-pickle`, `checkpoints/not-safetensors`, `checkpoints/unsupported-dtype`
 */
export async function readCheckpoint(path: string): Promise<NamedTensors> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw explainReadError(cause, path);
  });
  if (looksLikeTorch(bytes)) return readTorch(bytes, path).tensors;
  if (looksLikeSafetensors(bytes)) return readSafetensors(bytes, path).tensors;
  throw new FixableError({
    code: "checkpoints/unknown-format",
    problem: `the file (${bytes.length} bytes) begins neither like a .pt file nor like a safetensors file`,
    where: path,
  });
}

/** Writes a state dict as `torch.save` does. @throws FixableError as `writeFileAtomic`, and `checkpoints/too-large` */
export async function writeTorchCheckpoint(path: string, tensors: NamedTensors): Promise<void> {
  await writeFileAtomic(path, toTorchBytes(tensors, basename(path, extname(path))));
}

/** @throws FixableError as `writeFileAtomic` */
export async function writeSafetensorsCheckpoint(
  path: string,
  tensors: NamedTensors,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  await writeFileAtomic(path, toSafetensorsBytes(tensors, metadata));
}

function explainReadError(cause: NodeJS.ErrnoException, path: string): unknown {
  switch (cause.code) {
    case "ENOENT":
      return new FixableError({
        code: "checkpoints/missing",
        problem: "there is no such checkpoint",
        where: path,
        cause,
      });
    case "ERR_FS_FILE_TOO_LARGE":
      return new FixableError({
        code: "checkpoints/too-large",
        problem: "the file is larger than 2 GiB",
        where: path,
        cause,
      });
    default:
      return cause;
  }
}
