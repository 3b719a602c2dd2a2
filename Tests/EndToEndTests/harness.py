# Tocsin — EndToEndTests: the real program and its commands, for every suite
# SPDX-License-Identifier: Apache-2.0
"""Starts `tocsin serve` on free ports over a folder of its own, and speaks to it from outside.

Nothing here knows how the gateway works: commands, sockets and HTTP alone, as the contract has
them. Only processes that were started here are ended here.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.abspath(os.environ.get("TOCSIN") or os.path.join(ROOT, ".build/debug/tocsin"))
SAMPLES = os.path.join(ROOT, "Integrations/laboratory/samples")
sys.path.insert(0, os.path.join(ROOT, "Tests/DeviceClient"))

import tocsin_device  # noqa: E402  (the path above)
from sources import Source  # noqa: E402

READY_SECONDS = 60
STOP_SECONDS = 10
ENGINEERS, STARTS = "integration-engineers@", "start-of-duty@"
FIRST, SECOND = "dr.amsel", "dr.brandt"

RFC3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
UUID_TEXT = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def until(what, probe, seconds=15, pause=0.05):
    """The first true value of `probe`, asked again and again; fails with `what` after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(pause)


# Commands


# Settings that every program of a suite gets.
SETTINGS = {}


def clean_environment(more=None):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN")}
    kept.update(SETTINGS)
    kept.update(more or {})
    return kept


def tocsin(*arguments, environment=None, timeout=120, cwd=None):
    """Runs one command to its end: `returncode`, `stdout`, `stderr`."""
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
        check=False, env=clean_environment(environment), cwd=cwd)


def told(*arguments, environment=None):
    """The output of a command that has to end with 0."""
    done = tocsin(*arguments, environment=environment)
    if done.returncode != 0:
        raise AssertionError(
            f"tocsin {' '.join(map(str, arguments))} ended with {done.returncode}: "
            f"{done.stderr.strip()[-600:]}")
    return done.stdout


def rows(*arguments, environment=None):
    """Its output as JSON, one object a line; every line has to be one."""
    return [json.loads(line) for line in told(*arguments, environment=environment).splitlines()]


# The gateway


