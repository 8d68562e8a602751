#!/bin/sh
# Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
#
# The C client against a gateway: samples/wire-c/run.sh AIRWIRE-DEVICE (the program that the README builds)
# Exit code 0: everything was as it must be.
set -eu

root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/../.." && pwd -P)
client=${1:?usage: samples/wire-c/run.sh AIRWIRE-DEVICE}
case $client in /*) ;; *) client=$PWD/$client ;; esac
# shellcheck source=samples/gateway.sh
. "$root/samples/gateway.sh"

gateway_home "$root/samples/wire-c"
gateway_devices device pump-1 pump-2
gateway_devices control-room control-room
gateway_run
says gateway "ready; devices pump-1, pump-2, control-room"

as() {
  device=$1
  verb=$2
  shift 2
  "$client" "$verb" -p "$wire" -a "$certs/ca.pem" -c "$certs/$device.pem" -k "$certs/$device.key" -w 60 "$@"
}
same() {
  [ "$2" = "$3" ] || fail "$1 must be \"$3\" but was \"$2\""
}

as control-room listen -t 'sensors/#' -n 301 >"$home/heard" 2>"$home/control-room" &
listener=$!
awaits "$home/control-room" "subscribed"

out=$(as pump-1 publish -t sensors/pump-1/bar -m 2.5 -T text/plain -P 5)
same "one message" "$out" "1 stored, 0 refused"
says publish "pump-1 to sensors/pump-1/bar: $out"

# the line is cut again and again in the middle: the session goes on, and nothing is lost or doubled
out=$(as pump-1 publish -t sensors/pump-1/rpm -m 1450 -n 300 -x 10 2>"$home/cuts")
same "three hundred messages" "$out" "300 stored, 0 refused"
cuts=$(grep -c resumed "$home/cuts")
[ "$cuts" -ge 5 ] || fail "the session must be resumed but was $cuts times"
says publish "pump-1 to sensors/pump-1/rpm, the line cut 10 times: $out"

wait "$listener" || fail "control-room must hear all"
same "what was heard" "$(sort "$home/heard" | uniq -c | sed 's/^ *//' | tr '\n' ';')" \
  "1 sensors/pump-1/bar 2.5;300 sensors/pump-1/rpm 1450;"
says heard "control-room: 1 of sensors/pump-1/bar, 300 of sensors/pump-1/rpm"

as pump-2 listen -t 'commands/pump-2/#' -n 1 >"$home/command" 2>"$home/pump-2" &
listener=$!
awaits "$home/pump-2" "subscribed"
as control-room publish -t commands/pump-2/valve -m open >/dev/null
wait "$listener" || fail "pump-2 must get its command"
same "the command" "$(cat "$home/command")" "commands/pump-2/valve open"
says command "pump-2: $(cat "$home/command")"
# what comes while it is away waits for it
as control-room publish -t commands/pump-2/valve -m close >/dev/null
as pump-2 listen -t 'commands/pump-2/#' -n 1 >"$home/command" 2>/dev/null || fail "a command must wait for pump-2"
says command "pump-2, that was away: $(cat "$home/command")"

out=$(as pump-1 publish -t sensors/pump-2/bar -m 9.9 2>&1 >/dev/null) && fail "a foreign topic must be refused"
says refused "pump-1 to sensors/pump-2/bar: ${out#refused: }"
out=$(as pump-1 listen -t '#' 2>&1) && fail "a foreign filter must be refused"
says refused "pump-1 for #: ${out#refused: }"
out=$("$client" publish -p "$wire" -a "$certs/ca.pem" -t sensors/pump-1/bar -m 1 2>&1 >/dev/null) &&
  fail "nobody may come without a certificate"
says refused "nobody: ${out#refused: }"
echo "as expected"
