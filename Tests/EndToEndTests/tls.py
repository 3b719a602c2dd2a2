#!/usr/bin/env python3
# Tocsin — EndToEndTests: certificates and TLS as others see them
# SPDX-License-Identifier: Apache-2.0
"""`tocsin certificate`, and `serve` with what it made, from Python's ssl, openssl and curl."""

import hashlib
import json
import os
import re
import shutil
import socket
import ssl
import stat
import subprocess
import unittest
import warnings

import harness
import side_by_side
from harness import Gateway, Scratch, told, until
from sources import Source, new_control, result

HOSTS = ("--host", "localhost", "--host", "127.0.0.1")
FILES = ("ca.pem", "ca.key", "server.pem", "server.key")


def openssl(*arguments, stdin=""):
    return subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, text=True,
                          timeout=30, check=False)


class Certificates(Scratch):
    def setUp(self):
        super().setUp()
        self.tls = self.path("tls")

    def bytes_of(self, name):
        with open(os.path.join(self.tls, name), "rb") as file:
            return file.read()

    def test_makes_an_authority_and_a_certificate_that_openssl_takes(self):
        said = told("certificate", "--out", self.tls, *HOSTS)
        self.assertIn("tocsin serve", said)
        ca, server = (os.path.join(self.tls, name) for name in ("ca.pem", "server.pem"))
        for how in (["-verify_hostname", "localhost"], ["-verify_ip", "127.0.0.1"]):
            done = openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", ca,
                           *how, server)
            self.assertEqual(done.returncode, 0, done.stderr)
        text = openssl("x509", "-in", ca, "-noout", "-text").stdout
        self.assertRegex(text, r"Name Constraints: critical\s+Permitted:\s+DNS:localhost")
        self.assertIn("CA:TRUE, pathlen:0", text)
        text = openssl("x509", "-in", server, "-noout", "-text").stdout
        self.assertIn("DNS:localhost, IP Address:127.0.0.1", text)
        for name, ends in ((ca, 3651), (server, 396)):
            for days, code in ((ends - 1, 0), (ends + 2, 1)):
                done = openssl("x509", "-in", name, "-noout", "-checkend", str(days * 86400))
                self.assertEqual(done.returncode, code, (name, days))

    def test_files_are_for_their_owner_alone(self):
        told("certificate", "--out", self.tls, *HOSTS)
        self.assertEqual(sorted(os.listdir(self.tls)), sorted(FILES))
        for name in FILES:
            mode = os.stat(os.path.join(self.tls, name)).st_mode
            self.assertEqual(stat.S_IMODE(mode), 0o600, name)

    def test_renews_the_server_and_never_the_authority(self):
        told("certificate", "--out", self.tls, *HOSTS)
        before = {name: self.bytes_of(name) for name in FILES}
        self.assertIn("for localhost, 127.0.0.1", told("certificate", "--out", self.tls))
        for name in FILES:
            same = self.bytes_of(name) == before[name]
            self.assertEqual(same, name.startswith("ca."), name)

    def test_an_authority_vouches_for_no_other_name(self):
        told("certificate", "--out", self.tls, *HOSTS)
        before = self.bytes_of("server.pem")
        done = self.assertEnds(1, "certificate", "--out", self.tls, "--host", "bank.example")
        self.assertIn("bank.example", done.stderr)
        self.assertIn("hint:", done.stderr)
        self.assertEqual(self.bytes_of("server.pem"), before)

    def test_half_an_authority_is_left_as_it_is(self):
        told("certificate", "--out", self.tls, *HOSTS)
        os.unlink(os.path.join(self.tls, "ca.key"))
        before = self.bytes_of("ca.pem")
        self.assertEnds(1, "certificate", "--out", self.tls)
        self.assertEqual(self.bytes_of("ca.pem"), before)

    def test_names_that_are_none_are_wrong_usage(self):
        for arguments in ((), ("--host", "*.example"), ("--host", "https://a")):
            self.assertEnds(64, "certificate", "--out", self.tls, *arguments)
        self.assertFalse(os.path.exists(self.tls))

    def test_serve_refuses_the_network_without_a_certificate(self):
        for address in ("0.0.0.0:0", "[::]:0", "127.example:0"):
            done = self.assertEnds(1, "serve", "--data", self.path("data"), "--http", address,
                                   "--mllp", "127.0.0.1:0")
            self.assertIn("without TLS", done.stderr)
            self.assertIn("tocsin certificate", done.stderr)
        self.assertFalse(os.path.exists(self.path("data")))

    def test_serve_refuses_half_a_pair_and_a_pair_that_does_not_fit(self):
        told("certificate", "--out", self.tls, *HOSTS)
        server, key, other = (os.path.join(self.tls, name)
                              for name in ("server.pem", "server.key", "ca.key"))
        flags = ["serve", "--data", self.path("data"), "--http", "127.0.0.1:0", "--mllp",
                 "127.0.0.1:0", "--certificate", server]
        self.assertEnds(64, *flags)
        self.assertIn("do not belong together", self.assertEnds(1, *flags, "--key", other).stderr)
        self.assertIn("cannot be read", self.assertEnds(1, *flags, "--key", key + "x").stderr)


