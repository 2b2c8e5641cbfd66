/** @file As much of Python's `logging` as `hydra.job_logging` and `hydra.hydra_logging` configure. */
import { appendFileSync, closeSync, openSync } from "node:fs";
import { FixableError } from "#utils/fixable-error.ts";
import { logTime } from "#utils/log-line.ts";
import type { PlainConfig, PlainValue } from "../plain-config.ts";
import type { Logger, Surroundings } from "./application.ts";

const levels: Readonly<Record<string, number>> = {
  NOTSET: 0,
  DEBUG: 10,
  INFO: 20,
  WARN: 30,
  WARNING: 30,
  ERROR: 40,
  FATAL: 50,
  CRITICAL: 50,
};

interface Handler {
  readonly level: number;
  readonly format: string;
  write(line: string): void;
  close(): void;
}

interface LoggerState {
  level: number;
  handlers: readonly Handler[];
  propagate: boolean;
  disabled: boolean;
}

export class Logs {
  readonly #surroundings: Surroundings;
  readonly #loggers = new Map<string, LoggerState>();
  readonly #root: LoggerState = { level: 30, handlers: [], propagate: false, disabled: false };

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /**
   * @param config a Python `dictConfig`; one whose root is null changes nothing
   * @param verbose true: everything; names: those loggers at DEBUG
   * @throws FixableError `config/bad-logging`
   */
  configure(config: PlainConfig | undefined, verbose: PlainValue): void {
    if (config && config["root"] !== null) this.#apply(config);
    const names = Array.isArray(verbose) ? verbose : typeof verbose === "string" ? [verbose] : [];
    if (verbose === true) this.#root.level = 10;
    for (const name of names) this.#state(String(name)).level = 10;
  }

  logger(name: string): Logger {
    const log = (level: string) => (message: string) => this.#log(name, level, message);
    this.#state(name);
    return { debug: log("DEBUG"), info: log("INFO"), warning: log("WARNING"), error: log("ERROR") };
  }

  isDebug(name: string): boolean {
    return this.#levelOf(name) <= 10;
  }

  close(): void {
    for (const state of [this.#root, ...this.#loggers.values()]) {
      for (const handler of state.handlers) handler.close();
      state.handlers = [];
    }
  }

  #apply(config: PlainConfig): void {
    this.close();
    const formats = dictOf(config["formatters"]);
    const handlers = new Map(
      Object.entries(dictOf(config["handlers"])).map(([name, value]) => [
        name,
        this.#handler(name, dictOf(value), formats),
      ]),
    );
    const named = dictOf(config["loggers"]);
    if (config["disable_existing_loggers"] !== false) {
      for (const [name, state] of this.#loggers) state.disabled = !Object.hasOwn(named, name);
    }
    const set = (state: LoggerState, given: PlainConfig) => {
      if (given["level"] !== undefined) state.level = levelOf(given["level"]);
      const wanted = Array.isArray(given["handlers"]) ? given["handlers"] : [];
      state.handlers = wanted.map((name) => handlers.get(String(name))).filter((handler) => handler !== undefined);
      state.propagate = given["propagate"] !== false;
      state.disabled = false;
    };
    for (const [name, value] of Object.entries(named)) set(this.#state(name), dictOf(value));
    if (config["root"] !== undefined) set(this.#root, dictOf(config["root"]));
  }

  #handler(name: string, given: PlainConfig, formats: PlainConfig): Handler {
    const formatter = given["formatter"];
    const format = typeof formatter === "string" ? dictOf(formats[formatter])["format"] : undefined;
    const shared = {
      level: levelOf(given["level"] ?? "NOTSET"),
      format: typeof format === "string" ? format : "%(message)s",
    };
    const kind = String(given["class"] ?? "");
    if (kind.endsWith("FileHandler")) {
      return { ...shared, ...openFile(String(given["filename"]), given["mode"] === "w", given["delay"] === true) };
    }
    if (kind.endsWith("StreamHandler")) {
      const toStdout = String(given["stream"] ?? "").endsWith("stdout");
      const write = (line: string) => (toStdout ? this.#surroundings.stdout(line) : this.#surroundings.stderr(line));
      return { ...shared, write, close: () => {} };
    }
    if (kind.endsWith("NullHandler")) return { ...shared, write: () => {}, close: () => {} };
    throw new FixableError({
      code: "config/bad-logging",
      problem: `the log handler ${name} is a ${kind || "nothing"}; there is logging.StreamHandler, logging.FileHandler, logging.NullHandler`,
      where: "hydra.job_logging or hydra.hydra_logging",
    });
  }

  #state(name: string): LoggerState {
    let state = this.#loggers.get(name);
    if (state === undefined) {
      state = { level: 0, handlers: [], propagate: true, disabled: false };
      this.#loggers.set(name, state);
    }
    return state;
  }

  /** The logger, the loggers above it by their dotted names, the root. */
  #chain(name: string): LoggerState[] {
    const parts = name.split(".");
    const names = parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
    return [...names.map((each) => this.#loggers.get(each)).filter((state) => state !== undefined), this.#root];
  }

  #levelOf(name: string): number {
    return this.#chain(name).find((state) => state.level > 0)?.level ?? 0;
  }

  #log(name: string, levelName: string, message: string): void {
    const level = levels[levelName]!;
    const chain = this.#chain(name);
    if (this.#state(name).disabled || level < this.#levelOf(name)) return;
    let wasHandled = false;
    for (const state of chain) {
      for (const handler of state.handlers) {
        wasHandled = true;
        if (level >= handler.level) handler.write(`${formatted(handler.format, { name, levelName, message })}\n`);
      }
      if (!state.propagate) break;
    }
    if (!wasHandled && level >= 30) this.#surroundings.stderr(`${message}\n`);
  }
}

function openFile(file: string, truncate: boolean, delay: boolean): Pick<Handler, "write" | "close"> {
  let descriptor: number | undefined;
  const open = () => {
    try {
      return openSync(file, truncate ? "w" : "a");
    } catch (cause) {
      throw new FixableError({
        code: "config/unwritable-log",
        problem: `the log file cannot be written (${(cause as NodeJS.ErrnoException).code})`,
        where: file,
        cause,
      });
    }
  };
  if (!delay) descriptor = open();
  return {
    write(line) {
      descriptor ??= open();
      appendFileSync(descriptor, line);
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function formatted(
  format: string,
  { name, levelName, message }: { name: string; levelName: string; message: string },
): string {
  const now = new Date();
  const values: Readonly<Record<string, string>> = {
    asctime: logTime(now),
    name,
    levelname: levelName,
    levelno: String(levels[levelName]),
    message,
    process: String(process.pid),
    created: (now.getTime() / 1000).toFixed(6),
    msecs: String(now.getMilliseconds()),
  };
  return format.replace(/%\((\w+)\)(-?\d*)(?:\.\d+)?[sdf]|%%/g, (whole, key: string | undefined, width: string) => {
    if (key === undefined) return "%";
    const value = values[key] ?? whole;
    return width.startsWith("-") ? value.padEnd(-Number(width)) : value.padStart(Number(width || 0));
  });
}

const dictOf = (value: PlainValue | undefined): PlainConfig =>
  value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Uint8Array)
    ? (value as PlainConfig)
    : {};

function levelOf(value: PlainValue): number {
  if (typeof value === "number") return value;
  return levels[String(value)] ?? 0;
}
