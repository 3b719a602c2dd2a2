#!/usr/bin/env python3
# Tocsin — PackageTests: the Debian package in a clean Debian
# SPDX-License-Identifier: Apache-2.0
"""Installed, started, upgraded, removed and purged, each in the state that the one before left.

Started by Scripts/package-test, as root in namespaces of its own; FOLDER holds the clean Debian and
two versions of the package. Nothing outside the copy of that Debian is changed.
"""

import atexit
import glob
import os
import re
import shutil
import ssl
import stat
import subprocess
import time
import unittest
import urllib.request

FOLDER = os.environ["FOLDER"]
ROOT = os.path.join(FOLDER, "root")
OLD, NEW = "0.1.0", "0.1.1"
SETTINGS = "etc/tocsin/tocsin.yaml"
STORE = "var/lib/tocsin/tocsin.sqlite"
ADDRESS = "127.0.0.1:18443"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def inside(path):
    return os.path.join(ROOT, path)


def run(*command, check=True, **more):
    """Runs a command in the clean Debian, its output as text."""
    environment = {"PATH": PATH, "DEBIAN_FRONTEND": "noninteractive",
                   "LC_ALL": "C.UTF-8", **more}
    done = subprocess.run(["chroot", ROOT, *command], capture_output=True, text=True, timeout=600,
                          check=False, env=environment)
    if check and done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n"
                             f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout + done.stderr


def mode(path):
    return stat.S_IMODE(os.stat(inside(path)).st_mode)


def owner(path):
    """The account as the clean Debian knows it."""
    found = os.stat(inside(path))
    with open(inside("etc/passwd"), encoding="utf-8") as file:
        return {int(line.split(":")[2]): line.split(":")[0] for line in file}[found.st_uid]


def accounts():
    with open(inside("etc/passwd"), encoding="utf-8") as file:
        return [line.split(":")[0] for line in file]


def read(path):
    with open(inside(path), "rb") as file:
        return file.read()


def package(version):
    name = os.path.basename(glob.glob(f"{FOLDER}/tocsin_{version}_*.deb")[0])
    shutil.copy(os.path.join(FOLDER, name), inside("srv"))
    return f"/srv/{name}"


