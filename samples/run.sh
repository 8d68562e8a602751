#!/bin/sh
# Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
#
# Plays samples: samples/run.sh [--stay] NAME… (or folders of your own)
# Each gets a gateway of its own in a throwaway folder and real servers beside it; what happens is compared with
# its expect.yaml. Exit code 0: as expected. With --stay all of it runs on until Enter.
#   SAMPLES_DIST   an unpacked distribution to play it with (otherwise that of the checkout, built if need be)
set -eu

root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd -P)
dist=${SAMPLES_DIST:-}
if [ -z "$dist" ]; then
  "$root/air" --version >/dev/null
  dist=$root/distribution/target/air
fi
bin=
[ -z "${JAVA_HOME:-}" ] || bin=$JAVA_HOME/bin/

# the runner itself is small: no Maven needed
code=$root/samples/src/main/java
classes=$root/samples/target/classes
made=$classes/org/airmessenger/samples/Samples.class
if [ ! -e "$made" ] || [ -n "$(find "$code" -name '*.java' -newer "$made" -print 2>/dev/null)" ]; then
  mkdir -p "$classes"
  find "$code" -name '*.java' -exec "${bin}javac" -nowarn -proc:none --release 17 -cp "$dist/lib/*" -d "$classes" {} +
fi

for name in "$@"; do
  if grep -qs 'kind: kafka' -- "$root/samples/$name/expect.yaml" "$name/expect.yaml" &&
    [ ! -d "$root/components/gateway/src/test/kafka/target/lib" ]; then
    (cd "$root" && ./mvnw -q -B -pl components/gateway/src/test/kafka process-test-resources >&2)
  fi
done

exec "${bin}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m -Djava.net.preferIPv4Stack=true \
  -Dair.dist="$dist" -Dair.project.root="$root" -cp "$classes:$dist/lib/*" org.airmessenger.samples.Samples "$@"
