"""Going again: after a crash that left the session open, with only what is new, and with new sheets for old ones.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time

import harness
import test_crash

DAY_S = 24 * 60 * 60
SCHEMA = "io.github.bookout.Bookout.Session"
TOOLS = ("dbus-daemon", "gnome-keyring-daemon", "gdbus")


class Keyring:
    """A real one, on a bus of its own, in the home of a test."""

    def __init__(self, env):
        self.place = tempfile.mkdtemp(prefix="bookout-keyring-")
        self.env = dict(env, XDG_RUNTIME_DIR=self.place)
        self.env.pop("G_DEBUG", None)  # it has warnings of its own
        self.bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"], env=self.env,
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.env["DBUS_SESSION_BUS_ADDRESS"] = self.bus.stdout.readline().strip()
        self.daemon = None
        self.begin(unlocked=True)

    def begin(self, unlocked):
        options = ["--unlock"] if unlocked else []
        self.daemon = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--components=secrets", *options],
                                       env=self.env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, text=True)
        if unlocked:
            self.daemon.stdin.write("keyring")
        self.daemon.stdin.close()
        subprocess.run(["gdbus", "wait", "--session", "--timeout", "30", "org.freedesktop.secrets"], env=self.env,
                       check=True, capture_output=True)

    def begin_anew(self, unlocked):
        """As after a new log-in, with or without the keyring's password being given."""
        self.daemon.terminate()
        self.daemon.wait()
        self.begin(unlocked)

    def items(self):
        """How many sessions it keeps."""
        found = subprocess.run(
            ["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path",
             "/org/freedesktop/secrets", "--method", "org.freedesktop.Secret.Service.SearchItems",
             f"{{'xdg:schema': '{SCHEMA}'}}"], env=self.env, check=True, capture_output=True, text=True)
        return found.stdout.count("/org/freedesktop/secrets/collection/")

    def close(self):
        for process in (self.daemon, self.bus):
            process.terminate()
            process.wait()
        self.bus.stdout.close()
        shutil.rmtree(self.place, ignore_errors=True)


class Again(test_crash.Survivor):
    def kill_when(self, process, condition):
        test_crash.wait_until(lambda: process.poll() is not None or condition())
        self.assertIsNone(process.poll())
        process.kill()
        return self.finish(process)


