#!/usr/bin/env bash
# cfn-lint over the templates that the example tests have synthesised. Needs Python 3.10 or newer; makes its own environment in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."

ls .demo/templates/*.json > /dev/null 2>&1 || { echo 'cfn-lint has nothing to read: run npx projen test:examples first' >&2; exit 1; }
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2> /dev/null || { echo 'cfn-lint needs Python 3.10 or newer: put python3 on the PATH' >&2; exit 1; }
[ -x .venv/bin/pip ] || python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement tools/requirements.txt

# Warnings and informational findings fail it too.
.venv/bin/cfn-lint --include-checks I --non-zero-exit-code informational --regions us-east-1 sa-east-1 us-west-2 --template .demo/templates/*.json
echo "cfn-lint: $(ls .demo/templates/*.json | wc -l | tr -d ' ') templates without a finding"
