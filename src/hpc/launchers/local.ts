/** @file Points side by side on this machine, each in a process of its own, so that one that dies takes no other with it. */
import { availableParallelism } from "node:os";
import { type Infer, schema } from "#config/schema";
import { JobsTable } from "../jobs-table.ts";
import type { ManifestPoint } from "../manifest.ts";
import { namesIn } from "../point-names.ts";
import { type PointEnd, PointSeat } from "../point-process.ts";
import type { FailedPoint, Launcher, LaunchRequest, LaunchResult } from "./launcher.ts";

export const localConfig = schema.strictObject({
  kind: schema.literal("local"),
  /** Points at once; `auto`: as many as there are cores. */
  n_jobs: schema.union([schema.literal("auto"), schema.int().positive()]),
  /** How often a point that failed is started again, from where it was. */
  retries: schema.int().min(0),
});

export class LocalLauncher implements Launcher {
  readonly #config: Infer<typeof localConfig>;
  readonly #cores: number;

  constructor(config: Infer<typeof localConfig>, cores: number = availableParallelism()) {
    this.#config = config;
    this.#cores = cores;
  }

  threads(points: number): number {
    return Math.max(1, Math.floor(this.#cores / this.jobs(points)));
  }

  /** How many run at once. */
  jobs(points: number): number {
    const { n_jobs } = this.#config;
    return Math.max(1, Math.min(n_jobs === "auto" ? this.#cores : n_jobs, points));
  }

  async launch(request: LaunchRequest): Promise<LaunchResult> {
    const { points, more, total, output, stop } = request;
    const table = new JobsTable(output, total, namesIn(request.manifest));
    const waiting = [...points];
    const failed: FailedPoint[] = [];
    let isBroken = false;
    const next = async () => (stop.aborted || isBroken ? undefined : (waiting.shift() ?? (await more?.())));
    const worker = async (seat: PointSeat) => {
      // a point that came too late is planned all the same, and goes on with the others
      for (let point = await next(); point && !stop.aborted; point = await next()) {
        const end = await this.#run(point, seat, { table, stop });
        if (end.state === "failed") failed.push({ point, reason: end.reason, log: end.log });
        await request.onEnd?.(point);
      }
    };
    const guarded = async () => {
      const seat = new PointSeat(request);
      try {
        await worker(seat);
      } catch (error) {
        isBroken = true;
        throw error;
      } finally {
        seat.close();
      }
    };
    try {
      // those that run are waited for, whatever has become of the others
      const ends = await Promise.allSettled(Array.from({ length: this.jobs(total) }, guarded));
      for (const end of ends) if (end.status === "rejected") throw end.reason;
    } finally {
      table.done();
    }
    return { failed: failed.toSorted((a, b) => a.point.number - b.point.number) };
  }

  async #run(
    point: ManifestPoint,
    seat: PointSeat,
    { table, stop }: { readonly table: JobsTable; readonly stop: AbortSignal },
  ): Promise<PointEnd> {
    for (let attempt = 0; ; attempt++) {
      table.start(point);
      const end = await seat.run(point, (message) => table.hear(point, message));
      const isLast = end.state !== "failed" || attempt >= this.#config.retries || stop.aborted;
      table.end(point, end, isLast);
      if (isLast) return end;
    }
  }
}
