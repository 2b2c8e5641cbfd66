/** @file What a YAML file holds → a tree that knows the line of each value. */
import type { Position, YamlValue } from "../yaml/read.ts";
import { wrap } from "./assign.ts";
import { DictNode, ListNode, type Node } from "./node.ts";
import type { Origin } from "./origin.ts";

/** @throws FixableError `config/bad-interpolation` */
export function nodeFromYaml(value: YamlValue, file: string): Node {
  const originOf = ({ line, column }: Position): Origin => ({ kind: "file", file, line, column });
  const build = (from: YamlValue, at: Position): Node => {
    if (from.kind === "scalar") return wrap(from.value, originOf(at));
    if (from.kind === "list") {
      const list = new ListNode(originOf(at));
      for (const item of from.items) list.push(build(item, item.at));
      return list;
    }
    const dict = new DictNode(originOf(at));
    // a value is where its key is, also when it begins on a later line
    for (const entry of from.entries) dict.put(entry.key, build(entry.value, entry.at));
    return dict;
  };
  return build(value, value.at);
}
