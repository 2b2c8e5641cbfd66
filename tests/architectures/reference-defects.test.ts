/**
 * @file Defects of the Python system that the default setting must not have, one test each; the letters are those of the
 * list that came with the reference runs. Where `compat=reference` has a defect on purpose, the test sees it there.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { autoencoderConfig, buildAutoencoder, toHostBatch } from "#architectures";
import { composeConfig, resolvedJob, toPlain } from "#config";
import { dataConfig, type EventSizes, openEvents, transforms } from "#data";
import { Adam, gradientsOf, Learning, ModelState, VariableScope } from "#engine";
import { optimizerConfig } from "#training-loops";
import { eventTensors } from "../../src/architectures/autoencoder/event-tensors.ts";
import {
  ReconstructionLoss,
  reconstructionLossConfig,
} from "../../src/architectures/autoencoder/losses/reconstruction.ts";
import { trainConfig } from "../../src/cli/train/train-config.ts";
import { SplitMeter } from "../../src/training-loops/split-meter.ts";
import { paddedEvents, SIZES, withGarbage } from "../contracts/padded-events.ts";
import { events, temporaryFolder, writeTables } from "../data/event-files.ts";
import { type Arrays, floats, integers, runTraced } from "../traced.ts";
import { decoder, encoder, finish, prepare } from "../training-loops/small-runs.ts";

const layers = { dropout: 0, activation: "gelu" };
const vq = { kind: "vq", latent_dim: 8, codebook_size: 64, beta: 0.25, ema: true, ema_decay: 0.99 };
const configOf = (latent_space: object, globals_beta: number) =>
  autoencoderConfig.parse({
    encoder: { kind: "mlp", enc_hidden: [32], id_embed_dim: 4, ...layers },
    decoder: { kind: "mlp", dec_hidden: [32], globals_head: true, globals_hidden: [8], globals_beta, ...layers },
    latent_space,
  });
const runtime = { device: "cpu", threads: 1 } as const;
type Compat = "none" | "reference";

async function trainOn(batches: readonly Arrays[], compat: Compat, sizes: EventSizes) {
  const scope = VariableScope.root(0);
  const model = buildAutoencoder(configOf(vq, 1), sizes, scope, { compat });
  const state = new ModelState(scope.variables);
  const optimizer = new Adam({ learningRate: 1e-3 });
  await using learning = new Learning((batch, isLearning) => model.objective(batch, isLearning), state, {
    optimizer,
    clipNorm: 1,
    runtime,
  });
  let counts: Float32Array | undefined;
  for (const batch of batches) counts = (await learning.run(batch))["diagnostic.code_counts"];
  return { state, codesUsed: counts!.filter((count) => count > 0).length };
}

test("T1: codes that nobody chose at first stay where latents are, and most codes are used", async () => {
  const data = await openEvents(dataConfig.parse({ kind: "synthetic", n_train: 1280, n_val: 1, n_test: 1 }), {
    compat: "none",
    seed: 0,
  });
  const batches = [...data.batches("train", 0, 64)].map(toHostBatch);
  const largestCode = ({ state }: { state: ModelState }) =>
    Math.max(...state.toTensors().get("bottleneck.quant.codebook")!.data.map(Math.abs));
  const ours = await trainOn(batches, "none", data.sizes);
  expect(largestCode(ours)).toBeLessThan(10);
  expect(ours.codesUsed).toBeGreaterThan(48);
  const theirs = await trainOn(batches, "reference", data.sizes);
  expect(largestCode(theirs)).toBeGreaterThan(1000);
  expect(theirs.codesUsed).toBeLessThan(16);
});

test.each([
  "none",
  "reference",
] as const)("T2: a latent gets the code as it is before the step moves it (%s)", async (compat) => {
  const scope = VariableScope.root(0);
  const model = buildAutoencoder(configOf(vq, 1), SIZES, scope, { compat });
  const codebook = scope.variables.find(({ name }) => name === "bottleneck.quant.codebook")!;
  const { latent, indices, moved } = await runTraced(
    (batch) => {
      const { compressed } = model.pass(batch, true);
      const update = compressed.updates.find(({ buffer }) => buffer === codebook)!;
      return { latent: compressed.latent, indices: compressed.indices!.toFloat(), moved: update.value };
    },
    paddedEvents(),
    { variables: scope.variables },
  );
  const rowsOf = (table: ArrayLike<number>) =>
    indices!.flatMap((code) => Array.from(table).slice(8 * code, 8 * code + 8));
  expect(latent).toEqual(rowsOf(codebook.initial));
  expect(latent).not.toEqual(rowsOf(moved!));
});

test("T3: the loss of the globals is reported without its weight", async () => {
  const lossOf = async (beta: number) => {
    const scope = VariableScope.root(0);
    const model = buildAutoencoder(configOf({ kind: "none", latent_dim: 8 }, beta), SIZES, scope, { compat: "none" });
    const { total, rec_globals } = await runTraced(
      (batch) => {
        const objective = model.objective(batch, true);
        return { total: objective.total, rec_globals: objective.reports["loss.rec_globals"]! };
      },
      paddedEvents(),
      { variables: scope.variables },
    );
    return { total: total![0]!, globals: rec_globals![0]! };
  };
  const [none, ten] = [await lossOf(0), await lossOf(10)];
  expect(ten.globals).toBe(none.globals);
  expect(none.globals).toBeGreaterThan(0);
  expect(ten.total).toBeCloseTo(none.total + 10 * none.globals, 4);
});

test.each([
  ["none", false],
  ["reference", true],
] as const)("T4: a globals head that counts nothing is not trained, nor shrunk by weight decay (%s)", async (compat, isShrunk) => {
  const scope = VariableScope.root(0);
  const model = buildAutoencoder(configOf({ kind: "none", latent_dim: 8 }, 0), SIZES, scope, { compat });
  const state = new ModelState(scope.variables);
  const before = state.toTensors();
  await using learning = new Learning((batch, isLearning) => model.objective(batch, isLearning), state, {
    optimizer: new Adam({ learningRate: 0.01, weightDecay: 0.1 }),
    clipNorm: 0,
    runtime,
  });
  for (let step = 0; step < 3; step++) await learning.run(paddedEvents());
  const after = state.toTensors();
  const isMoved = ([name]: [string, unknown]) => after.get(name)!.data.some((x, i) => x !== before.get(name)!.data[i]);
  const [head, rest] = [true, false].map((isHead) =>
    [...before].filter(([name]) => name.includes("g_head") === isHead),
  );
  expect(rest!.every(isMoved)).toBe(true);
  expect(head!.some(isMoved)).toBe(isShrunk);
  expect([...before.keys()]).toContain("decoder.g_head.0.weight");
});

test("D3: padding counts neither in the loss nor in its gradient, whatever the model makes of it", async () => {
  const scope = VariableScope.root(0);
  const model = buildAutoencoder(configOf(vq, 1), SIZES, scope, { compat: "none" });
  const gradientsFor = (inputs: Arrays) =>
    runTraced(
      (batch) => {
        const { total } = model.objective(batch, true);
        const parameters = scope.variables.filter(({ kind }) => kind === "parameter");
        const gradients = gradientsOf(
          total,
          parameters.map(({ value }) => value),
        );
        return { total, ...Object.fromEntries(parameters.map(({ name }, i) => [name, gradients[i]!])) };
      },
      inputs,
      { variables: scope.variables },
    );
  const [clean, dirty] = [await gradientsFor(paddedEvents()), await gradientsFor(withGarbage(paddedEvents()))];
  for (const [name, values] of Object.entries(clean))
    values.forEach((value, i) => {
      expect(dirty[name]![i], name).toBeCloseTo(value, 5);
    });
});

test("D5: angles of MET on either side of ±π are neighbours to the loss", async () => {
  const [before, after] = [Math.PI - 0.01, -Math.PI + 0.01];
  const row = (metPhi: number) => [1, 100, metPhi, 200, 100, 1, 0.5];
  const rows = Float32Array.from([...row(before), ...row(after)]);
  const lossFor = async (kind: "physics" | "reference") => {
    // biome-ignore lint/suspicious/noFocusedTests: fits a transform, focuses no test
    const { globals } = transforms[kind].fit(rows, 2, 1, "GeV").apply(rows, 2);
    const width = globals.length / 2;
    const { loss } = await runTraced(
      (batch) => {
        const guess = { tokens: batch["tokens"]!, globals: batch["guess"]!, globalsWeight: 1 };
        return {
          loss: new ReconstructionLoss(reconstructionLossConfig.parse({ kind: "reconstruction" }), {
            features: 1,
          }).compare(eventTensors(batch), guess)["rec_globals"]!.value,
        };
      },
      {
        tokens: floats([1, 1, 1], [0]),
        ids: integers([1, 1], [1]),
        mask: floats([1, 1], [1]),
        globals: floats([1, width], globals.subarray(0, width)),
        guess: floats([1, width], globals.subarray(width)),
      },
    );
    return loss![0]!;
  };
  expect(await lossFor("physics")).toBeLessThan(0.02 ** 2);
  expect(await lossFor("reference")).toBeGreaterThan(15); // (2π - 0.02)² / 2
});

test("T6: the perplexity of an epoch is that of all its codes, not the mean over batches", () => {
  const perplexityOf = (compat: Compat) => {
    const meter = new SplitMeter(compat);
    for (const code_counts of [Float32Array.of(4, 0), Float32Array.of(0, 4)])
      meter.add(1, { "diagnostic.code_counts": code_counts, "diagnostic.perplexity": Float32Array.of(1) });
    return meter.result().metrics["perplex"];
  };
  expect(perplexityOf("none")).toBeCloseTo(2); // both codes, equally often
  expect(perplexityOf("reference")).toBe(1); // each batch has one code
});

test("D2: MET is scaled like everything else, so that it is no multiple of all other errors", () => {
  const row = (met: number) => [1, met, 0.3, 50, 40, 0.5, 0.5];
  const rows = Float32Array.from([...row(20), ...row(400)]);
  const largest = (kind: "physics" | "reference") =>
    Math.max(...transforms[kind].fit(rows, 2, 1, "GeV").apply(rows, 2).globals.map(Math.abs));
  expect(largest("physics")).toBeLessThanOrEqual(2);
  expect(largest("reference")).toBe(400);
});

test("D1: the same events in GeV, MeV and log MeV, jets and b-jets mixed, are the same to a model", () => {
  const objects = [
    { id: 2, e: 210, pt: 200, eta: 0.3, phi: 1 },
    { id: 1, e: 160, pt: 90, eta: -1.2, phi: -2 },
    { id: 2, e: 60, pt: 50, eta: 0.6, phi: 3 },
  ];
  const tokensIn = (unit: "GeV" | "MeV" | "logMeV") => {
    const inUnit = (gev: number) => ({ GeV: gev, MeV: 1000 * gev, logMeV: Math.log(1000 * gev) })[unit];
    const columns = objects.flatMap(({ e, pt, eta, phi }) => [inUnit(e), inUnit(pt), eta, phi]);
    // room for a fourth object, which is padding: zeros in every unit
    const row = [...objects.map(({ id }) => id), 0, inUnit(80), 0.5, ...columns, 0, 0, 0, 0];
    const { tokens, globals } = transforms.physics
      .fit(Float32Array.from(row), 1, 4, unit)
      .apply(Float32Array.from(row), 1);
    return [...tokens, ...globals];
  };
  const expected = tokensIn("GeV");
  for (const unit of ["MeV", "logMeV"] as const)
    tokensIn(unit).forEach((value, i) => void expect(value).toBeCloseTo(expected[i]!, 4));
});

function compose(...overrides: string[]) {
  const folders = [{ provider: "main", path: join(import.meta.dirname, "../../configs") }];
  const composition = composeConfig({ folders, configName: "config", overrides, jobName: "test" });
  return trainConfig.parse(toPlain(resolvedJob(composition)));
}

describe("D4: no key of the config is without effect", () => {
  test("general.trainer is where every loop starts from", () => {
    const { trainer } = compose("general.trainer.epochs=3", "general.trainer.lr=0.5", "general.trainer.seed=7").phase1;
    expect(trainer).toMatchObject({ epochs: 3, lr: 0.5, seed: 7 });
  });

  test.each([
    "data.norm=minmax",
    "data.globals.present=false",
    "data.globals.size=3",
    "data.num_workers=4",
  ])("%s, which nothing would do, is refused", (override) => {
    expect(() => compose(override)).toThrow();
  });

  test("data.limit_samples stands in the config and is read", () => {
    expect(compose("data.limit_samples=5").data).toMatchObject({ limit_samples: 5 });
    expect(compose().data).toMatchObject({ limit_samples: null });
  });

  test("data.seed decides the order of events", async () => {
    const path = join(temporaryFolder(), "events.h5");
    await writeTables(path, { X_train: events(20), X_val: events(2), X_test: events(2) });
    const orderOf = async (seed: number | null, ofRun: number) => {
      const source = await openEvents(dataConfig.parse({ kind: "h5_tokens", path, seed }), {
        compat: "none",
        seed: ofRun,
      });
      return [...source.order("train", 0)];
    };
    expect(await orderOf(3, 1)).toEqual(await orderOf(3, 2));
    expect(await orderOf(3, 1)).not.toEqual(await orderOf(4, 1));
    expect(await orderOf(null, 1)).not.toEqual(await orderOf(null, 2));
  });
});

test("T7: the time of the validation is not in the throughput, that of the test not in the time of the training", async () => {
  const kinds: string[] = [];
  const { epochs, trained } = await finish(await prepare("ae", { events: 64, trainer: { epochs: 2 } }), ({ kind }) => {
    if (kind !== "step" && kind !== "looked") kinds.push(kind);
  });
  for (const { throughput, wallSeconds } of epochs) expect(throughput).toBeGreaterThan(64 / wallSeconds);
  expect(kinds.slice(-2)).toEqual(["trained", "tested"]);
  expect(trained.wallSeconds).toBeGreaterThan(epochs.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0));
});

test("T8: a loss that is no number from the start is a failure, not a training without a best epoch", async () => {
  const run = await prepare("ae", { events: 64, trainer: { lr: 1e38, grad_clip: 0 } });
  await expect(finish(run)).rejects.toMatchObject({ code: "training/diverged" });
});

test("T9, T10: activation, optimizer and clip are the config's choice, and weight decay beside the gradient is one of them", () => {
  const named = autoencoderConfig.parse({
    ...configOf({ kind: "none", latent_dim: 8 }, 1),
    encoder: { kind: "mlp", enc_hidden: [32], id_embed_dim: 4, dropout: 0.1, activation: "silu" },
  });
  const scope = VariableScope.root(0);
  buildAutoencoder(named, SIZES, scope, { compat: "none" });
  // with dropout a layer of the Python system's Sequential has three members, without one two
  const namesOf = (part: string) =>
    scope.variables.filter(({ name }) => name.startsWith(`${part}.net.`)).map(({ name }) => name.split(".")[2]);
  expect([...new Set(namesOf("encoder"))]).toEqual(["0", "3"]);
  expect([...new Set(namesOf("decoder"))]).toEqual(["0", "2"]);
  expect(optimizerConfig.parse({ kind: "adamw" })).toMatchObject({ kind: "adamw" });
});

describe("T10: the globals are encoded", () => {
  const errorOf = async (changes: object, latent_space: object) => {
    const phase1 = { encoder: { ...encoder, ...changes }, decoder: { ...decoder, globals_beta: 1 }, latent_space };
    const { tested } = await finish(await prepare("ae", { phase1, trainer: { epochs: 12, lr: 5e-3 } }));
    return tested.test.losses["rec_globals"]!;
  };
  const [unseen, none] = [{ globals_token: false }, { kind: "none", latent_dim: 8 }];

  test.each(["mlp", "gnn", "transformer"])("by the default encoder %s, and MET comes back", (name) => {
    expect(compose(`phase1/encoder=${name}`).phase1.encoder).toMatchObject({ kind: name, globals_token: true });
  });

  test.each([
    ["as numbers", none, 0.1],
    ["as codes", { ...vq, kind: "residual_vq", depth: 3 }, 0.3],
  ])("in a latent of their own, %s", async (_, latent_space, share) => {
    const without = await errorOf(unseen, latent_space);
    expect(await errorOf({ globals_token: true }, latent_space)).toBeLessThan(share * without);
  });

  test("in the latents of particles where that is asked for", async () => {
    expect(await errorOf({ ...unseen, sees_globals: true }, none)).toBeLessThan(0.4 * (await errorOf(unseen, none)));
  });

  test("but not by the arithmetic of the Python system", () => {
    const variablesOf = (compat: Compat) => {
      const scope = VariableScope.root(0);
      const config = configOf(vq, 1);
      buildAutoencoder({ ...config, encoder: { ...config.encoder, globals_token: true } }, SIZES, scope, { compat });
      return scope.variables.map(({ name }) => name).filter((name) => name.includes(".globals."));
    };
    expect(variablesOf("none")).toContain("encoder.globals.0.weight");
    expect(variablesOf("reference")).toEqual([]);
  });
});
