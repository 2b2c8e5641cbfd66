/** @file The codes of every event as HDF5, for whatever learns from sequences of tokens (`what=tokens`). */
import { OBJECT_TYPES } from "#data";
import type { Export } from "./export.ts";
import { countsSaid, writeEvents } from "./hdf5.ts";
import { tokenizerPart } from "./tokenizer.ts";

export const tokensExport: Export = {
  summary:
    "the codes of all events: codes_train [event, object], types_train, globals_codes_train … as HDF5; -1 is padding",
  endings: [".h5", ".hdf5"],
  lacking: tokenizerPart.lacking,
  async write(run, path) {
    await writeEvents(
      run,
      path,
      (file, split, { size, ids }, { values: { codes, globals_codes: ofGlobals } }) => {
        file.append(`codes_${split}`, Int32Array.from(codes!.data as BigInt64Array, Number), codes!.shape.slice(1));
        if (ofGlobals)
          file.append(
            `globals_codes_${split}`,
            Int32Array.from(ofGlobals.data as BigInt64Array, Number),
            ofGlobals.shape.slice(1),
          );
        file.append(`types_${split}`, ids, [ids.length / size]);
      },
      {
        codebook_size: run.model.parts.bottleneck.codes!,
        types: OBJECT_TYPES.map((name, id) => `${id} ${name}`).join(", "),
      },
    );
    return [countsSaid(run)];
  },
};
