/** @file A trained model with its events and who it is: what everything here is made from. */
import type { TrainedAutoencoder } from "#architectures";
import type { EventSource } from "#data";
import type { Runtime } from "#engine";

export interface ExportedRun extends Pick<TrainedAutoencoder, "model" | "weights"> {
  readonly data: EventSource;
  readonly runtime: Runtime;
  /** What a file says of its origin, by name. */
  readonly about: Readonly<Record<string, string>>;
}
