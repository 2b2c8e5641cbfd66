import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { explainFileError, removeDrafts, writeFileAtomic } from "#utils/atomic-file.ts";
import { FixableError } from "#utils/fixable-error.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atomic-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the new content replaces the old, and nothing else is left", async () => {
  const path = join(folder, "a.json");
  await writeFileAtomic(path, "one");
  await writeFileAtomic(path, new TextEncoder().encode("two"), { durable: false });
  expect(readFileSync(path, "utf8")).toBe("two");
  expect(readdirSync(folder)).toEqual(["a.json"]);
});

test("many writers at once leave one whole content", async () => {
  const path = join(folder, "a.txt");
  const contents = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
  await Promise.all(contents.map((content) => writeFileAtomic(path, content)));
  expect(contents).toContain(readFileSync(path, "utf8"));
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

test("a write that fails leaves the old content and no draft", async () => {
  const path = join(folder, "taken");
  mkdirSync(join(path, "inside"), { recursive: true }); // a folder that is not empty cannot be replaced
  await expect(writeFileAtomic(path, "x")).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(["taken"]);
});

test("a missing folder is named", async () => {
  await expect(writeFileAtomic(join(folder, "no", "a"), "x")).rejects.toMatchObject({ code: "files/no-folder" });
});

test.skipIf(process.getuid?.() === 0)("a folder that may not be written to is named", async () => {
  chmodSync(folder, 0o500);
  await expect(writeFileAtomic(join(folder, "a"), "x")).rejects.toMatchObject({ code: "files/not-allowed" });
  chmodSync(folder, 0o700);
});

test.each([
  ["ENOSPC", "files/disk-full"],
  ["EDQUOT", "files/disk-full"],
  ["EACCES", "files/not-allowed"],
  ["EROFS", "files/not-allowed"],
  ["ENOENT", "files/no-folder"],
])("%s is explained as %s", (system, code) => {
  const explained = explainFileError(Object.assign(new Error(system), { code: system }), "/disk/a/b.pt");
  expect(explained).toBeInstanceOf(FixableError);
  expect(explained).toMatchObject({ code, message: expect.stringContaining("/disk/a/b.pt") });
});

test("what is advised for a folder with a blank can be pasted", () => {
  const explained = explainFileError(Object.assign(new Error(), { code: "ENOENT" }), "/no/my out/b.pt");
  expect(explained).toMatchObject({ fixes: ["mkdir -p '/no/my out'"] });
});

test("an error nobody foresaw is given back as it is", () => {
  const error = Object.assign(new Error("input/output error"), { code: "EIO" });
  expect(explainFileError(error, "a")).toBe(error);
});

test("drafts of killed processes are removed, and nothing else", async () => {
  for (const name of ["best_val.pt", "best_val.pt.123-4.tmp", "notes.tmp"]) writeFileSync(join(folder, name), "");
  await removeDrafts(folder);
  expect(readdirSync(folder)).toEqual(["best_val.pt", "notes.tmp"]);
});
