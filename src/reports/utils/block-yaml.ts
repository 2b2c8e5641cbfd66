/** @file Plain data → YAML in blocks, for files that people read. */

export type YamlData = string | number | boolean | null | readonly YamlData[] | { readonly [key: string]: YamlData };

/** Texts that could mean anything else are quoted as JSON, which every YAML reader understands. */
export function toBlockYaml(data: YamlData, indent = ""): string {
  if (isList(data)) return data.map((item) => `${indent}- ${itemOf(item, `${indent}  `)}`).join("");
  if (!isDict(data)) return `${scalarOf(data)}\n`;
  return Object.entries(data)
    .map(([key, value]) => {
      const name = `${indent}${scalarOf(key)}:`;
      if (!isFilled(value)) return `${name} ${scalarOf(value)}\n`;
      return `${name}\n${toBlockYaml(value, isList(value) ? indent : `${indent}  `)}`;
    })
    .join("");
}

/** The first line of a nested block stands behind its dash. */
function itemOf(item: YamlData, indent: string): string {
  return isFilled(item) ? toBlockYaml(item, indent).slice(indent.length) : `${scalarOf(item)}\n`;
}

const isList = (data: YamlData): data is readonly YamlData[] => Array.isArray(data);
const isDict = (data: YamlData): data is { readonly [key: string]: YamlData } =>
  typeof data === "object" && data !== null && !isList(data);
const isFilled = (data: YamlData): boolean =>
  isList(data) ? data.length > 0 : isDict(data) && Object.keys(data).length > 0;

function scalarOf(data: YamlData): string {
  if (isList(data)) return "[]";
  if (isDict(data)) return "{}";
  if (typeof data === "number")
    return Number.isFinite(data) ? String(data) : Number.isNaN(data) ? ".nan" : data > 0 ? ".inf" : "-.inf";
  if (typeof data !== "string") return String(data);
  const isPlain =
    /^[A-Za-z_./][\w./ +=,@-]*(?<! )$/.test(data) &&
    !/^(?:y|n|yes|no|true|false|on|off|null|\.(?:inf|nan)|\.)$/i.test(data);
  return isPlain && !/^[.\d]+$/.test(data) ? data : JSON.stringify(data);
}
