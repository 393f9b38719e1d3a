"""Checks config/prometheus and config/grafana: each by the tool that reads it, and against the names, labels and values that a
gateway with Redis behind it prints, and against docs/OPERATIONS.md.

Used by deploy_test.py.
"""
import contextlib
import json
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
ALERTS = ROOT / "config/prometheus/alerts.yml"
DASHBOARD = ROOT / "config/grafana/sluice.json"
HANDBOOK = ROOT / "docs/OPERATIONS.md"
PATIENCE_SECONDS = 60
# What Prometheus adds to whatever it scrapes.
TARGET_LABELS = {"job", "instance"}
PROMETHEUS_METRICS = {"up": {}}
# What Grafana replaces.
VARIABLES = {"$__rate_interval": "5m", '"$job"': '"sluice"', '"$instance"': '"a|b"'}
WORDS = {"and", "or", "unless", "by", "without", "on", "ignoring", "bool", "offset"}
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(folder, *words):
    """A process with its output in a file, ended with the block."""
    log = Path(folder, Path(words[0]).name + ".log")
    with open(log, "w") as out:
        process = subprocess.Popen([str(word) for word in words], cwd=folder, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT, env={"PATH": "/usr/bin:/bin"})
    try:
        yield process, log
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def printed_by_a_gateway(java, jar):
    """What /metrics of a gateway with Redis says: of each name its labels, of each label its values."""
    redis_port = free_port()
    with tempfile.TemporaryDirectory(prefix="sluice-monitoring-", ignore_cleanup_errors=True) as folder, \
            running(folder, "redis-server", "--port", redis_port, "--bind", "127.0.0.1", "--save", ""), \
            contextlib.ExitStack() as later:
        wait_until(lambda: answers(redis_port), "Redis")
        gateway, log = later.enter_context(running(
            folder, java, "-Xmx256m", "-jar", jar, "serve", "--set", "client.host=127.0.0.1", "--set", "client.port=0",
            "--set", "push.port=0", "--set", "drain.grace=0s", "--set", "start.warm-up=0s", "--set", "engine.type=redis",
            "--set", f"redis.uri=redis://127.0.0.1:{redis_port}", "--set", "limits.connections=1000",
            "--set", "limits.push-connections=200"))
        wait_until(lambda: gateway.poll() is not None or "publishers:" in log.read_text(), "the gateway")
        assert gateway.poll() is None, f"the gateway ended at its start: {log.read_text()}"
        port = re.search(r"publishers: +http://\S+?:(\d+)/", log.read_text())[1]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
    metrics = {}
    for name, labels in re.findall(rf"^({NAME})(?:\{{(.*)\}})? ", text, re.MULTILINE):
        known = metrics.setdefault(name, {})
        for label, value in re.findall(r'(\w+)="([^"]*)"', labels):
            known.setdefault(label, set()).add(value)
    # Those of TLS are printed where there is a certificate; a test of the gateway compares them with the list.
    documented = re.findall(r"`(tls_[a-z_]+)`", (ROOT / "docs/METRICS.md").read_text())
    metrics.update({name: {} for name in documented if "…" not in name and not name.endswith("_")})
    assert len(metrics) > 150 and "redis_publish_time" in metrics, f"only {len(metrics)} names were printed"
    return metrics


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE_SECONDS} s for {what}"
        time.sleep(0.05)


