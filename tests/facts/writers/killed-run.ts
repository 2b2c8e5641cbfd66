/**
 * @file A run that writes as many epochs as it is told, as fast as it can, and then waits to be killed; says a dot after
 * each. Started by the kill test.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { openFactsWriter, reopenFactsWriter } from "#facts";
import { epochEvent, meta, started, validated } from "../events.ts";

const [run, epochs] = [process.argv[2]!, Number(process.argv[3] ?? "Infinity")];
const isFirst = !existsSync(join(run, "facts/meta.json"));
const writer = isFirst ? await openFactsWriter(run, meta) : await reopenFactsWriter(run);
await writer.append(started);
for (let epoch = 0; epoch < epochs; epoch++) {
  await writer.append(validated(epoch));
  await writer.append(epochEvent(epoch));
  process.stdout.write(".");
}
setInterval(() => {}, 1000);
