#!/usr/bin/env python3
# Tocsin — EndToEndTests: TLS of endpoints that documents name
# SPDX-License-Identifier: Apache-2.0
"""Authorities and pins of sources, each endpoint for itself, beside one in the clear."""

import hashlib
import os
import ssl

import side_by_side
import tls
from endpoints import EndpointGateway
from harness import Scratch, told, until
from sources import new_control, result


class EndpointTLS(Scratch):
    authority = tls.Sources.authority

    def setUp(self):
        super().setUp()
        self.server = self.path("server")
        told("certificate", "--out", self.server, *tls.HOSTS)
        self.ca, self.pem, self.key = self.authority("laboratory")
        self.gateway = EndpointGateway()
        self.addCleanup(self.gateway.close)

    def start(self, **endpoints):
        for name, lines in endpoints.items():
            self.gateway.write(name, "listen: 0", *lines)
        self.gateway.start(
            "--documents", self.gateway.documents,
            "--certificate", os.path.join(self.server, "server.pem"),
            "--key", os.path.join(self.server, "server.key"))

    def pin(self, pem):
        with open(pem, encoding="ascii") as file:
            return hashlib.sha256(ssl.PEM_cert_to_DER_cert(file.read())).hexdigest()

    def exchange(self, name, pem=None, key=None):
        """The code of a reply; "closed" when none comes."""
        context = ssl.create_default_context(cafile=os.path.join(self.server, "ca.pem"))
        context.check_hostname = False
        if pem:
            context.load_cert_chain(pem, key)
        try:
            with self.gateway.source(name) as source:
                source.socket = context.wrap_socket(source.socket)
                reply = source.exchange(result(new_control()))
                return reply.code if reply else "closed"
        except (ssl.SSLError, ConnectionError):
            return "closed"

    def test_threat_2_each_endpoint_knows_its_own_sources(self):
        _, stranger, stranger_key = self.authority("stranger")
        _, other, other_key = self.authority("laboratory2")
        own, strange = (self.pem, self.key), (stranger, stranger_key)
        self.start(
            authority=[f"tls: {{ authority: {self.ca} }}"],
            pinned=[f"tls: {{ pins: ['{self.pin(stranger)}'] }}"],
            both=[f"tls: {{ authority: {self.ca}, pins: ['{self.pin(other)}'] }}"],
            open=["tls: { client-certificate: none }"], plain=[])
        expected = {
            "authority": {own: "AA", strange: "closed", (): "closed"},
            "pinned": {own: "closed", strange: "AA", (): "closed"},
            "both": {own: "closed", strange: "closed", (other, other_key): "closed"},
            "open": {own: "AA", (): "AA"},
        }
        for name, shown in expected.items():
            for certificate, code in shown.items():
                with self.subTest(endpoint=name, certificate=certificate):
                    self.assertEqual(self.exchange(name, *certificate), code)
        with self.gateway.source("plain") as source:
            self.assertEqual(source.exchange(result(new_control())).code, "AA")
        self.assertEqual({row["integration"] for row in self.gateway.messages()
                          if row["outcome"] == "accepted"},
                         {"authority", "pinned", "open", "plain"})

    def test_a_certificate_of_the_authority_that_is_pinned_is_heard(self):
        self.start(both=[
            f"tls: {{ authority: {self.ca}, pins: ['{self.pin(self.pem)}'] }}"])
        for _ in range(2):
            self.assertEqual(self.exchange("both", self.pem, self.key), "AA")

    def test_other_pins_are_in_force_without_touching_other_endpoints(self):
        _, stranger, key = self.authority("stranger")
        self.start(ward=[f"tls: {{ pins: ['{self.pin(self.pem)}'] }}"], other=[])
        with self.gateway.source("other") as kept:
            self.assertEqual(self.exchange("ward", self.pem, self.key), "AA")
            before = self.gateway.endpoint("ward")
            self.gateway.bring("ward", "listen: 0", f"tls: {{ pins: ['{self.pin(stranger)}'] }}")
            until("it has started anew", lambda: self.gateway.endpoint("ward") not in
                  (None, before))
            self.assertEqual(self.exchange("ward", self.pem, self.key), "closed")
            self.assertEqual(self.exchange("ward", stranger, key), "AA")
            self.assertEqual(kept.exchange(result(new_control())).code, "AA")

    def test_an_endpoint_without_a_certificate_to_show_is_said(self):
        self.gateway.write("ward", "listen: 0", f"tls: {{ authority: {self.ca} }}")
        self.gateway.start("--documents", self.gateway.documents)
        self.assertIn("the endpoint of ward does not listen", self.gateway.logged())
        self.assertIn("TLS needs a certificate", self.gateway.logged())
        self.assertEqual(self.gateway.send(result(new_control())).code, "AA")


if __name__ == "__main__":
    side_by_side.main()
