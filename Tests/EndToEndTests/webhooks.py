#!/usr/bin/env python3
# Tocsin — EndToEndTests: peers are told over HTTP what happened to their alerts
# SPDX-License-Identifier: Apache-2.0
"""A peer that another library's webhooks check; one that is down and comes back; FHIR resources
that another library reads; addresses that may not be asked."""

import http.server
import json
import os
import threading
import unittest
import urllib.request

from fhirclient.models import communication as r4_communication, task as r4_task
from fhir.resources.R4B.communication import Communication
from fhir.resources.R4B.task import Task
from standardwebhooks.webhooks import Webhook

from device_side import Mailbox
from harness import FIRST, ROOT, SECOND, Gateway, Suite, rows, until
from loop_side import free_port

SAMPLE = os.path.join(ROOT, "Integrations/freezers/samples/warm.json")
INSIDE = {"TOCSIN_PEERS_INSIDE_HOSTS": "127.0.0.1"}


class Peer:
    """An HTTP server that remembers what came, and answers what it is told to."""

    def __init__(self, port=0):
        self.asked, self.status = [], 204
        peer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def take(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                peer.asked.append((self.command, self.path, dict(self.headers), body))
                peer.wait()
                self.send_response(peer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_POST = do_PUT = take

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self):
        """Before it answers; a test may make it long."""

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Told(Suite):
    """A gateway whose freezers are told at a port of this machine."""

    def begin(self, port, form, environment=None, signers=()):
        """Starts the gateway. Gives the secrets of keys, made before, that sign what it sends."""
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)

        def told_at(documents):
            path = os.path.join(documents, "Integrations/freezers/mapping.yaml")
            with open(path, "a", encoding="utf-8") as file:
                file.write(f"\nreturn:\n  to: http://127.0.0.1:{port}/peer\n  as: {form}\n")

        self.gateway.bring("30s", told_at)
        self.key = self.make("main")
        secrets = [self.make(name, "--signs", "outbound-webhooks") for name in signers]
        self.gateway.start(environment=INSIDE if environment is None else environment)
        self.device = self.gateway.enrol(FIRST)
        self.box = Mailbox(self.device)
        self.addCleanup(self.box.close)
        return secrets

    def make(self, name, *more):
        return self.gateway.key("freezers", name, *more)

    def report(self, key="freezer-7"):
        with open(SAMPLE, encoding="utf-8") as file:
            body = {**json.load(file), "ward": "DEMO", "key": key}
        asked = urllib.request.Request(
            self.gateway.base + "/v1/alerts", json.dumps(body).encode(), method="POST",
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return json.load(answer)["alert"]

    def answer(self, alert, *kinds):
        page = str(self.box.page_of(alert).page)
        for kind in kinds:
            self.assertEqual(self.device.answer(page, kind).result, 0)

    def outbound(self):
        return rows("outbound", "list", "--data", self.gateway.data, "--json")


class Webhooks(Told):
    def setUp(self):
        self.peer = Peer()
        self.addCleanup(self.peer.stop)

    def test_another_library_finds_each_webhook_genuine_also_while_keys_change(self):
        secrets = self.begin(self.peer.port, "webhook", signers=("old", "new"))
        alert = self.report()
        self.answer(alert, "accept", "resolved")
        until("both are told", lambda: len(self.peer.asked) == 2)
        events = []
        for method, path, headers, body in self.peer.asked:
            self.assertEqual((method, path), ("POST", "/peer"))
            for secret in secrets:
                Webhook(secret).verify(body.decode(), {k.lower(): v for k, v in headers.items()})
            self.assertNotIn(b"-61.0", body, "nothing of what the alert says goes out")
            events.append(json.loads(body))
        self.assertEqual([one["type"] for one in events],
                         ["alert.acknowledged", "alert.resolved"])
        self.assertEqual({one["data"]["alert"] for one in events}, {alert})
        self.assertEqual(events[0]["data"]["responder"]["id"], FIRST)

    def test_a_peer_that_fails_is_told_the_same_when_it_is_well_also_after_kill_9(self):
        self.begin(self.peer.port, "webhook", signers=("out",))
        self.peer.status = 503
        alert = self.report()
        self.answer(alert, "accept")
        until("it was tried", lambda: self.peer.asked)
        self.gateway.kill()
        self.peer.status = 200
        self.gateway.start(environment=INSIDE)
        until("it is told", lambda: [row["state"] for row in self.outbound()] == ["told"], 40)
        ids = {headers["webhook-id"] for _, _, headers, _ in self.peer.asked}
        self.assertEqual(len(ids), 1, "one report keeps its id however often it is sent")

    def test_nothing_is_sent_unsigned(self):
        self.begin(self.peer.port, "webhook")
        alert = self.report()
        self.answer(alert, "accept")
        until("the log says so",
              lambda: "no key signs its webhooks" in self.gateway.logged())
        self.assertEqual(self.peer.asked, [])
        self.make("late", "--signs", "outbound-webhooks")
        until("it is told once a key is made", lambda: self.peer.asked, 40)


class Refused(Told):
    def test_an_address_inside_that_the_site_does_not_list_is_never_asked(self):
        peer = Peer()
        self.addCleanup(peer.stop)
        self.begin(peer.port, "fhir-task", environment={})
        alert = self.report()
        self.answer(alert, "accept")
        until("the log says so",
              lambda: "TOCSIN_PEERS_INSIDE_HOSTS" in self.gateway.logged())
        self.assertEqual(peer.asked, [])


class FHIR(Told):
    def test_a_task_that_another_library_reads_follows_the_alert_and_waits_for_its_server(self):
        port = free_port()
        self.begin(port, "fhir-task")
        alert = self.report()
        self.answer(alert, "accept", "resolved")
        until("it waits", lambda: "cannot be told" in self.gateway.logged())
        peer = Peer(port)
        self.addCleanup(peer.stop)
        until("both are told", lambda: len(peer.asked) == 2, 40)
        tasks = [Task.model_validate_json(body) for _, _, _, body in peer.asked]
        for _, _, _, body in peer.asked:
            r4_task.Task(json.loads(body), strict=True)
        self.assertEqual([task.status for task in tasks], ["accepted", "completed"])
        for method, path, headers, _ in peer.asked:
            self.assertEqual((method, path), ("PUT", f"/peer/Task/{alert}"))
            self.assertEqual(headers["Content-Type"], "application/fhir+json")
        self.assertEqual(tasks[0].owner.identifier.value, FIRST)

    def test_a_communication_that_another_library_reads_tells_each_thing(self):
        peer = Peer()
        self.addCleanup(peer.stop)
        self.begin(peer.port, "fhir-communication")
        self.gateway.enrol(SECOND)
        self.answer(self.report(), "decline")
        until("both are told", lambda: len(peer.asked) >= 2)
        words = []
        for method, path, _, body in peer.asked:
            said = Communication.model_validate_json(body)
            r4_communication.Communication(json.loads(body), strict=True)
            self.assertEqual((method, path), ("PUT", f"/peer/Communication/{said.id}"))
            words.append(said.topic.text)
        self.assertEqual(words[:2], ["declined", "escalated"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
