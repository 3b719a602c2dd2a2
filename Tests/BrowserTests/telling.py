# Tocsin — BrowserTests: telling a story step by step, and counting what held
# SPDX-License-Identifier: Apache-2.0
"""A story is an object with steps; each step's first line of documentation is its name."""

import time
import traceback


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def until(probe, what="it did not come", *, seconds=20, pause=0.1):
    """Waits until the probe holds; says what did not when it never does."""
    end = time.monotonic() + seconds
    while not probe():
        expect(time.monotonic() < end, what)
        time.sleep(pause)


def note(results, name, fault):
    """Keeps and prints one result; `fault` is None where it held."""
    results.append((name, fault))
    print(f"{'ok  ' if fault is None else 'FAIL'}  {name}", flush=True)
    if fault:
        print(fault, flush=True)


def tell(story, steps, needed, after=lambda step: []):
    """Runs the steps in order; a needed one that fails ends the story.

    `after` gives further checks, as pairs of name and fault, that follow a step.
    """
    results = []
    for step in steps:
        fault = None
        try:
            step(story)
        except Exception as error:  # pylint: disable=broad-except
            fault = f"{error}\n{traceback.format_exc(limit=-2)}"
        note(results, step.__doc__, fault)
        if fault and step in needed:
            print("the rest needs this step and is not told", flush=True)
            break
        for name, wrong in after(step):
            note(results, name, wrong)
    return results


def count(results):
    """Prints the last line; the exit code."""
    failed = sum(1 for _, fault in results if fault is not None)
    print(f"\n{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0
