/** @file One call of an application's command line: its arguments, and how it composes. */
import { statSync } from "node:fs";
import { isAbsolute, join, parse, resolve } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { type Composition, type CompositionRequest, composeConfig } from "../compose/compose.ts";
import { nearestFolders, type SearchedFolder } from "../compose/search-path.ts";
import type { Application, Surroundings } from "./application.ts";
import type { Arguments } from "./arguments.ts";
import { asLegacyError, refuseLegacyKeys, refuseLegacyOverrides } from "./legacy-keys.ts";
import { explainBareWord } from "./word-advice.ts";

export class Session {
  readonly application: Application;
  readonly args: Arguments;
  readonly surroundings: Surroundings;
  readonly #warned = new Set<string>();

  constructor(application: Application, args: Arguments, surroundings: Surroundings) {
    this.application = application;
    this.args = args;
    this.surroundings = surroundings;
  }

  print(lines: readonly string[]): void {
    this.surroundings.stdout(lines.map((line) => `${line}\n`).join(""));
  }

  /** @throws FixableError `config/bad-command`, `config/no-config-folder` */
  refuseContradictions(): void {
    const { configDir, configPath, cfg, info, run, multirun, shellCompletion, hydraHelp, help } = this.args;
    if (/\.ya?ml$/.test(configPath ?? "")) {
      const problem = `--config-path ${configPath} names a file, and must name a folder`;
      const { dir, name } = parse(configPath!);
      const fix = `--config-path ${shellWord(dir || ".")} --config-name ${shellWord(name)}`;
      throw new FixableError({ code: "config/bad-command", problem, fix });
    }
    const folder = configDir === undefined ? undefined : resolve(configDir);
    if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      const problem = `the additional config folder ${folder} does not exist`;
      const fix = nearestFolders(folder).map((near) => `--config-dir ${shellWord(near)}`);
      throw new FixableError({ code: "config/no-config-folder", problem, where: "--config-dir", fix });
    }
    if (help) return;
    if (this.args.resolve && cfg === undefined) {
      const problem = "--resolve says how --cfg or --help print the config, and neither is there";
      throw new FixableError({ code: "config/bad-command", problem, fix: "--cfg job --resolve" });
    }
    if (hydraHelp) return;
    const commands = [run, multirun, cfg !== undefined, info !== undefined, shellCompletion].filter(Boolean);
    if (commands.length > 1) {
      const problem = "only one of --run, --multirun, --cfg, --info and --shell-completion can be asked for at once";
      throw new FixableError({ code: "config/bad-command", problem });
    }
  }

  request(changes: Partial<CompositionRequest> = {}): CompositionRequest {
    const { configPath, configDir, configName } = this.args;
    const { configFolder, overrides = [] } = this.application;
    const main = configPath === undefined || isAbsolute(configPath) ? configPath : join(configFolder, "..", configPath);
    const folders: SearchedFolder[] = [{ provider: "main", path: main ?? configFolder }];
    if (configDir !== undefined) folders.push({ provider: "command-line", path: resolve(configDir) });
    return {
      folders,
      configName: configName ?? this.application.configName,
      jobName: this.application.name,
      hydraDefaults: this.application.hydraDefaults ?? {},
      isClosed: this.application.isClosed ?? false,
      environment: this.surroundings.environment,
      now: this.surroundings.now,
      ...changes,
      overrides: [...overrides, ...(changes.overrides ?? this.args.overrides)],
    };
  }

  /** Composes, refuses old keys, and says each warning once. @throws FixableError `config/…` */
  compose(changes: Partial<CompositionRequest> = {}): Composition {
    const request = this.request(changes);
    const legacy = this.application.legacyKeys ?? {};
    refuseLegacyOverrides(request.overrides, legacy);
    const composition = this.#composed(request, legacy);
    refuseLegacyKeys(composition, legacy);
    for (const warning of composition.warnings) {
      if (!this.#warned.has(warning)) this.surroundings.stderr(`warning: ${warning}\n`);
      this.#warned.add(warning);
    }
    return composition;
  }

  #composed(request: CompositionRequest, legacy: Readonly<Record<string, string>>): Composition {
    try {
      return composeConfig(request);
    } catch (error) {
      throw asLegacyError(explainBareWord(error, request), legacy);
    }
  }
}
