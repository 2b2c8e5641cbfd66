/** @file A run that writes epochs as fast as it can until it is killed; says a dot after each. Started by the kill test. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { openFactsWriter, reopenFactsWriter } from "#facts";
import { epochEvent, meta, started, validated } from "../events.ts";

const run = process.argv[2]!;
const isFirst = !existsSync(join(run, "facts/meta.json"));
const writer = isFirst ? await openFactsWriter(run, meta) : await reopenFactsWriter(run);
await writer.append(started);
for (let epoch = 0; ; epoch++) {
  await writer.append(validated(epoch));
  await writer.append(epochEvent(epoch));
  process.stdout.write(".");
}
