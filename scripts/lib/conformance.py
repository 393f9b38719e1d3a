#!/usr/bin/env python3
"""Starts the echo server, lets the Autobahn testsuite's fuzzing client at it, and compares what it found with what is allowed.

Exits 1 where a case is worse than that, or was not run.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import quoteattr

SECONDS = {"core": 300, "full": 3600}
SECTIONS = {
    "1": ("Framing", 16),
    "2": ("Pings and pongs", 11),
    "3": ("Reserved bits", 7),
    "4": ("Opcodes", 10),
    "5": ("Fragmentation", 20),
    "6": ("UTF-8", 145),
    "7": ("Close", 37),
    "9": ("Limits and performance", 54),
    "10": ("Auto-fragmentation", 1),
    "12": ("Compression, different payloads", 90),
    "13": ("Compression, different parameters", 126),
}
CORE = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"]
CORE_OF_MANY = ["9.1.1", "9.2.1", "9.3.5", "9.5.1", "12.1.3", "12.2.10", "12.5.1", "13.1.3", "13.2.3", "13.7.3"]

# Anything but OK, or Close behaviour other than OK, has to stand here; the reasons are in docs/CONFORMANCE.md.
ALLOWED = {
    "6.4.3": {"NON-STRICT"},
    "6.4.4": {"NON-STRICT"},
    "7.1.6": {"INFORMATIONAL"},
    "7.13.1": {"INFORMATIONAL"},
    "7.13.2": {"INFORMATIONAL"},
}
# Their only offer limits the server's window: it is declined, nothing is agreed on, and there is nothing to test.
ALLOWED |= {f"{section}.{number}": {"UNIMPLEMENTED"} for section in ("13.3", "13.5") for number in range(1, 19)}

SETTINGS = [
    "client.host=127.0.0.1",
    "client.port=0",
    "push.port=0",
    "workers=1",
    "limits.inbound-frame=16MiB",
    "limits.inbound-rate=1000000",
    "compression.enabled=true",
]


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--set", choices=SECONDS, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--junit", type=Path)
    parser.add_argument("--python", required=True)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("server", nargs="+")
    return parser.parse_args()


def wanted_cases(chosen):
    return CORE + CORE_OF_MANY if chosen == "core" else [f"{section}.*" for section in SECTIONS]


def wanted_count(chosen, section):
    if chosen == "full" or f"{section}.*" in CORE:
        return SECTIONS[section][1]
    return sum(case.split(".")[0] == section for case in CORE_OF_MANY)


def run(args):
    """What the suite found, by case."""
    shutil.rmtree(args.results, ignore_errors=True)
    args.results.mkdir(parents=True)
    log = (args.results / "server.log").open("w")
    server = subprocess.Popen(args.server + SETTINGS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        run_suite(args, port_of(server, log))
    finally:
        server.stdin.close()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            raise
    return json.loads((args.results / "index.json").read_text())["sluice"]


def port_of(server, log):
    for line in server.stdout:
        if line.startswith("echo "):
            return int(line.split()[1])
        log.write(line)
    raise SystemExit("conformance: the echo server did not start; see server.log in the results")


def run_suite(args, port):
    spec = args.results / "fuzzingclient.json"
    spec.write_text(json.dumps({
        "outdir": str(args.results),
        "servers": [{"agent": "sluice", "url": f"ws://127.0.0.1:{port}/ws"}],
        "cases": wanted_cases(args.set),
        "exclude-cases": [],
        "exclude-agent-cases": {},
    }))
    command = [args.python, "-c", "from autobahntestsuite import wstest; wstest.run()", "-m", "fuzzingclient", "-s", str(spec)]
    with (args.results / "suite.log").open("w") as log:
        subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=True, timeout=SECONDS[args.set],
                       env={**os.environ, "PYTHONUSERBASE": str(args.packages)})


def problem(case, found):
    """What is worse than allowed, or None."""
    seen = {found["behavior"], found["behaviorClose"]} - {"OK"} - ALLOWED.get(case, set())
    return f"{case} is {found['behavior']}, its close {found['behaviorClose']} ({found['remoteCloseCode']})" if seen else None


def natural(case):
    return [int(part) for part in case.split(".")]


def judge(chosen, cases):
    """Rows of the table, and problems by section."""
    rows, problems = [], {}
    for section, (title, _) in SECTIONS.items():
        found = {case: result for case, result in cases.items() if case.split(".")[0] == section}
        worse = [text for case in sorted(found, key=natural) if (text := problem(case, found[case]))]
        if len(found) != wanted_count(chosen, section):
            worse.append(f"section {section}: {len(found)} cases instead of {wanted_count(chosen, section)}")
        problems[section] = worse
        counts = Counter(result["behavior"] for result in found.values())
        rows.append((section, title, len(found), counts, len(worse)))
    return rows, problems


def table(rows):
    kinds = ["OK", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED", "FAILED"]
    lines = [f"| section | cases | {' | '.join(kinds)} |", "|---|---|" + "---|" * len(kinds)]
    for section, title, count, counts, _ in rows:
        lines.append(f"| {section} {title} | {count} | " + " | ".join(str(counts.get(kind, 0)) for kind in kinds) + " |")
    return "\n".join(lines) + "\n"


def write_junit(path, problems):
    path.parent.mkdir(parents=True, exist_ok=True)
    cases = []
    for section, worse in problems.items():
        failure = f"<failure message={quoteattr('; '.join(worse))}/>" if worse else ""
        name = quoteattr(f"section {section} of the Autobahn testsuite: {SECTIONS[section][0]}")
        cases.append(f'<testcase classname="conformance" name={name}>{failure}</testcase>')
    path.write_text(f'<testsuite name="conformance">{"".join(cases)}</testsuite>\n')


def main():
    args = options()
    args.results = args.results.resolve()
    try:
        cases = run(args)
    except (subprocess.SubprocessError, OSError) as error:
        sys.exit(f"conformance: {error}; see suite.log and server.log in {args.results}")
    rows, problems = judge(args.set, cases)
    text = table(rows)
    (args.results / "summary.md").write_text(text)
    print(text)
    if args.junit:
        write_junit(args.junit, problems)
    worse = [text for section in problems.values() for text in section]
    for text in worse:
        print(f"not allowed: {text}")
    print(f"{sum(row[2] for row in rows)} cases, {len(worse)} problems; {args.results / 'index.html'}")
    sys.exit(1 if worse else 0)


if __name__ == "__main__":
    main()
