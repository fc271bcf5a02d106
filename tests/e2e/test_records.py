"""The record of past runs is damaged, lost or full of old runs; folders outlive it.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import contextlib
import glob
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest

import harness


# Has a ledger open until its standard input ends.
HOLDER = """
import sqlite3, sys
ledger = sqlite3.connect(sys.argv[1])
ledger.execute("SELECT count(*) FROM runs").fetchall()
print("open", flush=True)
sys.stdin.read()
"""


class Record(harness.Case):
    """Runs whose record is meddled with."""

    def run_some(self, portal, limit):
        """A run that had only some of its vehicles fetched: the others wait, as after an interruption."""
        outcome = self.run_portal(portal)
        self.assert_all_done(outcome)
        for reference in self.references()[limit:]:
            os.unlink(os.path.join(self.folder, reference + ".pdf"))
        return outcome

    def close_ledger(self):
        """Folds the WAL into the file, as the last one to close it does."""
        with contextlib.closing(sqlite3.connect(self.ledger_path())) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def read_ledger(self):
        with open(self.ledger_path(), "rb") as file:
            return bytearray(file.read())

    def put_ledger(self, contents):
        for suffix in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.ledger_path() + suffix)
        with open(self.ledger_path(), "wb") as file:
            file.write(contents)

    def aside(self):
        return sorted(path for path in glob.glob(self.ledger_path() + ".damaged-*")
                      if not path.endswith(("-wal", "-shm")))

    def resume(self, *options):
        return self.cli("resume", self.folder, "--json", *options)

    def assert_resumed(self, outcome, portal, fetched_before, missing):
        """The folder is as after an undisturbed run, and only what was missing was asked for."""
        self.assert_all_done(outcome)
        self.assertEqual(portal.stats()["sheets"] - fetched_before, missing, outcome.json["warnings"])


class Damaged(Record):
    """A damaged ledger is set aside, told, and made anew."""

    def check(self, damage, runs_left=None):
        portal = self.portal(vehicles=30)
        self.run_some(portal, 22)
        self.close_ledger()
        whole = self.read_ledger()
        damaged = damage(bytearray(whole))
        self.put_ledger(damaged)
        before = portal.stats()["sheets"]

        outcome = self.resume()
        self.assert_resumed(outcome, portal, before, 8)
        self.assertIn("was damaged", outcome.stderr)
        self.assertEqual(len(self.aside()), 1)
        with open(self.aside()[0], "rb") as file:
            self.assertEqual(file.read(), damaged)
        self.assertIn(os.path.basename(self.aside()[0]), outcome.stderr)
        if runs_left is not None:
            self.assertIn(runs_left, outcome.stderr)

        # from now on it is an ordinary one
        again = self.cli("history", "--json")
        self.assertEqual(again.status, 0, again.stderr)
        self.assertEqual([run["done"] for run in again.json["runs"]], [30])
        self.assertEqual(len(self.aside()), 1)

    def test_magic(self):
        def damage(contents):
            contents[3] ^= 1
            return contents
        self.check(damage, "none of its runs")

    def test_application_id(self):
        """All of it can still be read."""
        def damage(contents):
            contents[68] ^= 1
            return contents
        self.check(damage, "1 of its runs")

    def test_text(self):
        self.check(lambda contents: b"Not a database, but a note about one.\n" * 40, "none of its runs")

    def test_cut_short(self):
        self.check(lambda contents: contents[:len(contents) // 2])

    def test_overwritten_page(self):
        def damage(contents):
            chance = random.Random(1)
            page = len(contents) // 4096 // 2
            contents[page * 4096:page * 4096 + 64] = chance.randbytes(64)
            return contents
        self.check(damage)

    def test_new_run(self):
        """A run into the folder, instead of going on, finds the sheets that are there."""
        portal = self.portal(vehicles=30)
        self.run_some(portal, 22)
        self.put_ledger(b"x" * 10000)
        before = portal.stats()["sheets"]
        outcome = self.run_portal(portal)
        self.assert_resumed(outcome, portal, before, 8)
        self.assertTrue(any("was damaged" in warning for warning in outcome.json["warnings"]))
        self.assertEqual(len(self.aside()), 1)

    def test_reading_renames_nothing(self):
        portal = self.portal(vehicles=10)
        self.assert_all_done(self.run_portal(portal))
        self.put_ledger(b"x" * 10000)
        history = self.cli("history")
        self.assertEqual(history.status, 6)
        self.assertIn("ledger.db", history.stderr)
        self.assertIn("Starting a run", history.stderr)
        audit = self.cli("audit", self.folder, "--json")
        self.assertEqual(audit.status, 0, audit.stderr)
        self.assertIn("ledger.db", audit.stderr)
        self.assertEqual(audit.json["right"], 10)
        self.assertEqual(bytes(self.read_ledger()), b"x" * 10000)
        self.assertEqual(self.aside(), [])

    def test_other_runs_are_kept(self):
        """Of two runs, one lies on a page that is gone; the other one comes along with all its vehicles."""
        portal = self.portal(vehicles=80)
        first = self.folder
        self.assert_all_done(self.run_portal(portal, tabs=10))
        self.folder = os.path.join(self.home, "second")
        self.assert_all_done(self.run_portal(portal, tabs=10))
        self.close_ledger()
        # the last row of the second run's vehicles stands on the last page of its table
        with contextlib.closing(sqlite3.connect(self.ledger_path())) as database:
            pages = [row[0] for row in database.execute(
                "SELECT pageno FROM dbstat WHERE name = 'vehicles' AND pagetype = 'leaf' ORDER BY path")] \
                if self.has_dbstat(database) else None
        if pages is None:
            self.skipTest("this sqlite3 has no dbstat")
        contents = self.read_ledger()
        contents[(pages[-1] - 1) * 4096:(pages[-1] - 1) * 4096 + 100] = bytes(100)
        self.put_ledger(contents)

        outcome = self.resume()
        self.assertIn("1 of its runs", outcome.stderr)
        self.assert_all_done(outcome)
        self.assertTrue(any("rebuilt from 80 sheets" in warning for warning in outcome.json["warnings"]))
        runs = self.cli("history", "--json").json["runs"]
        self.assertEqual({run["folder"]: run["done"] for run in runs}, {first: 80, self.folder: 80})

    @staticmethod
    def has_dbstat(database):
        try:
            database.execute("SELECT count(*) FROM dbstat").fetchall()
        except sqlite3.OperationalError:
            return False
        return True

    def test_another_programs(self):
        """Told, and left alone."""
        os.makedirs(os.path.dirname(self.ledger_path()))
        with contextlib.closing(sqlite3.connect(self.ledger_path())) as database:
            database.execute("CREATE TABLE places (url TEXT)")
            database.commit()
        before = self.read_ledger()
        portal = self.portal(vehicles=5)
        for command in (self.run_arguments(portal), ["history", "--json"]):
            outcome = self.cli(*command)
            self.assertEqual(outcome.status, 6, outcome.stderr)
            self.assertIn("another program", outcome.stderr)
            self.assertEqual(self.read_ledger(), before)
        self.assertEqual(self.aside(), [])

    def test_while_in_use(self):
        """What another process has open is not moved from under it."""
        portal = self.portal(vehicles=10)
        self.assert_all_done(self.run_portal(portal))
        self.close_ledger()
        # a process of its own, because closing a file takes away the locks that its process has on it
        user = subprocess.Popen([sys.executable, "-c", HOLDER, self.ledger_path()], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)
        self.assertEqual(user.stdout.readline(), "open\n")
        with open(self.ledger_path(), "r+b") as file:
            file.write(b"y" * 16)
        damaged = self.read_ledger()
        outcome = self.resume()
        user.communicate()
        self.assertEqual(outcome.status, 6, outcome.stderr)
        self.assertIn("another Bookout still uses it", outcome.stderr)
        self.assertEqual(self.aside(), [])
        self.assertEqual(self.read_ledger(), damaged)
        self.assert_all_done(self.resume())
        self.assertEqual(len(self.aside()), 1)


def wait_until(condition):
    limit = time.monotonic() + harness.LIMIT_S
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError("waited too long")
        time.sleep(0.02)


class Lost(Record):
    """The ledger is gone, or was never on this computer; the folder knows enough."""

    def lose(self):
        shutil.rmtree(os.path.dirname(self.ledger_path()))

    def test_deleted(self):
        portal = self.portal(vehicles=30)
        self.run_some(portal, 22)
        self.lose()
        before = portal.stats()["sheets"]
        outcome = self.resume()
        self.assert_resumed(outcome, portal, before, 8)
        self.assertTrue(any("rebuilt from 22 sheets" in warning for warning in outcome.json["warnings"]),
                        outcome.json["warnings"])

    def test_empty_file(self):
        portal = self.portal(vehicles=30)
        self.run_some(portal, 22)
        self.put_ledger(b"")
        before = portal.stats()["sheets"]
        self.assert_resumed(self.resume(), portal, before, 8)

    def test_killed_run(self):
        """Neither manifest nor report was written."""
        portal = self.portal("--lock-seconds", "0", vehicles=30, pdf_ms=20)
        process = self.start(*self.run_arguments(portal, tabs=3))
        wait_until(lambda: os.path.isdir(self.folder) and len(self.sheets()) >= 10)
        process.kill()
        self.finish(process)
        self.assertFalse(os.path.exists(self.data("manifest.json")))
        self.lose()
        left = 30 - len(self.sheets())
        before = portal.stats()["sheets"]
        self.assert_all_done(self.resume())
        fetched = portal.stats()["sheets"] - before  # those under way when it was killed may count, too
        self.assertLessEqual(fetched, left + 3)
        self.assertGreaterEqual(fetched, left)

    def test_another_computer(self):
        """Carried elsewhere, where the description's file is not."""
        portal = self.portal(vehicles=20)
        self.run_some(portal, 15)
        self.lose()
        elsewhere = os.path.join(self.home, "carried")
        os.rename(self.folder, elsewhere)
        self.folder = elsewhere
        with open(self.data("run.json"), encoding="utf-8") as file:
            origin = json.load(file)
        origin["portal_path"] = "/nowhere/practice.xml"
        with open(self.data("run.json"), "w", encoding="utf-8") as file:
            json.dump(origin, file)
        before = portal.stats()["sheets"]
        self.assert_resumed(self.resume(), portal, before, 5)

    def test_failures_and_choice_are_remembered(self):
        """What was not asked for stays so, and what failed is not tried again by itself."""
        portal = self.portal("--fault", "unknown=0.2", "--seed", "7", vehicles=30)
        outcome = self.run_portal(portal, "--limit", "20")
        report = outcome.json
        self.assertGreater(report["failed"], 0)
        rows = {reference: row[:3] for reference, row in self.vehicle_rows().items()}
        self.lose()
        before = portal.stats()["sheets"]
        again = self.resume().json
        self.assertEqual((again["total"], again["skipped"], again["done"], again["failed"]),
                         (report["total"], report["skipped"], report["done"], report["failed"]))
        self.assertEqual([(f["reference"], f["code"], f["attempts"]) for f in again["failures"]],
                         [(f["reference"], f["code"], f["attempts"]) for f in report["failures"]])
        self.assertEqual(portal.stats()["sheets"], before)
        done = {reference for reference, row in rows.items() if row[0] == "done"}
        self.assertEqual({reference for reference, row in self.vehicle_rows().items() if row[0] == "done"}, done)

    def test_killed_choice(self):
        """With --limit, killed before any report: no more than was asked for is fetched."""
        portal = self.portal("--lock-seconds", "0", vehicles=40, pdf_ms=30)
        process = self.start(*self.run_arguments(portal, "--limit", "15", tabs=2))
        wait_until(lambda: os.path.isdir(self.folder) and len(self.sheets()) >= 5)
        process.kill()
        self.finish(process)
        self.lose()
        outcome = self.resume()
        self.assertEqual(outcome.status, 0, outcome.stderr)
        self.assertEqual((outcome.json["done"], outcome.json["skipped"]), (15, 25))
        self.assertEqual(len(self.sheets()), 15)
        self.assert_sheets_right()

    def test_foreign_sheet(self):
        """A sheet that is not its vehicle's counts for nothing, whatever the manifest says."""
        portal = self.portal(vehicles=20)
        self.assert_all_done(self.run_portal(portal))
        self.lose()
        first, second = self.references()[:2]
        shutil.copyfile(os.path.join(self.folder, second + ".pdf"), os.path.join(self.folder, first + ".pdf"))
        before = portal.stats()["sheets"]
        outcome = self.resume()
        self.assertEqual(outcome.status, 0, outcome.stderr)
        self.assertEqual(portal.stats()["sheets"] - before, 1)
        named = harness.references_in(os.path.join(self.folder, first + ".pdf"))
        self.assertEqual(named, [first])
        kept = [name for name in self.sheets() if "kept" in name]
        self.assertEqual(len(kept), 1)

    def test_audit_needs_no_ledger(self):
        portal = self.portal(vehicles=10)
        self.assert_all_done(self.run_portal(portal))
        os.unlink(self.data("manifest.json"))
        self.lose()
        audit = self.cli("audit", self.folder, "--json")
        self.assertEqual(audit.status, 0, audit.stderr)
        self.assertEqual(audit.json["right"], 10)

    def test_no_run(self):
        """A folder of something else."""
        os.mkdir(self.folder)
        outcome = self.resume()
        self.assertEqual(outcome.status, 2, outcome.stderr)
        self.assertIn("no run", outcome.stderr)

    def test_older_folder(self):
        """One without run.json: given the portal, it can be gone on with."""
        portal = self.portal(vehicles=20)
        self.run_some(portal, 15)
        os.unlink(self.data("run.json"))
        self.lose()
        self.assertEqual(self.resume().status, 2)
        before = portal.stats()["sheets"]
        outcome = self.resume("--portal", "practice", "--var", f"address={portal.address}", "--var", "way=link",
                              "--user", "dealer")
        self.assert_resumed(outcome, portal, before, 5)

    def test_nothing_secret(self):
        portal = self.portal(vehicles=5)
        self.assert_all_done(self.run_portal(portal))
        with open(self.data("run.json"), encoding="utf-8") as file:
            origin = json.load(file)
        self.assertEqual(set(origin), {"portal", "portal_path", "variables", "base", "user", "began_at",
                                       "report_before", "asked", "not_new"})
        self.assert_no_secret(json.dumps(origin))


