/** @file What README and guides show: blocks of text by language, and the commands in them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** README and guides, whose snippets a reader pastes. */
export const documents = ["README.md", "FACTS_SYSTEM.md", ...guides()];

function guides(): string[] {
  return readdirSync(root)
    .filter((file) => file.endsWith("_GUIDE.md"))
    .sort();
}

export interface Block {
  readonly language: string;
  readonly text: string;
}

export const textOf = (document: string): string => readFileSync(join(root, document), "utf8");

/** Fenced blocks, in order. */
export function blocksOf(document: string): readonly Block[] {
  const blocks = textOf(document).matchAll(/^```(\w*)\n(.*?)^```$/gms);
  return Array.from(blocks, ([, language, text]) => ({ language: language!, text: text! }));
}

/** Every line of the shell blocks that runs something, and every command of ours within a sentence; each once, in order. */
export function commandsOf(document: string): readonly string[] {
  const lines = blocksOf(document)
    .filter(({ language }) => language === "bash")
    .flatMap(({ text }) => text.split("\n"))
    .map((line) => line.replace(/(^|\s+)#.*$/, "").trim())
    .filter((line) => line !== "");
  const prose = textOf(document).replace(/^```.*?^```$/gms, "");
  const inline = Array.from(prose.matchAll(/`(thesis-\w+ [^`]+)`/g), ([, command]) => command!);
  return [...new Set([...lines, ...inline])];
}
