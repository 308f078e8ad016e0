#!/usr/bin/env bash
# Writes src/regions/registry-data.ts, or with --check compares it with what cfn-lint knows. Makes its own environment
# in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/support/python.sh

install_python_tool cfn-lint .venv tools/requirements.txt
.venv/bin/python tools/region-data.py "$@"
