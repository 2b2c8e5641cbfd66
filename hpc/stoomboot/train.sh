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

# as many threads as the slot has, not as the machine has; exec, so that SIGTERM reaches the training
exec node dist/cli/train/main.js env=stoomboot threads="${OMP_NUM_THREADS:-4}" "$@"
