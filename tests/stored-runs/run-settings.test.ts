/** @file What a stored run says of its model and its events, whoever wrote it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { assertSameEvents, settingsOf } from "#stored-runs";
import { meta } from "../facts/events.ts";

const SIZES = "dropout: 0.1, id_embed_dim: 8";
const MODEL = `
  latent_space: {kind: vq, latent_dim: 8, codebook_size: 32, beta: 0.25, ema: true, ema_decay: 0.99}
  encoder: {kind: mlp, enc_hidden: [16], activation: gelu, ${SIZES}}
  decoder: {kind: mlp, dec_hidden: [16], activation: gelu, dropout: 0.1, globals_head: false, globals_hidden: [8], globals_beta: 1}
  trainer: {a_key_of_another_version: 1}`;

/** @param own what a run of ours has besides */
function runFolder(config: string, own?: object): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-stored-run-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, ".hydra"));
  writeFileSync(join(folder, ".hydra/config.yaml"), config);
  if (own) {
    mkdirSync(join(folder, "facts"));
    writeFileSync(join(folder, "facts/meta.json"), JSON.stringify(own));
  }
  return folder;
}

test("a run of ours is read from its own snapshot, and only what a model and its events need is checked", () => {
  const folder = runFolder(`loop: ae\ncompat: none\ndata: {kind: h5_tokens, path: events.h5}\nphase1:${MODEL}\n`, meta);
  expect(settingsOf(folder)).toMatchObject({
    compat: "none",
    data: { kind: "h5_tokens", path: "events.h5" },
    model: { latent_space: { kind: "vq", codebook_size: 32 }, loss: { kind: "reconstruction" } },
    transform: meta.data.transform,
    dataSha256: meta.data.sha256,
  });
});

test("a run of the Python system is looked up by the names of its classes", () => {
  const classes = "thesis_ml.architectures.autoencoder";
  const model = MODEL.replace("kind: vq", `_target_: ${classes}.bottlenecks.vq.VQBottleneck`);
  expect(settingsOf(runFolder(`data: {path: events.h5}\nphase1:${model}\n`))).toMatchObject({
    compat: "reference",
    model: { latent_space: { kind: "vq" } },
    transform: null,
    dataSha256: null,
  });
});

test.each([
  ["a snapshot without a model", "data: {path: events.h5}\n", undefined, "stored-runs/no-settings"],
  ["a loop that learns no events", `loop: test_mlp\nphase1:${MODEL}\n`, undefined, "stored-runs/no-model"],
  ["the same of ours", `loop: test_mlp\ndata: {kind: synthetic}\nphase1:${MODEL}\n`, meta, "stored-runs/no-model"],
])("%s is refused", (_, config, own, code) => {
  expect(() => settingsOf(runFolder(config, own))).toThrow(expect.objectContaining({ code }));
});

test("events are the same by their hash alone", () => {
  const moved = { path: "elsewhere.h5", sha256: "00ff" };
  expect(() => assertSameEvents(moved, "00ff")).not.toThrow();
  expect(() => assertSameEvents(moved, null)).not.toThrow();
  expect(() => assertSameEvents(moved, "ff00")).toThrow(expect.objectContaining({ code: "stored-runs/other-data" }));
  expect(() => assertSameEvents(moved, "ff00", "data.path")).toThrow(/data\.path=… names the one/);
});
