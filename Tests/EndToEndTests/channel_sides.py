# Tocsin — EndToEndTests: everything that a channel can lead to, on this machine
# SPDX-License-Identifier: Apache-2.0
"""A push service, a mail server and providers over HTTP, with what came to each."""

import json
import os
import subprocess
import sys
import threading

import push_service
from webhooks import Peer

HERE = os.path.dirname(os.path.abspath(__file__))


def push_side():
    """A push service at localhost of its own, and what it was told, decrypted, in `came`."""

    class Side(push_service.PushService):
        """Keeps what it was told."""

        host = "localhost"
        browser = push_service.Browser()
        came = []

        def tell(self, seen):
            self.came.append(seen)

    server, authority = push_service.listen(Side)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, authority, Side


class MailSide:
    """The mail server of mail_server.py as a process, and the mails that it took."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import mail_server; mail_server.serve()"], cwd=HERE,
            stdout=subprocess.PIPE, text=True)
        self.port = json.loads(self.process.stdout.readline())["ports"]["clear"]
        self.came = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.came.append(json.loads(line))

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Sides:
    """All of them, with the document that leads to them."""

    def __init__(self):
        self.push_server, self.authority, self.push = push_side()
        self.mail = MailSide()
        self.ntfy, self.sms, self.voice = Peer(), Peer(), Peer()
        for one in (self.ntfy, self.sms, self.voice):
            one.status = 200

    @property
    def endpoint(self):
        """The start of a push endpoint; its last part says what is answered."""
        return f"https://localhost:{self.push_server.server_address[1]}/push/"

    def document(self, rungs, people):
        """channels.yaml with `rungs` for high pages, and addresses for `people` on all."""
        lines = [
            "language: en", 'call: "4321"', "channels:",
            '  - { channel: push, kind: web-push, contact: "mailto:pager@st-elmo.example",'
            " hosts: [localhost] }",
            f"  - {{ channel: ntfy, kind: ntfy, server: http://127.0.0.1:{self.ntfy.port} }}",
            f"  - {{ channel: mail, kind: mail, server: smtp://127.0.0.1:{self.mail.port},"
            " from: pager@st-elmo.example }",
        ]
        for name, side in (("sms", self.sms), ("voice", self.voice)):
            lines += [
                f"  - channel: {name}", "    kind: http",
                f"    server: http://127.0.0.1:{side.port}/send",
                '    members: { to: "{number}", text: "{text}" }',
            ]
        lines += ["contact:", "  high:", *(f"    - {rung}" for rung in rungs), "people:"]
        for number, person in enumerate(people, 100):
            lines.append(
                f"  - {{ person: {person}, ntfy: topic-{number}, mail: p{number}@st-elmo.example,"
                f' sms: "+49 30 {number}", voice: "+49 31 {number}" }}')
        return "\n".join(lines) + "\n"

    def stop(self):
        self.push_server.shutdown()
        self.mail.stop()
        for one in (self.ntfy, self.sms, self.voice):
            one.stop()
