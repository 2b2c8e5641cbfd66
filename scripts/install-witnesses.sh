#!/usr/bin/env bash
# What tests compare with and run against: Debian's packages (as root), and Python's below .witnesses/. Nothing here is
# needed by a user; tests that miss one of them skip, aloud.
set -euo pipefail
cd "$(dirname "$0")/.."
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  chromium `# report pages` \
  slurmctld slurmd slurm-client munge `# sweeps on a real batch system` \
  zsh fish `# completion` \
  python3-torch libopenblas0-pthread python3-h5py python3-pandas python3-omegaconf `# second opinions` \
  poppler-utils `# figures as PDF` \
  jupyter-nbconvert python3-ipykernel python3-matplotlib `# notebooks`

# 24 is the last line whose Python package makes jobs of a submit description without a scheduler
if ! PYTHONPATH=.witnesses/python python3 -c "import htcondor" 2> /dev/null; then
  python3 -m pip install --quiet --root-user-action=ignore --target .witnesses/python htcondor==24.0.24
fi

# exported files; with Debian's numpy, which h5py is built for
if ! PYTHONPATH=.witnesses/python python3 -c "import onnxruntime" 2> /dev/null; then
  python3 -m pip install --quiet --root-user-action=ignore --no-deps --target .witnesses/python \
    onnxruntime==1.32.0 flatbuffers==25.12.19 protobuf==7.36.2 packaging==26.4
fi

# the checker and the reference implementation of ONNX itself, with a numpy of their own
if ! PYTHONPATH=.witnesses/onnx python3 -c "import onnx.reference" 2> /dev/null; then
  python3 -m pip install --quiet --root-user-action=ignore --target .witnesses/onnx onnx==1.23.2
fi

# notebooks: the kernel of the TypeScript ones, and what pandas reads Parquet with
node scripts/notebooks.mjs install
if ! PYTHONPATH=.witnesses/python python3 -c "import pyarrow" 2> /dev/null; then
  python3 -m pip install --quiet --root-user-action=ignore --no-deps --target .witnesses/python pyarrow==21.0.0
fi