class LeftOpen(Again):
    """SIGKILL while signed in, at a portal that refuses the next sign-in for five minutes."""

    def setUp(self):
        super().setUp()
        missing = [tool for tool in TOOLS if shutil.which(tool) is None]
        if missing:
            self.skipTest("needs " + ", ".join(missing))

    def keyring(self):
        keyring = Keyring(self.env)
        self.addCleanup(keyring.close)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = keyring.address
        return keyring

    def locking_portal(self, *options, **settings):
        return self.portal("--lock-seconds", "300", *options, **settings)

    def killed_run(self, portal):
        process = self.start(*self.run_arguments(portal, tabs=2))
        killed = self.kill_when(process, lambda: os.path.isdir(self.folder) and len(self.sheets()) >= 3)
        self.assertEqual(portal.stats()["sessions_active"], 1)
        return killed

    def resume(self, *options):
        return self.cli("resume", self.folder, "--json", *options)

    def assert_gone_on(self, outcome, portal, keyring, sign_ins):
        self.assert_all_done(outcome)
        stats = portal.stats()
        self.assertEqual((stats["sign_ins"], stats["sign_ins_refused"], stats["sessions_active"]), (sign_ins, 0, 0))
        self.assertEqual(keyring.items(), 0)
        self.assert_no_secret(outcome.stdout, outcome.stderr)

    def test_goes_on_at_once(self):
        keyring = self.keyring()
        portal = self.locking_portal(pdf_ms=40)
        killed = self.killed_run(portal)
        self.assertEqual(keyring.items(), 1)
        self.assert_no_secret(killed.stdout, killed.stderr)
        self.assert_gone_on(self.resume("--no-wait"), portal, keyring, 2)

    def kill_after(self, process, portal, condition):
        """Two requests later: the answer to the password has arrived, and the licence page is to come or just agreed to."""
        test_crash.wait_until(lambda: condition(portal.stats()))
        requests = portal.stats()["requests"]
        return self.kill_when(process, lambda: portal.stats()["requests"] >= requests + 2)

    def test_killed_while_signing_in(self):
        """The portal has opened the session, the program is not through yet."""
        keyring = self.keyring()
        portal = self.locking_portal(vehicles=10, latency_ms=300)
        process = self.start(*self.run_arguments(portal))
        self.kill_after(process, portal, lambda stats: stats["sessions_active"] == 1)
        self.assertEqual(keyring.items(), 1)
        outcome = self.cli(*self.run_arguments(portal, "--no-wait"))
        self.assert_gone_on(outcome, portal, keyring, 2)

    def test_killed_while_signing_in_again(self):
        keyring = self.keyring()
        portal = self.locking_portal("--expire-after", "60", vehicles=30, latency_ms=150)
        process = self.start(*self.run_arguments(portal))
        self.kill_after(process, portal, lambda stats: stats["sign_ins"] == 2)
        outcome = self.resume("--no-wait")
        self.assertEqual(outcome.status, 0, outcome.stderr)
        stats = portal.stats()
        self.assertEqual((stats["sign_ins_refused"], stats["sessions_active"]), (0, 0))
        self.assertEqual(keyring.items(), 0)

    def test_session_that_is_over(self):
        """The portal does not know it any more: nobody is told, nothing is left."""
        keyring = self.keyring()
        portal = self.locking_portal(pdf_ms=40)
        self.killed_run(portal)
        port = portal.address.rstrip("/").rpartition(":")[2]
        portal.close()
        portal = self.locking_portal("--port", port, pdf_ms=0)
        self.assert_gone_on(self.resume("--no-wait"), portal, keyring, 1)

    def assert_active(self, portal):
        outcome = self.resume("--no-wait")
        self.assertEqual(outcome.status, 4, outcome.stderr)
        self.assertEqual(outcome.json["error"]["code"], "active-session")
        self.assertEqual(portal.stats()["sign_ins_refused"], 1)

    def test_locked_keyring(self):
        """Nobody is asked to unlock it; when it is unlocked, it still has what is needed."""
        keyring = self.keyring()
        portal = self.locking_portal(pdf_ms=40)
        self.killed_run(portal)
        keyring.begin_anew(unlocked=False)
        self.assert_active(portal)
        keyring.begin_anew(unlocked=True)
        outcome = self.resume("--no-wait")
        self.assert_all_done(outcome)
        self.assertEqual(portal.stats()["sessions_active"], 0)
        self.assertEqual(keyring.items(), 0)

    def test_no_keyring(self):
        portal = self.locking_portal(pdf_ms=40)
        self.killed_run(portal)
        self.assert_active(portal)

    def test_no_keyring_waits(self):
        portal = self.portal("--lock-seconds", "2", pdf_ms=40)
        self.killed_run(portal)
        self.assert_all_done(self.resume())


class Ledgered(Again):
    """Tests that change what the ledger has of the last run."""

    def change_ledger(self, *statements):
        with contextlib.closing(sqlite3.connect(self.ledger_path())) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()

    def run_in(self, name, portal, *options):
        self.folder = os.path.join(self.home, name)
        outcome = self.run_portal(portal, *options)
        self.assertEqual(outcome.status, 0, outcome.stderr)
        return outcome.json

    def run_first(self, portal, *options):
        report = self.run_in("first", portal, *options)
        self.assertIsNone(report["difference"])
        return self.references()


class Difference(Ledgered):
    def test_new_gone_changed(self):
        portal = self.portal(vehicles=12)
        references = self.run_first(portal)
        self.change_ledger(
            f"DELETE FROM vehicles WHERE reference IN ('{references[0]}', '{references[5]}')",
            f"UPDATE vehicles SET vin = 'ANOTHER' WHERE reference = '{references[2]}'",
            f"UPDATE vehicles SET description = 'Another' WHERE reference = '{references[3]}'",
            "INSERT INTO vehicles (run_id, ordinal, reference, vin, description, state, attempts, size, proof, finished_at)"
            " SELECT run_id, 999, 'GONE', 'VIN', 'A car', 'done', 1, 0, 'none', 0 FROM vehicles LIMIT 1")
        report = self.run_in("second", portal)
        difference = report["difference"]
        self.assertEqual(sorted(difference["new"]), [references[0], references[5]])
        self.assertEqual(difference["gone"], ["GONE"])
        self.assertEqual(sorted(difference["changed"]), references[2:4])
        with open(self.data("report.json"), encoding="utf-8") as saved:
            self.assertEqual(json.load(saved)["difference"], difference)

        # going on with a run compares with what came before it, not with itself
        resumed = self.cli("resume", self.folder, "--json").json
        self.assertEqual(resumed["difference"], difference)

    def test_sentence(self):
        portal = self.portal(vehicles=12)
        references = self.run_first(portal)
        self.change_ledger(f"DELETE FROM vehicles WHERE reference = '{references[0]}'",
                           "UPDATE runs SET began_at = began_at - 86400 * 400")
        arguments = self.run_arguments(portal)
        arguments.remove("--json")
        outcome = self.cli(*arguments)
        self.assertEqual(outcome.status, 0, outcome.stderr)
        self.assertRegex(outcome.stdout, r"(?m)^Inventory: 1 new since \d+ \w+ \d{4}$")

    def test_run_without_an_export_is_none(self):
        portal = self.portal(vehicles=12)
        self.run_first(portal)
        self.env["BOOKOUT_PASSWORD"] = "wrong"
        refused = self.run_portal(portal)
        self.assertEqual(refused.status, 3, refused.stderr)
        self.env["BOOKOUT_PASSWORD"] = harness.PASSWORD
        self.assertEqual(self.run_in("second", portal)["difference"]["new"], [])

    def test_other_account_is_another_inventory(self):
        portal = self.portal(vehicles=12)
        self.run_first(portal)
        self.change_ledger("UPDATE runs SET user = 'somebody'")
        self.assertIsNone(self.run_in("second", portal)["difference"])