def rules():
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def mistakes_of(expression, metrics):
    """Names, labels and quantiles of an expression that no gateway prints."""
    found = []
    bare = re.sub(r'"[^"]*"', '""', expression)
    grouping = r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)"
    named = re.sub(r"\{[^}]*\}|\[[^]]*\]|\"\"|\b\d[\w.]*", " ", re.sub(grouping, " ", bare))
    names = set(re.findall(rf"\b{NAME}\b(?!\s*\()", named)) - WORDS
    assert names, f"no metric in {expression}"
    found += [f"no metric {name}" for name in sorted(names - set(metrics))]
    known = TARGET_LABELS.union(*(metrics.get(name, {}) for name in names))
    for labels in re.findall(grouping, bare):
        found += [f"no label {label}" for label in re.findall(r"\w+", labels) if label not in known]
    for name, matchers in re.findall(rf"({NAME})\{{([^}}]*)\}}", expression):
        for label, operator, value in re.findall(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"', matchers):
            if label in TARGET_LABELS:
                continue
            values = metrics.get(name, {}).get(label)
            if values is None:
                found.append(f"{name} has no label {label}")
            elif label == "quantile":
                wanted = value.split("|") if "~" in operator else [value]
                found += [f"{name} has no quantile {one}" for one in wanted if one not in values]
    return found


def alerts_fit_the_gateway(metrics):
    wrong = {}
    for rule in rules():
        known = TARGET_LABELS.union(*metrics.values())
        used = re.findall(r"\$labels\.(\w+)", json.dumps(rule["annotations"]))
        mistakes = mistakes_of(rule["expr"], metrics | PROMETHEUS_METRICS)
        mistakes += [f"no label {name}" for name in used if name not in known]
        selectors = re.findall(rf"{NAME}\{{([^}}]*)\}}", rule["expr"])
        if not selectors or not all('job="sluice"' in selector for selector in selectors):
            mistakes.append('a selector without job="sluice"')
        if mistakes:
            wrong[rule["alert"]] = mistakes
    assert not wrong, f"{wrong}"


def alerts_are_those_of_the_handbook():
    handbook = HANDBOOK.read_text()
    table = re.search(r"^## Alerts$(.*?)^## ", handbook, re.MULTILINE | re.DOTALL)[1]
    told = {}
    for row in table.splitlines():
        if row.startswith("| **"):
            name, expression, lasting, severity = [cell.strip() for cell in row.split(" | ")[:4]]
            told[name.strip("| *")] = (squeezed(expression.strip("`")), lasting.replace(" ", "").replace("–", ""), severity)
    real = {}
    for rule in rules():
        expression = re.sub(r'\{job="sluice"\}', "", rule["expr"]).replace('job="sluice", ', "")
        real[rule["alert"].removeprefix("Sluice")] = (squeezed(expression), rule.get("for", ""), rule["labels"]["severity"])
    assert len(told) >= 20, f"only {len(told)} alerts were found in docs/OPERATIONS.md"
    names = told.keys() | real.keys()
    different = {name: (told.get(name), real.get(name)) for name in names if told.get(name) != real.get(name)}
    assert not different, f"(docs/OPERATIONS.md, alerts.yml): {different}"
    titles = re.findall(r"^#+ (.+)$", handbook, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    for rule in rules():
        page, anchor = rule["annotations"]["runbook_url"].split("#")
        assert page == "docs/OPERATIONS.md" and anchor in anchors, f"{rule['alert']}: no section {page}#{anchor}"
        assert rule["annotations"]["summary"] and rule["annotations"]["description"], rule["alert"]


def squeezed(expression):
    return re.sub(r"\s+", " ", expression).strip()


def panels():
    dashboard = json.loads(DASHBOARD.read_text())
    return [inner for panel in dashboard["panels"] for inner in [panel, *panel.get("panels", [])]]


def expressions():
    """Those of the dashboard, with Grafana's variables replaced."""
    found = []
    for panel in panels():
        for target in panel.get("targets", []):
            expression = target["expr"]
            for name, value in VARIABLES.items():
                expression = expression.replace(name, value)
            assert "$" not in expression, f"{panel['title']}: a variable that is not known in {expression}"
            found.append((panel["title"], expression))
    return found


def dashboard_fits_the_gateway(metrics):
    wrong = {}
    for title, expression in expressions():
        for mistake in mistakes_of(expression, metrics):
            wrong.setdefault(title, []).append(mistake)
    for panel in panels():
        known = TARGET_LABELS.union(*metrics.values())
        for label in re.findall(r"\{\{(\w+)\}\}", json.dumps([target["legendFormat"] for target in panel.get("targets", [])])):
            if label not in known:
                wrong.setdefault(panel["title"], []).append(f"no label {label}")
    assert not wrong, f"{wrong}"
    groups = r"connections_closed_|push_refused_|handshake_refused_|commands_refused_|tls_\w+_failed_"
    causes = {name for name in metrics if re.match(groups, name)}
    shown = " ".join(expression for _, expression in expressions())
    assert not (missing := sorted(name for name in causes if name + "{" not in shown)), f"the dashboard lacks {missing}"


def dashboard_is_well_formed():
    dashboard = json.loads(DASHBOARD.read_text())
    variables = {variable["name"]: variable for variable in dashboard["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource" and variables["datasource"]["query"] == "prometheus"
    ids = [panel["id"] for panel in panels()]
    assert len(set(ids)) == len(ids), "two panels have the same id"
    places = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert place["x"] + place["w"] <= 24 and not cells & places, f"{panel['title']} lies over another"
        places |= cells
        if panel["type"] != "row":
            assert panel["fieldConfig"]["defaults"].get("unit") and panel["description"], f"{panel['title']}: unit, description"
            sources = [panel["datasource"]] + [target["datasource"] for target in panel["targets"]]
            assert all(source == {"type": "prometheus", "uid": "${datasource}"} for source in sources), panel["title"]


def promtool_is_content(promtool):
    def run(*words):
        done = subprocess.run([promtool, *map(str, words)], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"promtool {words[0]} {words[1]}: {done.stdout}{done.stderr}"

    run("check", "rules", ALERTS)
    run("test", "rules", ALERTS.parent / "alerts_test.yml")
    with tempfile.TemporaryDirectory(prefix="sluice-dashboard-") as folder:
        file = Path(folder, "dashboard.yml")
        recorded = [{"record": f"panel:{number}", "expr": expression} for number, (_, expression) in enumerate(expressions())]
        file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": recorded}]}))
        run("check", "rules", file)


def checks(java, jar, promtool):
    """Titles and what to call; the gateway is started once."""
    metrics = {}

    def printed():
        if not metrics:
            metrics.update(printed_by_a_gateway(java, jar))
        return metrics

    return {
        "the alerts name metrics, labels and quantiles that exist": lambda: alerts_fit_the_gateway(printed()),
        "the alerts are those of the handbook, and their runbooks exist": alerts_are_those_of_the_handbook,
        "the dashboard names metrics, labels and quantiles that exist": lambda: dashboard_fits_the_gateway(printed()),
        "the dashboard is well formed": dashboard_is_well_formed,
        "promtool takes all of them, and the tests of the alerts pass": lambda: promtool_is_content(promtool),
    }
