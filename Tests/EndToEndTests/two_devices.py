# Tocsin — EndToEndTests: two devices that listen, for every suite
# SPDX-License-Identifier: Apache-2.0
"""A device of each registrar, both listening, and an alert of each test's own.

The demonstration policy pages the first registrar, after twenty seconds the second, after twenty
more the switchboard.
"""

from device_side import Mailbox
from harness import FIRST, SECOND, Suite
from sources import new_control, result


WAIT = 20
SLACK = 15
WITHDRAWN = 4


class TwoDevices(Suite):
    """A device of each registrar, both listening."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.gateway.enrol(FIRST), cls.gateway.enrol(SECOND)
        cls.first_box, cls.second_box = Mailbox(cls.first), Mailbox(cls.second)
        cls.addClassCleanup(cls.first_box.close)
        cls.addClassCleanup(cls.second_box.close)

    def report(self, **options):
        """Sends a critical result; the alert."""
        self.control = new_control()
        self.assertEqual(self.gateway.send(result(self.control, **options)).code, "AA")
        return self.gateway.alert(self.control)["id"]

    def now(self):
        return self.gateway.alert(self.control)

    def page(self, alert):
        return str(self.first_box.page_of(alert).page)

    def state(self, page, device):
        found = [one["state"] for one in self.now()["pages"]
                 if one["id"] == page and one["device"] == str(device.id)]
        self.assertEqual(len(found), 1, self.now()["pages"])
        return found[0]

    def events(self, alert):
        return [entry["event"] for entry in self.gateway.trail(alert)]
