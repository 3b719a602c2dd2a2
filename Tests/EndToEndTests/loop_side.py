# Tocsin — EndToEndTests: a receiver of statuses that others wrote, for every suite
# SPDX-License-Identifier: Apache-2.0
"""hl7apy's MLLP server as the laboratory's other end: it takes each status on a connection of its
own, says what a test makes it say, and remembers what came."""

import os
import socket
import ssl
import threading
import time

import harness
from hl7apy.mllp import AbstractErrorHandler, AbstractHandler, MLLPServer
from hl7apy.parser import parse_message


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def loop_documents(folder, port, more=()):
    """The shipped documents, with a way back for the laboratory; the folder's path."""
    harness.quick_documents(folder, wait="60s")
    path = os.path.join(folder, "Integrations/laboratory/mapping.yaml")
    with open(path, "a", encoding="utf-8") as file:
        file.write("\n".join(["\nreturn:", f"  to: 127.0.0.1:{port}", "  reply-within: 1s",
                              *more]) + "\n")
    return folder


class Status:
    """One message that came, read by hl7apy."""

    def __init__(self, text):
        self.text = text
        parsed = parse_message(text, find_groups=False)
        segments = {child.name: child for child in parsed.children}
        self.type = segments["MSH"].msh_9.value
        self.control = segments["MSH"].msh_10.value
        self.order = segments["OBR"].obr_3.value if "OBR" in segments else None
        self.words = [child.prt_3.value for child in parsed.children if child.name == "PRT"]
        self.people = [child.prt_5.value for child in parsed.children if child.name == "PRT"]


class Receiver:
    """The server. `say` is AA, AE, AR, another control id, or silence, from now on."""

    def __init__(self, port, tls=None):
        self.port, self.tls = port, tls
        self.saying = "AA"
        self.heard = []
        self.taken = []
        self.server = None
        self.start()

    def start(self):
        receiver = self

        class Handler(AbstractHandler):
            def reply(self):
                return receiver.reply(self.incoming_message)

        class Faults(AbstractErrorHandler):
            def reply(self):
                return receiver.reply(self.incoming_message)

        kinds = ("ORA^R42^ORA_R42", "ORA^R41^ORA_R41", "ORU^R01^ORU_R01", "MDM^T02^MDM_T02")
        self.server = MLLPServer("127.0.0.1", self.port,
                                 {**{kind: (Handler,) for kind in kinds}, "ERR": (Faults,)})
        self.server.daemon_threads = True
        if self.tls:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True)
        self.server.handle_error = lambda *_: None
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def reply(self, text):
        status = Status(text)
        self.heard.append(status)
        if self.saying == "silence":
            time.sleep(2.5)
            return "\x0bMSH|^~\\&|LAB\rMSA|AA|TOO-LATE\r\x1c\r"
        code = self.saying if len(self.saying) == 2 else "AA"
        control = "ANOTHER" if self.saying == "another" else status.control
        if code == "AA" and control == status.control:
            self.taken.append(status)
        return f"\x0bMSH|^~\\&|LAB|N|TOCSIN|N|||ACK|1|P|2.7\rMSA|{code}|{control}\r\x1c\r"

    def words(self):
        """The statuses that were taken, in their order, each with its person."""
        return [f"{word} {person.split('^')[0]}" for one in self.taken
                for word, person in zip(one.words, one.people)]


def server_context(pem, key, authority):
    """TLS for a receiver that asks for the gateway's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    context.load_verify_locations(authority)
    context.verify_mode = ssl.CERT_REQUIRED
    return context
