"""Each thing that goes wrong with a portal, one at a time and together: nothing wrong is saved, what can be fetched is.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os

import harness


class Passing(harness.Case):
    """Faults that strike some vehicles once: all of them end up done."""

    def check(self, *faults, way="link", tabs=5, vehicles=30, options=()):
        arguments = [word for fault in faults for word in ("--fault", fault)]
        portal = self.portal(*arguments, *options, vehicles=vehicles)
        outcome = self.run_portal(portal, way=way, tabs=tabs)
        self.assert_all_done(outcome)
        stats = portal.stats()
        self.assertGreater(sum(stats["faults"].values()), 0, stats)
        self.assertEqual(stats["sessions_active"], 0)
        return outcome.json, stats

    def test_server_error(self):
        self.check("http500=0.2")

    def test_too_many_requests(self):
        report, _ = self.check("http429=0.1")
        self.assertEqual(report["failures"], [])

    def test_connection_reset(self):
        self.check("reset=0.2")

    def test_slow_transfer(self):
        self.check("trickle=0.3", vehicles=10)

    def test_truncated(self):
        self.check("truncated=0.3")

    def test_page_in_place_of_a_sheet(self):
        self.check("html=0.2")

    def test_empty(self):
        self.check("empty=0.2")

    def test_damaged(self):
        self.check("corrupt=0.2")

    def test_malformed_answers(self):
        self.check("malformed=0.3")

    def test_report_being_prepared(self):
        self.check("preparing=0.3")

    def test_stale_grid(self):
        self.check("stale-row=0.2", way="search")

    def test_sheet_of_another_vehicle(self):
        for way in ("link", "search"):
            with self.subTest(way=way):
                self.folder = os.path.join(self.home, way)
                report, _ = self.check("wrong-pdf=0.2", way=way)
                self.assertGreater(report["wrong_vehicle_caught"], 0)
                held = os.listdir(self.data("held"))
                self.assertTrue(any(name.endswith(".json") for name in held))

    def test_outdated_sheet(self):
        report, stats = self.check("stale=0.2")
        self.assertEqual(report["wrong_vehicle_caught"], 0)
        self.assertEqual(report["attempts"], report["total"] + stats["faults"]["stale"])
        held = [name for name in os.listdir(self.data("held")) if name.endswith(".json")]
        self.assertEqual(len(held), stats["faults"]["stale"])
        for name in held:
            with open(self.data("held/" + name), encoding="utf-8") as file:
                self.assertEqual(json.load(file)["code"], "outdated")

    def test_session_that_expires(self):
        report, stats = self.check("expire=0.05", tabs=8)
        self.assertGreater(report["sign_ins"], 1)
        self.assertEqual(report["sign_ins"], stats["sign_ins"])
        self.assertEqual(stats["sign_ins_refused"], 0)
        self.assertEqual(report["attempts"], report["total"])

    def test_everything_together(self):
        report, _ = self.check("wrong-pdf=0.05", "truncated=0.05", "http500=0.05", "corrupt=0.03", "html=0.03",
                               "stale=0.03",
                               options=("--expire-after", "100"), tabs=8, vehicles=80)
        self.assertGreater(report["wrong_vehicle_caught"], 0)
        self.assertGreater(report["sign_ins"], 1)

    def test_duplicate_references(self):
        portal = self.portal("--fault", "duplicate=0.2", vehicles=30)
        outcome = self.run_portal(portal)
        self.assert_all_done(outcome)
        self.assertTrue(outcome.json["warnings"])
        self.assertEqual(len(self.sheets()), len(self.references()))


class Lasting(harness.Case):
    """Faults that never pass: the vehicle fails or is held with its reason, the others are done."""

    def check(self, fault, code, *, way="link", vehicles=6, state="failed", options=()):
        portal = self.portal("--fault", fault, *options, vehicles=vehicles)
        outcome = self.run_portal(portal, way=way)
        self.assertEqual(outcome.status, 1, outcome.stderr)
        report = outcome.json
        self.assertEqual(report["done"] + report["failed"] + report["held"], report["total"])
        self.assertGreater(report[state], 0)
        for failure in report["failures"]:
            self.assertEqual(failure["code"], code)
            self.assertTrue(failure["reason"].endswith((".", "'")), failure)
            self.assertLessEqual(failure["attempts"], 4)
        self.assert_sheets_right()
        with open(self.data("failed.csv"), encoding="utf-8-sig") as table:
            self.assertEqual(len(table.read().splitlines()), 1 + report["failed"] + report["held"])
        return report

    def test_unknown_references(self):
        self.check("unknown=0.3", "not-listed", vehicles=12)

    def test_unknown_references_in_search(self):
        self.check("unknown=0.3", "not-listed", way="search", vehicles=12)

    def test_sheets_without_text_are_held(self):
        report = self.check("notext=1", "no-text", state="held", vehicles=3)
        self.assertEqual(report["done"], 0)
        self.assertEqual(self.sheets(), [])
        held = [name for name in os.listdir(self.data("held")) if name.endswith(".json")]
        with open(self.data("held/" + held[0]), encoding="utf-8") as file:
            evidence = json.load(file)
        self.assertEqual(evidence["code"], "no-text")

    def test_outdated_sheets_are_held(self):
        report = self.check("stale=1", "outdated", state="held", vehicles=3)
        self.assertEqual(report["held"], report["total"])
        self.assertEqual(report["wrong_vehicle_caught"], 0)
        self.assertEqual(self.sheets(), [])
        reason = report["failures"][0]["reason"]
        self.assertRegex(reason, r"^The valuation date is \d+ \w+ \d{4}, expected \d+ \w+ \d{4}\.$")

    def test_two_references_in_one_sheet_are_held(self):
        self.check("both=1", "conflict", state="held", vehicles=3)

    def test_hidden_text_proves_nothing_and_disturbs_nothing(self):
        portal = self.portal("--fault", "hidden=1", vehicles=6)
        self.assert_all_done(self.run_portal(portal), hidden=True)

    def test_wrong_sheets_always(self):
        report = self.check("wrong-pdf=1", "wrong-vehicle", state="held", vehicles=4)
        self.assertEqual(self.sheets(), [])
        self.assertGreaterEqual(report["wrong_vehicle_caught"], 4)


class Dates(harness.Case):
    """What a description says of the date that a sheet must have."""

    def described(self, before, after):
        """Path of a practice description in which something is changed."""
        path = os.path.join(self.home, "dated.xml")
        with open(os.path.join(os.environ["BOOKOUT_PORTALS_DIR"], "practice.xml"), encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(text.count(before), 1)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(before, after))
        return path

    def run_described(self, portal, path):
        arguments = self.run_arguments(portal)
        arguments[arguments.index("practice")] = path
        return self.cli(*arguments)

    def test_a_day_may_be_allowed(self):
        portal = self.portal("--fault", "stale=1", vehicles=6)
        path = self.described('format="%m/%d/%Y"', 'format="%m/%d/%Y" days="1"')
        self.assert_all_done(self.run_described(portal, path))

    def test_sheets_without_the_line_are_held(self):
        portal = self.portal(vehicles=3)
        outcome = self.run_described(portal, self.described("^Valuation Date:", "^Report Date:"))
        self.assertEqual(outcome.status, 1, outcome.stderr)
        self.assertEqual({failure["code"] for failure in outcome.json["failures"]}, {"no-date"})
        self.assertEqual(outcome.json["held"], outcome.json["total"])
        self.assertEqual(self.sheets(), [])

    def test_dates_that_are_not_understood_are_held(self):
        portal = self.portal(vehicles=3)
        outcome = self.run_described(portal, self.described('format="%m/%d/%Y"', 'format="%d %b %Y"'))
        self.assertEqual(outcome.status, 1, outcome.stderr)
        self.assertEqual({failure["code"] for failure in outcome.json["failures"]}, {"no-date"})
        self.assertRegex(outcome.json["failures"][0]["reason"], r"cannot be understood: '\d\d/\d\d/\d{4}'\.$")

    def test_old_sheets_of_a_folder_stay_right(self):
        portal = self.portal("--fault", "stale=1", vehicles=6)
        path = self.described('<dated pattern="^Valuation Date:[ \\t]*(.+?)[ \\t]*$" format="%m/%d/%Y"/>', "")
        self.assert_all_done(self.run_described(portal, path))
        audit = self.cli("audit", self.folder, "--json", "--portal", "practice",
                         "--var", f"address={portal.address}")
        self.assertEqual(audit.status, 0, audit.stderr + audit.stdout)


class Stalled(harness.Case):
    def test_transfer_that_stands_still_is_given_up(self):
        portal = self.portal("--fault", "stall=0.3", vehicles=6)
        description = os.path.join(self.home, "impatient.xml")
        with open(os.path.join(os.environ["BOOKOUT_PORTALS_DIR"], "practice.xml"), encoding="utf-8") as file:
            text = file.read()
        start = text.index("<limits")
        end = text.index(">", start)
        with open(description, "w", encoding="utf-8") as file:
            file.write(text[:start] + '<limits tabs="16" idle-s="1" request-s="20" vehicle-s="60"/' + text[end:])
        arguments = self.run_arguments(portal)
        arguments[arguments.index("practice")] = description
        self.assert_all_done(self.cli(*arguments))


if __name__ == "__main__":
    harness.main("__main__")
