#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
#
# Builds what is missing and runs the benchmarks: benchmarks/run.sh [--quick] …, benchmarks/run.sh prove crash …
set -euo pipefail
cd "$(dirname "$0")/.."

paths=target/class-path.txt
./mvnw -q -B -pl benchmarks -am -DskipTests package \
  org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile="$paths" >&2

exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx2g -Dair.project.root="$PWD" \
  -cp "benchmarks/target/classes:$(cat benchmarks/$paths)" org.airmessenger.gateway.cli.Air bench "$@"
