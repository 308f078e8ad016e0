#!/usr/bin/env bash
# Runs cfn-lint over the templates of the examples, and over those of each profile in each region that aws-cdk-lib
# knows; both come from the tests. Needs Python 3.10 or newer; makes its own environment in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/support/python.sh

require_templates cfn-lint .demo/templates test:examples
require_templates cfn-lint .demo/regions test:regions
install_python_tool cfn-lint .venv tools/requirements.txt

# Warnings and informational findings fail it too.
.venv/bin/cfn-lint --include-checks I --non-zero-exit-code informational \
  --regions us-east-1 sa-east-1 us-west-2 --template .demo/templates/*.json
echo "cfn-lint: $(ls .demo/templates/*.json | wc -l | tr -d ' ') templates without a finding"

# Checks that the data of the library about the registries is up to date.
.venv/bin/python tools/region-data.py --check

# The registries of regions differ. Templates that differ only in the name of their region are stored once, with a list
# of these regions.
known=$(.venv/bin/python -c 'from cfnlint.helpers import REGIONS; print(*REGIONS)')
export known
lint_in_its_regions() {
  regions=$(grep --line-regexp --fixed-strings "$(tr ' ' '\n' <<< "$known")" "${1%.json}.regions" || true)
  [ -n "$regions" ] || return 0
  # I1022 is a matter of style: CDK writes an ARN with the partition as a reference as Fn::Join.
  # shellcheck disable=SC2086 # one word per region
  .venv/bin/cfn-lint --include-checks I --ignore-checks I1022 --non-zero-exit-code informational \
    --template "$1" --regions $regions
}
export -f lint_in_its_regions
printf '%s\0' .demo/regions/*.json | xargs --null --max-procs 2 --max-args 1 bash -c 'lint_in_its_regions "$0"'
echo "cfn-lint: $(cat .demo/regions/*.regions | sort -u | wc -l | tr -d ' ') regions without a finding"
