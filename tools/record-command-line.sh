#!/usr/bin/env bash
# Records the commands of the command line as docs/recordings/<command>.<language>.svg: all of them, or those that are
# named. Needs what the rehearsal needs, and psql; makes its own environment for the pictures in .venv/recordings.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/support/python.sh

install_python_tool rich .venv/recordings tools/recording-requirements.txt
npx ts-node --project tsconfig.dev.json --transpile-only --prefer-ts-exts tools/record-command-line.ts "$@"
