#!/bin/sh
# Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
#
# Every door of one gateway, by the clients that people have: samples/every-door/run.sh
# Through each a device with a certificate publishes and gets a command; a foreign topic, a revoked device and
# somebody without a certificate are refused with the code that the door has for it. Exit code 0: as it must be.
set -eu

root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/../.." && pwd -P)
sample=$root/samples/every-door
# shellcheck source=samples/gateway.sh
. "$root/samples/gateway.sh"

cc -std=c11 -O1 -g -Wall -Wextra -Werror -o "$home/airwire-device" "$root/samples/wire-c/airwire.c" \
  "$root/samples/wire-c/device.c" -lssl -lcrypto
mkdir "$home/socket"
cp "$sample/package.json" "$sample/package-lock.json" "$sample/socket.mjs" "$home/socket"
(cd "$home/socket" && npm ci --silent --no-audit --no-fund) || fail "npm ci must install the WebSocket client"
gateway_home "$sample"
gateway_devices device mqtt-1 web-1 socket-1 java-1 c-1 revoked-1
gateway_devices control-room room desk
messages=7
"$dist/bin/air" device revoke revoked-1 --home "$home" >/dev/null
gateway_run
says gateway "ready; MQTT, HTTP/2, WebSocket and the wire protocol are open"

same() {
  [ "$2" = "$3" ] || fail "$1 must be \"$3\" but was \"$2\""
}

# ---- the control room, on MQTT: hears every door, and commands every device ----
by_mqtt() { # by_mqtt pub|sub DEVICE …
  verb=$1
  device=$2
  shift 2
  # a line at a time, so that it can be waited for
  stdbuf -oL "mosquitto_$verb" -h localhost -p "$mqtt" -V 5 --cafile "$certs/ca.pem" --cert "$certs/$device.pem" \
    --key "$certs/$device.key" -i "$device" -q 1 "$@"
}
by_mqtt sub room -t 'hall/#' -F '%t %p' -C "$messages" -W 300 -d >"$home/heard" 2>&1 &
room=$!
awaits "$home/heard" "received SUBACK"
command_to() {
  by_mqtt pub desk -t "commands/$1/lamp" -m on
}

# ---- MQTT 5: mosquitto_pub and mosquitto_sub ----
by_mqtt sub mqtt-1 -t 'commands/mqtt-1/#' -F '%t %p' -C 1 -W 60 -d >"$home/mqtt" 2>&1 &
listener=$!
awaits "$home/mqtt" "received SUBACK"
command_to mqtt-1
wait "$listener" || fail "mqtt-1 must get its command"
by_mqtt pub mqtt-1 -t hall/mqtt-1/state -m up || fail "mqtt-1 must be acknowledged"
says MQTT "mqtt-1 published; got $(grep '^commands' "$home/mqtt")"
by_mqtt pub mqtt-1 -t hall/web-1/state -m up >"$home/foreign" 2>&1 || true
by_mqtt pub revoked-1 -t hall/revoked-1/state -m up >"$home/revoked" 2>&1 && fail "a revoked device may not publish"
mosquitto_pub -h localhost -p "$mqtt" -V 5 --cafile "$certs/ca.pem" -i mqtt-1 -q 1 -t hall/mqtt-1/state -m up \
  >"$home/nobody" 2>&1 && fail "nobody may publish without a certificate"
says MQTT "refused: $(sed -n 's/.*failed: \(.*\)\.$/\1/p' "$home/foreign") (0x87)," \
  "$(sed -n 's/^Connection error: //p' "$home/revoked") (0x8a), no certificate: no connection"

# ---- HTTP/2: curl ----
by_web() { # by_web DEVICE PATH …: the status; the answer is in $home/answer
  device=$1
  path=$2
  shift 2
  curl -sS --http2 --cacert "$certs/ca.pem" ${device:+--cert "$certs/$device.pem" --key "$certs/$device.key"} \
    -o "$home/answer" -w 'HTTP/%{http_version} %{http_code}' "$@" "https://localhost:$web/v1/$path"
}
code() {
  sed -n 's/.*"code":"\([^"]*\)".*/\1/p' "$home/answer"
}
curl -sSN --http2 --max-time 60 --cacert "$certs/ca.pem" --cert "$certs/web-1.pem" --key "$certs/web-1.key" \
  "https://localhost:$web/v1/commands" >"$home/events" 2>&1 &
