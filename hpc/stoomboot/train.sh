#!/usr/bin/env bash
# Runs one training on a worker node: set-up if something changed, then thesis-train with env=stoomboot.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. hpc/stoomboot/set-up.sh

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
