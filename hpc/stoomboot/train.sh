#!/usr/bin/env bash
# Runs one training on a worker node: set-up if something changed, then thesis-train with env=stoomboot.
# THESIS_NODE may name a folder with Node's bin/ in it, where the node's own is too old.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ -n "${THESIS_NODE:-}" ]; then PATH="$THESIS_NODE/bin:$PATH"; fi

# two jobs of one repository must not install at the same time
exec 9>.setup-lock
flock 9
node scripts/setup.mjs
exec 9>&-

# exec, so that SIGTERM reaches the training
folder=()
if [ -n "${THESIS_JOB:-}" ]; then
  # a job that was evicted is started again: the run that it began goes on
  root="${THESIS_OUTPUT_ROOT:-/data/atlas/users/$USER/outputs}"
  for run in "$root"/runs/run_*_"$THESIS_JOB"; do
    if [ -f "$run/.hydra/config.yaml" ]; then exec node dist/cli/train/main.js resume="$run"; fi
  done
  # shellcheck disable=SC2016 # the configuration resolves it
  folder=('hydra.run.dir=${env.output_root}/runs/run_${now:%Y%m%d-%H%M%S}_${experiment.name}_'"$THESIS_JOB")
fi
# as many threads as the slot has, not as the machine has
exec node dist/cli/train/main.js env=stoomboot threads="${OMP_NUM_THREADS:-4}" "${folder[@]}" "$@"
