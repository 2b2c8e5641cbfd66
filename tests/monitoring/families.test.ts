/** @file What every family promises, and what each one shows, by numbers that can be followed. */
import { describe, expect, test } from "vitest";
import type { Layer, Panel } from "#figures";
import { renderSvg } from "#figures";
import { families } from "#monitoring";
import type { SplitResult, TrainedEvent } from "#training-loops";
import type { Drawn, Material } from "../../src/monitoring/families/family.ts";
import { codeUseOf, GrowingHistory } from "../../src/monitoring/history.ts";
import { epochEvent, type HandMade, handMadeTraining } from "./hand-made-training.ts";

function materialOf(options: HandMade = {}, own: Partial<Material> = {}): Material {
  const events = handMadeTraining(options);
  const history = new GrowingHistory();
  for (const event of events) if (event.kind === "epoch") history.add(event);
  const trained = events.find((event): event is TrainedEvent => event.kind === "trained")!;
  const { reconstruction, latency, denoising = null } = trained;
  const epoch = history.epochs.at(-1)?.epoch ?? null;
  return { moment: "on_train_end", epoch, history, test: null, reconstruction, latency, denoising, ...own };
}

const testOf = (options: HandMade = {}): SplitResult =>
  handMadeTraining(options).flatMap((event) => (event.kind === "tested" ? [event.test] : []))[0]!;

const panelsOf = (drawn: Drawn, name: string): readonly Panel[] =>
  "figures" in drawn ? drawn.figures[name]!.panels : [];
const labelsOf = (panels: readonly Panel[]) => panels.map(({ y }) => y.label);
const named = <K extends Layer["kind"]>(panel: Panel, kind: K, name: string) =>
  panel.layers.find(
    (layer): layer is Extract<Layer, { kind: K }> => layer.kind === kind && (layer as { name?: string }).name === name,
  )!;

/** Families that have something to say of one loop only. */
const loopOf: Readonly<Record<string, HandMade>> = {
  adversarial: { loop: "gan_ae" },
  diffusion: { loop: "diffusion_ae" },
};

describe.each(Object.entries(families))("the family %s", (name, family) => {
  const ofLoop = loopOf[name] ?? {};

  test.each(["light", "heavy"] as const)("makes the figures it promises, %s", async (mode) => {
    const material = materialOf(ofLoop);
    const drawn = await family.draw(material, mode);
    expect("figures" in drawn && Object.keys(drawn.figures)).toEqual(family.figures(material, mode));
    expect(family.figures(material, mode)[0]).toBe(name);
    if ("figures" in drawn)
      for (const figure of Object.values(drawn.figures))
        expect(await renderSvg(figure)).not.toMatch(/NaN|undefined|>no data</);
  });

  test("looks as it did", async () => {
    const drawn = await family.draw(materialOf({ events: 4, ...ofLoop }), "light");
    const figure = "figures" in drawn && drawn.figures[name];
    await expect(figure && (await renderSvg(figure))).toMatchFileSnapshot(`golden/${name}.svg`);
  });

  test("draws a single epoch", async () => {
    const drawn = await family.draw(materialOf({ epochs: 1, ...ofLoop }), "heavy");
    expect("figures" in drawn).toBe(true);
  });

  test("says why when there is nothing to draw", async () => {
    const empty = materialOf({}, { history: new GrowingHistory(), epoch: null, reconstruction: null, latency: null });
    expect(await family.draw(empty, "heavy")).toEqual({ nothing: expect.any(String) });
    expect(family.figures(empty, "heavy")).toEqual([]);
  });
});

test("losses show training and validation, mark the best epoch, and split into terms when heavy", async () => {
  const light = panelsOf(await families.losses.draw(materialOf(), "light"), "losses");
  expect(labelsOf(light)).toEqual(["Total loss"]);
  expect(Array.from(named(light[0]!, "line", "training").y)).toEqual([3.5, 1.75, expect.closeTo(3.5 / 3)]);
  expect(Array.from(named(light[0]!, "points", "best (epoch 3)").x)).toEqual([3]);
  const heavy = panelsOf(await families.losses.draw(materialOf(), "heavy"), "losses");
  expect(labelsOf(heavy)).toEqual(["Total loss", "Loss of tokens", "Loss of globals", "Loss “vq”"]);
});

