import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkConfig, composeConfig, resolvedJob, toPlain } from "#config";
import { analyses, checkReport, reportConfig } from "#reports";

const folder = join(import.meta.dirname, "../../configs");
const names = readdirSync(join(folder, "report")).map((file) => file.replace(/\.yaml$/, ""));

test("every analysis has a config of its name", () => {
  expect(names.sort()).toEqual(Object.keys(analyses).sort());
});

test.each(names)("configs/report/%s.yaml composes, is complete, and names every figure", (name) => {
  const composition = composeConfig({
    folders: [
      { provider: "main", path: join(folder, "report") },
      { provider: "configs", path: folder },
    ],
    configName: name,
    overrides: ["inputs.sweep_dir=outputs/multiruns/exp"],
    jobName: "thesis-report",
  });
  const config = checkConfig(reportConfig, toPlain(resolvedJob(composition)), composition);
  checkReport(config);
  expect(config.analysis).toBe(name);
  expect(config.outputs.which_figures).toEqual(Object.keys(analyses[name as keyof typeof analyses].figures));
});
