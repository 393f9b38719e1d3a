"""Checks the unit of systemd, the image, the manifests of Kubernetes, the alerts and the dashboard: each by the tool that reads
it, and all of them against what the gateway says of its configuration and metrics, so that a changed key or name is noticed here.

Run by scripts/lib/deploy-test, which installs what it needs.
"""
import argparse
import fnmatch
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

import yaml

import monitoring

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
UNIT = ROOT / "config/systemd/sluice.service"
MANIFESTS = ROOT / "config/kubernetes"
# The oldest and the newest that the manifests are for.
KUBERNETES = ["1.27.0", "1.37.0"]
# What the Secret holds.
SECRETS = {"SLUICE_REDIS_URI": "redis://redis.example.com:6379", "SLUICE_PUSH_KEYS": "shop:secret"}
# Of docs/CAPACITY.md: code, metaspace, threads and collector; and a connection in the kernel.
PROCESS_MIB = 256
KERNEL_KIB = 4
OWN_DESCRIPTORS = 200
UNITS = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30,
         "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30}
SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}


def size(text):
    found = re.fullmatch(r"(\d+)([A-Za-z]*)", str(text))
    assert found and found[2] in UNITS, f"not a size: {text}"
    return int(found[1]) * UNITS[found[2]]


def seconds(text):
    found = re.fullmatch(r"(\d+)(ms|s|m|h|d)", str(text))
    assert found, f"not a duration: {text}"
    return int(found[1]) * SECONDS[found[2]]


def command(*words, environment=None):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SLUICE_", "J", "KUBE"))}
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, env=inherited | (environment or {}))


def output(*words, environment=None):
    done = command(*words, environment=environment)
    assert done.returncode == 0, f"{' '.join(map(str, words))}: {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout


class Jar:
    def __init__(self, java, jar):
        self.java = java
        self.jar = jar
        self.defaults = yaml.safe_load(self.run("print-config", "--defaults"))

    def run(self, *words, environment=None):
        return output(self.java, "-jar", self.jar, *words, environment=environment)

    def takes(self, options):
        """Fails where the JVM does not start with these options; what only a newer version knows is left out."""
        output(self.java, "-XX:+IgnoreUnrecognizedVMOptions", *options.split(), "-version")


class Unit:
    def __init__(self):
        self.values = {}
        for line in UNIT.read_text().splitlines():
            if "=" in line and not line.startswith("#"):
                name, value = line.split("=", 1)
                self.values.setdefault(name, []).append(value)

    def one(self, name):
        assert len(self.values.get(name, [])) == 1, f"{name}: {self.values.get(name)}"
        return self.values[name][0]


def unit_verifies(java):
    with tempfile.TemporaryDirectory(prefix="sluice-unit-") as folder:
        # Only what the test's machine has can be verified.
        copy = Path(folder, "sluice.service")
        copy.write_text(UNIT.read_text().replace("/usr/bin/java", java))
        done = command("systemd-analyze", "verify", "--man=no", copy)
        told = [line for line in (done.stdout + done.stderr).splitlines() if "sluice" in line]
        assert done.returncode == 0 and not told, f"{done.returncode}: {told}"
        output("systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", copy)


def unit_fits_the_gateway(jar):
    unit = Unit()
    window = seconds(jar.defaults["drain"]["window"])
    assert window < seconds(unit.one("TimeoutStopSec")) <= window + 10, "TimeoutStopSec and drain.window"
    limits = jar.defaults["limits"]
    wanted = limits["connections"] + limits["push-connections"] + OWN_DESCRIPTORS
    assert int(unit.one("LimitNOFILE")) >= wanted, f"LimitNOFILE below {wanted}"
    options = re.fullmatch(r'"SLUICE_JAVA_OPTS=(.*)"', unit.one("Environment"))
    jar.takes(options[1])
    assert " serve --config " in unit.one("ExecStart") and "$SLUICE_JAVA_OPTS" in unit.one("ExecStart")


def unit_gives_up_a_wrong_configuration(jar):
    unit = Unit()
    code = command(jar.java, "-jar", jar.jar, "serve", "--set", "no.such.key=1").returncode
    assert str(code) in unit.one("RestartPreventExitStatus").split(), f"serve exits with {code}"
    assert "ExecStartPre" not in unit.values, "its exit code does not count for RestartPreventExitStatus: it would be repeated"


def unit_starts_again_until_redis_is_there(jar):
    unit = Unit()
    assert unit.one("StartLimitIntervalSec") == "0", "after some starts systemd would give up for ever"
    assert unit.one("Restart") == "on-failure"
    done = command(jar.java, "-jar", jar.jar, "serve", "--set", "engine.type=redis", "--set", "redis.uri=redis://127.0.0.1:1",
                   "--set", "client.port=0", "--set", "push.port=0", "--set", "start.warm-up=0s")
    assert done.returncode == 1, f"without Redis serve exits with {done.returncode}: {done.stdout}{done.stderr}"
    assert "1" not in unit.one("RestartPreventExitStatus").split(), "it would stay down when Redis is back"


