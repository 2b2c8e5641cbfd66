/** @file The words of `thesis-train export`, mistyped ones too. */
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readExportArguments } from "../../../../src/cli/train/commands/export-arguments.ts";

test("a file goes into the folder of its run, under the name of what it is", () => {
  const path = join(resolve("runs/one"), "exports/weights.safetensors");
  expect(readExportArguments(["what=weights", "run=runs/one"])).toEqual({
    ...{ run: "runs/one", what: "weights", path, dataPath: undefined },
  });
  expect(readExportArguments(["run=a", "what=weights", "out=b.pt", "data.path=c=d.h5"])).toMatchObject({
    path: resolve("b.pt"),
    dataPath: "c=d.h5",
  });
});

test.each([
  ["no name", ["run=vq"], "exports/words", "thesis-train export run=vq what=model"],
  ["a name that is nearly one", ["run=vq", "what=tokenzier"], "exports/unknown-what", "run=vq what=tokenizer"],
  ["a name of JavaScript's own", ["run=vq", "what=toString"], "exports/unknown-what", "reconstructions"],
  ["no run", ["what=model"], "exports/words", "no run is named"],
  ["a key that is nearly one", ["rum=vq", "what=model"], "exports/words", "thesis-train export run=vq what=model"],
  ["a key without a value", ["run=vq", "what="], "exports/words", "thesis-train export run=vq what=model"],
  ["a word without a key", ["vq", "what=model"], "exports/words", '"vq" is none of run='],
  ["an ending of another kind", ["run=vq", "what=model", "out=model.pt"], "exports/words", "out=model.onnx"],
  ["an ending that is missing", ["run=vq", "what=tokens", "out=a.b/tokens"], "exports/words", "out=a.b/tokens.h5"],
  ["force without sense", ["run=vq", "what=model", "force=yes"], "exports/words", "force=true"],
  ["an ending of no kind", ["run=vq", "what=weights", "out=model.onnx"], "exports/words", ".safetensors or .pt"],
])("%s is answered with what to type", (_, words, code, answer) => {
  expect(() => readExportArguments(words)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(answer) }),
  );
});
