# Tocsin — EndToEndTests: the real program, its sockets and its devices, for every suite
# SPDX-License-Identifier: Apache-2.0
"""Starts `tocsin serve` on free ports over a folder of its own, and speaks to it from outside.

Nothing here knows how the gateway works: commands, sockets and HTTP alone, as the contract has
them. Only processes that were started here are ended here.
"""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.abspath(os.environ.get("TOCSIN") or os.path.join(ROOT, ".build/debug/tocsin"))
SAMPLES = os.path.join(ROOT, "Integrations/laboratory/samples")
sys.path.insert(0, os.path.join(ROOT, "Tests/DeviceClient"))

import tocsin_device  # noqa: E402  (the path above)
import wire  # noqa: E402

READY_SECONDS = 60
STOP_SECONDS = 10
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


def clean_environment(more=None):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN")}
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
        self.http = self.mllp = None
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
            found = re.fullmatch(r"ready http=(\S+):(\d+) mllp=(\S+):(\d+)\n", text)
            if found:
                self.http = (found[1], int(found[2]))
                self.mllp = (found[3], int(found[4]))
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
        more = ["--phase", phase] if phase else []
        found = rows("alerts", "--data", self.data, "--json", *more)
        return [row for row in found if control in (None, row["controlID"])]

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


# A source


