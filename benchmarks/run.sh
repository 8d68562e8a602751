#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
#
# Builds what is missing and measures everything: benchmarks/run.sh [--quick] [--only WORDS] …, benchmarks/run.sh prove crash …
# It knows what an installed `air bench` does not: the route made by hand, JMH, and the distribution as users start it.
set -euo pipefail
cd "$(dirname "$0")/.."

./air --version >/dev/null
paths=target/class-path.txt
./mvnw -q -B -pl benchmarks -am -DskipTests package \
  org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile="$paths" >&2

exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx2g -Dair.project.root="$PWD" -Dair.dist="$PWD/distribution/target/air" \
  -cp "benchmarks/target/classes:benchmarks/target/test-classes:$(cat benchmarks/$paths)" \
  org.airmessenger.gateway.cli.Air bench "$@"
