/**
 * @file The scores of every event of a run as Parquet, which pandas and polars read: `event`, `label`, and one column for each
 * score of each kind of events, e.g. `gaussian_noise_mse`. The only file that names the Parquet library (hyparquet-writer: small,
 * no native code, no install script), which is loaded when it is needed.
 */
import type { ScoredRun } from "./infer-runs.ts";

export async function scoresParquet({ scores, labels }: Pick<ScoredRun, "scores" | "labels">): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const column = <T extends "FLOAT" | "INT32">(name: string, data: Float32Array | Int32Array, type: T) =>
    ({ name, data, type, nullable: false }) as const;
  const columns = Array.from(scores, ([name, { mse, mae, globals_mse }]) => [
    column(`${name}_mse`, mse, "FLOAT"),
    column(`${name}_mae`, mae, "FLOAT"),
    ...(globals_mse ? [column(`${name}_globals_mse`, globals_mse, "FLOAT")] : []),
  ]).flat();
  const places = Int32Array.from(columns[0]!.data, (_, event) => event);
  const columnData = [
    column("event", places, "INT32"),
    ...(labels ? [column("label", labels, "INT32")] : []),
    ...columns,
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
