# Sourced by the scripts beside this folder, in bash, after jdk.sh, tools.sh and jar.sh: Redis, gateways that share it, and
# HAProxy with config/haproxy.cfg, all on loopback.
#
#   need_cluster                       installs or builds what is missing
#   use_ports FIRST NODES              chooses the ports below; 1 if one is taken, and says so
#   use_folder FOLDER                  for logs and Redis' files
#   start_redis                        with an append-only file; returns when it answers
#   start_node N [key=value …]         the Nth gateway, with more settings; returns at once
#   await_nodes                        until all that were started are ready
#   start_haproxy                      in front of the nodes of use_ports; returns when it has them all
#   stop_node N                        drains it (SIGTERM); prints and returns its exit code
#   kill_node N                        ends it at once (SIGKILL)
#   stop_haproxy, stop_redis, kill_redis
#   end_cluster                        all of it: nodes, HAProxy, Redis; returns 1 if a node ended with another code than 0
#
# A node or Redis that was stopped may be started again. Ports, for use by the script: CLIENT_PORT, PUSH_PORT (HAProxy's),
# STATS_PORT, REDIS_PORT, NODE_PORTS[N], NODE_PUSH_PORTS[N]; processes: REDIS_PID, HAPROXY_PID, NODE_PIDS[N]; N counts from 1.
# NODE_OPTIONS are the JVM options of a node. What is started lives in process groups of its own, so that Ctrl-C reaches the
# script alone, which has to call end_cluster (trap end_cluster EXIT).

NODE_OPTIONS=${SLUICE_JAVA_OPTS:--Xmx512m -XX:MaxDirectMemorySize=512m $JAVA_OPTIONS}
NODE_DRAIN_GRACE_SECONDS=3
NODE_DRAIN_SECONDS=20
CLUSTER_START_SECONDS=60

# HAProxy has a loopback address of its own, so that it alone has to send a PROXY header and a node can be asked directly.
HAPROXY_ADDRESS=127.0.0.2

CLUSTER_FOLDER=
CLUSTER_NODES=0
CLIENT_PORT=0
PUSH_PORT=0
STATS_PORT=0
REDIS_PORT=0
NODE_PORTS=()
NODE_PUSH_PORTS=()
REDIS_PID=
HAPROXY_PID=
NODE_PIDS=()

need_cluster() {
  local missing=0
  # Where Debian has it, which the path of users other than root lacks.
  PATH=$PATH:/usr/sbin
  need_jdk || missing=1
  need_tool redis-server redis-server || missing=1
  need_tool haproxy haproxy || missing=1
  [ "$missing" -eq 0 ] && need_jar
}

# FIRST and the three after it, and for each node two at FIRST + 10 × N.
use_ports() { # first nodes
  local n port taken=0
  CLIENT_PORT=$1
  PUSH_PORT=$(($1 + 1))
  STATS_PORT=$(($1 + 2))
  REDIS_PORT=$(($1 + 3))
  CLUSTER_NODES=$2
  for ((n = 1; n <= CLUSTER_NODES; n++)); do
    NODE_PORTS[n]=$(($1 + 10 * n))
    NODE_PUSH_PORTS[n]=$(($1 + 10 * n + 1))
  done
  for port in "$CLIENT_PORT" "$PUSH_PORT" "$STATS_PORT" "$REDIS_PORT" "${NODE_PORTS[@]}" "${NODE_PUSH_PORTS[@]}"; do
    if is_listening "$port"; then
      echo "port $port is in use" >&2
      taken=1
    fi
  done
  return $taken
}

use_folder() { # folder
  mkdir -p "$1/redis"
  CLUSTER_FOLDER=$(cd "$1" && pwd)
}

start_redis() {
  in_own_group "$CLUSTER_FOLDER/redis.log" redis-server --bind 127.0.0.1 --port "$REDIS_PORT" --dir "$CLUSTER_FOLDER/redis" \
    --save "" --appendonly yes --maxmemory-policy noeviction
  REDIS_PID=$STARTED_PID
  await "Redis, see $CLUSTER_FOLDER/redis.log" redis_answers
}

start_node() { # n [key=value …]
  local n=$1 setting settings=()
  shift
  for setting in \
    client.host=127.0.0.1 "client.port=${NODE_PORTS[n]}" push.host=127.0.0.1 "push.port=${NODE_PUSH_PORTS[n]}" \
    engine.type=redis "redis.uri=redis://127.0.0.1:$REDIS_PORT" \
    "client.trusted-proxies=$HAPROXY_ADDRESS" client.proxy-protocol=true \
    "drain.grace=${NODE_DRAIN_GRACE_SECONDS}s" "drain.window=${NODE_DRAIN_SECONDS}s" "$@"; do
    settings+=(--set "$setting")
  done
  # shellcheck disable=SC2086 # the options are words
  in_own_group "$CLUSTER_FOLDER/node$n.log" "$JAVA_HOME/bin/java" $NODE_OPTIONS -jar "$JAR" serve "${settings[@]}"
  NODE_PIDS[n]=$STARTED_PID
}

