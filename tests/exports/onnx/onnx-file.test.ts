/** @file Every encoder, bottleneck and decoder becomes a file that a second runtime reads, with the training's numbers. */
import { expect, test } from "vitest";
import { openSession } from "#engine";
import { LIMIT, partsOfModel, toOnnxFile } from "#exports";
import { checkOnnx, farther } from "../../../src/exports/onnx/check-onnx.ts";
import { openTrainingPath } from "../../../src/exports/training-path.ts";
import { bottlenecks, decoders, encoders, type SmallModel, smallRun } from "../small-models.ts";

const withToken = { ...encoders["mlp"], globals_token: true };
const models: readonly (readonly [string, SmallModel])[] = [
  ...Object.entries(encoders).map(([kind, encoder]) => [`encoder ${kind}`, { encoder }] as const),
  ...Object.entries(bottlenecks).map(([kind, latent_space]) => [`bottleneck ${kind}`, { latent_space }] as const),
  ...Object.entries(decoders).map(([kind, decoder]) => [`decoder ${kind}`, { decoder }] as const),
  ...["none", "variational", "vq", "residual_vq", "fsq"].map(
    (kind) => [`globals beside ${kind}`, { encoder: withToken, latent_space: bottlenecks[kind]! }] as const,
  ),
  ...["gnn", "diffusion"].map(
    (kind) => [`globals and decoder ${kind}`, { encoder: withToken, decoder: decoders[kind]! }] as const,
  ),
  ["compat=reference", { compat: "reference" }],
  ["compat=reference with codes", { compat: "reference", latent_space: bottlenecks["vq"]! }],
];

test.each(models)("%s: every part of it has the training's numbers", async (_, wish) => {
  const run = await smallRun(wish);
  for (const [name, part] of Object.entries(partsOfModel)) {
    const isTokenizer = name === "tokenizer";
    expect(part.lacking(run.model) !== null, name).toBe(isTokenizer && run.model.parts.bottleneck.codes === null);
    if (part.lacking(run.model) !== null) continue;
    const { check } = await toOnnxFile(run, part);
    expect(check.largest, name).toBeLessThanOrEqual(LIMIT);
    expect(check.events, name).toBe(200);
  }
});

test.each(["MeV", "logMeV"] as const)("a file of %s goes in and comes out as such", async (unit) => {
  const { check, inputs } = await toOnnxFile(await smallRun({ unit }), partsOfModel.model);
  expect(check.largest).toBeLessThanOrEqual(LIMIT);
  expect(inputs.join()).toContain(`E [${unit}]`);
});

test("tokenizer and decoder, one after the other, are the model", async () => {
  const run = await smallRun({ encoder: withToken, latent_space: bottlenecks["residual_vq"]! });
  await using training = openTrainingPath(run);
  const { values } = await training.answers(run.data.first("val", 5));
  const open = async (name: keyof typeof partsOfModel) =>
    openSession((await toOnnxFile(run, partsOfModel[name])).bytes, run.runtime);
  await using tokenizer = await open("tokenizer");
  await using decoder = await open("decoder");
  await using model = await open("model");
  const events = { particles: values.particles!, types: values.types!, globals: values.globals! };
  const { codes, globals_codes: ofGlobals } = await tokenizer.run(events);
  expect(codes!.shape).toEqual([5, 18, 3]);
  expect(ofGlobals!.shape).toEqual([5, 3]);
  const back = await decoder.run({ codes: codes!, globals_codes: ofGlobals! });
  const whole = await model.run(events);
  for (const name of ["reconstructed_particles", "reconstructed_globals"]) {
    const [a, b] = [back[name]!.data as Float32Array, whole[name]!.data as Float32Array];
    const worst = a.map((value, i) => Math.abs(value - b[i]!) / Math.max(1, Math.abs(b[i]!)));
    expect(Math.max(...worst)).toBeLessThan(1e-5);
  }
});

test("nothing but ONNX's own operators is in a file", async () => {
  const { bytes } = await toOnnxFile(await smallRun({ latent_space: bottlenecks["vq"]! }), partsOfModel.model);
  expect(Buffer.from(bytes).includes("com.microsoft")).toBe(false);
});

test("a file with other numbers than the training's is refused", async () => {
  const [run, other] = [await smallRun({}), await smallRun({ seed: 4 })];
  const { bytes } = await toOnnxFile(other, partsOfModel.model);
  await expect(checkOnnx(bytes, run)).rejects.toMatchObject({ code: "exports/differs" });
});

test("a file whose codes are others is refused", async () => {
  const latent_space = bottlenecks["vq"]!;
  const [run, other] = [await smallRun({ latent_space }), await smallRun({ latent_space, seed: 4 })];
  const { bytes } = await toOnnxFile(other, partsOfModel.tokenizer);
  await expect(checkOnnx(bytes, run)).rejects.toMatchObject({ code: "exports/differs" });
});

test("fewer validation events than the check would like are enough", async () => {
  const { check } = await toOnnxFile(await smallRun({ events: 3 }), partsOfModel.encoder);
  expect(check.events).toBe(3);
});

test("a number that is none is far from everything, whatever comes after it", () => {
  expect([0, Number.NaN, 1e-7].reduce(farther, 0)).toBe(Number.POSITIVE_INFINITY);
  expect([1e-6, 1e-7].reduce(farther, 0)).toBe(1e-6);
});
