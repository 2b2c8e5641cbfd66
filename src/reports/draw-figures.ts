/** @file Drawings of an analysis → files, in every format that is wished for. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Figure, type Format, onPaper, renderFigure } from "#figures";
import type { Drawing } from "./analyses/analysis.ts";
import type { ReportConfig } from "./report-config.ts";

export interface DrawnFigures {
  /** With the names of their files in the folder. */
  readonly drawn: readonly { readonly name: string; readonly files: readonly string[]; readonly figure: Figure }[];
  /** Why, by the figure's name. */
  readonly notDrawn: Readonly<Record<string, string>>;
}

/** @param folder is made */
export async function drawFigures(
  folder: string,
  drawings: ReadonlyMap<string, () => Drawing>,
  config: ReportConfig,
): Promise<DrawnFigures> {
  await mkdir(folder, { recursive: true });
  const drawn: DrawnFigures["drawn"][number][] = [];
  const notDrawn: Record<string, string> = {};
  for (const [name, draw] of drawings) {
    const drawing = draw();
    if ("nothing" in drawing) {
      notDrawn[name] = drawing.nothing;
      continue;
    }
    const { figure } = drawing;
    const files: string[] = [];
    for (const format of formatsOf(config)) {
      const file = `figure-${name}.${format}`;
      await writeFile(join(folder, file), await renderFigure(onPaper(figure, config.figures), format, config.outputs));
      files.push(file);
    }
    drawn.push({ name, files, figure });
  }
  return { drawn, notDrawn };
}

function formatsOf({ outputs, figures }: ReportConfig): readonly Format[] {
  return outputs.fig_format === null ? [...new Set([figures.formats].flat())] : [outputs.fig_format];
}