await_nodes() {
  local n
  for n in "${!NODE_PIDS[@]}"; do
    await "node $n, see $CLUSTER_FOLDER/node$n.log" node_is_ready_or_dead "$n" || return 1
    is_running "${NODE_PIDS[n]}" || {
      echo "node $n ended at its start: $(tail -n 3 "$CLUSTER_FOLDER/node$n.log")" >&2
      return 1
    }
  done
}

start_haproxy() {
  local n environment=(
    SLUICE_CLIENT_BIND="127.0.0.1:$CLIENT_PORT" SLUICE_PUSH_BIND="127.0.0.1:$PUSH_PORT"
    SLUICE_STATS_BIND="127.0.0.1:$STATS_PORT" "SLUICE_SOURCE=$HAPROXY_ADDRESS"
    SLUICE_HAPROXY_LOG=stdout SLUICE_HAPROXY_PLAIN=1 SLUICE_MAX_CONNECTIONS="$(haproxy_connections)"
  )
  for n in "${!NODE_PORTS[@]}"; do
    environment+=("SLUICE_NODE_$n=127.0.0.1:${NODE_PORTS[n]}" "SLUICE_PUSH_$n=127.0.0.1:${NODE_PUSH_PORTS[n]}")
  done
  in_own_group "$CLUSTER_FOLDER/haproxy.log" env "${environment[@]}" haproxy -db -f "$ROOT/config/haproxy.cfg"
  HAPROXY_PID=$STARTED_PID
  await "HAProxy with all nodes, see $CLUSTER_FOLDER/haproxy.log" haproxy_has_all_nodes
}

# As many as its descriptors allow, two for each and some to spare, and no more than by default.
haproxy_connections() {
  local most
  most=$(ulimit -Hn)
  if [ "$most" = unlimited ] || [ "$most" -gt 100200 ]; then most=100200; fi
  echo $(((most - 200) / 2))
}

# A process in a group of its own, its output in a file; its id is in STARTED_PID.
in_own_group() { # log command…
  local log=$1
  shift
  set -m
  "$@" >>"$log" 2>&1 </dev/null &
  STARTED_PID=$!
  set +m
}

stop_node() { # n
  local status=0
  end_process "${NODE_PIDS[$1]}" TERM $((NODE_DRAIN_SECONDS + 5)) || status=$?
  unset "NODE_PIDS[$1]"
  echo "node $1 ended with exit code $status"
  return "$status"
}

kill_node() { # n
  end_process "${NODE_PIDS[$1]}" KILL 5 || true
  unset "NODE_PIDS[$1]"
}

# By SIGTERM HAProxy stops at once; what it still carries is cut.
stop_haproxy() {
  if [ -n "$HAPROXY_PID" ]; then end_process "$HAPROXY_PID" TERM 5 || true; fi
  HAPROXY_PID=
}

stop_redis() {
  if [ -n "$REDIS_PID" ]; then end_process "$REDIS_PID" TERM 10 || true; fi
  REDIS_PID=
}

kill_redis() {
  end_process "$REDIS_PID" KILL 5 || true
  REDIS_PID=
}

# Nodes first, all at the same time: while they drain, their subscribers still need HAProxy, and publications Redis.
end_cluster() {
  local n failed=0
  for n in "${!NODE_PIDS[@]}"; do kill -TERM "${NODE_PIDS[n]}" 2>/dev/null || true; done
  for n in "${!NODE_PIDS[@]}"; do stop_node "$n" || failed=1; done
  stop_haproxy
  stop_redis
  return $failed
}

# Sends a signal, waits, and after so many seconds ends it the hard way; returns the exit code.
end_process() { # pid signal seconds
  local deadline=$((SECONDS + $3)) status=0
  kill -s "$2" "$1" 2>/dev/null || true
  while is_running "$1" && [ $SECONDS -lt $deadline ]; do sleep 0.05; done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" || status=$?
  return "$status"
} 2>/dev/null # the shell's own words about it

is_running() { # pid
  kill -0 "$1" 2>/dev/null
}

# Until a command succeeds; says what it waited for in vain.
await() { # what command…
  local what=$1 deadline=$((SECONDS + CLUSTER_START_SECONDS))
  shift
  until "$@"; do
    [ $SECONDS -lt $deadline ] || { echo "not within $CLUSTER_START_SECONDS s: $what" >&2; return 1; }
    sleep 0.1
  done
}

is_listening() { # port
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

redis_answers() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$REDIS_PORT"
    printf 'PING\r\n' >&3
    IFS= read -r -t 3 answer <&3
    [[ $answer == +PONG* ]]
  ) 2>/dev/null
}

node_is_ready_or_dead() { # n
  ! is_running "${NODE_PIDS[$1]}" || [[ $(http_get "${NODE_PUSH_PORTS[$1]}" /readyz) == "HTTP/1.1 200"* ]]
}

haproxy_has_all_nodes() {
  [ "$(http_get "$STATS_PORT" '/;csv' | grep -cE '^(nodes|push),node[0-9]+,.*,UP,')" -eq $((2 * ${#NODE_PORTS[@]})) ]
}

# Head and body of an answer, nothing where there is none.
http_get() { # port path
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$2" >&3
    timeout 3 cat <&3
  ) 2>/dev/null || true
}
