# Tocsin — EndToEndTests: sites to break, and servers to find, for the doctor
# SPDX-License-Identifier: Apache-2.0
"""What `doctor.py` breaks and asks with."""

import contextlib
import datetime
import email.utils
import http.server
import json
import os
import socket
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness import Gateway, Scratch, told, tocsin
from sources import new_control, result

# What the machine of the test has, and no test mends.
OF_THE_MACHINE = {"clock", "disk", "files", "zones"}
NAME = "pager.hospital.example"


def examine(*arguments, environment=None):
    """The exit code, and the findings."""
    done = tocsin("doctor", "--json", *arguments, environment=environment)
    if not done.stdout.startswith("{"):
        raise AssertionError(f"{done.returncode}: {done.stdout}{done.stderr}")
    told_of = json.loads(done.stdout)
    weights = [finding["weight"] for finding in told_of["findings"]]
    assert told_of["errors"] == weights.count("error"), told_of
    assert told_of["warnings"] == weights.count("warning"), told_of
    wanted = 2 if told_of["errors"] else 1 if told_of["warnings"] else 0
    assert done.returncode == wanted, done
    return done.returncode, told_of["findings"]


def certificate(folder, hosts=(NAME,), days=(-10, 90), name="server"):
    """A certificate of these days from now, and its key; their paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, hosts[0])])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), False)
        .sign(key, hashes.SHA256()))
    paths = [os.path.join(folder, f"{name}.{end}") for end in ("pem", "key")]
    pem = serialization.Encoding.PEM
    contents = (made.public_bytes(pem), key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    for path, content in zip(paths, contents):
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, 0o640)
    return paths


class Fake:
    """An HTTP server that answers /readyz as it is told to."""

    def __init__(self, status=200, reasons=(), ahead=0):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802  (the name is the library's)
                body = json.dumps({"status": "not ready", "reasons": list(reasons)}).encode()
                self.send_response_only(status)
                now = datetime.datetime.now(datetime.timezone.utc)
                date = now + datetime.timedelta(seconds=ahead)
                self.send_header("Date", email.utils.format_datetime(date, usegmt=True))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Ear:
    """A server that takes connections and keeps what comes; with TLS when it has files."""

    def __init__(self, files=None):
        self.heard = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.context = None
        if files:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*files)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with contextlib.suppress(OSError):
                    if self.context:
                        connection = self.context.wrap_socket(connection, server_side=True)
                    connection.settimeout(10)
                    self.heard.append(connection.recv(1_000))
                connection.close()

    def close(self):
        # Whoever waits in accept would otherwise take one more.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Site(Scratch):
    """A copy of one site that is well, without a gateway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = Gateway()
        cls.addClassCleanup(cls.first.close)
        cls.first.start()
        cls.first.send(result(new_control()))
        cls.pair = os.path.join(cls.first.folder, "pair")
        cls.shelf = os.path.join(cls.first.folder, "shelf")
        told("backup-key", "--out", cls.pair)
        cls.made = json.loads(told("backup", "--data", cls.first.data, "--to", cls.shelf,
                                   "--key", cls.pair + ".public"))
        cls.first.stop()

    def setUp(self):
        super().setUp()
        self.gateway = Gateway(copy_of=self.first.data)
        self.addCleanup(self.gateway.close)
        self.data = self.gateway.data

    def start(self, *flags):
        self.gateway.start(*flags)
        return f"{self.gateway.http[0]}:{self.gateway.http[1]}"

    def findings(self, part, *arguments, environment=None):
        """The findings of one part."""
        _, all_of_them = examine("--data", self.data, *arguments, environment=environment)
        return [finding for finding in all_of_them if finding["part"] == part]

    def one(self, part, weight, *arguments, environment=None):
        """The one finding of a part that is not well, which has this weight."""
        found = [finding for finding in self.findings(part, *arguments, environment=environment)
                 if finding["weight"] != "well"]
        self.assertEqual([finding["weight"] for finding in found], [weight], found)
        return found[0]

    def assertWell(self, part, *arguments, environment=None):
        found = self.findings(part, *arguments, environment=environment)
        self.assertTrue(found, part)
        self.assertEqual({finding["weight"] for finding in found}, {"well"}, found)
