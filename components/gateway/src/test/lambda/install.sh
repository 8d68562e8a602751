#!/bin/sh
# Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
#
# Installs what tests run with Node.js from its lock file, once per change of that: the Lambda Invoke API beside this
# file, or what is in the folder that is named. Maven calls it before tests.
set -eu
cd "${1:-$(dirname "$0")}"

if ! command -v npm >/dev/null 2>&1; then
  echo "install.sh: Node.js 18 or newer with npm must be installed for the tests but is not: sh .ci/packages.sh" >&2
  exit 1
fi
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed
fi
