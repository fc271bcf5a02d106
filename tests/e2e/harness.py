"""What the end-to-end tests share: a practice portal, the command line, and an eye on the folder that owes nothing to either.

Every test gets a home of its own, so that no ledger, lock or keyring of the person at the machine is touched.
SPDX-License-Identifier: GPL-3.0-or-later
"""

import contextlib
import csv
import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

CLI = os.environ["BOOKOUT_CLI"]
PRACTICE = os.environ["BOOKOUT_PRACTICE_PORTAL"]
PASSWORD = "practice"

# A run of these tests takes seconds; what takes this long hangs.
LIMIT_S = 120


class Portal:
    """A practice portal of its own port; quick unless told otherwise."""

    def __init__(self, *options, vehicles=40, latency_ms=2, pdf_ms=5):
        self.process = subprocess.Popen(
            [PRACTICE, "--port", "0", "--vehicles", str(vehicles), "--latency-ms", str(latency_ms),
             "--pdf-ms", str(pdf_ms), *options],
            stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        if not self.address.startswith("http://127.0.0.1:"):
            self.close()
            raise RuntimeError(f"the practice portal said {self.address!r}")

    def stats(self):
        with urllib.request.urlopen(self.address + "stats", timeout=10) as answer:
            return json.load(answer)

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


named_in = {}  # SHA-256 of a sheet → the references in it, so that a sheet that is looked at time and again is read once


def references_in(path):
    """Every reference that the sheet names, as pdftotext reads it: hidden text as well."""
    digest = sha256(path)
    if digest not in named_in:
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
        named_in[digest] = re.findall(r"Reference Number:[ \t]*(\S+)", text)
    return named_in[digest]


class Outcome:
    """How a command ended."""

    def __init__(self, status, stdout, stderr):
        self.status = status
        self.stdout = stdout
        self.stderr = stderr

    @property
    def json(self):
        return json.loads(self.stdout)


class Case(unittest.TestCase):
    """A test with a home and a folder."""

    READ_EVERY = 1  # of so many sheets, the text of one is read

    def setUp(self):
        self.home = os.path.realpath(tempfile.mkdtemp(prefix="bookout-e2e-"))
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.folder = os.path.join(self.home, "sheets")
        runtime = os.path.join(self.home, "runtime")
        os.mkdir(runtime, 0o700)
        self.env = dict(os.environ, HOME=self.home, BOOKOUT_PASSWORD=PASSWORD, LC_ALL="C.UTF-8",
                        DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent/bus",
                        XDG_DATA_HOME=os.path.join(self.home, "data"), XDG_RUNTIME_DIR=runtime,
                        XDG_CONFIG_HOME=os.path.join(self.home, "config"),
                        XDG_CACHE_HOME=os.path.join(self.home, "cache"))

    def portal(self, *options, **settings):
        portal = Portal(*options, **settings)
        self.addCleanup(portal.close)
        return portal

    def start(self, *arguments, env=None, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
        return subprocess.Popen([CLI, *arguments], env=dict(self.env, **(env or {})), stdin=subprocess.DEVNULL,
                                stdout=stdout, stderr=stderr, text=True)

    def finish(self, process):
        try:
            stdout, stderr = process.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            self.fail(f"still running after {LIMIT_S} s:\n{stderr[-4000:]}")
        return Outcome(process.returncode, stdout, stderr)

    def cli(self, *arguments, env=None):
        return self.finish(self.start(*arguments, env=env))

    def run_arguments(self, portal, *options, way="link", tabs=5):
        return ["run", "--portal", "practice", "--var", f"address={portal.address}", "--var", f"way={way}",
                "--user", "dealer", "--folder", self.folder, "--tabs", str(tabs), "--json", *options]

    def run_portal(self, portal, *options, way="link", tabs=5, env=None):
        return self.cli(*self.run_arguments(portal, *options, way=way, tabs=tabs), env=env)

    def impatient_portal(self, limits):
        """Path of a practice description with other limits: 'idle-s="1"'."""
        path = os.path.join(self.home, "impatient.xml")
        with open(os.path.join(os.environ["BOOKOUT_PORTALS_DIR"], "practice.xml"), encoding="utf-8") as file:
            text = re.sub(r"<limits[^>]*/>", f'<limits tabs="16" {limits}/>', file.read(), count=1)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def data(self, name):
        return os.path.join(self.folder, "run-data", name)

    def inventory(self):
        with open(self.data("inventory.csv"), encoding="utf-8-sig", newline="") as table:
            return list(csv.DictReader(table))

    def references(self):
        return sorted({row["Reference Number"] for row in self.inventory()})

    def sheets(self):
        return sorted(name[:-4] for name in os.listdir(self.folder) if name.endswith(".pdf"))

    def assert_sheets_right(self, hidden=False):
        """Each sheet names its own vehicle, as pdftotext reads it; no half file is left. It reads hidden text as well."""
        self.assert_sheets_named(hidden)
        left = [name for _, _, names in os.walk(self.folder) for name in names if name.endswith(".part")]
        self.assertEqual(left, [])

    def assert_sheets_named(self, hidden=False):
        for reference in self.sheets()[::self.READ_EVERY]:
            path = os.path.join(self.folder, reference + ".pdf")
            named = references_in(path)
            self.assertEqual(named[:1] if hidden else named, [reference], path)

    def ledger_path(self):
        return os.path.join(self.env["XDG_DATA_HOME"], "bookout", "ledger.db")

    def ledger_rows(self, query, *values):
        """Rows of the ledger as it is on disk now; none if it has no tables yet. A copy is read: looking mends nothing."""
        path = self.ledger_path()
        with tempfile.TemporaryDirectory(dir=self.home) as place:
            copy = os.path.join(place, "copy.db")
            for suffix in ("", "-wal"):
                if os.path.exists(path + suffix):
                    shutil.copyfile(path + suffix, copy + suffix)
            with contextlib.closing(sqlite3.connect(copy)) as database:
                self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
                if not database.execute("SELECT 1 FROM sqlite_schema").fetchall():
                    return []
                return database.execute(query, values).fetchall()

    def vehicle_rows(self):
        """Reference → (state, attempts, code, proof, file name, SHA-256) of the folder's newest run."""
        rows = self.ledger_rows("SELECT reference, state, attempts, code, proof, file_name, sha256 FROM vehicles"
                                " WHERE run_id = (SELECT max(id) FROM runs WHERE folder = ?)", self.folder)
        return {row[0]: row[1:] for row in rows}

    def assert_manifest_agrees(self):
        with open(self.data("manifest.json"), encoding="utf-8") as manifest:
            entries = json.load(manifest)
        self.assertEqual(sorted(entry["name"][:-4] for entry in entries), self.sheets())
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "run-data/SHA256SUMS"], check=True,
                       cwd=self.folder, capture_output=True)

    def assert_all_done(self, outcome, hidden=False):
        self.assertEqual(outcome.status, 0, outcome.stderr + outcome.stdout)
        report = outcome.json
        self.assertEqual(report["done"], report["total"])
        self.assertEqual(report["failed"], 0)
        self.assertEqual(report["failures"], [])
        self.assertEqual(self.sheets(), self.references())
        self.assert_sheets_right(hidden)
        self.assert_manifest_agrees()

    def assert_no_secret(self, *texts):
        """The password is in no output and in no file of the run or of the home."""
        for text in texts:
            self.assertNotIn(PASSWORD + "\n", text)
            self.assertNotIn("Password=", text)
        for directory, _, names in os.walk(self.home):
            for name in names:
                with open(os.path.join(directory, name), "rb") as file:
                    contents = file.read()
                self.assertNotIn(b"Password=", contents, name)
                self.assertNotIn(b"PracticeSession", contents, name)


