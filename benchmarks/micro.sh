#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
#
# Builds what is missing and runs the small benchmarks by JMH: benchmarks/micro.sh, benchmarks/micro.sh -f 1 SendBenchmark
set -euo pipefail
cd "$(dirname "$0")/.."

paths=target/test-class-path.txt
./mvnw -q -B -pl benchmarks -am -DskipTests package \
  org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile="$paths" \
  -Dmdep.includeScope=test >&2

exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "benchmarks/target/test-classes:benchmarks/target/classes:$(cat benchmarks/$paths)" \
  org.openjdk.jmh.Main "$@"
