/** @file The commands of thesis-train besides training, and what is taken for one. */
import { expect, test } from "vitest";
import { commandOf, commands } from "../../../../src/cli/train/commands/index.ts";
import { runCommand, temporaryFolder } from "../../run-command.ts";

test.each([
  ["resume=outputs/runs/run_1"],
  ["--resume=outputs/runs/run_1"],
  ["--resume", "outputs/runs/run_1"],
  ["sweep-status", "outputs/multiruns/exp_1"],
  ["evaluate", "run=outputs/runs/run_1"],
  ["rerun=outputs/runs/run_1"],
])("%s is a command", (...argv) => {
  expect(commandOf(argv)).toBeTypeOf("function");
});

test.each([
  [],
  ["phase1/latent_space=vq"],
  ["--multirun", "resume=x"],
  ["loop=ae"],
  ["+resume=x"],
  ["nonsense"],
  ["--run"],
])("%s is a training's", (...argv) => {
  expect(commandOf(argv)).toBeUndefined();
});

test.each([
  ["sweep-staus", "thesis-train sweep-status EXP"],
  ["sweepstatus", "thesis-train sweep-status EXP"],
  ["resmue=x", "thesis-train resume=x EXP"],
  ["rerun-=x", "thesis-train rerun=x EXP"],
])("the mistyped %s is answered with the command that was meant", (word, fix) => {
  expect(() => commandOf([word, "EXP"])).toThrow(
    expect.objectContaining({ code: "train/unknown-command", message: expect.stringContaining(fix) }),
  );
});

test.each([
  [["resume", "RUN"], "thesis-train resume=RUN"],
  [["resume"], "thesis-train resume=auto"],
  [["--resume"], "thesis-train resume=auto"],
  [["rerun", "run=RUN"], "thesis-train rerun=RUN"],
  [["evaluate=RUN"], "thesis-train evaluate run=RUN"],
  [["exprot=RUN", "what=model"], "thesis-train export run=RUN what=model"],
  [["sweep-status=EXP"], "thesis-train sweep-status EXP"],
  [["rerun"], "rerun is written thesis-train rerun=RUN"],
])("%j, in the form of another command, is answered with its own", (argv, fix) => {
  expect(() => commandOf(argv)).toThrow(
    expect.objectContaining({ code: "train/unknown-command", message: expect.stringMatching(new RegExp(`${fix}$`)) }),
  );
});

test("--help has every command, in lines that a terminal has room for", async () => {
  const { stdout } = await runCommand("train", ["--help"], { folder: temporaryFolder() });
  const [, section = ""] = stdout.split(/^== .* ==$/m);
  for (const { usage, summary } of Object.values(commands)) {
    expect(section).toContain(`thesis-train ${usage}\n`);
    expect(section.replace(/\s+/g, " ")).toContain(summary);
  }
  for (const line of section.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});