def kernel_settings_fit(jar):
    settings = dict(re.findall(r"^([a-z0-9_.]+) = (.+)$", (ROOT / "config/sysctl.d/90-sluice.conf").read_text(), re.MULTILINE))
    assert int(settings["net.core.somaxconn"]) >= min(4096, jar.defaults["limits"]["handshakes"]), "Sluice would warn"
    assert int(settings["fs.nr_open"]) >= int(Unit().one("LimitNOFILE")), "LimitNOFILE would be refused"
    assert "fs.file-max" not in settings, "systemd sets the largest there is, which any number would lower"


class Image:
    def __init__(self):
        text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
        self.lines = [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]
        self.runtime = self.lines[max(i for i, line in enumerate(self.lines) if line[0] == "FROM"):]

    def one(self, name):
        found = [line[1] for line in self.runtime if line[0] == name]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    def options(self):
        return re.search(r'JDK_JAVA_OPTIONS="(.*)"', self.one("ENV"))[1]


def image_is_well_formed():
    output(TOOLS / "hadolint", ROOT / "Dockerfile")
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for name, rest in Image().lines:
        if name == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), f"COPY {source}: it does not exist"
                assert any(source == path or fnmatch.fnmatch(source, path + "/*") for path in kept), f"COPY {source}: ignored"


def image_fits_the_gateway(jar):
    image = Image()
    jar.takes(image.options())
    assert image.one("EXPOSE").split() == [str(jar.defaults[port]["port"]) for port in ("client", "push")]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", image.one("USER")), "a number tells that it is not root"
    start, health = json.loads(image.one("ENTRYPOINT")), json.loads(re.search(r"CMD (\[.*)", image.one("HEALTHCHECK"))[1])
    arguments = json.loads(image.one("CMD"))
    assert start[0] == health[0] == "java", "no shell between it and signals"
    assert start[-1] == health[health.index("-jar") + 1] == "/opt/sluice/sluice.jar"
    copied = [line[1].split()[-1] for line in image.runtime if line[0] == "COPY"]
    assert {start[-1], arguments[-1], health[-1]} == set(copied), "what it starts is what was copied"
    # The same words, about a port where nobody listens: understood, and not well.
    words = health[health.index("-jar") + 2:-1] + [str(ROOT / "config/gateway.yaml"), "--set", "push.port=1"]
    done = command(jar.java, "-jar", jar.jar, *words)
    assert done.returncode == 1 and "does not answer" in done.stdout, f"{done.returncode}: {done.stdout}{done.stderr}"


class Manifests:
    def __init__(self):
        self.text = output("kubectl", "kustomize", MANIFESTS)
        self.all = {(item["kind"], item["metadata"]["name"]): item for item in yaml.safe_load_all(self.text)}
        self.deployment = self.only("Deployment")["spec"]
        self.pod = self.deployment["template"]["spec"]
        [self.container] = self.pod["containers"]
        self.java_options = next(item["value"] for item in self.container["env"] if item["name"] == "JDK_JAVA_OPTIONS")

    def only(self, kind):
        [found] = [item for (of, _), item in self.all.items() if of == kind]
        return found

    def jvm(self, pattern):
        return size(re.search(pattern + r"(\S+)", self.java_options)[1])


def manifests_are_valid():
    with tempfile.TemporaryDirectory(prefix="sluice-manifests-") as folder:
        rendered = Path(folder, "all.yaml")
        rendered.write_text(Manifests().text)
        for version in KUBERNETES:
            output(TOOLS / "kubernetes-validate", "--strict", "-k", version, rendered)