class Encrypted(unittest.TestCase):
    """One gateway with a certificate for all tests of the class."""

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.tls = os.path.join(cls.gateway.folder, "tls")
        told("certificate", "--out", cls.tls, *HOSTS)
        cls.ca = os.path.join(cls.tls, "ca.pem")
        cls.gateway.start("--certificate", os.path.join(cls.tls, "server.pem"),
                          "--key", os.path.join(cls.tls, "server.key"),
                          environment={"TOCSIN_SECURITY_CONTACT": "mailto:security@example.org"})

    def context(self, ca=None):
        return ssl.create_default_context(cafile=ca or self.ca)

    def connect(self, context, name="localhost"):
        """A TLS connection; closed at the end of the test."""
        plain = socket.create_connection(self.gateway.http, timeout=10)
        self.addCleanup(plain.close)
        secure = context.wrap_socket(plain, server_hostname=name)
        self.addCleanup(secure.close)
        return secure

    def ask(self, secure, target="/healthz"):
        secure.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += secure.recv(65536)
        head, _, body = heard.partition(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head, re.I)[1])
        while len(body) < length:
            body += secure.recv(65536)
        return head.decode(), body.decode()

    def test_says_https_when_it_is_ready(self):
        self.assertRegex(self.gateway.said[0], r"^ready https=127\.0\.0\.1:\d+ mllp=\S+\n$")

    def test_speaks_tls_1_3_and_1_2_with_forward_secrecy(self):
        secure = self.connect(self.context())
        self.assertEqual(secure.version(), "TLSv1.3")
        head, body = self.ask(secure)
        self.assertTrue(head.startswith("HTTP/1.1 200"), head)
        self.assertIn("strict-transport-security: max-age=31536000; includesubdomains",
                      head.lower())
        self.assertEqual(json.loads(body), {"status": "alive"})
        older = self.context()
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        secure = self.connect(older, name="127.0.0.1")
        self.assertEqual(secure.version(), "TLSv1.2")
        self.assertRegex(secure.cipher()[0], r"^ECDHE-.*(GCM|CHACHA20)")

    def test_refuses_tls_1_1_and_what_has_no_forward_secrecy(self):
        old = self.context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            old.minimum_version = ssl.TLSVersion.TLSv1
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        weak = self.context()
        weak.maximum_version = ssl.TLSVersion.TLSv1_2
        weak.set_ciphers("AES128-SHA:AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA")
        for context in (old, weak):
            with self.assertRaises((ssl.SSLError, ConnectionError)):
                self.connect(context)

    def test_is_refused_under_another_authority_and_another_name(self):
        other = os.path.join(self.gateway.folder, "other")
        told("certificate", "--out", other, *HOSTS)
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.connect(self.context(os.path.join(other, "ca.pem")))
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.connect(self.context(), name="bank.example")
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.connect(ssl.create_default_context())

    def test_plain_http_gets_nothing(self):
        with socket.create_connection(self.gateway.http, timeout=10) as plain:
            plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertNotIn(b"HTTP/1.1", plain.recv(65536))

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed here")
    def test_curl_trusts_it_by_the_authority_alone(self):
        url = "https://localhost:{}/readyz".format(self.gateway.http[1])
        for trust, code in ((["--cacert", self.ca], 0), ([], 60)):
            done = subprocess.run(["curl", "-sS", "--ipv4", *trust, url], capture_output=True,
                                  text=True, timeout=30, check=False)
            self.assertEqual(done.returncode, code, done.stderr)

    def test_names_whom_to_tell_of_a_weakness(self):
        _, body = self.ask(self.connect(self.context()), "/.well-known/security.txt")
        self.assertIn("Contact: mailto:security@example.org\n", body)
        self.assertRegex(body, rf"(?m)^Expires: {harness.RFC3339}$")

    def test_takes_a_renewal_and_drops_no_connection(self):
        def shown():
            with socket.create_connection(self.gateway.http, timeout=10) as plain:
                with self.context().wrap_socket(plain, server_hostname="localhost") as secure:
                    return hashlib.sha256(secure.getpeercert(True)).hexdigest()

        kept = self.connect(self.context())
        self.ask(kept)
        before = shown()
        told("certificate", "--out", self.tls)
        until("the renewed certificate is shown", lambda: shown() != before, 30, 0.5)
        self.assertIn("200", self.ask(kept)[0])
        self.assertIn("the certificate was renewed", self.gateway.logged())


