# Tocsin — EndToEndTests: running the classes of a file side by side
# SPDX-License-Identifier: Apache-2.0
"""Most of these tests wait: for a step, a deadline, a comment line. So each test class runs in a
process of its own over gateways of its own, several at once. A class that says `apart = True` has
each of its tests in a process. Names on the command line run as unittest runs them.
"""

import concurrent.futures
import os
import re
import subprocess
import sys
import unittest

AT_ONCE = 6
PART_SECONDS = 300


def parts(module):
    """What to run in a process of its own, by name; the slow ones, which are apart, first."""
    loader = unittest.TestLoader()
    classes = [one for one in vars(module).values()
               if isinstance(one, type) and issubclass(one, unittest.TestCase)
               and loader.getTestCaseNames(one)]
    apart = [f"{one.__name__}.{name}" for one in classes if getattr(one, "apart", False)
             for name in loader.getTestCaseNames(one)]
    return apart + [one.__name__ for one in classes if not getattr(one, "apart", False)]


def run(part):
    """Runs one part to its end: its output, how many passed, how many failed."""
    command = [sys.executable, os.path.abspath(sys.argv[0]), part]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            timeout=PART_SECONDS)
    except subprocess.TimeoutExpired as late:
        output = (late.stdout or b"").decode("utf-8", "replace")
        return f"{output}\n{part} did not end within {PART_SECONDS} s\n", 0, 1
    return (done.stdout, *counts(done.stdout, done.returncode))


def counts(output, code):
    """Passed and failed, from unittest's summary; what was skipped is neither."""
    ran = re.search(r"^Ran (\d+) tests? in", output, re.M)
    bad, skipped = (sum(int(number) for number in re.findall(rf"\b(?:{words})=(\d+)", output))
                    for words in ("failures|errors", "skipped"))
    if code != 0 and bad == 0:
        bad = 1
    return max(0, int(ran[1]) - bad - skipped) if ran else 0, bad


def main():
    if len(sys.argv) > 1:
        unittest.main(verbosity=2)
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(run, part) for part in parts(sys.modules["__main__"])]
        for one in concurrent.futures.as_completed(running):
            output, well, badly = one.result()
            print(output, flush=True)
            passed, failed = passed + well, failed + badly
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
