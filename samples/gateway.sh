#!/bin/sh
# Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
#
# Read by the samples that have a run.sh of their own: a gateway in a throwaway folder, its devices, and its end.
# Wants: root (the checkout). Gives: home, certs, dist, and the ports mqtt, web and wire.
#   SAMPLES_DIST   an unpacked distribution (otherwise that of the checkout, built if need be)
# shellcheck disable=SC2154,SC2034

dist=${SAMPLES_DIST:-}
if [ -z "$dist" ]; then
  "$root/air" --version >/dev/null
  dist=$root/distribution/target/air
fi
home=$(mktemp -d "${TMPDIR:-/tmp}/air-sample.XXXXXX")
certs=$home/devices
gateway=
# what is configured for a gateway of this machine is not for this one
for name in $(env | sed -n 's/^\(AIR_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
export AIR_ARCHIVE=off

fail() {
  echo "NOT as expected: $*" >&2
  sed 's/^/  gateway    /' "$home/run.log" >&2 2>/dev/null || true
  exit 1
}

gateway_end() {
  [ -z "$gateway" ] || kill "$gateway" 2>/dev/null || true
  [ -z "$gateway" ] || wait "$gateway" 2>/dev/null || true
  gateway=
  rm -rf "$home"
}
trap gateway_end EXIT
trap 'exit 130' INT TERM

# the sample's conf over that of air init: gateway_home SAMPLE
gateway_home() {
  "$dist/bin/air" init --home "$home" >/dev/null
  for file in "$1"/conf/*.yaml; do
    cp "$file" "$home/conf/"
  done
}

# a certificate for each device: gateway_devices POLICY DEVICE…
gateway_devices() {
  policy=$1
  shift
  "$dist/bin/air" device add "$@" --policy "$policy" --home "$home" --out "$certs" >/dev/null
}

gateway_run() {
  AIR_JAVA_OPTS=-Xmx512m "$dist/bin/air" run --json --home "$home" --set air.source.mqtt.port=0 --set air.source.web.port=0 \
    --set air.source.wire.port=0 --set air.control.port=0 >"$home/run.log" 2>&1 &
  gateway=$!
  until grep -q '"ready":true' "$home/run.log"; do
    kill -0 "$gateway" 2>/dev/null || fail "the gateway must start"
    sleep 0.2
  done
  mqtt=$(port_of mqtt) web=$(port_of web) wire=$(port_of wire)
}

port_of() {
  sed -n 's/.*"ready":true.*"'"$1"'":\([0-9]*\).*/\1/p' "$home/run.log"
}

# says OUTCOME…: a line of what happened, which the README shows
says() {
  door=$1
  shift
  printf '  %-10s %s\n' "$door" "$*"
}

# waits for a line in a file: awaits FILE WORDS
awaits() {
  tries=0
  until grep -qsF -- "$2" "$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || fail "\"$2\" must come, but there is: $(cat "$1" 2>/dev/null)"
    sleep 0.1
  done
}
