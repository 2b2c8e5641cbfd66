/**
 * @file JSON Schemas for the files of `configs/`, so that an editor completes and checks them: made from the schemas
 * that check a composed config. A file holds a part of a config, so nothing is required, and a value may be an
 * interpolation.
 */
import { schema } from "#config/schema";
import { reportConfig } from "#reports";
import { trainConfig } from "../train/train-config.ts";

export type JsonSchema = { readonly [key: string]: unknown };

/** Folders of `configs/` whose files hold a part of a training's config, and where in it. */
const GROUPS = [
  "env",
  "data",
  "logging",
  "general/trainer",
  "phase1/encoder",
  "phase1/decoder",
  "phase1/latent_space",
  "phase1/loss",
  "phase1/trainer",
  "phase1/optimizer",
  "phase1/schedule",
] as const;

const INTERPOLATION = { type: "string", pattern: "\\$\\{.+\\}" } as const;
const DEFAULTS = { type: "array", description: "what this file is composed from, in order" } as const;

/** By the name below `schemas/`, without the ending. */
export function jsonSchemas(): ReadonlyMap<string, JsonSchema> {
  const training = schema.toJSONSchema(trainConfig, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const report = schema.toJSONSchema(reportConfig, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const whole = (title: string, content: JsonSchema) =>
    fileSchema(title, { ...content, properties: { ...propertiesOf(content), hydra: { type: "object" } } });
  return new Map([
    ["config", whole("the config of a training", training)],
    ["report", whole("the config of a report", report)],
    ...GROUPS.map((group) => [group, fileSchema(`the group ${group}`, partAt(training, group.split("/")))] as const),
  ]);
}

/** The schema that a file of `configs/` is checked by, or undefined for Hydra's own. */
export function schemaNameOf(file: string): string | undefined {
  if (file === "config.yaml" || file.startsWith("phase1/experiment/") || file.startsWith("debug/")) return "config";
  if (file.startsWith("report/")) return "report";
  return GROUPS.find((group) => file.startsWith(`${group}/`));
}

function fileSchema(title: string, content: JsonSchema): JsonSchema {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title, ...partial(content, true) };
}

/** Nothing required, `defaults` allowed at the top, interpolations wherever a value may stand. */
function partial(content: JsonSchema, isTop: boolean): JsonSchema {
  const { required: _, $schema: __, default: ___, ...rest } = content;
  for (const union of ["anyOf", "oneOf"] as const) {
    const members = rest[union] as readonly JsonSchema[] | undefined;
    // an interpolation fits several members, so exactly-one is no rule here
    if (members) {
      const { [union]: ____, ...others } = rest;
      return { ...others, anyOf: members.map((member) => partial(member, isTop)) };
    }
  }
  if (rest["type"] === "object") {
    const properties = Object.entries(propertiesOf(rest)).map(([key, value]) => [key, partial(value, false)] as const);
    return { ...rest, properties: { ...(isTop && { defaults: DEFAULTS }), ...Object.fromEntries(properties) } };
  }
  return rest["const"] === undefined ? { anyOf: [rest, INTERPOLATION] } : rest;
}

function partAt(content: JsonSchema, path: readonly string[]): JsonSchema {
  return path.reduce((part, key) => propertiesOf(part)[key]!, content);
}

const propertiesOf = (content: JsonSchema) => (content["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
