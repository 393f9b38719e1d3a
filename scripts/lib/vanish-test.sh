#!/usr/bin/env bash
# Clients that vanish without a FIN: the gateway runs in one network namespace, a WebSocket and an event stream come from
# another, and the link between them is cut. Both have to be gone within heartbeat.timeout + heartbeat.interval.
#
# Needs root, `ip`, python3 and a built gateway-server/target/sluice.jar. Exits 77 where there is no root
# or namespaces are not possible.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/lib/jdk.sh
find_jdk

interval_ms=500
timeout_ms=1500
# Time for the looks at /api/connections and for the scheduler of a busy machine. What this test is about is far from it:
# without its timeouts the gateway would find the event stream after a quarter of an hour.
slack_ms=500

jar=gateway-server/target/sluice.jar
inside="sluice-gw-$$"
outside="sluice-cl-$$"
work=$(mktemp -d)
gateway_pid=
client_pid=

end() {
  if [ "$?" -ne 0 ]; then cat "$work"/client.log "$work"/gateway.log >&2 2>/dev/null || true; fi
  if [ -n "$client_pid" ]; then kill "$client_pid" 2>/dev/null || true; fi
  if [ -n "$gateway_pid" ]; then kill -KILL "$gateway_pid" 2>/dev/null || true; fi
  wait 2>/dev/null || true
  ip netns del "$inside" 2>/dev/null || true
  ip netns del "$outside" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM

if [ ! -r "$jar" ]; then echo "vanish-test: $jar is missing; build it first" >&2; exit 1; fi
if [ "$(id -u)" -ne 0 ]; then echo "vanish-test: skipped, it needs root" >&2; exit 77; fi
# The pair is made inside a namespace, so that nothing of this machine's own network is touched.
make_link() {
  ip netns add "$inside" && ip netns add "$outside" && ip netns exec "$inside" true &&
    ip -n "$inside" link add veth0 type veth peer name veth1 netns "$outside"
}
if ! make_link 2>"$work/why"; then
  echo "vanish-test: skipped, no network namespaces here ($(cat "$work/why"))" >&2
  exit 77
fi

ip -n "$inside" addr add 10.231.0.1/30 dev veth0
ip -n "$outside" addr add 10.231.0.2/30 dev veth1
ip -n "$inside" link set lo up
ip -n "$inside" link set veth0 up
ip -n "$outside" link set veth1 up

ip netns exec "$inside" "$JAVA_HOME/bin/java" -Xmx256m -jar "$jar" serve --set client.host=10.231.0.1 \
  --set heartbeat.interval=${interval_ms}ms --set heartbeat.timeout=${timeout_ms}ms --set close.timeout=200ms \
  ${VANISH_TRANSPORT:+--set transport="$VANISH_TRANSPORT"} >"$work/gateway.log" 2>&1 &
gateway_pid=$!

inside_get() { ip netns exec "$inside" python3 -c '
import sys, urllib.request
try:
    print(urllib.request.urlopen("http://127.0.0.1:8081" + sys.argv[1], timeout=2).read().decode())
except Exception as failure:
    print("failed:", failure)
' "$1"; }

for _ in $(seq 100); do
  if [[ $(inside_get /readyz) == *'"ok"'* ]]; then break; fi
  sleep 0.1
done

ip netns exec "$outside" python3 - >"$work/client.log" 2>&1 <<'PYTHON' &
import socket, threading, time

def connect(request):
    connection = socket.create_connection(("10.231.0.1", 8080), timeout=10)
    connection.sendall(request.encode())
    return connection

web_socket = connect("GET /ws?topic=a HTTP/1.1\r\nHost: 10.231.0.1:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
stream = connect("GET /sse?topic=a HTTP/1.1\r\nHost: 10.231.0.1:8080\r\n\r\n")

def answer_pings():
    frames = web_socket.makefile("rb")
    while frames.readline() != b"\r\n":
        pass
    while head := frames.read(2):
        length = head[1]
        if length == 126:
            length = int.from_bytes(frames.read(2), "big")
        payload = frames.read(length)
        # A pong carries what its ping carried (RFC 6455 section 5.5.3); the mask is four zero bytes.
        if head[0] == 0x89:
            web_socket.sendall(bytes([0x8A, 0x80 | len(payload), 0, 0, 0, 0]) + payload)

web_socket.settimeout(None)
threading.Thread(target=answer_pings, daemon=True).start()
time.sleep(60)
PYTHON
client_pid=$!

# One look per line: the cut, then the connections until there are none.
ip netns exec "$inside" python3 - "$inside" "$timeout_ms" "$interval_ms" "$slack_ms" <<'PYTHON'
import json, subprocess, sys, time, urllib.request

namespace, timeout, interval, slack = sys.argv[1], *(int(text) / 1000 for text in sys.argv[2:])

def connections():
    with urllib.request.urlopen("http://127.0.0.1:8081/api/connections", timeout=2) as answer:
        return [c["transport"] for c in json.load(answer)["items"]]

def await_count(count, within):
    begin = time.monotonic()
    while len(found := connections()) != count:
        if time.monotonic() - begin > within:
            sys.exit(f"vanish-test: not {count} connections within {within:.1f} s, but {found}")
        time.sleep(0.02)
    return time.monotonic() - begin

await_count(2, 10)
time.sleep(timeout + 2 * interval)
if len(connections()) != 2:
    sys.exit("vanish-test: living clients were closed")
subprocess.run(["ip", "link", "set", "veth0", "down"], check=True)
took = await_count(0, timeout + interval + slack)
print(f"vanish-test: both were gone {took:.2f} s after the link was cut; allowed are {timeout + interval + slack:.2f} s")
PYTHON
