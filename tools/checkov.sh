#!/usr/bin/env bash
# Runs checkov over the templates that the example tests have synthesised. Needs Python 3.10 or newer; makes its own
# environment in .venv/checkov.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/support/python.sh

require_templates checkov .demo/templates test:examples
install_python_tool checkov .venv/checkov tools/checkov-requirements.txt

# --soft-fail: the next command fails the run if a finding is not accepted.
report=$(mktemp)
trap 'rm -f "$report"' EXIT
.venv/checkov/bin/checkov --framework cloudformation --directory .demo/templates --output json \
  --quiet --compact --skip-download --soft-fail > "$report"
npx ts-node --project tsconfig.dev.json --transpile-only --prefer-ts-exts tools/check-checkov.ts "$report"