listener=$!
awaits "$home/events" "retry:"
command_to web-1
awaits "$home/events" "data:"
number=$(sed -n 's/^id: *//p' "$home/events" | head -n 1)
same "the acknowledgement" "$(by_web web-1 "commands/$number/ack" -X POST)" "HTTP/2 204"
kill "$listener"
same "one message" "$(by_web web-1 messages/hall/web-1/state -d up)" "HTTP/2 202"
same "a batch" "$(by_web web-1 messages/hall/web-1/state -H 'Content-Type: application/vnd.air.batch+json' \
  -d '[{"text": "up"}, {"text": "up"}]')" "HTTP/2 202"
says HTTP/2 "web-1 published one and a batch of two; got $(sed -n 's/^data:.*"topic":"\([^"]*\)".*"text":"\([^"]*\)".*/\1 \2/p' "$home/events")"
foreign=$(by_web web-1 messages/hall/mqtt-1/state -d up)
foreign="${foreign#* } $(code)"
revoked=$(by_web revoked-1 messages/hall/revoked-1/state -d up)
revoked="${revoked#* } $(code)"
nobody=$(by_web "" messages/hall/web-1/state -d up)
says HTTP/2 "refused: $foreign, $revoked, ${nobody#* } $(code)"

# ---- WebSocket: the npm client ws ----
node "$home/socket/socket.mjs" "$web" "$certs" socket-1 revoked-1 >"$home/socket.log" 2>&1 &
listener=$!
awaits "$home/socket.log" "foreign:"
command_to socket-1
wait "$listener" || fail "socket-1 must get its command: $(cat "$home/socket.log")"
of() { # of FILE WORD: what it says behind the word
  sed -n "s/^$2: //p" "$home/$1"
}
same "socket-1's message" "$(of socket.log published)" acknowledged
says WebSocket "socket-1 published; got $(of socket.log command)"
says WebSocket "refused: $(of socket.log foreign), $(of socket.log revoked), $(of socket.log nobody)"

# ---- the wire protocol: its clients in Java and in C ----
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$dist/lib/*" "$sample/WireDevice.java" "$wire" "$certs" java-1 revoked-1 \
  >"$home/java" 2>&1 &
listener=$!
awaits "$home/java" "foreign:"
command_to java-1
wait "$listener" || fail "java-1 must get its command: $(cat "$home/java")"
same "java-1's message" "$(of java published)" acknowledged
says wire "java-1 published; got $(of java command)"
says wire "refused: $(of java foreign), $(of java revoked), $(of java nobody)"

by_wire() { # by_wire publish|listen DEVICE …
  verb=$1
  device=$2
  shift 2
  "$home/airwire-device" "$verb" -p "$wire" -a "$certs/ca.pem" ${device:+-c "$certs/$device.pem" -k "$certs/$device.key"} \
    -w 60 "$@"
}
refusal() { # of what is run
  "$@" 2>&1 >/dev/null | sed -n 's/^refused: .. //p'
}
by_wire listen c-1 -t 'commands/c-1/#' >"$home/c" 2>"$home/c-subscribed" &
listener=$!
awaits "$home/c-subscribed" "subscribed"
command_to c-1
wait "$listener" || fail "c-1 must get its command"
same "c-1's message" "$(by_wire publish c-1 -t hall/c-1/state -m up)" "1 stored, 0 refused"
says wire "c-1 published; got $(cat "$home/c")"
says wire "refused: $(refusal by_wire publish c-1 -t hall/web-1/state -m up)," \
  "$(refusal by_wire publish revoked-1 -t hall/c-1/state -m up), $(refusal by_wire publish '' -t hall/c-1/state -m up)"

# ---- what came of it ----
wait "$room" || fail "the control room must hear every door: $(cat "$home/heard")"
says heard "$(grep '^hall/' "$home/heard" | sort | uniq -c | sed 's/^ *\([0-9]*\) hall\/\([^/]*\).*/\2 \1/' | tr '\n' ',' |
  sed 's/,$//; s/,/, /g')"
"$dist/bin/air" ledger --home "$home" --json >"$home/ledger" || fail "the ledger must balance: $(cat "$home/ledger")"
grep -q '"destination":"archive","accepted":'"$messages"',.*"waiting":'"$messages"',' "$home/ledger" ||
  fail "all $messages messages must wait for the archive: $(cat "$home/ledger")"
says ledger "archive: accepted $messages, waiting $messages: what was acknowledged is kept"
echo "as expected"
