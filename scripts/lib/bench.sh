# Sourced by the scripts that measure, in bash, after jdk.sh: one server at a time on one core, the load on another.
#
# The script sets SELF (its name, for messages), CASES and RESULTS (a folder of its own, which is emptied), and defines
#   server_command NAME     sets COMMAND, what starts that server on $CLIENT_PORT and $PUSH_PORT
# Then prepare; trap clean_up; for each run start_server, run_load, stop_server. FAILED_RUNS are those that failed.

FLOOR=$ROOT/gateway-bench/target/floor
BENCH_JAR=$ROOT/gateway-bench/target/sluice-bench.jar
GATEWAY_JAR=$ROOT/gateway-server/target/sluice.jar

REPETITIONS=3
SUBSCRIBERS=
WARMUP_SECONDS=8
ITERATIONS=3
DURATION_SECONDS=2
DRAIN_SECONDS=10
SERVER_CORE=0
LOAD_CORE=1
FIRST_PORT=28180
GATEWAY_COMMAND=
GATEWAY_OPTIONS=${SLUICE_JAVA_OPTS:--Xms256m -Xmx1g -XX:+UseSerialGC}
START_SECONDS=30
STOP_SECONDS=20
CONNECT_SECONDS=60

COMMAND=()
SERVER_PID=
CHARGED_PID=
LOAD_PID=
FAILED_RUNS=()

complain() {
  echo "$SELF: $*" >&2
}

die() {
  complain "$@"
  exit 2
}

# The options that these scripts share; the script has its own ones and a usage().
parse_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help) usage; exit 0 ;;
    esac
    if [ $# -lt 2 ] && is_option "$1"; then die "$1 needs a value"; fi
    set_option "$1" "${2:-}" || { usage >&2; die "unknown option $1"; }
    shift 2
  done
}

is_option() { # name
  (set_option "$1" "")
}

set_shared_option() { # name value; 1 if there is no such option
  case $1 in
    --repetitions) REPETITIONS=$2 ;;
    --cases) CASES=$2 ;;
    --subscribers) SUBSCRIBERS=$2 ;;
    --warmup) WARMUP_SECONDS=$2 ;;
    --iterations) ITERATIONS=$2 ;;
    --duration) DURATION_SECONDS=$2 ;;
    --server-core) SERVER_CORE=$2 ;;
    --load-core) LOAD_CORE=$2 ;;
    --first-port) FIRST_PORT=$2 ;;
    --gateway) GATEWAY_COMMAND=$2 ;;
    *) return 1 ;;
  esac
}

# case → the load command's options that make it up
load_options() {
  local crowd=${SUBSCRIBERS:-10000} some=${SUBSCRIBERS:-1000} many=${SUBSCRIBERS:-19000}
  case $1 in
    firehose) echo "--subscribers $some --payload 128 --outstanding 64" ;;
    busy) echo "--subscribers $some --payload 128 --outstanding 8" ;;
    crowd) echo "--subscribers $crowd --payload 128 --outstanding 8" ;;
    calm) echo "--subscribers $some --payload 128 --rate 20" ;;
    calm19k) echo "--subscribers $many --payload 128 --rate 2" ;;
    unicast) echo "--subscribers $crowd --topics $crowd --payload 128 --rate 20000" ;;
    topics) echo "--subscribers $many --topics 10000 --topics-per-subscriber 4 --payload 512 --rate 10000" ;;
    idle) echo "--subscribers $many --rate 0" ;;
    connects) echo "--subscribers 0 --rate 0 --churn max --connecting 64" ;;
    steady) echo "--subscribers $some --payload 4096 --rate 50" ;;
    stalled) echo "--subscribers $((2 * some)) --stalled $some --receive-buffer 4096 --payload 4096 --rate 50" ;;
    *) die "unknown case $1" ;;
  esac
}

# case → the most files that server or load has open
open_files() {
  case $1 in
    calm19k | topics | idle) echo $((${SUBSCRIBERS:-19000} + 500)) ;;
    crowd | unicast) echo $((${SUBSCRIBERS:-10000} + 500)) ;;
    *) echo $((2 * ${SUBSCRIBERS:-1000} + 500)) ;;
  esac
}

check_open_files() {
  local case allowed
  allowed=$(ulimit -Hn)
  for case in $CASES; do
    if [ "$allowed" != unlimited ] && [ "$allowed" -lt "$(open_files "$case")" ]; then
      die "$case needs $(open_files "$case") open files, but ulimit -Hn says $allowed"
    fi
  done
}

prepare() {
  local tool
  check_open_files
  for tool in taskset timeout gcc; do
    command -v "$tool" >/dev/null || die "$tool is missing (Debian: apt-get install util-linux coreutils gcc libc6-dev)"
  done
  taskset -c "$SERVER_CORE,$LOAD_CORE" true 2>/dev/null || die "cores $SERVER_CORE and $LOAD_CORE are not both available"
  [ "$SERVER_CORE" != "$LOAD_CORE" ] || die "server and load need a core each"
  find_jdk
  if [ ! -f "$BENCH_JAR" ]; then build gateway-bench; fi
  if [ -z "$GATEWAY_COMMAND" ] && [ ! -f "$GATEWAY_JAR" ]; then build gateway-server; fi
  gcc -O2 -std=gnu11 -Wall -Wextra -o "$FLOOR" "$ROOT/gateway-bench/src/main/c/floor.c"
  rm -rf "$RESULTS"
  mkdir -p "$RESULTS"
  # Subscribers and their servers need more files than many shells allow by default.
  ulimit -n "$(ulimit -Hn)"
}

