#!/usr/bin/env bash
# Runs a command of README as it is written there: `readme-command.sh demo` runs the line with `npm run demo`,
# `readme-command.sh test` the one with `npm test`.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  demo) pattern='npm run demo' ;;
  test) pattern='npm test' ;;
  *) echo 'usage: readme-command.sh demo|test' >&2; exit 2 ;;
esac

# The first line of a `sh` block that starts with npm and has the command, without its comment.
command=$(sed -n '/^```sh$/,/^```$/p' README.md | grep "^npm .*$pattern" | sed -n '1s/ *#.*//p')
[ -n "$command" ] || { echo "README.md has no line with $pattern" >&2; exit 1; }
echo "README: $command"
bash -euo pipefail -c "$command"