def manifests_belong_together():
    manifests = Manifests()
    labels = manifests.deployment["template"]["metadata"]["labels"]
    selectors = [item["spec"]["selector"] for (kind, _), item in manifests.all.items() if kind == "Service"]
    selectors += [manifests.only("PodDisruptionBudget")["spec"]["selector"]["matchLabels"]]
    selectors += [spread["labelSelector"]["matchLabels"] for spread in manifests.pod["topologySpreadConstraints"]]
    selectors += [manifests.deployment["selector"]["matchLabels"]]
    assert all(selector.items() <= labels.items() for selector in selectors), f"{labels}: {selectors}"
    ports = {port["name"] for port in manifests.container["ports"]}
    targets = {port["targetPort"] for (kind, _), item in manifests.all.items() if kind == "Service" for port in item["spec"]["ports"]}
    probes = {manifests.container[probe]["httpGet"]["port"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")}
    assert targets == ports, f"{ports}, {targets}"
    assert probes == {"push"}, f"{probes}: the client port closes whoever comes without a PROXY header, if it wants them"
    volumes = {volume["name"]: volume for volume in manifests.pod["volumes"]}
    assert ("ConfigMap", volumes["configuration"]["configMap"]["name"]) in manifests.all
    assert {mount["name"] for mount in manifests.container["volumeMounts"]} == set(volumes)
    assert manifests.pod["enableServiceLinks"] is False, "variables of Services look like keys"


def manifests_fit_image(jar):
    manifests, image = Manifests(), Image()
    user = [int(number) for number in image.one("USER").split(":")]
    assert user == [manifests.pod["securityContext"][name] for name in ("runAsUser", "runAsGroup")]
    [mount] = [item for item in manifests.container["volumeMounts"] if item["name"] == "configuration"]
    assert mount["mountPath"] + "/gateway.yaml" == json.loads(image.one("CMD"))[-1], "the image reads another file"
    jar.takes(manifests.java_options)
    cpus = int(re.search(r"ActiveProcessorCount=(\d+)", manifests.java_options)[1])
    assert cpus == int(manifests.container["resources"]["requests"]["cpu"]), "ActiveProcessorCount"


def manifests_fit_the_configuration(jar):
    manifests = Manifests()
    secrets = {item["name"] for item in manifests.container["env"] if "valueFrom" in item}
    assert secrets == set(SECRETS), f"{secrets}"
    with tempfile.TemporaryDirectory(prefix="sluice-config-") as folder:
        file = Path(folder, "gateway.yaml")
        file.write_text(manifests.only("ConfigMap")["data"]["gateway.yaml"])
        done = command(jar.java, "-jar", jar.jar, "check-config", "--config", file, environment=SECRETS)
        assert done.returncode == 0 and not done.stderr, f"{done.returncode}: {done.stderr}"
        used = yaml.safe_load(jar.run("print-config", "--config", file, environment=SECRETS))
    assert not used["client"]["trusted-proxies"], "what is trusted in one cluster is anybody in another"
    window = seconds(used["drain"]["window"])
    assert window < manifests.pod["terminationGracePeriodSeconds"] <= window + 10, "terminationGracePeriodSeconds"
    assert manifests.deployment["minReadySeconds"] >= window, "drains of neighbours would overlap: minReadySeconds"
    ports = {port["name"]: port["containerPort"] for port in manifests.container["ports"]}
    assert ports == {name: used[name]["port"] for name in ("client", "push")}, f"{ports}"
    heap, direct = manifests.jvm("-Xmx"), manifests.jvm("MaxDirectMemorySize=")
    logs = sum(size(used[section][key]) for section, key in (("memory", "log-budget"), ("hub", "mailbox-bytes"), ("redis", "bytes")))
    assert logs * 1.1 <= direct, f"direct memory {direct}, wanted {logs} and a tenth"
    resources = manifests.container["resources"]
    limit = size(resources["limits"]["memory"])
    wanted = heap + direct + (PROCESS_MIB << 20) + used["limits"]["connections"] * (KERNEL_KIB << 10)
    assert wanted <= limit, f"memory: {wanted >> 20} MiB wanted, {limit >> 20} MiB allowed"
    assert resources["requests"]["memory"] == resources["limits"]["memory"], "what is not reserved may be taken"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--java", required=True)
    arguments.add_argument("--jar", default=str(ROOT / "gateway-server/target/sluice.jar"))
    arguments.add_argument("--report", help="writes a JUnit report to this file")
    options = arguments.parse_args()
    suite = xml.Element("testsuite", name="deploy")
    jar = Jar(options.java, options.jar)
    checks = {
        "the unit of systemd verifies and leaves little exposed": lambda: unit_verifies(options.java),
        "systemd waits for a drain and gives enough descriptors": lambda: unit_fits_the_gateway(jar),
        "systemd does not repeat a wrong configuration": lambda: unit_gives_up_a_wrong_configuration(jar),
        "systemd starts a gateway again until Redis is there": lambda: unit_starts_again_until_redis_is_there(jar),
        "the kernel's settings fit the gateway and the unit": lambda: kernel_settings_fit(jar),
        "the Dockerfile is well formed and finds what it copies": image_is_well_formed,
        "the image starts and asks the gateway as it is": lambda: image_fits_the_gateway(jar),
        "the manifests are valid": manifests_are_valid,
        "the manifests belong together": manifests_belong_together,
        "the manifests fit the image": lambda: manifests_fit_image(jar),
        "the manifests fit the configuration in them": lambda: manifests_fit_the_configuration(jar),
        **monitoring.checks(options.java, jar.jar, TOOLS / "promtool"),
    }
    failures = 0
    for title, check in checks.items():
        case = xml.SubElement(suite, "testcase", classname="deploy", name=title)
        try:
            check()
            print(f"ok      {title}", flush=True)
        except Exception as error:  # whatever it is, the next check still runs
            failures += 1
            xml.SubElement(case, "failure", message=str(error))
            print(f"FAILED  {title}: {type(error).__name__}: {error}", flush=True)
    if options.report:
        Path(options.report).parent.mkdir(parents=True, exist_ok=True)
        xml.ElementTree(suite).write(options.report, encoding="utf-8", xml_declaration=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
