# Tocsin — BrowserTests: a story on its stage, from the gateway's start to the last line
# SPDX-License-Identifier: Apache-2.0
"""What every story does around its steps."""

import os
import sys

from browsers import Windows
from gateway import ROOT
from telling import count, tell


def screens():
    """Where `--screens [DIR]` writes pictures, made if need be; None without it."""
    if "--screens" not in sys.argv[1:]:
        return None
    given = sys.argv[sys.argv.index("--screens") + 1:]
    folder = given[0] if given else os.path.join(ROOT, "Documentation/screens")
    os.makedirs(folder, exist_ok=True)
    return folder


def perform(gateway, story, steps, needed, after=lambda told, step: []):
    """Tells the steps of `story(gateway, windows)` and ends the process with the exit code.

    `after` gives further checks that follow a step, as `tell` takes them.
    """
    folder = screens()
    windows = None
    try:
        gateway.start()
        windows = Windows(folder, viewer=getattr(story, "viewer", False))
        told = story(gateway, windows)
        results = tell(told, steps, needed, lambda step: after(told, step))
    finally:
        if windows:
            windows.close()
        gateway.close()
    sys.exit(count(results))
