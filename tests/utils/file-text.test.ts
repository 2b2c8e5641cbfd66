import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { jsonOrNull, textOrNull } from "#utils/file-text.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "thesis-file-text-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("a file that is not there, or cannot be below another file, is null", () => {
  const root = folder();
  writeFileSync(join(root, "file"), "text");
  expect(textOrNull(join(root, "file"))).toBe("text");
  for (const path of ["nothing", "no/where", "file/below"]) expect(textOrNull(join(root, path))).toBeNull();
});

test("what cannot be read for another reason is an error, not nothing", () => {
  const root = folder();
  mkdirSync(join(root, "folder"));
  expect(() => textOrNull(join(root, "folder"))).toThrow(expect.objectContaining({ code: "EISDIR" }));
});

test.each(["", '{"a": 1', "1", "null", '"text"'])("%j counts as no JSON", (text) => {
  const path = join(folder(), "status.json");
  writeFileSync(path, text);
  expect(jsonOrNull(path)).toBeNull();
  writeFileSync(path, '{"a": 1}');
  expect(jsonOrNull(path)).toEqual({ a: 1 });
});
