/** @file What errors of `thesis-train` advise to type: it is what was meant, and it works. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are interpolations of the config
import { expect, test } from "vitest";
import { checkConfig, type Job, runApplication } from "#config";
import { trainApplication } from "../../../src/cli/train/application.ts";
import { commandOf } from "../../../src/cli/train/commands/index.ts";
import { trainConfig } from "../../../src/cli/train/train-config.ts";
import { adviceOn, followed, type RunWords } from "../follow-advice.ts";

const output = { write: () => {} };

/** Composed and checked as for a training, and none is started. */
const run: RunWords = async (words) => {
  expect(commandOf(words), "a training and no other command").toBeUndefined(); // main.ts asks this first
  const said = { stdout: "", stderr: "" };
  const application = {
    ...trainApplication(output, { requested: undefined, saves: 0 }),
    check: async (job: Job) => void checkConfig(trainConfig, job.config, job.composition),
  };
  const isQuestion = words.some((word) => /^--(cfg|info|help|dry-run)/.test(word));
  const exitCode = await runApplication(application, isQuestion ? words : [...words, "--dry-run"], {
    stdout: (text) => {
      said.stdout += text;
    },
    stderr: (text) => {
      said.stderr += text;
    },
    environment: process.env,
    now: new Date(2026, 10, 22),
  });
  return { exitCode, stderr: said.stderr };
};

/** What takes the place of the last word, or of both where the two were meant as one. */
async function expectAdvice(mistake: readonly string[], wanted: string | undefined): Promise<void> {
  const { fixes, stderr } = await adviceOn(run, mistake);
  if (wanted !== undefined) expect(fixes, stderr).toContain(wanted);
  expect(fixes, stderr).not.toEqual([]);
  const others = mistake.filter((word) => word === "-m" || word.startsWith("hydra/"));
  for (const fix of fixes) {
    const words = followed(fix, "thesis-train", others);
    const { exitCode, stderr: again } = await run([...new Set(words)]);
    expect(exitCode, `${mistake.join(" ")} → ${fix}\n${again}`).toBe(0);
  }
}

test.each([
  // groups and their options
  ["latent_space=vq", "phase1/latent_space=vq"],
  ["latnet_space=vq", "phase1/latent_space=vq"],
  ["phase1.latent_space=vq", "phase1/latent_space=vq"],
  ["phase1/latentspace=vq", "phase1/latent_space=vq"],
  ["phase1/latent_space=vqq", "phase1/latent_space=vq"],
  ["phase1/latent_space=nothing_like_it", "phase1/latent_space=cosine_vq"],
  ["encoder=gnn", "phase1/encoder=gnn"],
  ["phase1/encoder=mpl", "phase1/encoder=mlp"],
  ["+debug=fast_dev_run", "debug=fast_dev_run"],
  ["debug=overfit", "debug=overfit_one_batch"],
  ["+phase1/loss=adversarial", "phase1/loss=adversarial"],
  ["experiment=tokenizer", "+phase1/experiment=tokenizer"],
  ["+phase1/experiment=tokenzier", "+phase1/experiment=tokenizer"],
  ["logging=plots_ful", "logging=plots_full"],
  ["logging=minimal", "logging=plots_minimal"],
  // keys
  ["epoch=3", "phase1.trainer.epochs=3"],
  ["epochs=3", "phase1.trainer.epochs=3"],
  ["phase1.trainer.epoch=3", "phase1.trainer.epochs=3"],
  ["phase1.trainer.bathc_size=3", "phase1.trainer.batch_size=3"],
  ["+phase1.trainer.epoch=3", "phase1.trainer.epochs=3"],
  ["+epochs=3", "phase1.trainer.epochs=3"],
  ["+phase1.trainer.lr=0.1", "phase1.trainer.lr=0.1"],
  ["~debugg", "'~debug'"],
  ["seed=3", "phase1.trainer.seed=3"],
  ["nothing_like_it=1", "thesis-train --cfg job"],
  ["phase1.trainer.nothing_like_it=1", "thesis-train --cfg job --package phase1.trainer"],
  ["hydra.job.nam=mine", "hydra.job.name=mine"],
  ["hydra.job.nam=7", "hydra.job.name=7"],
  ["hydra.mode=MULTI", "hydra.mode=MULTIRUN"],
  // values
  ["loop=aee", "loop=ae"],
  ["loop=gan", "loop=gan_ae"],
  ["loop=diffusion", "loop=diffusion_ae"],
  ["loop=nothing_like_it", "loop=ae"],
  ["device=gpu", "device=cuda"],
  ["device=mps", "device=coreml"],
  ["phase1.trainer.epochs=two", "phase1.trainer.epochs=10"],
  ["phase1.trainer.epochs=1.5", "phase1.trainer.epochs=2"],
  ["phase1.trainer.epochs=-3", "phase1.trainer.epochs=1"],
  ["phase1.trainer.epochs=null", "phase1.trainer.epochs=10"],
  ["phase1.trainer.epochs=", "phase1.trainer.epochs=10"],
  ["phase1.trainer.epochs='20'", "phase1.trainer.epochs=20"],
  ["phase1.trainer.epochs=[20]", "phase1.trainer.epochs=20"],
  ["phase1.trainer.freeze=encoder", "'phase1.trainer.freeze=[encoder]'"],
  ["phase1.trainer.lr=0", "phase1.trainer.lr=0.001"],
  ["~phase1.trainer.epochs", "phase1.trainer.epochs=10"],
  ["phase1.encoder.kind=gan", "phase1/encoder=gnn"],
  ["phase1.encoder.kind=gnn", "phase1/encoder=gnn"],
  ["logging.families.recon=heavyy", "logging.families.recon=heavy"],
  ["logging.dpi=10", "logging.dpi=50"],
  ["logging.make_plots=yes", "logging.make_plots=true"],
  ["logging.fig_format=jpg", "logging.fig_format=png"],
  ["logging.enable_tags=[haevy]", undefined],
  ["threads=all", "threads=auto"],
  ["requeue_exit_code=0", "requeue_exit_code=1"],
  ["compat=ref", "compat=reference"],
  ["data.unit=gev", "data.unit=GeV"],
  // the grammar
  ["phase1.trainer.epochs:3", "phase1.trainer.epochs=3"],
  ["phase1.trainer.epochs==3", "phase1.trainer.epochs=3"],
  ["phase1.trainer.freeze=[encoder", "'phase1.trainer.freeze=[encoder]'"],
  ["data.path=a (1).h5", `'data.path="a (1).h5"'`],
  ["phase1.trainer.epochs=3,", "phase1.trainer.epochs=3"],
  ["phase1.trainer.epochs=1,2", "--multirun phase1.trainer.epochs=1,2"],
  ["experiment.name=${phase1.latent_space.knid}", "'experiment.name=${phase1.latent_space.kind}'"],
  // words that are no overrides
  ["vq", "phase1/latent_space=vq"],
  ["fast_dev_run", "debug=fast_dev_run"],
  ["vqq", "phase1/latent_space=vq"],
  ["phase1.trainer.epochs", "phase1.trainer.epochs=10"],
  ["phase1.trainer.epoch", "phase1.trainer.epochs=10"],
  ["phase1.trainer", "thesis-train --cfg job --package phase1.trainer"],
  ["phase1/latent_space", "phase1/latent_space=cosine_vq"],
  ["nothing_like_it", "thesis-train --help"],
  ["--epochs=3", "phase1.trainer.epochs=3"],
  ["--latent_space=vq", "phase1/latent_space=vq"],
  ["--dryrun", "--dry-run"],
  ["--nothing_like_it", "thesis-train --help"],
])("%s is answered with %s, and all that is advised works", (mistake, wanted) => expectAdvice([mistake], wanted));