class Gateway:
    """One `tocsin serve`. Its data folder outlives a restart, and `close` removes it."""

    def __init__(self, copy_of=None):
        self.folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.data = os.path.join(self.folder, "data")
        if copy_of:
            shutil.copytree(copy_of, self.data)
        self.log = os.path.join(self.folder, "log.txt")
        self.process = None
        self.http = self.mllp = self.reports = None
        self.said = []
        self.devices = []

    def start(self, *more, environment=None, plain_signals=True):
        """Starts and waits for the ready line."""
        self.launch(*more, environment=environment, plain_signals=plain_signals)
        if not self.wait_ready():
            raise AssertionError(f"serve did not get ready, exit code {self.process.poll()}: "
                                 f"{self.logged()[-1200:]}")
        return self

    def launch(self, *more, environment=None, plain_signals=True):
        """Starts without waiting."""
        self.http = self.mllp = None
        settings = {"--data": self.data, "--http": "127.0.0.1:0", "--mllp": "127.0.0.1:0"}
        settings.update(zip(more[::2], more[1::2]))
        flags = [part for pair in settings.items() if pair[1] is not None for part in pair]
        with open(self.log, "ab") as errors:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", *flags], stdout=subprocess.PIPE, stderr=errors,
                env=clean_environment(environment), restore_signals=plain_signals)
        self.ready = threading.Event()
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def _listen(self, process):
        for line in process.stdout:
            text = line.decode("utf-8", "replace")
            self.said.append(text)
            found = re.fullmatch(
                r"ready https?=(\S+):(\d+) mllp=(\S+):(\d+)(?: reports=(\S+):(\d+))?"
                r"((?: [a-z]+=\S+)*)\n", text)
            if found:
                self.http = (found[1], int(found[2]))
                self.mllp = (found[3], int(found[4]))
                self.reports = (found[5], int(found[6])) if found[5] else None
                self.others = {
                    name: (host, int(port))
                    for name, host, port in re.findall(r" ([a-z]+)=(\S+):(\d+)", found[7])}
                self.ready.set()
        process.stdout.close()

    def wait_ready(self, seconds=READY_SECONDS):
        """Whether it got ready; False when the process ended first."""
        end = time.monotonic() + seconds
        while not self.ready.wait(0.02):
            if self.process.poll() is not None or time.monotonic() > end:
                return False
        for device in self.devices:
            device.state["base"] = self.base
        return True

    @property
    def base(self):
        return f"http://{self.http[0]}:{self.http[1]}"

    def logged(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def signal(self, number):
        """Sends a signal, waits; the exit code and the seconds that it took."""
        begun = time.monotonic()
        self.process.send_signal(number)
        try:
            code = self.process.wait(STOP_SECONDS + 20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = None
        return code, time.monotonic() - begun

    def stop(self):
        return self.signal(signal.SIGTERM)

    def kill(self):
        return self.signal(signal.SIGKILL)

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What an operator asks

    def messages(self):
        return rows("messages", "--data", self.data, "--json")

    def message(self, control):
        return [row for row in self.messages() if row["controlID"] == control]

    def alerts(self, control=None, phase=None):
        """What sources reported: neither `troubles`, nor test pages of who comes on duty."""
        more = ["--phase", phase] if phase else []
        found = rows("alerts", "--data", self.data, "--json", *more)
        return [row for row in found if control in (None, row["controlID"])
                and not row["policy"].startswith((ENGINEERS, STARTS))]

    def troubles(self):
        """The alerts about sources, newest first."""
        found = rows("alerts", "--data", self.data, "--json")
        return [row for row in found if row["policy"].startswith(ENGINEERS)]

    def alert(self, control):
        """The one alert that a message opened."""
        found = self.alerts(control)
        if len(found) != 1:
            raise AssertionError(f"{control} has {len(found)} alerts")
        return found[0]

    def trail(self, alert):
        return rows("trail", "--data", self.data, "--json", alert)

    def link(self, person):
        out = told("device", "enrol", "--data", self.data, "--http", self.base, person)
        return json.loads(out)["link"]

    def enrol(self, person):
        device = tocsin_device.Device.enrol(self.link(person), f"device of {person}")
        self.devices.append(device)
        return device

    # What a source does

    def bring(self, wait, change=None):
        """Imports the shipped documents into a new store; `change` is given their copy before."""
        folder = quick_documents(tempfile.mkdtemp(dir=self.folder), wait=wait)
        if change:
            change(folder)
        told("import", "--data", self.data, folder + "/Escalations", folder + "/Integrations")

    def key(self, integration, name="main", *more):
        """A new key of an integration."""
        return told(
            "integration-key", "make", "--data", self.data, integration, name, *more).strip()

    def connect(self):
        return Source(self.mllp)

    def send(self, payload):
        """Sends one message on a connection of its own; the reply's segments."""
        with self.connect() as source:
            return source.exchange(payload)


class Suite(unittest.TestCase):
    """Tests that share one gateway."""

    longMessage = True
    gateway = None

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.start()

    def assertEnds(self, code, *arguments, environment=None):
        done = tocsin(*arguments, environment=environment)
        self.assertEqual(done.returncode, code,
                         f"tocsin {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
        return done


class Scratch(unittest.TestCase):
    """Tests with a folder of their own."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    assertEnds = Suite.assertEnds

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path


# Documents


def quick_documents(folder, wait="3s"):
    """The shipped documents with the demonstration's waits cut short; the folder's path."""
    for name in ("Escalations", "Integrations"):
        shutil.copytree(os.path.join(ROOT, name), os.path.join(folder, name))
    path = os.path.join(folder, "Escalations/policies/demonstration.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert text.count("wait: 20s") == 2, "the demonstration policy has changed"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("wait: 20s", f"wait: {wait}"))
    return folder


def memory(pid, field="VmRSS"):
    """The process's resident memory in bytes (VmHWM: its highest)."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
    raise AssertionError(f"/proc/{pid}/status has no {field}")
