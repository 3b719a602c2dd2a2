# Tocsin — BrowserTests: the real program, started on free ports with a folder of its own
# SPDX-License-Identifier: Apache-2.0
"""Starts and stops `tocsin serve`, and asks it things as an operator would."""

import datetime
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from zoneinfo import ZoneInfo

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("TOCSIN_BINARY") or os.environ.get("TOCSIN") or os.path.join(
    ROOT, ".build/debug/tocsin")
READY_SECONDS = 60
STOP_SECONDS = 10

MESSAGE = "\r".join([
    "MSH|^~\\&|ELMOLAB|STELMO|TOCSIN|STELMO|{now}||ORU^R01^ORU_R01|{control}|P|2.5.1"
    "|||AL|NE||UNICODE UTF-8",
    "PID|1||{number}^^^STELMO^MR||{name}^^^^^L||19620317|M",
    "PV1|1|I|{ward}^1^A^STELMO",
    "ORC|RE|{control}P^OE|{control}F^ELMOLAB",
    "OBR|1|{control}P^OE|{control}F^ELMOLAB|24323-8^Comprehensive metabolic panel^LN|||{drawn}"
    "|||||||||7701^QUILL^ORSON|^WPN^PH^^^^5550142|||||{now}||LAB|F",
    "OBX|1|NM|2823-3^{test}^LN||{value}|mmol/L^^UCUM|3.5-5.1|HH|||F|||{drawn}",
    "",
])


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Gateway:
    """One `tocsin serve` with a temporary data folder that outlives a restart."""

    def __init__(self, is_named=False):
        """`is_named` gives it the origin http://localhost:PORT: passkeys are for names alone."""
        self.folder = tempfile.TemporaryDirectory(prefix="tocsin-browser-")
        self.data = os.path.join(self.folder.name, "data")
        self.http = f"127.0.0.1:{free_port()}" if is_named else "127.0.0.1:0"
        self.mllp = "127.0.0.1:0"
        self.origin = f"http://localhost:{self.http.split(':')[1]}" if is_named else None
        self.process = None
        self.environment = {}
        self.said = []
        self.sent = 0

    @property
    def base(self):
        return self.origin or f"http://{self.http}"

    def start(self):
        """Starts serving, on the same ports as before where it served before."""
        origin = {"TOCSIN_ORIGIN": self.origin} if self.origin else {}
        environment = dict(os.environ, **origin, **self.environment)
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", self.data, "--http", self.http, "--mllp", self.mllp],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        threading.Thread(
            target=self.listen, args=(self.process.stderr,), daemon=True).start()
        overdue = threading.Timer(READY_SECONDS, self.process.kill)
        overdue.start()
        line = self.process.stdout.readline()
        overdue.cancel()
        found = re.fullmatch(r"ready http=(\S+) mllp=(\S+)\n", line)
        if not found:
            raise RuntimeError(f"serve did not get ready, it said {line!r}")
        self.http, self.mllp = found.groups()

    def listen(self, stream):
        """Keeps what it complains of, and passes it on."""
        for line in stream:
            self.said.append(line)
            sys.stderr.write(line)

    def administrator_link(self):
        """The link that the first start prints."""
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            for line in self.said:
                found = re.search(r"administrator link: (\S+)", line)
                if found:
                    return found[1]
            time.sleep(0.1)
        raise RuntimeError("serve printed no link for the first administrator")

    def stop(self):
        """Ends it as an operator would; its exit code and the seconds that it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return code, time.monotonic() - begun

    def close(self):
        if self.process and self.process.poll() is None:
            self.stop()
        self.folder.cleanup()

    def run(self, *arguments):
        done = subprocess.run(
            [PROGRAM, *arguments], capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"tocsin {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def add(self, person, name, *roles):
        """Makes an account; each role may carry its wards and rotas behind bars."""
        self.run("person", "add", "--data", self.data, "--id", person, "--name", name,
                 *[part for role in roles for part in ("--role", role)])

    def invitation(self, person):
        """A link with which the person makes a passkey; passkeys are for names alone."""
        text = self.run(
            "person", "invite", person, "--data", self.data, "--http", self.base)
        return json.loads(text)["link"].replace("127.0.0.1", "localhost")

    def link(self, person):
        """A fresh enrolment link."""
        text = self.run("device", "enrol", "--data", self.data, "--http", self.base, person)
        return json.loads(text)["link"]

    def report(self, test="Potassium SerPl", value="6.9", name="ZZTEST^BRAVO", number="990021",
               ward="DEMO"):
        """Sends one critical result through the socket; its control id."""
        self.sent += 1
        control = f"STORY{self.sent:03d}"
        now = datetime.datetime.now(ZoneInfo("Europe/Paris"))
        stamp = "%Y%m%d%H%M%S%z"
        text = MESSAGE.format(
            now=now.strftime(stamp), control=control, number=number, name=name, test=test,
            ward=ward,
            drawn=(now - datetime.timedelta(minutes=9)).strftime(stamp), value=value)
        path = os.path.join(self.folder.name, f"{control}.hl7")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        self.run("send", "--mllp", self.mllp, path)
        return control

    def alert(self, control):
        """The alert that a message opened, as `tocsin alerts --json` shows it."""
        lines = self.run("alerts", "--data", self.data, "--json").splitlines()
        rows = [json.loads(line) for line in lines]
        return next(row for row in rows if row["controlID"] == control)
