/**
 * @file `facts/status.json`: whether a run lives, and how it ended. Replaced whole every few seconds; a run whose
 * heartbeat is old and whose status is `running` was killed.
 */
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { jsonOrNull } from "#utils/file-text.ts";
import { ownIdentity, type ProcessIdentity } from "#utils/process-identity.ts";
import { timestampOf } from "#utils/timestamp.ts";

export type RunOutcome = "finished" | "failed" | "interrupted";

/** As it stands in the file. Times as in all facts. */
export interface RunStatus extends ProcessIdentity {
  readonly schema_version: 1;
  readonly status: "running" | RunOutcome;
  /** Why it ended, in a sentence or an error code; null while it runs and when there is nothing to say. */
  readonly reason: string | null;
  readonly started_at: string;
  readonly heartbeat_at: string;
  readonly ended_at: string | null;
  /** Epochs that are whole on disk, and how many there are to be; null before the training starts. */
  readonly epochs_done: number | null;
  readonly epochs: number | null;
  /** How often the run was taken up again. */
  readonly resumes: number;
  /** Heartbeats that could not be written, e.g. because the disk was away for a while. */
  readonly missed_heartbeats: number;
}

export type Progress = Pick<RunStatus, "epochs_done" | "epochs">;

export class StatusFile {
  readonly #path: string;
  readonly #now: () => Date;
  readonly #isOurs: () => boolean;
  #status: RunStatus;
  #timer: NodeJS.Timeout | undefined;
  /** One write after the other, so that no old heartbeat lands on a final status. */
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(path: string, status: RunStatus, { now, isOurs }: StatusOptions) {
    this.#path = path;
    this.#status = status;
    this.#now = now;
    this.#isOurs = isOurs;
  }

  /** Writes `running` and keeps it fresh, without keeping the process alive. */
  static async start(path: string, options: StatusOptions): Promise<StatusFile> {
    const { heartbeatSeconds, now, earlier } = options;
    const time = timestampOf(now());
    const status: RunStatus = {
      schema_version: 1,
      status: "running",
      reason: null,
      started_at: earlier?.started_at ?? time,
      heartbeat_at: time,
      ended_at: null,
      epochs_done: earlier?.epochs_done ?? null,
      epochs: earlier?.epochs ?? null,
      resumes: earlier ? earlier.resumes + 1 : 0,
      missed_heartbeats: earlier?.missed_heartbeats ?? 0,
      ...ownIdentity(),
    };
    const file = new StatusFile(path, status, options);
    await file.#write({});
    file.#timer = setInterval(() => void file.#beat(), heartbeatSeconds * 1000);
    file.#timer.unref();
    return file;
  }

  /** Takes note; the next heartbeat tells. */
  progress(progress: Partial<Progress>): void {
    this.#status = { ...this.#status, ...progress };
  }

  /** No more heartbeats; the file stays as it is. */
  async abandon(): Promise<void> {
    clearInterval(this.#timer);
    await this.#lastWrite.catch(() => {}); // its own caller has been told
  }

  async finish(status: RunOutcome, reason: string | null): Promise<void> {
    await this.abandon();
    await this.#write({ status, reason, ended_at: timestampOf(this.#now()) });
  }

  /** A training must not die of a heartbeat, so one that fails is only counted. */
  async #beat(): Promise<void> {
    // a process that slept so long that another took the run must not say that it lives
    if (!this.#isOurs()) return clearInterval(this.#timer);
    try {
      await this.#write({}, { durable: false });
    } catch {
      this.#status = { ...this.#status, missed_heartbeats: this.#status.missed_heartbeats + 1 };
    }
  }

  #write(change: Partial<RunStatus>, options?: { readonly durable: boolean }): Promise<void> {
    this.#status = { ...this.#status, ...change, heartbeat_at: timestampOf(this.#now()) };
    const text = `${JSON.stringify(this.#status, null, 2)}\n`;
    this.#lastWrite = this.#lastWrite.catch(() => {}).then(() => writeFileAtomic(this.#path, text, options));
    return this.#lastWrite;
  }
}

export interface StatusOptions {
  readonly heartbeatSeconds: number;
  readonly now: () => Date;
  /** What the run's last status was, if it is taken up again. */
  readonly earlier: RunStatus | null;
  /** Whether the run is still this process's. */
  readonly isOurs: () => boolean;
}

/** @returns null where there is none, or none that can be read: a power cut may leave an empty heartbeat */
export const readStatus = (path: string): RunStatus | null => jsonOrNull(path);
