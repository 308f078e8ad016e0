#!/usr/bin/env bash
# Runs the unit tests of the constructs at the version of a release: a clone with a tag and a later commit is bumped
# like in the release workflow. The argument is the jest project: floor (default) or newest. Needs node_modules;
# leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone --quiet --depth 1 "file://$root" "$work/clone"
cd "$work/clone"
ln -s "$root/node_modules" node_modules
git config user.name release && git config user.email release@localhost
git tag v0.0.0
git commit --quiet --allow-empty --message 'feat: a release'

RELEASE=true CI=true npx projen bump
version=$(node --print 'require("./package.json").version')
[ "$version" != 0.0.0 ] || { echo 'the version has not been bumped' >&2; exit 1; }
echo "unit tests at version $version"
npx projen bundle
npx jest --ci --silent --selectProjects "${1:-floor}" --coverage=false --workerIdleMemoryLimit=1500MB