class Sources(Scratch):
    """MLLP over TLS, with sources that have to show a certificate."""

    def authority(self, name):
        """An authority and a certificate of it: the paths of both and of the key."""
        paths = [self.path(f"{name}.{kind}") for kind in ("ca", "cakey", "pem", "key")]
        ca, ca_key, pem, key = paths
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30")
        for command in (
                ("req", "-x509", *curve, "-subj", f"/CN={name} authority", "-keyout", ca_key,
                 "-out", ca),
                ("req", "-x509", *curve, "-subj", f"/CN={name}", "-CA", ca, "-CAkey", ca_key,
                 "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", pem)):
            done = openssl(*command)
            self.assertEqual(done.returncode, 0, done.stderr)
        return ca, pem, key

    def setUp(self):
        super().setUp()
        self.tls = self.path("tls")
        told("certificate", "--out", self.tls, *HOSTS)
        ca, self.pem, self.key = self.authority("laboratory")
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        self.gateway.start("--certificate", os.path.join(self.tls, "server.pem"), "--key",
                           os.path.join(self.tls, "server.key"), "--mllp-authority", ca)

    def source(self, pem=None, key=None):
        context = ssl.create_default_context(cafile=os.path.join(self.tls, "ca.pem"))
        if pem:
            context.load_cert_chain(pem, key)
        source = Source(self.gateway.mllp)
        self.addCleanup(source.close)
        source.socket = context.wrap_socket(source.socket, server_hostname="localhost")
        return source

    def test_threat_2_a_source_with_a_certificate_of_ours_is_heard(self):
        source = self.source(self.pem, self.key)
        for _ in range(2):
            self.assertEqual(source.exchange(result(new_control())).code, "AA")

    def test_threat_2_a_source_without_one_or_of_another_authority_is_not(self):
        _, pem, key = self.authority("stranger")
        for shown in ((None, None), (pem, key)):
            with self.assertRaises((ssl.SSLError, ConnectionError)):
                source = self.source(*shown)
                source.send(result(new_control()))
                if source.receive() is None:
                    raise ConnectionError("closed without a reply")
        with Source(self.gateway.mllp) as plain:
            plain.send(result(new_control()))
            self.assertNotIn(b"MSA", plain.socket.recv(65536))
        self.assertEqual(self.gateway.messages(), [])

    def test_an_authority_for_sources_needs_a_certificate_to_show(self):
        self.assertEnds(64, "serve", "--data", self.path("data"), "--http", "127.0.0.1:0",
                        "--mllp", "127.0.0.1:0", "--mllp-authority", self.pem)


if __name__ == "__main__":
    side_by_side.main()
