/** @file Everything else worth watching over epochs, one panel a metric; light shows the validation split alone. */
import { COLOURS, curvePanel, gridFigure } from "#figures";
import type { SplitRecord } from "../history.ts";
import type { Family, Material } from "./family.ts";
import { epochAxis, epochNumbers, overEpochsPanel } from "./over-epochs.ts";

/** Names as they stand in the facts → as they stand on an axis. */
const LABELS: Readonly<Record<string, string>> = {
  perplex: "Perplexity",
  codes_used: "Codes used",
  utilisation: "Share of codes used",
  bits_per_token: "Bits per token",
  bits_per_event: "Bits per event",
  gradient_norm: "Gradient norm",
  lr: "Learning rate",
  skipped_steps: "Steps left out",
};

const asWords = (name: string): string => `${name[0]?.toUpperCase() ?? ""}${name.slice(1).replaceAll("_", " ")}`;

export const metrics: Family = {
  moments: ["on_epoch_end", "on_train_end", "on_test_end", "on_exception"],
  usualMode: "heavy",
  figures: ({ history }) => (history.epochs.length > 0 ? ["metrics"] : []),

  async draw({ history, test }: Material, mode) {
    if (history.epochs.length === 0) return { nothing: "no epoch has ended" };
    const splits = mode === "light" ? (["validation"] as const) : (["train", "validation"] as const);
    const records = history.epochs.flatMap((record) => splits.map((split): SplitRecord => record[split]));
    const names = [...new Set(records.flatMap(({ metrics }) => Object.keys(metrics)))];
    const panels = names.map((name) =>
      overEpochsPanel({
        history,
        splits,
        label: LABELS[name] ?? asWords(name),
        pick: ({ metrics }) => metrics[name] ?? Number.NaN,
        test: test?.metrics[name],
      }),
    );
    const epochs = epochNumbers(history);
    const throughput = curvePanel({
      x: { ...epochAxis(epochs), integer: true },
      y: { label: "Throughput [events/s]", fromZero: true },
      series: [
        { name: "training", colour: COLOURS.train, x: epochs, y: history.epochs.map(({ throughput }) => throughput) },
      ],
    });
    return { figures: { metrics: gridFigure([...panels, throughput], { sharedLegend: true }) } };
  },
};