class OnlyNew(Ledgered):
    def assert_fetched(self, report, references):
        self.assertEqual(report["done"], len(references))
        self.assertEqual(self.sheets(), sorted(references))

    def test_first_run(self):
        portal = self.portal(vehicles=12)
        report = self.run_in("first", portal, "--only-new")
        self.assert_fetched(report, self.references())

    def test_only_new(self):
        portal = self.portal(vehicles=12)
        references = self.run_first(portal)
        new = [references[1], references[7]]
        self.change_ledger(f"DELETE FROM vehicles WHERE reference IN ('{new[0]}', '{new[1]}')")
        report = self.run_in("second", portal, "--only-new")
        self.assert_fetched(report, new)
        self.assertEqual(report["skipped"], 10)
        # Known vehicles are marked in the second run's rows, so that the first is not needed any more.
        self.change_ledger("DELETE FROM vehicles WHERE run_id = 1")
        self.assert_fetched(self.run_in("third", portal, "--only-new"), [])

    def test_what_was_never_right_is_new(self):
        """Failed, held, waiting, beyond a limit: until some run has got it."""
        portal = self.portal(vehicles=12)
        references = self.run_first(portal, "--limit", "8")
        done = self.sheets()
        self.assertEqual(len(done), 8)
        self.change_ledger(*(f"UPDATE vehicles SET state = '{state}' WHERE reference = '{reference}'"
                             for state, reference in zip(("failed", "held", "waiting"), done)))
        missing = sorted(set(references) - set(done[3:]))
        # A run of nothing in between is the last inventory now, and does not make them known.
        self.run_in("second", portal, "--limit", "1")
        fetched = set(self.sheets())
        self.assert_fetched(self.run_in("third", portal, "--only-new"), sorted(set(missing) - fetched))
        self.assert_fetched(self.run_in("fourth", portal, "--only-new"), [])

    def test_another_vin_is_another_vehicle(self):
        portal = self.portal(vehicles=12)
        references = self.run_first(portal)
        self.change_ledger(f"UPDATE vehicles SET vin = 'ANOTHER' WHERE reference = '{references[4]}'")
        self.assert_fetched(self.run_in("second", portal, "--only-new"), [references[4]])

    def test_with_references_and_limit(self):
        portal = self.portal(vehicles=12)
        references = self.run_first(portal)
        new = references[2:6]
        self.change_ledger("DELETE FROM vehicles WHERE reference IN (" + ", ".join(f"'{name}'" for name in new) + ")")
        path = os.path.join(self.home, "wanted")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(references[4:9]) + "\n")
        copy = shutil.copy(self.ledger_path(), os.path.join(self.home, "copy"))
        self.assert_fetched(self.run_in("second", portal, "--only-new", "--refs", path), references[4:6])
        shutil.copy(copy, self.ledger_path())
        report = self.run_in("third", portal, "--only-new", "--limit", "2")
        self.assertEqual(report["done"], 2)
        self.assertLess(set(self.sheets()), set(new))

    def test_resumed(self):
        """What was not new when the run began is not fetched by going on with it, either."""
        portal = self.portal("--lock-seconds", "0", vehicles=12, pdf_ms=60)
        references = self.run_first(portal)
        new = references[:6]
        self.change_ledger("DELETE FROM vehicles WHERE reference IN (" + ", ".join(f"'{name}'" for name in new) + ")")
        self.folder = os.path.join(self.home, "second")
        process = self.start(*self.run_arguments(portal, "--only-new", tabs=1))
        self.kill_when(process, lambda: os.path.isdir(self.folder) and len(self.sheets()) >= 2)
        outcome = self.cli("resume", self.folder, "--json")
        self.assertEqual(outcome.status, 0, outcome.stderr)
        self.assert_fetched(outcome.json, new)
        self.assertEqual(sorted(outcome.json["difference"]["new"]), new)


