"""The main job, undisturbed: every way, few tabs and many.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os

import harness


class Modes(harness.Case):
    def check(self, way, tabs, *options, vehicles=40):
        portal = self.portal(*options, vehicles=vehicles)
        outcome = self.run_portal(portal, way=way, tabs=tabs)
        self.assert_all_done(outcome)
        report = outcome.json
        self.assertEqual(report["total"], vehicles)
        self.assertEqual(report["sign_ins"], 1)
        self.assertEqual(report["wrong_vehicle_caught"], 0)
        self.assertEqual(report["attempts"], vehicles)
        stats = portal.stats()
        self.assertEqual(stats["sign_ins"], 1)
        self.assertEqual(stats["sign_ins_refused"], 0)
        self.assertEqual(stats["sheets"], vehicles)
        self.assertEqual(stats["sessions_active"], 0)
        return stats

    def test_own_links_one_tab(self):
        self.check("link", 1)

    def test_own_links_eight_tabs(self):
        stats = self.check("link", 8, vehicles=120)
        self.assertGreater(stats["most_at_once"], 1)

    def test_gate_one_tab(self):
        self.check("search", 1)

    def test_gate_eight_tabs(self):
        stats = self.check("search", 8, vehicles=120)
        self.assertGreater(stats["most_at_once"], 1)

    def test_portal_that_serialises(self):
        self.check("link", 5, "--serialise")

    def test_connections_are_kept(self):
        stats = self.check("link", 4, vehicles=60)
        # signing in, signing out and asking for this number have one each
        self.assertLessEqual(stats["connections"], 4 + 3)


class Folder(harness.Case):
    def test_holds_what_the_design_says(self):
        portal = self.portal(vehicles=5)
        outcome = self.run_portal(portal)
        self.assert_all_done(outcome)
        for name in ("inventory.csv", "failed.csv", "report.json", "manifest.json", "SHA256SUMS", "held"):
            self.assertTrue(os.path.exists(self.data(name)), name)
        with open(self.data("report.json"), encoding="utf-8") as file:
            report = json.load(file)
        self.assertEqual(len(report["vehicles"]), 5)
        self.assertEqual(report["done"], 5)
        self.assert_no_secret(outcome.stdout, outcome.stderr)

    def test_limit_and_references(self):
        portal = self.portal(vehicles=30)
        self.assertEqual(self.run_portal(portal, "--limit", "7").json["total"], 7)
        self.assertEqual(len(self.sheets()), 7)
        wanted = self.references()[10:13]
        listing = os.path.join(self.home, "wanted.txt")
        with open(listing, "w", encoding="utf-8") as file:
            file.write("\n".join(wanted) + "\n")
        self.folder = os.path.join(self.home, "others")
        outcome = self.run_portal(portal, "--refs", listing)
        self.assertEqual(outcome.status, 0, outcome.stderr)
        self.assertEqual(self.sheets(), sorted(wanted))

    def test_run_of_a_few_keeps_what_is_known_of_the_others(self):
        portal = self.portal(vehicles=12)
        self.assert_all_done(self.run_portal(portal))
        self.assertEqual(self.run_portal(portal, "--limit", "3").json["total"], 3)
        self.assertEqual(len(self.sheets()), 12)
        self.assert_manifest_agrees()

    def test_second_run_fetches_nothing_twice(self):
        portal = self.portal(vehicles=12)
        self.assert_all_done(self.run_portal(portal))
        again = self.run_portal(portal)
        self.assert_all_done(again)
        self.assertEqual(again.json["attempts"], 0)
        self.assertEqual(portal.stats()["sheets"], 12)

    def test_other_file_of_that_name_is_kept(self):
        portal = self.portal(vehicles=4)
        self.assert_all_done(self.run_portal(portal))
        reference = self.sheets()[0]
        path = os.path.join(self.folder, reference + ".pdf")
        with open(path, "wb") as file:
            file.write(b"not a sheet at all")
        outcome = self.run_portal(portal)
        self.assertEqual(outcome.status, 0, outcome.stderr)
        kept = [name for name in os.listdir(self.folder) if name.startswith(reference + " (kept ")]
        self.assertEqual(len(kept), 1)
        with open(os.path.join(self.folder, kept[0]), "rb") as file:
            self.assertEqual(file.read(), b"not a sheet at all")
        os.remove(os.path.join(self.folder, kept[0]))
        self.assert_sheets_right()


if __name__ == "__main__":
    harness.main("__main__")