class History(Record):
    """One vehicle through all runs, and forgetting."""

    def test_vehicle(self):
        portal = self.portal("--fault", "http500=0.3", "--seed", "3", vehicles=12)
        self.run_portal(portal)
        first = self.folder
        self.folder = os.path.join(self.home, "second")
        self.run_portal(portal)
        reference = self.references()[0]
        runs = self.cli("history", "--vehicle", reference, "--json").json["runs"]
        self.assertEqual([run["folder"] for run in runs], [self.folder, first])
        for run in runs:
            self.assertEqual(run["file"], reference + ".pdf")
            self.assertEqual(run["sha256"], harness.sha256(os.path.join(run["folder"], run["file"])))
            self.assertEqual(run["proof"], "text")
            self.assertEqual(sum(attempt["counted"] for attempt in run["tries"]), run["attempts"])
            self.assertEqual(run["tries"][-1]["code"], "ok")
        text = self.cli("history", "--vehicle", reference)
        self.assertEqual(text.stdout.count(reference + ".pdf"), 2)

        none = self.cli("history", "--vehicle", "no-such")
        self.assertEqual(none.status, 0)
        self.assertIn("no-such", none.stdout)
        self.assertEqual(self.cli("history", "--vehicle", "no-such", "--json").json["runs"], [])
        self.assertEqual(self.cli("history", "--vehicle", "a", "--prune", "3").status, 2)

    def test_prune(self):
        """Old runs are forgotten but for the account's newest; the file becomes smaller; no file is touched, and each folder knows the rest."""
        portal = self.portal(vehicles=60)
        folders = []
        for name in ("one", "two", "three"):
            self.folder = os.path.join(self.home, name)
            folders.append(self.folder)
            self.assert_all_done(self.run_portal(portal, tabs=16))
        with contextlib.closing(sqlite3.connect(self.ledger_path())) as database:
            database.execute("UPDATE runs SET ended_at = ended_at - 40 * 86400, began_at = began_at - 40 * 86400")
            database.commit()
        self.assertEqual(self.cli("history", "--prune", "50", "--json").json["forgotten"], 0)
        size = os.path.getsize(self.ledger_path())
        self.assertEqual(self.cli("history", "--prune", "30", "--json").json["forgotten"], 2)
        self.assertLess(os.path.getsize(self.ledger_path()), size)
        runs = self.cli("history", "--json").json["runs"]
        self.assertEqual([run["folder"] for run in runs], [folders[2]])
        self.folder = folders[1]
        self.assert_sheets_right()
        self.assertEqual(self.cli("audit", self.folder).status, 0)
        fetched = portal.stats()["sheets"]
        self.assert_all_done(self.cli("resume", self.folder, "--json"))
        self.assertEqual(portal.stats()["sheets"], fetched)
        for days in ("0", "-1", "99999"):
            self.assertEqual(self.cli("history", "--prune", days).status, 2)


if __name__ == "__main__":
    harness.main("__main__")