class TapResult(unittest.TestResult):
    """The Test Anything Protocol, as meson reads it."""

    def __init__(self):
        super().__init__()
        self.number = 0

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()
        self.parts_failed = 0

    def line(self, ok, test, suffix=""):
        self.number += 1
        print(f"# {time.monotonic() - self.began:.1f} s", flush=True)
        print(f"{ok} {self.number} - {test.id().removeprefix('__main__.')}{suffix}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line("ok", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line("ok", test, f" # SKIP {reason}")

    def comment(self, test, error):
        for line in self._exc_info_to_string(error, test).splitlines():
            print("# " + line, flush=True)

    def explain(self, test, error):
        self.parts_failed = 0
        self.line("not ok", test)
        self.comment(test, error)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.parts_failed += 1
            print(f"# {subtest.id().removeprefix('__main__.')}", flush=True)
            self.comment(test, err)

    def stopTest(self, test):
        super().stopTest(test)
        if self.parts_failed:
            self.line("not ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.explain(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.explain(test, err)


def main(module, names=()):
    """Runs the module's tests, or those named ("__main__.Case", "__main__.Case.test_this")."""
    loader = unittest.defaultTestLoader
    suite = loader.loadTestsFromNames(names) if names else loader.loadTestsFromModule(sys.modules[module])
    print(f"1..{suite.countTestCases()}", flush=True)
    result = TapResult()
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