class Renewed(Again):
    """Sheets that are too old, in the folder of a finished run."""

    def age(self, references, days):
        """Makes sheets old, and other files than the portal's of today; returns reference → SHA-256."""
        with open(self.data("manifest.json"), encoding="utf-8") as file:
            entries = json.load(file)
        then = time.time() - days * DAY_S
        hashes = {}
        for entry in entries:
            if entry["reference"] not in references:
                continue
            path = os.path.join(self.folder, entry["name"])
            with open(path, "ab") as file:
                file.write(b"\n% of another day\n%%EOF\n")
            os.utime(path, (then, then))
            hashes[entry["reference"]] = entry["sha256"] = harness.sha256(path)
            entry["size"] = os.path.getsize(path)
            entry["time"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(then))
        with open(self.data("manifest.json"), "w", encoding="utf-8") as file:
            json.dump(entries, file)
        return hashes

    def versions(self):
        """Reference → SHA-256s of the earlier versions."""
        found = {}
        place = self.data("versions")
        for name in sorted(os.listdir(place)) if os.path.isdir(place) else []:
            self.assertRegex(name, r"^\w+ \(\d{4}-\d\d-\d\d\)\.pdf$")
            path = os.path.join(place, name)
            reference = name.partition(" ")[0]
            self.assertEqual(harness.references_in(path), [reference])
            found.setdefault(reference, []).append(harness.sha256(path))
        return found

    def assert_manifest_agrees(self):
        with open(self.data("manifest.json"), encoding="utf-8") as manifest:
            names = [entry["name"] for entry in json.load(manifest)]
        expected = [name + ".pdf" for name in self.sheets()]
        if os.path.isdir(self.data("versions")):
            expected += ["run-data/versions/" + name for name in os.listdir(self.data("versions"))]
        self.assertEqual(sorted(names), sorted(expected))
        with open(self.data("SHA256SUMS"), encoding="utf-8") as sums:
            self.assertEqual(len(sums.readlines()), len(expected))
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "run-data/SHA256SUMS"], check=True,
                       cwd=self.folder, capture_output=True)

    def assert_renewed(self, outcome, old):
        self.assert_all_done(outcome)
        self.assertEqual(self.versions(), {reference: [digest] for reference, digest in old.items()})
        for reference, digest in old.items():
            self.assertNotEqual(harness.sha256(os.path.join(self.folder, reference + ".pdf")), digest)


