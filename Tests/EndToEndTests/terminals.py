# Tocsin — EndToEndTests: terminals of old pagers, and their senders, written by hand
# SPDX-License-Identifier: Apache-2.0
"""The other side of TAP and of ESPA 4.4.4, over sockets and a pseudo-terminal."""

import http.server
import os
import pty
import socket
import threading
import tty


def check(body):
    """The three check characters of TAP."""
    total = sum(byte & 0x7F for byte in body)
    return bytes(0x30 + (total >> shift & 0xF) for shift in (8, 4, 0))


class Listening:
    """A server that gives each connection to `talk` on a thread of its own."""

    def __init__(self):
        self.pages = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                made, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(made,), daemon=True).start()

    def serve(self, made):
        with made:
            try:
                self.talk(lambda: made.recv(1), made.sendall)
            except OSError:
                pass

    def stop(self):
        self.server.close()


def take_tap(read, write, pages, reply):
    """A terminal of TAP until its caller ends: `read` gives a byte, none at the end."""
    line = b""
    while byte := read():
        if byte != b"\r":
            line += byte
        elif line == b"":
            write(b"\rID=")
        elif line.startswith(b"\x1bPG1"):
            write(b"110 1.8\r\x06\r\x1b[p\r")
            line = b""
        elif line.startswith(b"\x02") and b"\x03" not in line:
            line += byte
        elif line.startswith(b"\x02"):
            body, sent = line[:line.index(b"\x03") + 1], line[line.index(b"\x03") + 1:]
            if sent != check(body):
                write(b"514 Checksum\r\x15\r")
            else:
                pages.append(tuple(body[1:-1].decode("ascii").split("\r")[:2]))
                write(reply)
            line = b""
        elif line == b"\x04":
            write(b"\x1b\x04\r")
            return
        else:
            line = b""


class TAPTerminal(Listening):
    """A paging terminal that speaks TAP over TCP."""

    def __init__(self, reply=b"211 Accepted\r\x06\r"):
        self.reply = reply
        super().__init__()

    def talk(self, read, write):
        take_tap(read, write, self.pages, self.reply)


class SerialTerminal:
    """A paging terminal that speaks TAP at the other end of a line."""

    def __init__(self):
        self.pages = []
        self.ours, self.theirs = pty.openpty()
        tty.setraw(self.theirs)
        self.path = os.ttyname(self.theirs)
        threading.Thread(target=self.talk, daemon=True).start()

    def talk(self):
        try:
            while True:
                take_tap(lambda: os.read(self.ours, 1), lambda said: os.write(self.ours, said),
                         self.pages, b"\x06\r")
        except OSError:
            pass

    def stop(self):
        os.close(self.theirs)
        os.close(self.ours)


class SerialLine:
    """A line whose other end is a path; speaks as a socket does."""

    def __init__(self):
        self.ours, self.theirs = pty.openpty()
        tty.setraw(self.theirs)
        self.path = os.ttyname(self.theirs)

    def recv(self, count):
        return os.read(self.ours, count)

    def sendall(self, said):
        os.write(self.ours, said)

    def close(self):
        os.close(self.theirs)
        os.close(self.ours)


class Sender:
    """A sender over TCP, or at a line."""

    def __init__(self, address=None, line=None):
        self.made = line or socket.create_connection(address, timeout=20)

    def close(self):
        self.made.close()


class TAPSender(Sender):
    """A sender that speaks TAP."""

    def until(self, *ends):
        said = b""
        while not said.endswith(ends):
            byte = self.made.recv(1)
            if not byte:
                break
            said += byte
        return said

    def log_on(self):
        self.made.sendall(b"\r")
        said = self.until(b"ID=")
        self.made.sendall(b"\x1bPG1\r")
        return said + self.until(b"\x1b[p\r")

    def log_off(self):
        self.made.sendall(b"\x04\r")
        return self.until(b"\x04\r")

    def page(self, pager, text, check=check):
        body = b"\x02" + pager.encode() + b"\r" + text.encode() + b"\r\x03"
        made = check if isinstance(check, bytes) else check(body)
        self.made.sendall(body + made + b"\r")
        return self.until(b"\x06\r", b"\x15\r", b"\x1e\r", b"\x04\r")


def exclusive(body):
    """The check character of ESPA 4.4.4."""
    value = 0
    for byte in body:
        value ^= byte & 0x7F
    return bytes([value])


class ESPATerminal(Listening):
    """Paging equipment that speaks ESPA 4.4.4 over TCP, and lets itself be selected."""

    def __init__(self, reply=b"\x06"):
        self.reply = reply
        super().__init__()

    def talk(self, read, write):
        before = b""
        while byte := read():
            if byte == b"\x05" and before == b"2":
                write(b"\x06")
            elif byte == b"\x01":
                body = b""
                while not body.endswith(b"\x03"):
                    body += read()
                if read() != exclusive(body):
                    write(b"\x15")
                    continue
                records = dict(
                    record.split(b"\x1f", 1) for record in body[2:-1].split(b"\x1e"))
                self.pages.append((records[b"1"].decode(), records[b"2"].decode()))
                write(self.reply)
            before = byte


class ESPASender(Sender):
    """A control station that speaks ESPA 4.4.4."""

    def call(self, pager, text, priority="1"):
        """Selects the equipment and gives it one call; its answer."""
        self.made.sendall(b"\x041\x052\x05")
        assert self.answer() == b"\x06"
        records = (("1", pager), ("2", text), ("4", "3"), ("6", priority))
        inside = b"\x1e".join(f"{name}\x1f{value}".encode() for name, value in records)
        body = b"1\x02" + inside + b"\x03"
        self.made.sendall(b"\x01" + body + exclusive(body))
        return self.answer()

    def poll(self):
        """What the equipment says when it is polled: the records of a status block, or None."""
        self.made.sendall(b"\x042\x05")
        said = b""
        while not said.endswith(b"2\x051\x05"):
            said += (byte := self.made.recv(1))
            # EOT says that there is nothing, or begins a poll of the equipment's own.
            if byte in (b"", b"\x04"):
                return None
        self.made.sendall(b"\x06")
        while self.made.recv(1) != b"\x01":
            pass
        body = b""
        while not body.endswith(b"\x03"):
            body += self.made.recv(1)
        assert self.made.recv(1) == exclusive(body)
        self.made.sendall(b"\x06")
        assert self.made.recv(1) == b"\x04"
        assert body[:2] == b"2\x02", body
        return {record[:1].decode(): record[2:].decode() for record in body[2:-1].split(b"\x1e")}

    def answer(self):
        """ACK or NAK, past the polls that come between."""
        while (byte := self.made.recv(1)) not in (b"\x06", b"\x15", b""):
            pass
        return byte


class WCTPGateway:
    """A WCTP gateway that takes every message, or refuses each with one code."""

    def __init__(self, code=200):
        self.asked = []
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                gateway.asked.append(
                    self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8"))
                said = (f'<wctp-Success successCode="{code}"/>' if code == 200
                        else f'<wctp-Failure errorCode="{code}"/>')
                body = (f'<wctp-Operation wctpVersion="wctp-dtd-v1r1"><wctp-Confirmation>{said}'
                        '</wctp-Confirmation></wctp-Operation>').encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
