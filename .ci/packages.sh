#!/bin/sh
# Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
#
# Debian and Ubuntu packages that the gateway's build uses: libaio lets the journal write with
# asynchronous I/O, the Mosquitto broker and clients are used by tests, shellcheck reads our scripts.
# A C compiler with OpenSSL builds the C client of the wire protocol, and curl speaks HTTP/2 to the web door.
# h2load and nghttp speak HTTP/2 with the web door in tests.
# Node.js runs a Lambda Invoke API for tests, which the build itself installs from its lock file.
set -eu

if ! command -v apt-get >/dev/null 2>&1; then
  echo "packages.sh: no apt-get here: install libaio, the mosquitto and nghttp2 clients and Node.js 18 or newer by your own means" >&2
  exit 0
fi
if [ "$(id -u)" -eq 0 ]; then as_root=""; else as_root="sudo"; fi

missing=""
for command in mosquitto mosquitto_pub mosquitto_sub shellcheck mvn java node npm cc curl h2load nghttp; do
  command -v "$command" >/dev/null 2>&1 || [ -x "/usr/sbin/$command" ] || missing="$missing $command"
done
ldconfig -p 2>/dev/null | grep -q 'libaio\.so' || missing="$missing libaio"
if command -v cc >/dev/null 2>&1; then
  echo '#include <openssl/ssl.h>' | cc -E - >/dev/null 2>&1 || missing="$missing libssl-dev"
fi
[ -n "$missing" ] || exit 0

$as_root apt-get update -q
# Debian 13 and Ubuntu 24.04 renamed libaio1 to libaio1t64
if apt-cache show libaio1t64 >/dev/null 2>&1; then libaio=libaio1t64; else libaio=libaio1; fi
packages="$libaio mosquitto mosquitto-clients shellcheck curl gcc libc6-dev libssl-dev nghttp2-client"
command -v mvn >/dev/null 2>&1 || packages="$packages maven"
command -v java >/dev/null 2>&1 || packages="$packages openjdk-17-jdk-headless"
command -v npm >/dev/null 2>&1 || packages="$packages nodejs npm"
# shellcheck disable=SC2086 # one word per package
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