test("terms of masses, weighted features and the latent of the globals have words on their axes", async () => {
  const history = new GrowingHistory();
  const terms = { rec_weighted: 1, rec_mass: 1, globals_commit: 1, globals_codebook: 1, globals_kl: 1 };
  const split = { ...testOf(), losses: { ...terms, total: 5 } };
  history.add({ ...epochEvent(0), train: split, validation: split });
  const heavy = panelsOf(await families.losses.draw(materialOf({}, { history }), "heavy"), "losses");
  expect(labelsOf(heavy)).toEqual([
    "Total loss",
    "Weighted loss of tokens",
    "Loss of masses",
    "Commitment loss of globals",
    "Codebook loss of globals",
    "KL divergence of globals",
  ]);
});

test("losses that span decades get a logarithmic axis", async () => {
  const scaleOf = async (epochs: number) =>
    panelsOf(await families.losses.draw(materialOf({ epochs }), "light"), "losses")[0]!.y.scale;
  expect(await scaleOf(3)).toBe("linear");
  expect(await scaleOf(100)).toBe("log");
});

test("after the test, losses and metrics show its value", async () => {
  const material = materialOf({}, { moment: "on_test_end", test: testOf() });
  const [total] = panelsOf(await families.losses.draw(material, "light"), "losses");
  expect(named(total!, "rule", "test").at).toBe(testOf().losses.total);
  const [norm] = panelsOf(await families.metrics.draw(material, "light"), "metrics");
  expect(named(norm!, "rule", "test").at).toBe(testOf().metrics["gradient_norm"]);
});

test("metrics have a panel each, of validation alone when light", async () => {
  const light = panelsOf(await families.metrics.draw(materialOf(), "light"), "metrics");
  expect(labelsOf(light)).toEqual(["Gradient norm", "Throughput [events/s]"]);
  expect(named(light[0]!, "line", "training")).toBeUndefined();
  const heavy = panelsOf(await families.metrics.draw(materialOf(), "heavy"), "metrics");
  expect(named(heavy[0]!, "line", "training")).toBeDefined();
});

test("perplexity is that of the counts: four codes alike are 4, one alone is 1", () => {
  expect(codeUseOf([5, 5, 5, 5])).toEqual({ perplexity: expect.closeTo(4), used: 4, size: 4 });
  expect(codeUseOf([0, 9, 0])).toEqual({ perplexity: 1, used: 1, size: 3 });
  expect(codeUseOf([0, 0])).toEqual({ perplexity: Number.NaN, used: 0, size: 2 });
});

test("the codebook is sorted by use, dead codes have no point", async () => {
  const codeCounts = Float64Array.of(1, 0, 6, 3);
  const material = materialOf({}, { moment: "on_test_end", test: { ...testOf(), codeCounts } });
  const [usage] = panelsOf(await families.codebook.draw(material, "light"), "codebook");
  const line = named(usage!, "line", "test");
  expect(Array.from(line.x)).toEqual([1, 2, 3, 4]);
  expect(Array.from(line.y)).toEqual([0.6, 0.3, 0.1, 0]); // zero is left out on a logarithmic axis
  expect(usage!.notes![0]).toMatch(/^3 of 4 codes used, perplexity 2\.5$/);
});