class Process:
    """The program as the unit starts it: its account, its settings, its environment."""

    def __init__(self):
        self.log = open(os.path.join(FOLDER, "serve.log"), "ab")
        self.process = subprocess.Popen(
            ["chroot", ROOT, "setpriv", "--reuid=tocsin", "--regid=tocsin", "--clear-groups",
             "/usr/bin/tocsin", "serve", "--config", "/etc/tocsin/tocsin.yaml",
             "--http", ADDRESS, "--mllp", "127.0.0.1:0"],
            env={"PATH": PATH, "TOCSIN_DATA": "/var/lib/tocsin",
                 "CREDENTIALS_DIRECTORY": "/run/credentials",
                 "TOCSIN_CERTIFICATE": "/etc/tocsin/tls/server.pem",
                 "TOCSIN_KEY": "/etc/tocsin/tls/server.key"},
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.ready = self.process.stdout.readline()

    def stop(self):
        self.process.terminate()
        code = self.process.wait(20)
        self.process.stdout.close()
        self.log.close()
        return code


def answer(path):
    """What the gateway answers, by the certificate that was made for it."""
    trust = ssl.create_default_context(cafile=inside("srv/authority/ca.pem"))
    with urllib.request.urlopen(f"https://{ADDRESS}{path}", context=trust, timeout=10) as reply:
        return reply.status


def until_ready(seconds=30):
    end = time.monotonic() + seconds
    while True:
        try:
            return answer("/readyz")
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


class Package(unittest.TestCase):
    """One life of a package; the steps run in the order of their names."""

    @classmethod
    def setUpClass(cls):
        shutil.rmtree(ROOT, ignore_errors=True)
        subprocess.run(["cp", "-a", os.path.join(FOLDER, "base"), ROOT], check=True)
        subprocess.run(["mount", "--make-rprivate", "/"], check=True)
        for name, kind in (("proc", "proc"), ("dev", "tmpfs")):
            subprocess.run(["mount", "-t", kind, kind, inside(name)], check=True)
        for name, minor in (("null", 3), ("zero", 5), ("random", 8), ("urandom", 9)):
            os.mknod(inside(f"dev/{name}"), 0o666 | stat.S_IFCHR, os.makedev(1, minor))
            os.chmod(inside(f"dev/{name}"), 0o666)
        shutil.copy("/etc/resolv.conf", inside("etc/resolv.conf"))
        atexit.register(shutil.rmtree, ROOT, True)
        run("apt-get", "update")

    def test_1_is_installed_with_what_it_needs_and_no_compiler(self):
        said = run("apt-get", "install", "-y", "--no-install-recommends", package(OLD))
        self.assertIn("Keep a copy of it apart", said)
        self.assertIn("systemctl enable --now tocsin", said)
        self.assertEqual(run("dpkg-query", "-W", "-f", "${Status} ${Version}", "tocsin"),
                         f"install ok installed {OLD}")
        self.assertEqual(run("tocsin", "--version").strip(), "0.1.0")
        libraries = run("ldd", "/usr/lib/tocsin/bin/tocsin")
        self.assertNotIn("not found", libraries)
        self.assertEqual(set(re.findall(r"libswift\w+\.so => (\S+)/libswift", libraries)),
                         {"/usr/lib/tocsin/bin"})

    def test_2_gives_each_file_to_whom_it_belongs(self):
        for path, bits, account in (
                ("var/lib/tocsin", 0o700, "tocsin"), ("etc/tocsin/root.key", 0o600, "root"),
                ("etc/tocsin/tls", 0o750, "root"), (SETTINGS, 0o644, "root"),
                ("usr/lib/tocsin/bin/tocsin", 0o755, "root")):
            self.assertEqual((oct(mode(path)), owner(path)), (oct(bits), account), path)
        self.assertEqual(len(read("etc/tocsin/root.key")), 32)
        unit = read("usr/lib/systemd/system/tocsin.service").decode()
        self.assertIn("ExecStart=/usr/bin/tocsin serve --config /etc/tocsin/tocsin.yaml", unit)
        self.assertNotIn("/usr/local", unit)
        self.assertEqual(run("dpkg", "--verify", "tocsin"), "")

    def test_3_runs_as_the_unit_runs_it(self):
        run("tocsin", "certificate", "--out", "/srv/authority", "--host", "127.0.0.1")
        for name in ("server.key", "server.pem"):
            run("install", "-m", "640", "-g", "tocsin", f"/srv/authority/{name}",
                "/etc/tocsin/tls/")
        # What systemd does with LoadCredential=.
        run("install", "-D", "-m", "400", "-o", "tocsin", "/etc/tocsin/root.key",
            "/run/credentials/tocsin-root-key")
        run("chown", "tocsin", "/run/credentials")
        process = Process()
        self.addCleanup(process.process.kill)
        self.assertRegex(process.ready, "^ready https=127.0.0.1:18443 mllp=")
        self.assertEqual(answer("/healthz"), 200)
        self.assertEqual(until_ready(), 200)
        self.assertEqual(answer("/"), 200)
        examined = run("tocsin", "doctor", "--config", "/etc/tocsin/tocsin.yaml", "--data",
                       "/var/lib/tocsin", "--root-key", "/etc/tocsin/root.key",
                       "--http", ADDRESS, "--certificate", "/etc/tocsin/tls/server.pem",
                       "--key", "/etc/tocsin/tls/server.key", check=False)
        self.assertIn(f"well gateway {ADDRESS}", examined)
        self.assertIn("error backup trail: no backup was ever made", examined)
        self.assertEqual(process.stop(), 0)
        self.assertEqual((oct(mode(STORE)), owner(STORE)), (oct(0o600), "tocsin"))
        self.assertFalse(os.path.exists(inside("var/lib/tocsin/root.key")))

    def test_4_keeps_settings_and_store_over_an_upgrade(self):
        with open(inside(SETTINGS), "a", encoding="utf-8") as file:
            file.write("  securityContact: mailto:security@example.org\n")
        before = {path: read(path) for path in (SETTINGS, STORE, "etc/tocsin/root.key")}
        run("apt-get", "install", "-y", package(NEW))
        self.assertEqual(run("dpkg-query", "-W", "-f", "${Version}", "tocsin"), NEW)
        self.assertEqual({path: read(path) for path in before}, before)
        process = Process()
        self.addCleanup(process.process.kill)
        self.assertEqual(until_ready(), 200)
        self.assertEqual(process.stop(), 0)

    def test_5_goes_back_to_the_version_before(self):
        run("apt-get", "install", "-y", "--allow-downgrades", package(OLD))
        self.assertIn("securityContact", read(SETTINGS).decode())
        process = Process()
        self.addCleanup(process.process.kill)
        self.assertEqual(until_ready(), 200)
        self.assertEqual(process.stop(), 0)

    def test_6_leaves_all_but_the_program_when_it_is_removed(self):
        run("apt-get", "remove", "-y", "tocsin")
        for path in ("usr/bin/tocsin", "usr/lib/tocsin", "usr/share/tocsin",
                     "usr/lib/systemd/system/tocsin.service"):
            self.assertFalse(os.path.lexists(inside(path)), path)
        for path in (SETTINGS, STORE, "etc/tocsin/root.key", "etc/tocsin/tls/server.key"):
            self.assertTrue(os.path.exists(inside(path)), path)
        self.assertIn("tocsin", accounts())

    def test_7_keeps_the_store_and_its_key_when_it_is_purged_and_says_so(self):
        said = run("dpkg", "--purge", "tocsin")
        self.assertIn("TOCSIN_PURGE_STORE=yes", said)
        self.assertFalse(os.path.exists(inside(SETTINGS)))
        for path in (STORE, "var/lib/tocsin/site.key", "etc/tocsin/root.key"):
            self.assertTrue(os.path.exists(inside(path)), path)

    def test_8_finds_the_store_again_when_it_is_installed_anew(self):
        key = read("etc/tocsin/root.key")
        run("apt-get", "install", "-y", package(NEW))
        self.assertEqual(read("etc/tocsin/root.key"), key)
        process = Process()
        self.addCleanup(process.process.kill)
        self.assertEqual(until_ready(), 200)
        self.assertEqual(process.stop(), 0)

    def test_9_takes_everything_when_it_is_told_to(self):
        run("dpkg", "--purge", "tocsin", TOCSIN_PURGE_STORE="yes")
        for path in ("var/lib/tocsin", "etc/tocsin/root.key", SETTINGS):
            self.assertFalse(os.path.exists(inside(path)), path)
        self.assertNotIn("tocsin", accounts())


if __name__ == "__main__":
    unittest.main(failfast=True)
