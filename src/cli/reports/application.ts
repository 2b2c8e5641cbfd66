/** @file `thesis-report` as an application: where its configs are, and how a report is checked and written. */
import { join } from "node:path";
import { type Application, checkConfig, type Job } from "#config";
import { checkReport, type ReportConfig, reportConfig, writeReport } from "#reports";
import { PACKAGE_ROOT, packageVersion } from "#utils/package-info.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { describeReport } from "./describe-report.ts";

const configs = join(PACKAGE_ROOT, "configs");

// a report makes its own folder, whole or not at all; Hydra is to make none, and to find the groups of the trainings
const settings = [
  `hydra.searchpath=['file://${configs.replace(/(\\*)'/g, "$1$1\\'")}']`,
  "hydra.run.dir=.",
  "hydra.output_subdir=null",
  "hydra/job_logging=disabled",
];

export function reportApplication(output: ProgressStream): Application {
  return {
    name: "thesis-report",
    version: packageVersion(),
    description: "Turns finished runs into the figures and tables of a chapter.",
    configFolder: join(configs, "report"),
    configName: "compare_tokenizers",
    isClosed: true,
    overrides: settings,
    check: (job) => void configOf(job),
    task: async (job) => {
      const report = await writeReport(configOf(job));
      output.write(describeReport(report));
    },
  };
}

function configOf(job: Job): ReportConfig {
  const config = checkConfig(reportConfig, job.config, job.composition);
  checkReport(config);
  return config;
}
