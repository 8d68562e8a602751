#!/bin/sh
# Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
#
# Installs what tests run with Node.js: node-modules.sh FOLDER. From the lock file there, once per change of that;
# Maven calls it before tests.
set -eu
cd "$1"

if ! command -v npm >/dev/null 2>&1; then
  echo "node-modules.sh: Node.js 18 or newer with npm must be installed for the tests but is not: sh .ci/packages.sh" >&2
  exit 1
fi
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed
fi
