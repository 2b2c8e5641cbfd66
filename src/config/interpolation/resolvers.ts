/** @file Every resolver there is: `${name:arguments}`. To add one: a line in the table. */
import { closestWords } from "#utils/closest-words.ts";
import { pythonStr, typeName } from "../python/value.ts";
import { wrap } from "../tree/assign.ts";
import { rewritten, treeError } from "../tree/errors.ts";
import { nodeFromYaml } from "../tree/from-yaml.ts";
import { copyOf, DictNode, fullKey, isContainer, type ListNode, type Node, ValueNode } from "../tree/node.ts";
import { NotAContainer, select, selectPath, startOf } from "../tree/select.ts";
import { readYaml } from "../yaml/read.ts";
import { contentOf, evaluateElement, isNode, type Site, textOf, type Value } from "./evaluate.ts";
import { parseElement } from "./parse.ts";
import { strftime } from "./strftime.ts";

interface Call extends Site {
  /** The arguments as they were written. */
  readonly texts: readonly string[];
}

interface Resolver {
  readonly arguments: readonly [least: number, most: number];
  run(args: readonly Value[], call: Call): Node | Value;
}

const computed = { kind: "computed" } as const;

export const resolvers: Readonly<Record<string, Resolver>> = {
  "oc.env": {
    arguments: [1, 2],
    run([key, fallback], call) {
      const value = call.context.environment[textArgument("oc.env", key, call)];
      if (value !== undefined) return value;
      if (fallback === undefined)
        throw problem(`the environment has no variable ${typeof key === "string" ? key : pythonText(key)}`, call, key);
      return fallback === null ? null : textOf(fallback);
    },
  },
  "oc.select": {
    arguments: [1, 2],
    run([key, fallback], call) {
      const found = selected(textArgument("oc.select", key, call), call);
      return found === undefined || found.isMissing ? (fallback ?? null) : contentOf(found);
    },
  },
  "oc.create": {
    arguments: [1, 1],
    run([given], call) {
      if (given === null) return emptyDict(call);
      if (typeof given === "string") return fromYaml(given, call);
      if (isNode(given)) return adopted(copyOf(given), call);
      const node = wrap(given as Exclude<typeof given, undefined | DictNode | ListNode>, computed);
      if (!isContainer(node)) throw problem("oc.create makes a dict or a list, not a single value", call);
      return adopted(node, call);
    },
  },
  "oc.decode": {
    arguments: [1, 1],
    run([text], call) {
      if (text === null) return null;
      return contentOf(evaluateElement(parseElement(textArgument("oc.decode", text, call), call.node.origin), call));
    },
  },
  "oc.deprecated": {
    arguments: [1, 2],
    run([key, message = "'$OLD_KEY' is deprecated. Change your code and config to use '$NEW_KEY'"], call) {
      const path = textArgument("oc.deprecated", key, call);
      const found = selected(path, call);
      if (found === undefined) throw problem(`there is no key "${path}"`, call);
      const text = textArgument("oc.deprecated", message, call);
      const names: Record<string, string> = { OLD_KEY: fullKey(call.node), NEW_KEY: fullKey(found) };
      call.context.warn(text.replace(/\$(?:(OLD_KEY|NEW_KEY)\b|\{(OLD_KEY|NEW_KEY)\})/g, (_, a, b) => names[a ?? b]!));
      return found;
    },
  },
  "oc.dict.keys": {
    arguments: [1, 1],
    run: ([key], call) =>
      adopted(
        wrap(
          dictArgument("oc.dict.keys", key, call).entries.map((entry) => entry.key),
          computed,
        ) as ListNode,
        call,
      ),
  },
  "oc.dict.values": {
    arguments: [1, 1],
    run([key], call) {
      const dict = dictArgument("oc.dict.values", key, call);
      // one dot more, for the level the new list adds
      const path = (key as string).startsWith(".") ? `.${key as string}` : (key as string);
      const references = dict.entries.map((entry) => `\${${path}.${pythonStr(entry.key)}}`);
      return adopted(wrap(references, computed) as ListNode, call);
    },
  },
  now: {
    arguments: [1, 1],
    run: ([pattern], call) => strftime(textArgument("now", pattern, call), call.context.now),
  },
  hydra: {
    arguments: [1, 1],
    run([path], call) {
      const { hydra } = call.context;
      if (hydra === undefined) throw problem("there is no hydra node here", call);
      const found = select(hydra, textArgument("hydra", path, call), call.context);
      return found === undefined ? null : contentOf(found);
    },
  },
};

/** @throws FixableError `config/unresolved` */
export function callResolver(name: string, args: readonly Value[], call: Call): Node | Value {
  const resolver = Object.hasOwn(resolvers, name) ? resolvers[name] : undefined;
  if (resolver === undefined) {
    const known = Object.keys(resolvers).sort();
    const near = closestWords(name, known);
    throw treeError({
      code: "config/unresolved",
      problem: `there is no resolver "${name}"; there is ${known.join(", ")}`,
      node: call.node,
      fix: near.map((word) => rewritten(call.node, `{${name}:`, `{${word}:`)),
    });
  }
  const [least, most] = resolver.arguments;
  if (args.length < least || args.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw problem(`${name} takes ${wanted} arguments, not ${args.length}`, call);
  }
  return resolver.run(args, call);
}

function selected(path: string, call: Call, options = {}): Node | undefined {
  const { start, path: rest } = startOf(call.parent, path);
  try {
    return selectPath(start, rest, call.context, options);
  } catch (error) {
    if (error instanceof NotAContainer) return undefined;
    throw error;
  }
}

function dictArgument(name: string, key: Value | undefined, call: Call): DictNode {
  const path = textArgument(name, key, call);
  const found = selected(path, call, { throwOnMissing: true });
  if (found === undefined) throw problem(`there is no key "${path}"`, call);
  if (!(found instanceof DictNode) || found.isNone) throw problem(`${name} wants a dict, and "${path}" is none`, call);
  return found;
}

function textArgument(name: string, value: Value | undefined, call: Call): string {
  if (typeof value === "string") return value;
  throw problem(`${name} wants text, not ${pythonText(value)}`, call);
}

const pythonText = (value: Value | undefined): string =>
  value === undefined ? "nothing" : isNode(value) ? "a dict or list" : `${typeName(value)} ${pythonStr(value)}`;

function emptyDict(call: Call): DictNode {
  const node = new DictNode(computed);
  node.content = null;
  return adopted(node, call);
}

function fromYaml(text: string, call: Call): DictNode | ListNode {
  const value = readYaml(text, "the text given to oc.create");
  const node = value === undefined ? new DictNode(computed) : nodeFromYaml(value, "the text given to oc.create");
  if (isContainer(node)) return adopted(node, call);
  const key = (node as ValueNode).value;
  if (typeof key !== "string") throw problem("oc.create makes a dict or a list, not a single value", call);
  const dict = new DictNode(computed);
  dict.put(key, new ValueNode(null, computed));
  return adopted(dict, call);
}

/** Placed where the interpolation stands, so that relative keys inside it have a meaning. */
function adopted<N extends DictNode | ListNode>(node: N, call: Call): N {
  node.parent = call.parent;
  node.key = call.node.key;
  return node;
}

function problem(text: string, call: Call, variable?: Value): ReturnType<typeof treeError> {
  return treeError({
    code: "config/unresolved",
    problem: text,
    node: call.node,
    fix: typeof variable === "string" ? [`export ${variable}=…`] : [],
  });
}
