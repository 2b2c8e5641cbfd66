/** @file Class labels of events, where a file has them. */
import { FixableError } from "#utils/fixable-error.ts";
import type { H5File } from "./h5-loader.ts";

/**
 * @param named the data set of the config, or null to take `Y_train` or `y_train` (both spellings are in use,
 *   even within one file) if there is one
 * @param count events of the split
 * @returns one label an event, or null where the file has none
 * @throws FixableError `data/dataset-missing`, `data/wrong-labels`
 */
export function readLabels(
  file: H5File,
  { key, named }: { readonly key: "y_train" | "y_val" | "y_test"; readonly named: string | null },
  count: number,
): Int32Array | null {
  const dataset = named ?? [key, key.replace("y", "Y")].find((name) => file.datasets.includes(name));
  if (dataset === undefined) return null;
  const where = `${file.path}, data set ${dataset}`;
  const shape = file.shape(dataset, key);
  const [rows = 0, width = 1] = shape;
  if (shape.length > 2 || width !== 1 || rows < count)
    throw new FixableError({
      code: "data/wrong-labels",
      problem: `the shape is [${shape.join(", ")}], expected one label for each of ${count} events`,
      where,
    });
  const values = file.read(dataset, count);
  const wrong = values.findIndex((value) => !Number.isInteger(value));
  if (wrong >= 0)
    throw new FixableError({
      code: "data/wrong-labels",
      problem: `the label is ${values[wrong]}, expected a whole number`,
      where: `${where}, row ${wrong}`,
    });
  return Int32Array.from(values);
}
