/**
 * @file What comes back of every event, in the layout of the events file, so that all that reads those reads it
 * (`what=reconstructions`).
 */
import { eventLayout } from "#data";
import type { Export } from "./export.ts";
import { countsSaid, writeEvents } from "./hdf5.ts";

export const reconstructionsExport: Export = {
  summary: "what comes back of all events, as an events file: X_train [event, column] … as HDF5",
  endings: [".h5", ".hdf5"],
  lacking: () => null,
  async write(run, path) {
    const layout = eventLayout(run.data.sizes.tokens);
    let hasGlobals = true;
    await writeEvents(
      run,
      path,
      (file, split, { size, ids }, { values }) => {
        hasGlobals = values.reconstructed_globals !== undefined;
        const particles = values.reconstructed_particles!.data as Float32Array;
        const globals = (values.reconstructed_globals ?? values.globals!).data as Float32Array;
        const rows = new Float32Array(size * layout.width);
        for (let event = 0; event < size; event++) {
          const row = rows.subarray(event * layout.width, (event + 1) * layout.width);
          row.set(ids.subarray(event * layout.tokens, (event + 1) * layout.tokens));
          row.set(globals.subarray(event * 2, event * 2 + 2), layout.met);
          row.set(particles.subarray(event * 4 * layout.tokens, (event + 1) * 4 * layout.tokens), layout.objects);
        }
        file.append(`X_${split}`, rows, [layout.width]);
      },
      { unit: run.data.provenance.unit },
    );
    const globals = hasGlobals ? [] : ["MET and METphi are the true ones: the model has no globals head"];
    return [countsSaid(run), ...globals];
  },
};
