#!/usr/bin/env bash
# Runs one report on a worker node: set-up if something changed, then thesis-report with env=stoomboot.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. hpc/stoomboot/set-up.sh

exec node dist/cli/reports/main.js env=stoomboot "$@"
