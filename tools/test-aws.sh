#!/usr/bin/env bash
# Runs the tests in test/aws against an AWS API: moto over HTTP. Needs Python 3.10 or newer; makes its own environment
# in .venv/aws. Arguments go to jest.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/support/python.sh

install_python_tool moto .venv/aws tools/moto-requirements.txt

# Port 0: the system chooses a free port, and moto prints it.
log=$(mktemp)
.venv/aws/bin/moto_server --host 127.0.0.1 --port 0 > "$log" 2>&1 &
server=$!
trap 'kill "$server" 2> /dev/null || true; wait "$server" 2> /dev/null || true; rm -f "$log"' EXIT

for attempt in $(seq 300); do
  url=$(sed -n 's/.*Running on \(http:[^ ]*\).*/\1/p' "$log")
  [ -z "$url" ] || break
  kill -0 "$server" 2> /dev/null || { cat "$log" >&2; echo 'moto has ended instead of starting' >&2; exit 1; }
  sleep 0.1
done
[ -n "$url" ] || { cat "$log" >&2; echo 'moto has not started within 30 s' >&2; exit 1; }

# The AWS configuration of the machine must not affect the tests.
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN
unset AWS_ENDPOINT_URL_SECRETS_MANAGER AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
export AWS_ENDPOINT_URL=$url AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing
npx jest --selectProjects aws --ci --coverage=false "$@" # --selectProjects takes every word that follows it
