#!/usr/bin/env bash
# Runs actionlint and zizmor over the workflows. Needs Go, which checks the module against the checksum database, and
# Python 3.10 or newer; makes its own environment in .venv/workflows.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/support/python.sh

command -v go > /dev/null || { echo 'actionlint needs Go: put go on the PATH' >&2; exit 1; }
ACTIONLINT=v1.7.12

install_python_tool zizmor .venv/workflows tools/workflow-requirements.txt
[ -x ".venv/workflows/$ACTIONLINT/actionlint" ] ||
  GOBIN="$PWD/.venv/workflows/$ACTIONLINT" go install "github.com/rhysd/actionlint/cmd/actionlint@$ACTIONLINT"

".venv/workflows/$ACTIONLINT/actionlint" -no-color
.venv/workflows/bin/zizmor --offline --no-progress --quiet --config tools/zizmor.yml .github/workflows
echo "actionlint and zizmor: $(ls .github/workflows/*.yml | wc -l | tr -d ' ') workflows without a finding"
