/** @file Reports and evaluation.json judge the same weights of a run, whatever its arithmetic. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { autoencoderConfig } from "#architectures";
import { ScoringModel } from "#reports";
import { testedCheckpoint } from "#stored-runs";
import { bottlenecks, decoders, encoders, smallRun } from "../exports/small-models.ts";

const [encoder, decoder, latent_space] = [encoders["mlp"], decoders["mlp"], bottlenecks["none"]];
const model = autoencoderConfig.parse({ encoder, decoder, latent_space });

function runFolder({ isOurs }: { readonly isOurs: boolean }): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-checkpoints-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "facts"));
  if (isOurs) writeFileSync(join(folder, "facts/meta.json"), "{}");
  return folder;
}

/** The file that a report asks for, which is not there. */
async function judgedBy(folder: string, compat: "none" | "reference"): Promise<string> {
  const { data } = await smallRun({});
  const trainedOn = { sizes: data.sizes, transform: data.transform.describe() };
  const error = await ScoringModel.open(folder, { model, compat }, trainedOn).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "stored-runs/no-checkpoint" });
  return (error as { where: string }).where;
}

test.each([
  "none",
  "reference",
] as const)("a report judges the weights that a run was tested with, compat=%s", async (compat) => {
  const folder = runFolder({ isOurs: true });
  expect(await judgedBy(folder, compat)).toBe(testedCheckpoint({ compat }, folder));
});

test("a report judges the best weights of a run of the Python system, as that system's reports do", async () => {
  const folder = runFolder({ isOurs: false });
  expect(await judgedBy(folder, "reference")).toBe(join(folder, "best_val.pt"));
});
