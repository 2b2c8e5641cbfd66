#!/usr/bin/env bash
# Debian's packages of what tests compare with and run against: as root. Nothing here is needed by a user; tests that
# miss one of them skip, aloud.
set -euo pipefail
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  chromium `# report pages` \
  slurmctld slurmd slurm-client munge `# sweeps on a real batch system` \
  zsh fish `# completion` \
  python3-torch libopenblas0-pthread python3-h5py python3-pandas python3-omegaconf `# second opinions` \
  poppler-utils `# figures as PDF`