class Source:
    """One MLLP connection."""

    def __init__(self, address, timeout=20):
        self.socket = socket.create_connection(address, timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send_raw(self, data):
        self.socket.sendall(data)

    def send(self, payload):
        self.send_raw(framed(payload))

    def receive_raw(self):
        """The next frame with its envelope; None when the gateway closed the connection."""
        while b"\x1c\x0d" not in self.buffer:
            data = self.socket.recv(65536)
            if not data:
                return None
            self.buffer += data
        frame, self.buffer = self.buffer.split(b"\x1c\x0d", 1)
        return frame + b"\x1c\x0d"

    def receive(self):
        """The next reply's segments, each a list of fields; None at the end of the connection."""
        frame = self.receive_raw()
        return None if frame is None else Reply(frame)

    def exchange(self, payload):
        self.send(payload)
        return self.receive()

    def ends(self, seconds):
        """Whether the gateway closes within `seconds`, without saying anything more."""
        self.socket.settimeout(seconds)
        try:
            return self.socket.recv(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False

    def hears_nothing(self, seconds):
        """Whether nothing at all comes for `seconds`."""
        self.socket.settimeout(seconds)
        try:
            return not self.socket.recv(1)
        except TimeoutError:
            return True


class Reply:
    """A reply: MSA-1, MSA-2, and the segments."""

    def __init__(self, frame):
        self.frame = frame
        assert frame[:1] == b"\x0b" and frame[-2:] == b"\x1c\x0d", frame
        self.segments = [line.split(b"|") for line in frame[1:-2].split(b"\r") if line]
        acknowledgment = self.segment("MSA")
        self.code = acknowledgment[1].decode()
        self.control = (acknowledgment + [b"", b""])[2].decode("latin-1")

    def segment(self, name):
        return next((one for one in self.segments if one[0] == name.encode()), None)


def framed(payload):
    return b"\x0b" + payload + b"\x1c\x0d"


def new_control(prefix="E2E"):
    return prefix + uuid.uuid4().hex[:14].upper()


def result(control, *, ward="DEMO", value="6.9", flag="HH", mode="P", patient="990021",
           name="ZZTEST^BRAVO", note=None, filler=None, kind="ORU^R01^ORU_R01", status="F"):
    """A laboratory result; each control id is an order of its own unless `filler` says which."""
    filler = filler or f"F{control}"
    lines = [
        f"MSH|^~\\&|ELMOLAB|STELMO|TOCSIN|STELMO|20261124081503.120+0100||{kind}|{control}|{mode}"
        "|2.5.1|||AL|NE||UNICODE UTF-8",
        f"PID|1||{patient}^^^STELMO^MR||{name}^^^^^L||19620317|M",
        f"PV1|1|I|{ward}^1^A^STELMO",
        f"OBR|1|P{control}^OE|{filler}^ELMOLAB|24323-8^Comprehensive metabolic panel^LN|||"
        "20261124074500+0100",
        f"OBX|1|NM|2823-3^Potassium SerPl^LN||{value}|mmol/L^^UCUM|3.5-5.1|{flag}|||{status}|||"
        "20261124074500+0100",
    ]
    if note:
        lines.append(f"NTE|1|L|{note}")
    return "".join(line + "\r" for line in lines).encode()


# HTTP


def http_call(base, method, target, body=None, headers=None, timeout=20):
    """One request as it is given; status, headers, body."""
    parts = urllib.parse.urlsplit(base)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    try:
        connection.request(method, target, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def signed_call(device, method, target, body=b"", *, headers=None, at=None, nonce=None,
                signed_target=None):
    """One signed request, never signed again; `at` and `nonce` as given."""
    at = device.now() if at is None else at
    nonce = nonce or os.urandom(16)
    signature = wire.sign_request(
        device.accept, method, signed_target or target, body, at, nonce)
    authorization = (f"Tocsin-Device id={device.id},ms={at},nonce={wire.b64(nonce)},"
                     f"sig={wire.b64(signature)}")
    return http_call(device.state["base"], method, target, body or None,
                     dict(headers or {}, Authorization=authorization))


OCTETS = {"Content-Type": "application/octet-stream"}


def post_answer(device, answer):
    """Posts one TCA1; status, headers, body."""
    return signed_call(
        device, "POST", f"/v1/devices/{device.id}/answers", answer, headers=OCTETS)


# A device's stream


class Mailbox:
    """Follows a device's stream in a thread and opens what comes; sends no receipts."""

    def __init__(self, device, after=0):
        self.device = device
        self.raw = []
        self.envelopes = []
        self.problems = []
        self.changed = threading.Condition()
        self.closing = False
        self.after = after
        self.connection = None
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self):
        while not self.closing:
            try:
                self._read()
            except (OSError, http.client.HTTPException, AttributeError, ValueError):
                pass
            if not self.closing:
                time.sleep(0.2)

    def _read(self):
        self.connection = tocsin_device.connect(self.device.state["base"], 40)
        with contextlib.closing(self.connection):
            self._listen()

    def _listen(self):
        target = f"/v1/devices/{self.device.id}/stream"
        self.connection.request("GET", target, headers={
            "Authorization": self.device.authorization("GET", target, b""),
            "Last-Event-ID": str(self.after)})
        answer = self.connection.getresponse()
        if answer.status != 200:
            self.problems.append(answer.status)
            answer.read()
            time.sleep(0.5)
            return
        for seq, event, data in stream_events(answer):
            if event == "envelope":
                self._take(seq, wire.unb64(data))

    def _take(self, seq, raw):
        with self.changed:
            self.after = max(self.after, seq)
            self.raw.append((seq, raw))
            try:
                envelope = self.device.take(raw)
            except wire.Refused as refusal:
                self.problems.append(str(refusal))
                envelope = None
            if envelope is not None:
                self.envelopes.append(envelope)
            self.changed.notify_all()

    def wait(self, what, wanted, seconds=15):
        """The first envelope that `wanted` takes."""
        end = time.monotonic() + seconds
        with self.changed:
            while True:
                found = next((one for one in self.envelopes if wanted(one)), None)
                if found:
                    return found
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(
                        f"not within {seconds} s: {what}; it has "
                        f"{[(one.type, one.seq) for one in self.envelopes][-8:]} "
                        f"and trouble {self.problems[-3:]}")
                self.changed.wait(left)

    def page_of(self, alert, seconds=15, kind=1, attempt=None):
        """The first envelope of this alert and type (1 preview, 4 withdrawn, …)."""
        return self.wait(
            f"an envelope of type {kind} for alert {alert}",
            lambda one: one.type == kind and one.content.get("alert") == alert
            and attempt in (None, one.attempt), seconds)

    def close(self):
        self.closing = True
        close_connection(self.connection)


def close_connection(connection):
    """Wakes a thread that reads from the connection; closing alone would not."""
    try:
        connection.sock.shutdown(socket.SHUT_RDWR)
    except (OSError, AttributeError):
        pass


def stream_events(answer):
    """Yields (seq, event, data) of a text/event-stream until it ends."""
    seq, event, data = 0, "message", []
    while True:
        line = answer.readline()
        if not line:
            return
        text = line.decode().rstrip("\n")
        if not text:
            if data:
                yield seq, event, "\n".join(data)
            event, data = "message", []
            continue
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            event = value
        elif name == "id":
            seq = int(value)
        elif name == "data":
            data.append(value)


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


def main():
    unittest.main(verbosity=2)