test("a large codebook over many epochs is drawn in groups that keep their mean", async () => {
  const material = materialOf({ codes: 1000, epochs: 250 });
  const [panel] = panelsOf(await families.codebook.draw(material, "heavy"), "codebook_over_epochs");
  const [cells] = panel!.layers;
  if (cells?.kind !== "cells") throw new Error("no cells");
  const [columns, rows] = [cells.xEdges.length - 1, cells.yEdges.length - 1];
  expect(columns).toBeLessThanOrEqual(100);
  expect(rows).toBeLessThanOrEqual(128);
  // on a logarithmic scale a cell of nothing is left empty
  const drawn = (share: number) => (Number.isNaN(share) ? 0 : share);
  const first = Array.from(
    { length: rows },
    (_, row) => drawn(cells.values[row * columns]!) * (cells.yEdges[row + 1]! - cells.yEdges[row]!),
  );
  expect(first.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
});

test("reconstruction shows particles and missing momentum in their units, φ from −π to π", async () => {
  const drawn = await families.recon.draw(materialOf(), "heavy");
  expect(panelsOf(drawn, "recon").map(({ x }) => x.label)).toEqual([
    "*E* [GeV]",
    "*p*_{T} [GeV]",
    "*η*",
    "*φ* [rad]",
    "*p*_{T}^{miss} [GeV]",
    "*φ*(*p*_{T}^{miss}) [rad]",
  ]);
  expect(panelsOf(drawn, "recon")[3]!.x.domain).toEqual([-Math.PI, Math.PI]);
  expect(panelsOf(drawn, "recon").every(({ below }) => below !== undefined)).toBe(true);
});

test("without a globals head there is no missing momentum to show", async () => {
  const drawn = await families.recon.draw(materialOf({ hasGlobals: false }), "heavy");
  for (const name of ["recon", "recon_residuals", "recon_heatmaps"]) expect(panelsOf(drawn, name)).toHaveLength(4);
});

test("residuals of φ take the short way round", async () => {
  const one = (phiRad: number) => {
    const single = Float32Array.of(1);
    const particles = {
      event: Int32Array.of(0),
      type: Int32Array.of(1),
      energyGeV: single,
      ptGeV: single,
      eta: single,
      phiRad: Float32Array.of(phiRad),
    };
    return { particles, globals: { metGeV: Float32Array.of(1), metPhiRad: Float32Array.of(0) } };
  };
  const reconstruction = async () => ({ truth: one(3.1), reconstruction: one(-3.1) });
  const drawn = await families.recon.draw(materialOf({}, { reconstruction }), "light");
  expect(panelsOf(drawn, "recon_residuals")[3]!.notes![0]).toMatch(/^median 0\.1 rad|^median 0\.08/);
});

test("truth and reconstruction of different lengths are refused", async () => {
  const { truth } = await materialOf({ events: 2 }).reconstruction!();
  const { reconstruction } = await materialOf({ events: 3 }).reconstruction!();
  const material = materialOf({}, { reconstruction: async () => ({ truth, reconstruction }) });
  await expect(families.recon.draw(material, "light")).rejects.toThrow("12 true values, but 18 reconstructed ones");
});

test("latency is shown by batch size, in order, and as events per second when heavy", async () => {
  const latency = async () => [8, 1].map((batchSize) => ({ batchSize, medianMs: 2, p95Ms: 3 }));
  const drawn = await families.latency.draw(materialOf({}, { latency }), "heavy");
  const [time, throughput] = panelsOf(drawn, "latency");
  expect(Array.from(named(time!, "line", "median").x)).toEqual([1, 8]);
  const line = throughput!.layers.find((layer) => layer.kind === "line")!;
  expect(Array.from(line.y)).toEqual([500, 4000]);
});

test("a critic's figure shows both losses, both scores, and what the two-sample test found", async () => {
  const test = testOf({ loop: "gan_ae" });
  const [losses, scores] = panelsOf(
    await families.adversarial.draw(materialOf({ loop: "gan_ae" }, { test }), "light"),
    "adversarial",
  );
  expect(Array.from(named(losses!, "line", "critic").y)).toEqual([2, 1, expect.closeTo(2 / 3)]);
  expect(Array.from(named(losses!, "line", "model: adversarial").y)[0]).toBe(0);
  expect(Array.from(named(scores!, "line", "truth (validation)").y)[0]).toBeCloseTo(1.1);
  expect(Array.from(named(scores!, "line", "reconstruction").y)[0]).toBeCloseTo(-1.1);
  expect(scores!.notes).toEqual(["two-sample test: AUROC 0.750"]);
});

test("a denoiser's figure shows its error by level of noise", async () => {
  const drawn = await families.diffusion.draw(materialOf({ loop: "diffusion_ae" }), "light");
  const [overEpochs, byLevel] = panelsOf(drawn, "diffusion");
  expect(Array.from(named(overEpochs!, "line", "most noise").y)[0]).toBeCloseTo(0.44);
  expect(Array.from(named(byLevel!, "line", "validation").x)).toEqual([0.125, 0.375, 0.625, 0.875]);
});

test("a denoiser's way from noise shows some of its stops, and at each how well it knows the event", async () => {
  const drawn = await families.diffusion.draw(materialOf({ loop: "diffusion_ae" }), "light");
  const [pt, , , guess] = panelsOf(drawn, "diffusion_steps");
  expect(pt!.layers.map((layer) => (layer as { name?: string }).name).filter(Boolean)).toEqual(
    expect.arrayContaining(["truth", "way 0.75", "way 0.50", "reconstruction"]),
  );
  const { x, y } = named(guess!, "line", "Δ*p*_{T} / *p*_{T}");
  expect(Array.from(x)).toEqual([1, 0.75, 0.5, 0.25]);
  expect(Array.from(y)[0]).toBeCloseTo(0.1, 1); // the reconstruction made by hand is off by a tenth
});

test("without a critic or a denoiser there is nothing to show of them", async () => {
  for (const name of ["adversarial", "diffusion"] as const)
    expect(await families[name].draw(materialOf(), "heavy")).toEqual({ nothing: expect.any(String) });
});
