#!/usr/bin/env bash
# Runs actionlint and zizmor over the workflows. Needs Go, which checks the module against the checksum database, and
# Python 3.10 or newer; makes its own environment in .venv/workflows.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v go > /dev/null || { echo 'actionlint needs Go: put go on the PATH' >&2; exit 1; }
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2> /dev/null || {
  echo 'zizmor needs Python 3.10 or newer: put python3 on the PATH' >&2
  exit 1
}
ACTIONLINT=v1.7.12

[ -x .venv/workflows/bin/pip ] || python3 -m venv .venv/workflows
.venv/workflows/bin/pip install --quiet --disable-pip-version-check --requirement tools/workflow-requirements.txt
[ -x ".venv/workflows/$ACTIONLINT/actionlint" ] ||
  GOBIN="$PWD/.venv/workflows/$ACTIONLINT" go install "github.com/rhysd/actionlint/cmd/actionlint@$ACTIONLINT"

".venv/workflows/$ACTIONLINT/actionlint" -no-color
.venv/workflows/bin/zizmor --offline --no-progress --quiet --config tools/zizmor.yml .github/workflows
echo "actionlint and zizmor: $(ls .github/workflows/*.yml | wc -l | tr -d ' ') workflows without a finding"
