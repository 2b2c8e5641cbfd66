/** @file The arguments of `thesis-simulate`: `key=value`, each with a default. */
import {
  type EnergyUnit,
  FOUR_TOP_PROCESSES,
  PROCESS_NAMES,
  type ProcessName,
  SELECTIONS,
  type Selection,
  UNITS,
} from "#data";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";

export interface SimulateArguments {
  readonly out: string;
  readonly events: number;
  readonly seed: number;
  readonly processes: readonly ProcessName[];
  readonly selection: Selection;
  readonly unit: EnergyUnit;
  readonly force: boolean;
}

/** Fewer cannot be split in three. */
const FEWEST_EVENTS = 3;

const readers: { readonly [K in keyof SimulateArguments]: (text: string, argument: string) => SimulateArguments[K] } = {
  out: (text, argument) => (text === "" ? refuse(argument, "the name of a file") : text),
  events: (text, argument) => wholeNumber(text, FEWEST_EVENTS, argument),
  seed: (text, argument) => wholeNumber(text, 0, argument),
  processes: (text, argument) =>
    text
      .replace(/^\[(.*)\]$/, "$1")
      .split(",")
      .map((name) => oneOf(PROCESS_NAMES, name.trim(), argument)),
  selection: (text, argument) => oneOf(SELECTIONS, text, argument),
  unit: (text, argument) => oneOf(UNITS, text, argument),
  force: (text, argument) => oneOf(["true", "false"] as const, text, argument) === "true",
};

const defaults: SimulateArguments = {
  out: "data/four_tops.h5",
  events: 20_000,
  seed: 1,
  processes: FOUR_TOP_PROCESSES,
  selection: "multilepton",
  unit: "GeV",
  force: false,
};

export const SIMULATE_HELP = `thesis-simulate writes a file of simulated collisions with top quarks.

  out=${defaults.out}   where to write: 70 % training, 15 % validation, 15 % test
  events=${defaults.events}            number of events altogether
  seed=${defaults.seed}                  equal seeds give equal events
  processes=${defaults.processes.join(",")}
                          every event is one of these; also ttbar, qcd
  selection=${defaults.selection}   two leptons of the same charge or at least three; or none
  unit=${defaults.unit}                of E, pT and MET: ${UNITS.join(", ")}
  force=${defaults.force}             replace a file that is there

Example: thesis-simulate out=data/background.h5 processes=ttbar,qcd selection=none
`;

/**
 * @param argv what was typed after the command
 * @throws FixableError `simulate/unknown-key`, `simulate/not-key-value`, `simulate/bad-value`
 */
export function readSimulateArguments(argv: readonly string[]): SimulateArguments {
  const given = argv.map((argument) => {
    const [key, ...rest] = argument.split("=");
    const name = key!.replace(/^-+/, "");
    if (rest.length === 0 || name !== key)
      throw new FixableError({
        code: "simulate/not-key-value",
        problem: `"${argument}" is not of the form key=value`,
        where: `argument ${argument}`,
        fix: fixOf(name, rest),
      });
    if (!Object.hasOwn(readers, name)) {
      const [nearest] = closestWords(name, Object.keys(readers));
      throw new FixableError({
        code: "simulate/unknown-key",
        problem: `there is no key "${name}"; there is ${Object.keys(readers).join(", ")}`,
        where: `argument ${argument}`,
        fix: nearest ? shellWord(`${nearest}=${rest.join("=")}`) : "thesis-simulate --help",
      });
    }
    return [name, readers[name as keyof SimulateArguments](rest.join("="), argument)];
  });
  return { ...defaults, ...Object.fromEntries(given) };
}

/** `--events=3` and a key alone, with the value it has anyway; a file without a key. */
function fixOf(name: string, value: readonly string[]): string {
  const known = Object.keys(defaults) as (keyof SimulateArguments)[];
  const key = known.find((each) => each === name) ?? closestWords(name, known)[0];
  if (key === undefined) return /\.(h5|hdf5)$/.test(name) ? shellWord(`out=${name}`) : "thesis-simulate --help";
  const usual = key === "force" ? "true" : [defaults[key as keyof SimulateArguments]].flat().join(",");
  return shellWord(`${key}=${value.length > 0 ? value.join("=") : usual}`);
}

function wholeNumber(text: string, least: number, argument: string): number {
  const value = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
  return Number.isSafeInteger(value) && value >= least
    ? value
    : refuse(argument, `a whole number from ${least} on`, `${argument.split("=")[0]}=${nearestWhole(text, least)}`);
}

/** `1e5` and `20k` are numbers to their writer. */
function nearestWhole(text: string, least: number): number {
  const [, digits = "", power = ""] = /^([\d._e+-]+)\s*([kM]?)$/.exec(text) ?? [];
  const value = Number(digits.replaceAll("_", "")) * ({ k: 1e3, M: 1e6 }[power] ?? 1);
  const whole = Math.round(value);
  return digits !== "" && Number.isSafeInteger(whole) && whole >= least ? whole : Math.max(least, 1);
}

function oneOf<const T extends string>(options: readonly T[], text: string, argument: string): T {
  const found = options.find((option) => option === text);
  if (found !== undefined) return found;
  const [nearest] = closestWords(text, options);
  return refuse(argument, `one of ${options.join(", ")}`, argument.replace(text, nearest ?? options[0]!));
}

function refuse(argument: string, expected: string, fix?: string): never {
  const [key, ...value] = argument.split("=");
  const problem = `${key} is "${value.join("=")}", expected ${expected}`;
  throw new FixableError({
    code: "simulate/bad-value",
    problem,
    where: `argument ${argument}`,
    fix: fix && shellWord(fix),
  });
}