build() {
  command -v mvn >/dev/null || die "Maven is missing (Debian: apt-get install maven)"
  echo "building $1" >&2
  (cd "$ROOT" && mvn -q -B -DskipTests -pl "$1" -am package)
}

floor_command() {
  COMMAND=("$FLOOR" "$CLIENT_PORT" "$PUSH_PORT")
}

gateway_command() {
  if [ -n "$GATEWAY_COMMAND" ]; then
    COMMAND=(bash -c "exec $GATEWAY_COMMAND")
  else
    # shellcheck disable=SC2206 # the options are words
    COMMAND=("$JAVA_HOME/bin/java" $GATEWAY_OPTIONS -jar "$GATEWAY_JAR" serve --set client.host=127.0.0.1
      --set "client.port=$CLIENT_PORT" --set "push.port=$PUSH_PORT")
  fi
}

# Returns 1, after a line about why, if the server does not become ready.
start_server() { # name client-port push-port
  export CLIENT_PORT=$2 PUSH_PORT=$3
  if answers "$CLIENT_PORT" || answers "$PUSH_PORT"; then
    complain "port $CLIENT_PORT or $PUSH_PORT is in use"
    return 1
  fi
  server_command "$1"
  taskset -c "$SERVER_CORE" "${COMMAND[@]}" >"$RESULTS/$1.log" 2>&1 &
  SERVER_PID=$!
  local deadline=$((SECONDS + START_SECONDS))
  until is_ready "$PUSH_PORT"; do
    if ! kill -0 "$SERVER_PID" 2>/dev/null; then
      complain "$1 ended at its start: $(tail -n 3 "$RESULTS/$1.log")"
      return 1
    fi
    if [ $SECONDS -ge $deadline ]; then
      complain "$1 was not ready within $START_SECONDS s"
      return 1
    fi
    sleep 0.1
  done
  CHARGED_PID=$(only_child_of "$SERVER_PID")
  CHARGED_PID=${CHARGED_PID:-$SERVER_PID}
}

# A server may be a master that leaves the work to one process.
only_child_of() { # pid
  local children=()
  read -r -a children 2>/dev/null <"/proc/$1/task/$1/children" || true
  if [ "${#children[@]}" -eq 1 ]; then echo "${children[0]}"; fi
}

answers() { # port
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

is_ready() { # port
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$1" >&3
    IFS= read -r -t 3 status <&3
    [[ $status == *" 200"* ]]
  ) 2>/dev/null
}

stop_server() {
  if [ -n "$SERVER_PID" ]; then
    end_process "$SERVER_PID" "$STOP_SECONDS"
    # A master that had to be killed leaves its worker behind.
    if [ -n "$CHARGED_PID" ] && [ "$CHARGED_PID" != "$SERVER_PID" ]; then kill -KILL "$CHARGED_PID" 2>/dev/null || true; fi
    SERVER_PID=
    CHARGED_PID=
  fi
}

end_process() { # pid seconds
  local deadline=$((SECONDS + $2))
  kill -TERM "$1" 2>/dev/null || true
  while kill -0 "$1" 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 0.05; done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

clean_up() {
  trap - EXIT INT TERM
  if [ -n "$LOAD_PID" ]; then end_process "$LOAD_PID" 2; fi
  stop_server
}

# Runs one case against the server that is up; what failed is in the result, so it only remembers that something did.
run_load() { # case server repetition path push-path
  local bound=$((CONNECT_SECONDS + WARMUP_SECONDS + ITERATIONS * DURATION_SECONDS + DRAIN_SECONDS + 30))
  echo "== $1, $2, repetition $3" >&2
  # In the background, because the shell then takes signals at once instead of after the run.
  # shellcheck disable=SC2046 # the options are words
  timeout -k 5 "$bound" taskset -c "$LOAD_CORE" "$JAVA_HOME/bin/java" -Xms256m -Xmx512m -XX:+UseSerialGC -jar "$BENCH_JAR" \
    load --label "$1/$2/$3" --url "ws://127.0.0.1:$CLIENT_PORT$4" --push-url "http://127.0.0.1:$PUSH_PORT$5" \
    $(load_options "$1") --warmup "${WARMUP_SECONDS}s" --iterations "$ITERATIONS" --duration "${DURATION_SECONDS}s" \
    --drain "${DRAIN_SECONDS}s" --server-pid "$CHARGED_PID" --json "$RESULTS/$1-$2-$3.json" >"$RESULTS/$1-$2-$3.txt" &
  LOAD_PID=$!
  wait "$LOAD_PID" || FAILED_RUNS+=("$1/$2/$3")
  LOAD_PID=
  cat "$RESULTS/$1-$2-$3.txt" >&2
}

print_table() { # result…
  "$JAVA_HOME/bin/java" -jar "$BENCH_JAR" table --baseline floor "$@"
}
