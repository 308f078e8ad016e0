#!/usr/bin/env bash
# For scripts that run a tool from PyPI. They source this file from the root of the repository.

# install_python_tool <tool> <environment> <requirements>
# Installs the pinned requirements into a virtual environment, or says which Python the tool needs.
install_python_tool() {
  local tool=$1 environment=$2 requirements=$3
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2> /dev/null || {
    echo "$tool needs Python 3.10 or newer: put python3 on the PATH" >&2
    exit 1
  }
  [ -x "$environment/bin/pip" ] || python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
}

# require_templates <tool> <folder> <task that writes them>
require_templates() {
  ls "$2"/*.json > /dev/null 2>&1 || {
    echo "$1 has nothing to read: run npx projen $3 first" >&2
    exit 1
  }
}
