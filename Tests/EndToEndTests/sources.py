# Tocsin — EndToEndTests: a source of reports, for every suite
# SPDX-License-Identifier: Apache-2.0
"""What a clinical system does: MLLP connections, and results to send on them."""

import datetime
import itertools
import socket
import uuid

# Each order has a specimen of its own: the same value of one specimen would be one result.
NUMBERS = itertools.count()
COLLECTED = {}

# MSH-7 of every result of a run: a clock that is right, and the same when a result is sent again.
NOW = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d%H%M%S.120+0000")


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
    number = COLLECTED.setdefault(filler, next(NUMBERS))
    at = f"2026112407{number // 60 % 60:02}{number % 60:02}.{number // 3600:04}+0100"
    lines = [
        f"MSH|^~\\&|ELMOLAB|STELMO|TOCSIN|STELMO|{NOW}||{kind}|{control}|{mode}"
        "|2.5.1|||AL|NE||UNICODE UTF-8",
        f"PID|1||{patient}^^^STELMO^MR||{name}^^^^^L||19620317|M",
        f"PV1|1|I|{ward}^1^A^STELMO",
        f"OBR|1|P{control}^OE|{filler}^ELMOLAB|24323-8^Comprehensive metabolic panel^LN|||"
        + at,
        f"OBX|1|NM|2823-3^Potassium SerPl^LN||{value}|mmol/L^^UCUM|3.5-5.1|{flag}|||{status}|||"
        + at,
    ]
    if note:
        lines.append(f"NTE|1|L|{note}")
    return "".join(line + "\r" for line in lines).encode()
