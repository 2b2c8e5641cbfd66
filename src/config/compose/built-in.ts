/** @file Hydra's own config files (what `hydra.yaml` of every run shows), by config path. */

const logging = (formatter: string, name: string, more: string): string => `version: 1
formatters:
  simple:
    format: '${formatter}'
handlers:
${more}
root:
  level: INFO
  handlers: ${name}
`;

const console = `  console:
    class: logging.StreamHandler
    formatter: simple
    stream: ext://sys.stdout`;

const jobFormat = "[%(asctime)s][%(name)s][%(levelname)s] - %(message)s";
const none = "version: 1\nroot: null\ndisable_existing_loggers: false\n";
const disabled = "version: 1\nroot:\n  level: ERROR\ndisable_existing_loggers: true\n";

export const builtInConfigs: Readonly<Record<string, string>> = {
  "hydra/env/default": "",
  "hydra/help/default": `app_name: \${hydra.job.name}
header: |
  \${hydra.help.app_name} is powered by Hydra.
footer: |
  Powered by Hydra (https://hydra.cc)
  Use --hydra-help to view Hydra specific help
template: |
  \${hydra.help.header}
  == Configuration groups ==
  Compose your configuration from those groups (group=option)

  $APP_CONFIG_GROUPS

  == Config ==
  Override anything in the config (foo.bar=value)

  $CONFIG

  \${hydra.help.footer}
`,
  "hydra/hydra_help/default": `template: |
  Hydra (\${hydra.runtime.version})
  See https://hydra.cc for more info.

  == Flags ==
  $FLAGS_HELP

  == Configuration groups ==
  Compose your configuration from those groups (For example, append hydra/job_logging=disabled to command line)

  $HYDRA_CONFIG_GROUPS

  Use '--cfg hydra' to Show the Hydra config.
`,
  "hydra/hydra_logging/default": `${logging("[%(asctime)s][HYDRA] %(message)s", "[console]", console)}loggers:
  logging_example:
    level: DEBUG
disable_existing_loggers: false
`,
  "hydra/hydra_logging/disabled": disabled,
  "hydra/hydra_logging/none": none,
  "hydra/hydra_logging/hydra_debug": `version: 1
formatters:
  simple:
    format: '${jobFormat}'
handlers:
  file:
    class: logging.FileHandler
    mode: w
    formatter: simple
    filename: hydra-\${hydra.job.name}.log
    delay: true
root:
  level: ERROR
  handlers: [file]
loggers:
  hydra:
    level: DEBUG
disable_existing_loggers: false
`,
  "hydra/job_logging/default": `${logging(
    jobFormat,
    "[console, file]",
    `${console}
  file:
    class: logging.FileHandler
    formatter: simple
    filename: \${hydra.runtime.output_dir}/\${hydra.job.name}.log`,
  )}disable_existing_loggers: false
`,
  "hydra/job_logging/disabled": disabled,
  "hydra/job_logging/none": none,
  "hydra/job_logging/stdout": `${logging("%(message)s", "[console]", console)}disable_existing_loggers: false
`,
  "hydra/output/default": `# @package hydra
run:
  dir: outputs/\${now:%Y-%m-%d}/\${now:%H-%M-%S}
sweep:
  dir: multirun/\${now:%Y-%m-%d}/\${now:%H-%M-%S}
  subdir: \${hydra.job.num}
`,
};