test.each([
  [["phase1.trainer.epochs", "=", "3"], "phase1.trainer.epochs=3"],
  [["phase1.trainer.epochs=", "3"], "phase1.trainer.epochs=3"],
  [["--lr", "0.1"], "phase1.trainer.lr=0.1"],
  [["loop=ae", "--cfg", "job", "compat=none"], "loop=ae compat=none --cfg job"],
  [["--cfg", "jobs"], "--cfg job"],
  [["--info", "default"], "--info defaults"],
  [["--cfg", "job", "--package", "phase1.trainr"], "--package phase1.trainer"],
  [["--config-name", "confg"], "--config-name config"],
  [["-m", "hydra.launcher.n_jobs=two"], "hydra.launcher.n_jobs=auto"],
  [["-m", "hydra/launcher=locl"], "hydra/launcher=local"],
  [["-m", "hydra/sweeper=grd"], "hydra/sweeper=grid"],
  [["-m", "phase1.trainer.epochs=1,two"], "phase1.trainer.epochs=10"],
  [["-m", "hydra/sweeper=random"], '"phase1.trainer.lr=interval(1e-4,1e-2)"'],
  [["-m", "hydra.job.name=a,b"], `'hydra.job.name="a,b"'`],
])("%j is answered with %s, and all that is advised works", async (mistake, wanted) => {
  const { fixes, stderr } = await adviceOn(run, mistake);
  expect(fixes, stderr).toContain(wanted);
  const kept = mistake.filter((word) => word === "hydra/sweeper=random");
  const before = mistake[0] === "-m" ? ["-m"] : [];
  for (const fix of fixes) {
    const after = fix.startsWith("--package") ? ["--cfg", "job"] : kept;
    const { exitCode, stderr: again } = await run([...before, ...followed(fix, "thesis-train", after)]);
    expect(exitCode, `${fix}\n${again}`).toBe(0);
  }
});

test("a sweeper's list of lists is not asked for word by word", async () => {
  const { stderr, fixes } = await adviceOn(run, ["-m", "a=1,2", "hydra.sweeper.zip=[a,b]"]);
  expect(stderr.match(/^error/gm)).toHaveLength(1);
  expect(fixes).toEqual(["'hydra.sweeper.zip=[[a,b]]'"]);
});
