#!/usr/bin/env python3
# Tocsin — EndToEndTests: sources that report over HTTP with a certificate in the place of a key
# SPDX-License-Identifier: Apache-2.0
"""The listener for reports asks for a certificate and knows it by its pin."""

import hashlib
import http.client
import json
import os
import ssl
import subprocess

import harness
import side_by_side
import tls
from harness import Gateway, Scratch, rows, told, until

BODY = {"key": "freezer-7", "priority": "low", "kind": "temperature", "ward": "DEMO",
        "what": "Freezer 7 at -61 °C"}


class ReportCertificates(Scratch):
    authority = tls.Sources.authority

    def setUp(self):
        super().setUp()
        self.server = self.path("server")
        told("certificate", "--out", self.server, *tls.HOSTS)
        self.own = self.authority("freezers")[1:]
        self.stranger = self.authority("stranger")[1:]
        self.documents = harness.quick_documents(self.folder)
        self.pin("freezers", self.own[0])
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        self.gateway.start(
            "--documents", self.documents, "--reports", "127.0.0.1:0",
            "--certificate", os.path.join(self.server, "server.pem"),
            "--key", os.path.join(self.server, "server.key"))

    def pin(self, name, pem):
        with open(pem, encoding="ascii") as file:
            digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(file.read())).hexdigest()
        self.write(name, f"pins: ['{digest}']")

    def write(self, name, *known):
        """By what the document knows certificates."""
        keys = ("  pins:", "  authority:", "  names:")
        path = os.path.join(self.documents, "Integrations", name, "mapping.yaml")
        with open(path, encoding="utf-8") as file:
            lines = [line for line in file.read().splitlines() if not line.startswith(keys)]
        place = lines.index("http:") + 1
        lines[place:place] = [f"  {line}" for line in known]
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def post(self, certificate, target="/v1/alerts"):
        """The status and the JSON of a report; "closed" when the handshake is refused."""
        context = ssl.create_default_context(cafile=os.path.join(self.server, "ca.pem"))
        if certificate:
            context.load_cert_chain(*certificate)
        connection = http.client.HTTPSConnection(
            *self.gateway.reports, timeout=20, context=context)
        try:
            connection.request(
                "POST", target, json.dumps(BODY), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (ssl.SSLError, ConnectionError, http.client.RemoteDisconnected):
            return "closed", None
        finally:
            connection.close()

    def test_threat_3_a_pinned_certificate_reports_and_no_other(self):
        status, told_first = self.post(self.own)
        self.assertEqual((status, told_first["outcome"]), (202, "opened"))
        status, again = self.post(self.own, "/v1/integrations/freezers/alerts")
        self.assertEqual((status, again["alert"]), (202, told_first["alert"]))
        self.assertEqual(self.post(self.stranger)[0], "closed")
        self.assertEqual(self.post(None)[0], "closed")
        self.assertEqual(self.post(self.own, "/v1/integrations/laboratory/alerts")[0], 403)
        alerts = rows("alerts", "--data", self.gateway.data, "--json")
        self.assertEqual([row["integration"] for row in alerts], ["freezers"])

    def test_curl_reports_with_its_certificate(self):
        host, port = self.gateway.reports
        done = subprocess.run(
            ["curl", "-sS", "--cacert", os.path.join(self.server, "ca.pem"), "--cert", self.own[0],
             "--key", self.own[1], "-H", "Content-Type: application/json", "-d", json.dumps(BODY),
             f"https://{host}:{port}/v1/alerts"],
            capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["outcome"], "opened")

    def test_another_pin_is_in_force_at_once_and_nobody_else_is_asked_for_a_certificate(self):
        self.assertEqual(self.post(self.own)[0], 202)
        self.pin("freezers", self.stranger[0])
        told("import", "--data", self.gateway.data, os.path.join(self.documents, "Integrations"))
        until("the new pin", lambda: self.post(self.stranger)[0] == 202)
        self.assertEqual(self.post(self.own)[0], "closed")
        asked = subprocess.run(
            ["openssl", "s_client", "-connect", "{}:{}".format(*self.gateway.http)],
            input="", capture_output=True, text=True, timeout=30, check=False)
        self.assertIn("No client certificate CA names sent", asked.stdout)
        self.assertNotIn("Requested Signature Algorithms", asked.stdout)

    def bring(self, *known):
        self.write("freezers", *known)
        told("import", "--data", self.gateway.data, os.path.join(self.documents, "Integrations"))

    def signed(self, name, ca, *options, days="30"):
        """A certificate that an authority signs: the paths of it and of its key."""
        pem, key, request = (self.path(f"{name}.{kind}") for kind in ("of.pem", "of.key", "csr"))
        for command in (
                ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                 "-subj", f"/CN={name}", "-keyout", key, "-out", request),
                ("x509", "-req", "-in", request, "-CA", ca, "-CAkey",
                 ca.replace(".ca", ".cakey"), "-days", days, *options, "-out", pem)):
            done = tls.openssl(*command)
            self.assertEqual(done.returncode, 0, done.stderr)
        return pem, key

    def test_threat_3_an_authority_vouches_for_its_own_while_they_last(self):
        ca = self.authority("site")[0]
        own, other = self.signed("freezers", ca), self.signed("doors", ca)
        purpose = self.path("purpose.txt")
        with open(purpose, "w", encoding="ascii") as file:
            file.write("extendedKeyUsage=serverAuth\n")
        self.bring(f"authority: {ca}")
        until("the authority", lambda: self.post(own)[0] == 202)
        self.assertEqual(self.post(other)[0], 202)
        refused = {
            "another authority": self.stranger,
            "one that was pinned before": self.own,
            "its time is over": self.signed("expired", ca, days="-1"),
            "for servers alone": self.signed("server", ca, "-extfile", purpose),
            "nothing": None,
        }
        for why, shown in refused.items():
            with self.subTest(why):
                self.assertEqual(self.post(shown)[0], "closed")
        self.bring(f"authority: {ca}", "names: [freezers]")
        until("the name", lambda: self.post(other)[0] == "closed")
        self.assertEqual(self.post(own)[0], 202)

    def test_an_authority_and_a_pin_have_both_to_hold(self):
        ca = self.authority("site")[0]
        own, other = self.signed("freezers", ca), self.signed("doors", ca)
        self.pin("freezers", own[0])
        path = os.path.join(self.documents, "Integrations", "freezers", "mapping.yaml")
        with open(path, encoding="utf-8") as file:
            pinned = next(line.strip() for line in file if line.startswith("  pins:"))
        self.bring(f"authority: {ca}", pinned)
        until("the pin", lambda: self.post(own)[0] == 202)
        self.assertEqual(self.post(other)[0], "closed")
        self.assertEqual(self.post(self.own)[0], "closed")


if __name__ == "__main__":
    side_by_side.main()
