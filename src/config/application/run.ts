/**
 * @file The whole of an application's command line: `runApplication(application, argv)` → exit code.
 * Each command is loaded when it is asked for, so that `--cfg` and Tab answer at once.
 */
import type { Application, MorePoints, Surroundings } from "./application.ts";
import { processSurroundings } from "./application.ts";
import { parseArguments, UsageError, usageText } from "./arguments.ts";
import type { InfoKind, JobInfo } from "./info.ts";
import { reportError } from "./report-error.ts";
import { Session } from "./session.ts";
import { adviceFor } from "./word-advice.ts";

/**
 * Parses, composes, checks and runs.
 *
 * @param argv without the program's name
 * @returns the exit code: 0, 1 for an error, 2 for a mistake in the command line itself
 */
export async function runApplication(
  application: Application,
  argv: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<number> {
  try {
    await runArguments(application, argv, surroundings);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) {
      reportError(error, surroundings);
      return 1;
    }
    const fixes = error.unknown ? adviseKey(application, error.unknown, surroundings) : error.fixes;
    const advice = fixes.length > 0 ? `  try:   ${fixes.join(", or ")}\n` : "";
    surroundings.stderr(`${usageText(application.name)}\n${advice}${application.name}: error: ${error.message}\n`);
    return 2;
  }
}

/**
 * The same for a program, which catches what goes wrong.
 *
 * @throws FixableError; an error with the message of the command line's parser; whatever a task throws
 */
export async function runArguments(
  application: Application,
  argv: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  await command(new Session(application, parseArguments(argv), surroundings));
}

/** For what was typed like an option: the key that was meant. */
function adviseKey(
  application: Application,
  { word, value }: NonNullable<UsageError["unknown"]>,
  surroundings: Surroundings,
): readonly string[] {
  const session = new Session(application, parseArguments([]), surroundings);
  return adviceFor(word, session.request(), { value });
}

/**
 * The sweep of a command line that was run before, to make more points of it.
 *
 * @param folder of the sweep, as it was made
 * @throws FixableError `config/…` where the configs no longer allow it
 */
export async function reopenSweep(
  application: Application,
  argv: readonly string[],
  folder: string,
  surroundings: Surroundings = processSurroundings(),
): Promise<MorePoints> {
  const { reopenSweep: reopen } = await import("./run-jobs.ts");
  return reopen(new Session(application, parseArguments(argv), surroundings), folder);
}

async function command(session: Session): Promise<void> {
  const { application, args } = session;
  if (args.version) {
    session.print([application.versionLine ?? `${application.name} ${application.version}`]);
    return;
  }
  session.refuseContradictions();
  if (args.help || args.hydraHelp) {
    const { appHelp, hydraHelp } = await import("./help.ts");
    const text = args.help
      ? appHelp(session.compose(), application.name, args.resolve)
      : hydraHelp(session.compose({ configName: null }), application.name);
    const introduction = args.help && application.description ? [application.description, ""] : [];
    session.print([...introduction, text]);
  } else if (args.cfg !== undefined) (await import("./show-config.ts")).showConfig(session, args.cfg);
  else if (args.info !== undefined)
    await (await import("./show-info.ts")).showInfo(session, args.info as InfoKind | JobInfo | "explain");
  else if (args.shellCompletion) (await import("./show-completion.ts")).showCompletion(session);
  else await (await import("./run-jobs.ts")).runJobs(session);
}
