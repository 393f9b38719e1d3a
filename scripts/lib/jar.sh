# Sourced by the scripts beside this folder, in bash, after jdk.sh and tools.sh, with ROOT set.
#
# need_jar builds the gateway's jar, JAR, and need_bench_jar that of load and audits, BENCH_JAR, where there is none or its
# sources are newer.

JAR=$ROOT/gateway-server/target/sluice.jar
BENCH_JAR=$ROOT/gateway-bench/target/sluice-bench.jar

# For up to some 50,000 connections a node (docs/PERFORMANCE.md, "The JVM and the transport").
# Before JDK 25 there are no compact headers. MetaspaceSize: else the first minute of load ends with a full collection.
# shellcheck disable=SC2034 # for the scripts that source this
JAVA_OPTIONS="-XX:+IgnoreUnrecognizedVMOptions -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:MetaspaceSize=64m"

need_jar() {
  if is_newest "$JAR" "$ROOT/pom.xml" "$ROOT"/gateway-{core,server}/{pom.xml,src/main} "$ROOT"/gateway-js/sluice.{js,d.ts}; then
    return 0
  fi
  need_tool mvn maven || return 1
  echo "building gateway-server/target/sluice.jar (the first time takes a minute or two)" >&2
  # Format and tests are the business of scripts/test.
  (cd "$ROOT" && mvn -q -B -ntp -DskipTests -Dspotless.check.skip=true -pl gateway-server -am package) || return 1
  touch "$JAR"
}

# An old one would give the verdict of an old audit.
need_bench_jar() {
  if is_newest "$BENCH_JAR" "$ROOT/pom.xml" "$ROOT"/gateway-{core,server,bench}/{pom.xml,src/main}; then return 0; fi
  need_tool mvn maven || return 1
  echo "building gateway-bench/target/sluice-bench.jar" >&2
  (cd "$ROOT" && mvn -q -B -ntp -DskipTests -Dspotless.check.skip=true -pl gateway-bench -am package) || return 1
  # Maven leaves what it need not write again as old as it was.
  touch "$JAR" "$BENCH_JAR"
}

is_newest() { # file source…
  local file=$1
  shift
  [ -f "$file" ] && [ -z "$(find "$@" -newer "$file" -print -quit)" ]
}
