#!/usr/bin/python3
"""What a person does in the morning: look at what failed and what was held, look at past runs, check their sheets, go on with them.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os

import driver

# A column view makes widgets for what it shows and some more, however many vehicles there are.
ROWS_MOST = 250


class ReviewTest(driver.Case):
    # Some references that the portal does not list; all sheets name two vehicles.
    practice_options = ["--vehicles", "12", "--latency-ms", "2", "--pdf-ms", "5", "--fault", "unknown=0.2", "--fault", "both=1"]

    def held(self):
        return sorted(name for name in os.listdir(self.data("held")) if name.endswith(".pdf"))

    def test_review(self):
        program = self.finish_run()
        held = self.held()
        self.assertTrue(held)

        program.go(4, "BookoutFailedPage")
        program.find("label", lambda name: name.startswith("Not Listed in the Portal"))
        program.find("label", lambda name: name.startswith("Sheet Contradicts Itself"))
        program.shot("failed")

        review = driver.wait("a held sheet", lambda: program.find_all("push button", lambda name: "Held Sheet of" in name))[0]
        review.act()
        program.enter(None)
        program.find("label", "Names this vehicle")
        program.find("label", "Names another vehicle")
        program.shot("held")
        program.press("Keep Aside")
        program.wait_gone("label", "Names this vehicle")
        # Looking changes nothing.
        self.assertEqual(held, self.held())
        self.assertEqual(self.sheets(), [])


class VehiclesTest(driver.Case):
    practice_options = ["--vehicles", "1500", "--latency-ms", "2", "--pdf-ms", "100"]

    def test_many_vehicles(self):
        """All are in the list, few are widgets, and a search leaves out what does not fit."""
        program = self.start()
        with self.standing_portal(after=1):
            program.go(3, "BookoutVehiclesPage")
            program.wait_text("1,500 vehicles")
            rows = driver.wait("rows", lambda: program.find_all("table row", tables=True))
            self.assertLess(len(rows), ROWS_MOST)
            program.keys("ctrl+f", "z", "q", "9")
            program.wait_text("No Vehicle Found")
            program.press("List All Vehicles")
            program.wait_text("1,500 vehicles")
            program.shot("vehicles")


class PastRunTest(driver.Case):
    practice_options = ["--vehicles", "50", "--latency-ms", "2", "--pdf-ms", "250"]

    def test_check_past_run(self):
        """A sheet that was changed after the run is found by checking the run's folder."""
        program = self.finish_run()
        victim = sorted(self.sheets())[0]
        with open(os.path.join(self.folder, victim + ".pdf"), "ab") as file:
            file.write(b"\n% changed\n")
        program.go(5, "BookoutHistoryPage")
        program.click(program.find("label", "50 right"))
        check = driver.wait("Check", lambda: program.find_all("push button", lambda name: "Check the Sheets of" in name
                                                              and not name.startswith("Stop")))[0]
        check.act()
        program.find("label", lambda name: "49 right, 1 altered" in name)
        program.find("label", victim + ".pdf")
        program.shot("history")

    def test_continue_past_run(self):
        """A run that was stopped is gone on with from the list of past runs, after the program was started anew."""
        program = self.start()
        with self.standing_portal(after=2):
            program.enter("BookoutRunPage")
            program.press("Stop")
        program.wait_status("Stopped")
        folder = self.find_folder()
        self.assertLess(len(self.sheets()), 50)
        self.assertEqual(program.close(), 0)

        program = self.open()
        program.go(5, "BookoutHistoryPage")
        program.click(program.find("label", lambda name: " right" in name))
        go_on = driver.wait("Continue", lambda: program.find_all("push button", lambda name: "Continue" in name))[0]
        go_on.act()
        program.enter("BookoutRunPage")
        program.wait_status("Finished")
        self.assertEqual(self.find_folder(), folder)
        self.assert_folder_right(50)


if __name__ == "__main__":
    driver.main(__name__)
