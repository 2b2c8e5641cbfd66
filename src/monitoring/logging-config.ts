/**
 * @file The `logging` group of the config: which families draw, when, and where their files go.
 * The keys are those of the Python system; what could have no effect here is refused, with the reason.
 */
import { type Infer, schema } from "#config/schema";
import { FORMATS } from "#figures";
import { closestWords } from "#utils/closest-words.ts";
import { type FamilyName, families, type Mode } from "./families/index.ts";
import { fileNameProblem } from "./file-name.ts";

const familyNames = Object.keys(families) as [FamilyName, ...FamilyName[]];
const mode = schema.enum(["light", "heavy"]);
const shown = (input: unknown) => (typeof input === "string" ? `"${input}"` : (JSON.stringify(input) ?? String(input)));

const familySetting = schema.union(
  [schema.boolean(), mode, schema.strictObject({ enabled: schema.boolean(), mode: mode.optional() })],
  {
    error: ({ input }) =>
      `expected true, false, light, heavy or {enabled: …, mode: light|heavy}, found ${shown(input)}`,
  },
);

/** A switch that can only be off: on, it would have no effect. */
const off = (reason: string) =>
  schema.literal(false, { error: ({ input }) => `${shown(input)} can have no effect: ${reason}` }).default(false);
const gone = (reason: string) => schema.never({ error: `this key can have no effect: ${reason}` }).optional();

const settings = schema.strictObject({
  /** Either switch turns all figures off; configs of both kinds are around. */
  save_artifacts: schema.boolean().default(true),
  make_plots: schema.boolean().default(true),
  show_plots: off("a training has no window; figures are files in the run folder"),
  output_root: gone("runs are written below env.output_root, and figures into their run"),
  /** Folder of the figures inside the run folder. */
  figures_subdir: schema
    .string()
    .regex(/^(?!\.{1,2}$)[^/\\]+$/, {
      error: ({ input }) => `expected the name of one folder, as "figures", found ${shown(input)}`,
    })
    .default("figures"),
  fig_format: schema.enum(FORMATS).default("png"),
  /** Above each figure, as `figures.label` of a report. */
  label: schema.string().nullable().default(null),
  /** Pixels per inch of a PNG; a figure is 3.4 or 7 inches wide. */
  dpi: schema.int().min(50).max(1200).default(200),
  /** `{family}`, `{moment}` and `{epoch_or_step}` are filled in; without the last one only the newest figure stays. */
  file_naming: schema
    .string()
    .superRefine((pattern, context) => {
      const problem = fileNameProblem(pattern);
      if (problem) context.addIssue({ code: "custom", message: problem });
    })
    .default("{family}-{moment}-{epoch_or_step}"),
  destinations: schema
    .literal("file", { error: ({ input }) => `figures can go to "file" alone, found ${shown(input)}` })
    .default("file"),
  /** Says what would be drawn, and draws nothing. */
  dry_run: schema.boolean().default(false),
  families: schema
    .strictObject({
      ...(Object.fromEntries(familyNames.map((name) => [name, familySetting.default(true)])) as Record<
        FamilyName,
        ReturnType<typeof familySetting.default>
      >),
    })
    .prefault({}),
  moments: schema
    .strictObject({
      /** After every epoch, light; families that need a pass of the model stay out. */
      on_epoch_end_quick: schema.boolean().default(false),
      /** After every validation pass, light; families that need a pass of the model. */
      on_validation_end: schema.boolean().default(false),
      on_train_end_full: schema.boolean().default(true),
      on_test_end: schema.boolean().default(true),
      /** What is known when a training fails. */
      on_exception: schema.boolean().default(true),
    })
    .prefault({}),
  /** Names for groups of families, for `enable_tags`. */
  tags: schema.record(schema.string(), schema.array(schema.enum(familyNames))).default({}),
  /** When not empty: the families of these tags are drawn, whether on or off, and no others. */
  enable_tags: schema.array(schema.string()).default([]),
  use_wandb: off("there is no Weights & Biases client here; the values are in facts/scalars.csv"),
  wandb: gone("there is no Weights & Biases client here; the values are in facts/scalars.csv"),
});

export const loggingConfig = settings.superRefine(({ tags, enable_tags }, context) => {
  for (const [i, tag] of enable_tags.entries()) {
    if (Object.hasOwn(tags, tag)) continue;
    const known = Object.keys(tags);
    const [nearest] = closestWords(tag, known);
    const hint = nearest ? `; did you mean "${nearest}"?` : "";
    const message = `there is no tag called "${tag}" in logging.tags; there is ${known.join(", ") || "none"}${hint}`;
    context.addIssue({ code: "custom", path: ["enable_tags", i], message });
  }
});

export type LoggingConfig = Infer<typeof loggingConfig>;

/** How a family is to draw; null when it is off. */
export function modeOf(name: FamilyName, { families: chosen, tags, enable_tags }: LoggingConfig): Mode | null {
  const setting = chosen[name];
  const usual = families[name].usualMode;
  const isOn = typeof setting === "object" ? setting.enabled : setting !== false;
  const own = typeof setting === "object" ? setting.mode : typeof setting === "string" ? setting : undefined;
  const isChosen = enable_tags.length > 0 ? enable_tags.some((tag) => tags[tag]?.includes(name)) : isOn;
  return isChosen ? (own ?? usual) : null;
}
