/** @file How long one forward pass takes by batch size; heavy adds the events per second that gives. */
import { COLOURS, curvePanel, gridFigure } from "#figures";
import type { Latency } from "#training-loops";
import type { Family, Material } from "./family.ts";

export const latency: Family = {
  moments: ["on_train_end"],
  usualMode: "light",
  figures: ({ latency }) => (latency ? ["latency"] : []),

  async draw({ latency }: Material, mode) {
    if (!latency) return { nothing: "this training loop measures no latency" };
    const measured = [...(await latency())].sort((a, b) => a.batchSize - b.batchSize);
    const x = { label: "Batch size [events]", scale: "log", ...ticksAt(measured) } as const;
    const sizes = measured.map(({ batchSize }) => batchSize);
    const time = curvePanel({
      x,
      y: { label: "Time of a forward pass [ms]", scale: "log" },
      series: [
        { name: "median", colour: COLOURS.reconstruction, x: sizes, y: measured.map(({ medianMs }) => medianMs) },
        {
          name: "95th percentile",
          colour: COLOURS.validation,
          dash: "dashed",
          x: sizes,
          y: measured.map(({ p95Ms }) => p95Ms),
          marker: "square",
        },
      ],
    });
    if (mode === "light") return { figures: { latency: gridFigure([time]) } };
    const throughput = curvePanel({
      x,
      y: { label: "Throughput [events/s]", scale: "log" },
      series: [
        {
          colour: COLOURS.reconstruction,
          x: sizes,
          y: measured.map(({ batchSize, medianMs }) => (1000 * batchSize) / medianMs),
        },
      ],
    });
    return { figures: { latency: gridFigure([time, throughput], { columns: 2 }) } };
  },
};

/** Labels at the sizes that were measured, as long as they are few. */
function ticksAt(measured: readonly Latency[]) {
  if (measured.length === 0 || measured.length > 8) return {};
  return { ticks: measured.map(({ batchSize }) => ({ at: batchSize, label: String(batchSize) })) };
}
