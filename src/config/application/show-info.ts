/** @file `--info`, `--info explain KEY`, and what the application says: `--info model`, `--info devices`. */
import { FixableError } from "#utils/fixable-error.ts";
import { planDefaults } from "../compose/compose.ts";
import { allKeys } from "../compose/nearest-keys.ts";
import { explainLines } from "./explain.ts";
import { defaultsLines, type InfoKind, infoLines, isDefaultsInfo, type JobInfo } from "./info.ts";
import { PlannedJob } from "./job.ts";
import { Logs } from "./logging.ts";
import type { Session } from "./session.ts";

/** @throws FixableError `config/bad-command`, `config/unknown-key`, and whatever the application finds wrong with a job */
export async function showInfo(session: Session, kind: InfoKind | JobInfo | "explain"): Promise<void> {
  if (kind === "model" || kind === "devices") {
    session.print(await jobLines(session, kind));
    return;
  }
  if (isDefaultsInfo(kind)) {
    session.print(defaultsLines(kind, planDefaults(session.request({ checkSweeps: false }))));
    return;
  }
  if (kind !== "explain") {
    session.print(infoLines(kind, session.compose()));
    return;
  }
  // what stands among the overrides without = are the keys to explain
  const isKey = (text: string) => !text.includes("=") && !text.startsWith("~");
  const keys = session.args.overrides.filter(isKey);
  if (keys.length === 0) {
    const problem = "--info explain wants a key of the config";
    const example = allKeys(session.compose().root).at(-1);
    throw new FixableError({ code: "config/bad-command", problem, fix: example && `--info explain ${example}` });
  }
  const composition = session.compose({ overrides: session.args.overrides.filter((text) => !isKey(text)) });
  session.print(keys.flatMap((key) => explainLines(composition, key)));
}

async function jobLines(session: Session, kind: JobInfo): Promise<readonly string[]> {
  const { application, surroundings } = session;
  const tell = kind === "model" ? application.describe : application.devices;
  if (tell === undefined) {
    const problem = `${application.name} has no ${kind} to describe`;
    throw new FixableError({ code: "config/bad-command", problem, where: `--info ${kind}` });
  }
  const job = new PlannedJob(session.compose(), new Logs(surroundings));
  job.refuseMissing();
  return tell.call(application, job);
}
