/**
 * @file A config tree of 500 files, 30 of them chosen: how long composing takes, and whole commands (`--cfg job`, Tab),
 * in turns with the real Hydra where a Python with it is found (`--python /path/to/python`).
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeConfig, toYaml } from "#config";

const GROUPS = 29;
const FILES = 500;
const TURNS = 9;

export async function run(options = []) {
  const folder = mkdtempSync(join(tmpdir(), "bench-config-"));
  const python = options.includes("--python") ? options[options.indexOf("--python") + 1] : "python3";
  try {
    makeTree(join(folder, "conf"));
    const hydra = hydraCommand(folder, python);
    const train = join(import.meta.dirname, "../../dist/cli/train/main.js");
    const rows = {
      "ours, compose in a warm process": () => timed(() => compose(join(folder, "conf"))),
      "ours, compose in a new process": () => inNewProcess(join(folder, "conf")),
      "thesis-train --cfg job, whole process": () => timed(() => spawnSync(process.execPath, [train, "--cfg", "job"])),
      "thesis-train Tab, whole process": () =>
        timed(() =>
          spawnSync(process.execPath, [train, "--shell-completion", "query=bash"], {
            env: { ...process.env, COMP_LINE: "thesis-train phase1/" },
          }),
        ),
      ...hydra,
    };
    const times = Object.fromEntries(Object.keys(rows).map((name) => [name, []]));
    for (let turn = 0; turn < TURNS; turn++)
      for (const [name, measure] of Object.entries(rows)) times[name].push(measure());
    console.log(`${FILES} files, ${GROUPS + 1} chosen; median of ${TURNS} turns, milliseconds`);
    for (const [name, values] of Object.entries(times))
      console.log(`${median(values).toFixed(0).padStart(6)}  ${name}`);
    if (Object.keys(hydra).length === 0) console.log(`        (${python} has no Hydra: pip install hydra-core==1.3.5)`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function makeTree(folder) {
  const defaults = Array.from({ length: GROUPS }, (_, group) => `  - group${group}: option0\n`).join("");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "config.yaml"),
    `defaults:\n  - _self_\n${defaults}lr: 0.1\nname: \${group0.name}-\${lr}\n`,
  );
  for (let file = 0; file < FILES - 1; file++) {
    const [group, option] = [file % GROUPS, Math.floor(file / GROUPS)];
    mkdirSync(join(folder, `group${group}`), { recursive: true });
    writeFileSync(join(folder, `group${group}/option${option}.yaml`), optionText(group, option));
  }
}

const optionText = (group, option) => `name: option${option}
size: ${option + 1}
rate: ${(option + 1) / 1000}
layers: [64, 64, ${option}]
flags: {use_bias: true, dropout: 0.1, tag: "g${group}"}
schedule:
  kind: cosine
  warmup: \${..size}
  steps: [1, 10, 100]
`;

const compose = (folder) =>
  toYaml(
    composeConfig({
      folders: [{ provider: "main", path: folder }],
      configName: "config",
      overrides: [],
      jobName: "bench",
    }),
  );

/** Reported by the process itself, imports left out. */
function inNewProcess(folder) {
  const script = `import { composeConfig, toYaml } from "#config";
const start = performance.now();
toYaml(composeConfig({ folders: [{ provider: "main", path: ${JSON.stringify(folder)} }], configName: "config", overrides: [], jobName: "bench" }));
console.log(performance.now() - start);`;
  const cwd = join(import.meta.dirname, "../..");
  return Number(spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd, encoding: "utf8" }).stdout);
}

function hydraCommand(folder, python) {
  if (spawnSync(python, ["-c", "import hydra"]).status !== 0) return {};
  const file = join(folder, "app.py");
  writeFileSync(
    file,
    `import hydra\n@hydra.main(version_base="1.3", config_path="conf", config_name="config")\ndef main(cfg): pass\nmain()\n`,
  );
  return {
    "Hydra, --cfg job, whole process": () => timed(() => spawnSync(python, [file, "--cfg", "job"], { cwd: folder })),
  };
}

function timed(act) {
  const start = performance.now();
  act();
  return performance.now() - start;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
