"""How a run ends: stopped, gone on with, refused, locked out, unreachable, without a place to write to.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import signal
import socket
import subprocess

import harness


class Stopped(harness.Case):
    def stop_when_some_are_done(self, portal, way, sign):
        process = self.start(*self.run_arguments(portal, way=way))
        while len(self.sheets() if os.path.isdir(self.folder) else []) < 10:
            self.assertIsNone(process.poll())
        process.send_signal(sign)
        return self.finish(process)

    def check(self, way, sign):
        portal = self.portal(vehicles=150, latency_ms=5, pdf_ms=20)
        outcome = self.stop_when_some_are_done(portal, way, sign)
        self.assertEqual(outcome.status, 130, outcome.stderr)
        report = outcome.json
        self.assertLess(report["done"], report["total"])
        self.assertEqual(portal.stats()["sessions_active"], 0)
        self.assertEqual(len(self.sheets()), report["done"])
        self.assert_sheets_right()
        self.assert_manifest_agrees()

        again = self.cli("resume", self.folder, "--json")
        self.assert_all_done(again)
        stats = portal.stats()
        self.assertEqual(stats["sign_ins"], 2)
        self.assertLessEqual(stats["sheets"], 150 + 5)

    def test_sigint(self):
        self.check("link", signal.SIGINT)

    def test_sigterm(self):
        self.check("search", signal.SIGTERM)

    def test_killed(self):
        portal = self.portal("--lock-seconds", "1", vehicles=100, latency_ms=5, pdf_ms=20)
        outcome = self.stop_when_some_are_done(portal, "link", signal.SIGKILL)
        self.assertEqual(outcome.status, -signal.SIGKILL)
        self.assert_all_done(self.cli("resume", self.folder, "--json"))
        self.assertLessEqual(portal.stats()["sheets"], 100 + 5)

    def test_resume_of_a_finished_run_signs_in_for_nothing(self):
        portal = self.portal(vehicles=5)
        self.assert_all_done(self.run_portal(portal))
        self.assert_all_done(self.cli("resume", self.folder, "--json"))
        self.assertEqual(portal.stats()["sign_ins"], 1)

    def test_resume_fetches_what_was_removed_or_altered(self):
        portal = self.portal(vehicles=8)
        self.assert_all_done(self.run_portal(portal))
        first, second = self.sheets()[:2]
        os.remove(os.path.join(self.folder, first + ".pdf"))
        with open(os.path.join(self.folder, second + ".pdf"), "ab") as file:
            file.write(b"%% altered\n")
        outcome = self.cli("resume", self.folder, "--json")
        self.assertEqual(outcome.status, 0, outcome.stderr)
        self.assertTrue(set(self.references()) <= set(self.sheets()))

    def test_resume_can_retry_what_failed(self):
        portal = self.portal("--fault", "notext=1", vehicles=3)
        self.assertEqual(self.run_portal(portal).status, 1)
        self.assertEqual(self.cli("resume", self.folder, "--json").status, 1)
        self.assertEqual(self.cli("resume", self.folder, "--json", "--retry-failed").json["held"], 3)

    def test_resume_without_a_run(self):
        os.mkdir(self.folder)
        outcome = self.cli("resume", self.folder)
        self.assertEqual(outcome.status, 2)
        self.assertIn(self.folder, outcome.stderr)


class SignIn(harness.Case):
    def test_refused_is_tried_once(self):
        portal = self.portal()
        outcome = self.run_portal(portal, env={"BOOKOUT_PASSWORD": "wrong-one"})
        self.assertEqual(outcome.status, 3)
        stats = portal.stats()
        self.assertEqual(stats["sign_ins"], 0)
        self.assertEqual(stats["sign_ins_refused"], 1)
        self.assertIn("incorrect", outcome.stderr)
        self.assertNotIn("wrong-one", outcome.stderr + outcome.stdout)
        self.assertEqual(self.sheets(), [])

    def test_active_session_is_not_waited_for_if_told_so(self):
        portal = self.portal("--fault", "active=1")
        outcome = self.run_portal(portal, "--no-wait")
        self.assertEqual(outcome.status, 4)

    def test_active_session_is_waited_out(self):
        portal = self.portal("--lock-seconds", "2", vehicles=60, latency_ms=5, pdf_ms=30)
        process = self.start(*self.run_arguments(portal))
        while not os.path.isdir(self.folder) or len(self.sheets()) < 5:
            self.assertIsNone(process.poll())
        process.kill()
        self.finish(process)
        outcome = self.run_portal(portal)
        self.assert_all_done(outcome)
        self.assertIn("active", outcome.stderr)

    def test_same_account_twice(self):
        portal = self.portal(vehicles=100, latency_ms=20, pdf_ms=50)
        first = self.start(*self.run_arguments(portal))
        while not os.path.isdir(self.folder) or not self.sheets():
            self.assertIsNone(first.poll())
        mine, self.folder = self.folder, os.path.join(self.home, "second")
        second = self.run_portal(portal)
        self.assertEqual(second.status, 4, second.stderr)
        self.assertIn(str(first.pid), second.stderr)
        self.folder = mine
        third = self.run_portal(portal)
        self.assertEqual(third.status, 6, third.stderr)
        first.send_signal(signal.SIGINT)
        self.finish(first)
        self.assertEqual(portal.stats()["sign_ins"], 1)


class Place(harness.Case):
    def test_portal_that_is_not_there(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
            outcome = self.cli("run", "--portal", "practice", "--var", f"address={address}", "--user", "dealer",
                               "--folder", self.folder)
        self.assertEqual(outcome.status, 5, outcome.stderr)
        self.assertIn("127.0.0.1", outcome.stderr)

    def test_file_where_the_folder_should_be(self):
        portal = self.portal()
        with open(self.folder, "w", encoding="utf-8"):
            pass
        outcome = self.run_portal(portal)
        self.assertEqual(outcome.status, 6, outcome.stderr)
        self.assertEqual(portal.stats()["sign_ins"], 0)

    def test_disk_that_is_full(self):
        os.mkdir(self.folder)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", self.folder],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("needs to mount a small tmpfs")
        self.addCleanup(subprocess.run, ["umount", self.folder], check=False)
        portal = self.portal(vehicles=40)
        outcome = self.run_portal(portal)
        self.assertEqual(outcome.status, 6, outcome.stderr)
        self.assertIn("space", outcome.stderr.lower())
        self.assert_sheets_right()
        self.assertEqual(portal.stats()["sessions_active"], 0)

    def test_reference_that_is_nowhere(self):
        portal = self.portal(vehicles=5)
        listing = os.path.join(self.home, "wanted.txt")
        with open(listing, "w", encoding="utf-8") as file:
            file.write("999999999\n")
        outcome = self.run_portal(portal, "--refs", listing)
        self.assertEqual(outcome.status, 2, outcome.stderr)
        self.assertIn("999999999", outcome.stderr)
        self.assertEqual(portal.stats()["sessions_active"], 0)

    def test_export_without_the_column(self):
        portal = self.portal(vehicles=5)
        description = os.path.join(self.home, "other.xml")
        with open(os.path.join(os.environ["BOOKOUT_PORTALS_DIR"], "practice.xml"), encoding="utf-8") as file:
            text = file.read().replace('reference="Reference Number"', 'reference="Stock Identifier"')
        with open(description, "w", encoding="utf-8") as file:
            file.write(text)
        arguments = self.run_arguments(portal)
        arguments[arguments.index("practice")] = description
        outcome = self.cli(*arguments)
        self.assertNotEqual(outcome.status, 0)
        self.assertIn("Stock Identifier", outcome.stderr)
        self.assertIn("Reference Number", outcome.stderr)
        self.assertEqual(self.sheets(), [])


class Audit(harness.Case):
    def test_tells_right_wrong_missing_and_unknown(self):
        portal = self.portal(vehicles=6)
        self.assert_all_done(self.run_portal(portal))
        self.assertEqual(self.cli("audit", self.folder).status, 0)
        first, second, third = self.sheets()[:3]
        os.replace(os.path.join(self.folder, first + ".pdf"), os.path.join(self.folder, second + ".pdf"))
        os.truncate(os.path.join(self.folder, third + ".pdf"), 2000)
        outcome = self.cli("audit", self.folder, "--json")
        self.assertEqual(outcome.status, 1)
        found = outcome.json
        self.assertEqual(found["right"], 3)
        self.assertEqual(found["wrong_vehicle"], 1)
        self.assertEqual(found["missing"], 1)
        self.assertEqual(found["unreadable"], 1)


if __name__ == "__main__":
    harness.main("__main__")
