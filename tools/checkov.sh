#!/usr/bin/env bash
# Runs checkov over the templates that the example tests have synthesised. Needs Python 3.10 or newer; makes its own
# environment in .venv/checkov.
set -euo pipefail
cd "$(dirname "$0")/.."

ls .demo/templates/*.json > /dev/null 2>&1 || {
  echo 'checkov has nothing to read: run npx projen test:examples first' >&2
  exit 1
}
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2> /dev/null || {
  echo 'checkov needs Python 3.10 or newer: put python3 on the PATH' >&2
  exit 1
}
[ -x .venv/checkov/bin/pip ] || python3 -m venv .venv/checkov
.venv/checkov/bin/pip install --quiet --disable-pip-version-check --requirement tools/checkov-requirements.txt

# --soft-fail: what fails the run is a finding that is not accepted, which the next command knows.
report=$(mktemp)
trap 'rm -f "$report"' EXIT
.venv/checkov/bin/checkov --framework cloudformation --directory .demo/templates --output json \
  --quiet --compact --skip-download --soft-fail > "$report"
npx ts-node --project tsconfig.dev.json --transpile-only --prefer-ts-exts tools/check-checkov.ts "$report"
