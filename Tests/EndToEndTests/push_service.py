# Tocsin — EndToEndTests: a strict push service, and the browser behind it
# SPDX-License-Identifier: Apache-2.0
"""Takes push messages over TLS as RFC 8030, 8188, 8291 and 8292 have them, and nothing else.

A message is decrypted with `http-ece`, its token is verified with `py-vapid`. `serve` writes one
line of JSON with the port and the keys of its one subscription, then one for each request: what it
said, or what was wrong with it. The last part of the path says what is answered: a status, as in
`/push/410`, `429-7` for one with `Retry-After`, `slow` for none.
"""

import base64
import datetime
import http.server
import ipaddress
import json
import os
import re
import ssl
import tempfile
import time

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

HOST = "push.test"


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def point(key):
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def certificate(*hosts):
    """A certificate that is its own authority, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, hosts[0])])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName(host) for host in hosts] + [
        x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=2))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256()))
    folder = tempfile.mkdtemp(prefix="tocsin-peer-")
    paths = os.path.join(folder, "peer.pem"), os.path.join(folder, "peer.key")
    with open(paths[0], "wb") as file:
        file.write(made.public_bytes(serialization.Encoding.PEM))
    with open(paths[1], "wb") as file:
        file.write(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
    return paths


class Browser:
    """The keys of one subscription."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)

    def open(self, body):
        return http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")


class PushService(http.server.BaseHTTPRequestHandler):
    """One request: taken to pieces, and answered as its path says."""

    protocol_version = "HTTP/1.1"
    host = HOST
    browser = Browser()
    salts = set()

    def log_message(self, *_):
        pass

    def need(self, holds, what):
        if not holds:
            raise ValueError(what)

    def tell(self, seen):
        print(json.dumps(seen), flush=True)

    def heading(self, name, pattern):
        value = self.headers.get(name)
        self.need(value is not None, f"no {name}")
        self.need(re.fullmatch(pattern, value), f"{name} is not of the form {pattern}")
        return value

    def read(self):
        length = int(self.heading("Content-Length", r"\d+"))
        body = self.rfile.read(length)
        self.need(length <= 4096, "more than 4096 bytes")
        seen = {
            "ttl": int(self.heading("TTL", r"\d+")),
            "rush": self.heading("Urgency", "very-low|low|normal|high"),
            "topic": self.heading("Topic", r"[A-Za-z0-9_-]{1,32}"),
            "length": length,
            "path": self.path,
        }
        self.heading("Content-Encoding", "aes128gcm")
        self.need(body[:16] not in self.salts, "a salt that was there before")
        self.salts.add(body[:16])
        self.need(body[16:21] == b"\0\0\x10\0A", "record size or key length")
        seen["claims"] = self.verify()
        seen["plain"] = self.browser.open(body).decode()
        return seen

    def verify(self):
        value = self.heading("Authorization", r"vapid t=[\w.-]+, ?k=[\w-]+")
        token = re.search(r"t=([\w.-]+)", value)[1]
        self.need(Vapid02.verify(value), "the token is not signed by its key")
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        port = self.server.server_address[1]
        self.need(claims["aud"] == f"https://{self.host}:{port}", "aud is not the origin")
        self.need(time.time() < claims["exp"] <= time.time() + 86_400, "exp is not within 24 h")
        self.need(re.match("mailto:|https:", claims["sub"]), "sub is no contact")
        claims["k"] = re.search(r"k=([\w-]+)", value)[1]
        return claims

    def do_POST(self):
        try:
            seen = self.read()
            status = self.path.partition("?")[0].rsplit("/", 1)[-1]
        except Exception as error:
            seen, status = {"wrong": f"{type(error).__name__}: {error}"}, "400"
        self.tell(seen)
        if status == "slow":
            time.sleep(30)
            return
        status, _, wait = status.partition("-")
        self.send_response(int(status))
        if status == "201":
            self.send_header("Location", f"https://{self.host}/message/1")
        if status in ("302", "307"):
            here = f"https://{self.host}:{self.server.server_address[1]}"
            self.send_header("Location", f"{here}/push/201")
        if wait:
            self.send_header("Retry-After", wait)
        self.send_header("Content-Length", "0")
        self.end_headers()


def listen(service):
    """A server on a free port that answers as `service` does, and its certificate."""
    pem, key = certificate(service.host)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), service)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False)
    return server, pem


def subscription(browser):
    """The two keys of a subscription, as a browser names them."""
    return {"p256dh": base64url(point(browser.key)), "auth": base64url(browser.secret)}


def serve():
    """Serves until it is killed."""
    server, pem = listen(PushService)
    print(json.dumps({
        "port": server.server_address[1], "authority": pem, **subscription(PushService.browser),
    }), flush=True)
    server.serve_forever()