class Renewal(Renewed):
    def finished_run(self, **settings):
        portal = self.portal("--lock-seconds", "0", **settings)
        self.assert_all_done(self.run_portal(portal))
        return portal

    def test_renewal(self):
        portal = self.finished_run(vehicles=12)
        references = self.references()
        old = self.age(references[:4], 10)
        self.age(references[4:8], 3)
        sheets = portal.stats()["sheets"]
        self.assert_renewed(self.run_portal(portal, "--renew-older-than", "5"), old)
        self.assertEqual(portal.stats()["sheets"] - sheets, 4)
        # What is new is not renewed again, nor is it taken for new by being looked at.
        self.assert_renewed(self.run_portal(portal, "--renew-older-than", "5"), old)
        self.assertEqual(portal.stats()["sheets"] - sheets, 4)
        self.assert_renewed(self.run_portal(portal), old)
        outcome = self.cli("audit", self.folder, "--json")
        self.assertEqual(outcome.status, 0, outcome.stdout)

    def test_looking_does_not_make_younger(self):
        portal = self.finished_run(vehicles=12)
        old = self.age(self.references()[:3], 10)
        self.assert_all_done(self.run_portal(portal))
        self.assert_renewed(self.run_portal(portal, "--renew-older-than", "9"), old)

    def test_times_of_files(self):
        """Without a manifest their own times count."""
        portal = self.finished_run(vehicles=12)
        old = self.age(self.references()[:3], 10)
        os.remove(self.data("manifest.json"))
        self.assert_renewed(self.run_portal(portal, "--renew-older-than", "9"), old)

    def test_second_version_of_a_day(self):
        portal = self.finished_run(vehicles=12)
        reference = self.references()[0]
        for count in (1, 2):
            with open(os.path.join(self.folder, reference + ".pdf"), "ab") as file:
                file.write(b"\n% " + str(count).encode() + b"\n%%EOF\n")
            self.age([reference], 10)
            self.assert_all_done(self.run_portal(portal, "--renew-older-than", "5"))
            self.assertEqual(len(os.listdir(self.data("versions"))), count)
        self.assertEqual([name.partition(", ")[2] for name in sorted(os.listdir(self.data("versions")))], ["", "2).pdf"])

    def test_failed_renewal_keeps_the_old(self):
        portal = self.finished_run(vehicles=12)
        old = self.age(self.references()[:3], 10)
        port = portal.address.rstrip("/").rpartition(":")[2]
        portal.close()
        portal = self.portal("--port", port, "--fault", "wrong-pdf=1", vehicles=12)
        outcome = self.run_portal(portal, "--renew-older-than", "5", "--attempts", "1")
        self.assertEqual(outcome.status, 1, outcome.stderr)
        self.assertEqual({failure["reference"] for failure in outcome.json["failures"]}, set(old))
        self.assertEqual(outcome.json["done"], 9)
        for reference, digest in old.items():
            self.assertEqual(harness.sha256(os.path.join(self.folder, reference + ".pdf")), digest)
        self.assertEqual(self.versions(), {})
        self.assert_manifest_agrees()

        # Going on without them leaves them as they are, trying them again renews them.
        portal.close()
        self.portal("--port", port, vehicles=12)
        self.assertEqual(self.cli("resume", self.folder, "--json").status, 1)
        self.assert_manifest_agrees()
        self.assert_renewed(self.cli("resume", self.folder, "--retry-failed", "--json"), old)

    def test_killed(self):
        portal = self.finished_run(vehicles=20, pdf_ms=30)
        old = self.age(self.references(), 10)
        process = self.start(*self.run_arguments(portal, "--renew-older-than", "5", tabs=2))
        place = self.data("versions")
        self.kill_when(process, lambda: os.path.isdir(place) and len(os.listdir(place)) >= 5)
        self.assertEqual(self.sheets(), self.references())
        self.assert_sheets_named()
        self.assert_renewed(self.cli("resume", self.folder, "--json"), old)


@test_crash.unittest.skipUnless(test_crash.SHIM, "needs the fault shim, which does not go with sanitizers")
class RenewalInjected(Renewed, test_crash.Injected):
    """Each kind of call fails, or is the last, while sheets are renewed."""

    POSITIONS = 1
    test_new_ledger = None

    def place(self, name):
        place = super().place("place")  # the ledger knows the folder by its path
        shutil.rmtree(place, ignore_errors=True)
        if os.path.isdir(self.template):
            shutil.copytree(self.template, place)
        return place

    def run_arguments(self, portal, *options, **settings):
        return super().run_arguments(portal, *options, "--renew-older-than", "5", **settings)

    def arguments(self, portal, *options, **settings):
        """Only the second run is to be gone on with."""
        if len(self.ledger_rows("SELECT 1 FROM runs WHERE folder = ?", self.folder)) > 1:
            return super().arguments(portal, *options, **settings)
        return self.run_arguments(portal, *options, **settings)

    def assert_consistent(self):
        """A right sheet has its name at any moment: the old one, or a new one that the ledger knows."""
        rows = self.vehicle_rows()
        for reference in sorted(self.old):
            digest = harness.sha256(os.path.join(self.folder, reference + ".pdf"))
            if digest != self.old[reference]:
                self.assertEqual(rows[reference][5], digest)
        self.assert_sheets_named()

    def assert_finished(self, outcome, attempts=1):
        super().assert_finished(outcome, attempts)
        self.assert_renewed(outcome, self.old)

    def sweep(self, call):
        self.template = os.path.join(self.home, "template")
        portal = self.portal("--lock-seconds", "0", vehicles=3, latency_ms=0, pdf_ms=0)
        place = self.place(call)
        self.assert_all_done(harness.Case.run_portal(self, portal))
        self.old = self.age(self.references(), 10)
        shutil.copytree(place, self.template)
        outcome, struck, count = self.faulted(self.run_arguments(portal, tabs=2), call, "EIO", self.NEVER)
        self.assertFalse(struck)
        self.assert_finished(outcome)
        self.strike_all(self.positions(count), lambda effect, at: self.strike(portal, call, effect, at))


if __name__ == "__main__":
    harness.main("__main__")
