#!/usr/bin/env bash
# Writes src/regions/registry-data.ts, or with --check compares it with what cfn-lint knows. Makes its own environment
# in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -x .venv/bin/pip ] || python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement tools/requirements.txt
.venv/bin/python tools/region-data.py "$@"
