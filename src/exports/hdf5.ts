/** @file Something of every event of a data set, split by split in the order of the file, as HDF5. */
import { type EventBatch, type H5Writer, SPLITS, type Split, writeH5 } from "#data";
import type { ExportedRun } from "./exported-run.ts";
import { openTrainingPath, type TrainingAnswers } from "./training-path.ts";

/** Events of one pass, so that memory stays small. */
const CHUNK = 500;

/**
 * @param add what the file gets of some events that follow one another
 * @param attributes of the file, besides where it comes from
 */
export async function writeEvents(
  run: ExportedRun,
  path: string,
  add: (file: H5Writer, split: Split, batch: EventBatch, answers: TrainingAnswers) => void,
  attributes: Readonly<Record<string, string | number>>,
): Promise<void> {
  const { data } = run;
  await using training = openTrainingPath(run);
  await writeH5(path, true, async (file) => {
    for (const split of SPLITS) {
      const rows = Int32Array.from({ length: data.counts[split] }, (_, row) => row);
      for (const batch of data.batchesOf(split, rows, CHUNK)) add(file, split, batch, await training.answers(batch));
      const labels = data.labels(split);
      if (labels) file.append(`Y_${split}`, labels, []);
    }
    for (const [name, value] of Object.entries({ ...run.about, ...attributes })) file.attribute(name, value);
  });
}

export const countsSaid = ({ data }: ExportedRun): string =>
  `events: ${SPLITS.map((split) => `${data.counts[split]} ${split}`).join(", ")}`;
