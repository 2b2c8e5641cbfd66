#!/usr/bin/env node
/** @file The command `thesis-report`: finished runs become the figures and tables of a chapter. */
import { join } from "node:path";
import { checkConfig, type Job, runApplication } from "#config";
import { checkReport, type ReportConfig, reportConfig, writeReport } from "#reports";
import { PACKAGE_ROOT, packageVersion } from "#utils/package-info.ts";
import { describeReport } from "./describe-report.ts";

const configs = join(PACKAGE_ROOT, "configs");

function configOf(job: Job): ReportConfig {
  const config = checkConfig(reportConfig, job.config, job.composition);
  checkReport(config);
  return config;
}

// a report makes its own folder, whole or not at all; Hydra is to make none, and to find the groups of the trainings
const settings = [
  `hydra.searchpath=['file://${configs.replace(/(\\*)'/g, "$1$1\\'")}']`,
  "hydra.run.dir=.",
  "hydra.output_subdir=null",
  "hydra/job_logging=disabled",
];

/** Overrides stand together, so ours go directly before the first one typed. */
function withSettings(argv: readonly string[]): string[] {
  const first = argv.findIndex((argument) => /^[^-][^=]*=|^[+~]/.test(argument));
  return first < 0 ? [...argv, ...settings] : argv.toSpliced(first, 0, ...settings);
}

process.exitCode = await runApplication(
  {
    name: "thesis-report",
    version: packageVersion(),
    description: "Turns finished runs into the figures and tables of a chapter.",
    configFolder: join(configs, "report"),
    configName: "compare_tokenizers",
    isClosed: true,
    check: (job) => void configOf(job),
    task: async (job) => {
      const report = await writeReport(configOf(job));
      process.stdout.write(describeReport(report));
    },
  },
  withSettings(process.argv.slice(2)),
);
