#!/usr/bin/python3
"""What a person does in the morning: look at what failed and what was held, export the list, look at past runs and check their sheets.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess

import driver


class Case(driver.Case):
    def finish_run(self):
        program = self.open()
        program.enter("BookoutStartPage")
        driver.wait("Start to work", lambda: program.sensitive("Start"))
        program.press("Start")
        program.enter("BookoutRunPage")
        program.wait_status("Finished", 60)
        self.find_folder()
        return program

    def go(self, program, number, page):
        program.enter(None)
        program.keys(f"alt+{number}")
        program.enter(page)

    def click(self, element):
        """For rows, which offer no action; without a window manager the window is at the display's corner."""
        box = driver.extents(element)
        subprocess.run(["xdotool", "mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1"], check=True)


class ReviewTest(Case):
    # Some references that the portal does not list; all sheets name two vehicles.
    practice_options = ["--vehicles", "12", "--latency-ms", "2", "--pdf-ms", "5", "--fault", "unknown=0.2", "--fault", "both=1"]

    def test_review(self):
        program = self.finish_run()
        held = sorted(name for name in os.listdir(os.path.join(self.folder, "run-data", "held")) if name.endswith(".pdf"))
        self.assertTrue(held)

        self.go(program, 4, "BookoutFailedPage")
        program.find("label", lambda name: name.startswith("Not Listed in the Portal"))
        program.find("label", lambda name: name.startswith("Sheet Contradicts Itself"))
        program.shot("failed")

        review = driver.wait("a held sheet", lambda: program.find_all("push button", lambda name: "Held Sheet of" in name))[0]
        review.queryAction().doAction(0)
        program.enter(None)
        program.find("label", "Names this vehicle")
        program.find("label", "Names another vehicle")
        program.shot("held")
        program.press("Keep Aside")
        driver.wait("the dialog to close", lambda: not program.has("label", "Names this vehicle"))
        # Looking changes nothing.
        self.assertEqual(held, sorted(name for name in os.listdir(os.path.join(self.folder, "run-data", "held"))
                                      if name.endswith(".pdf")))

        self.go(program, 3, "BookoutVehiclesPage")
        count = program.find("label", lambda name: name.endswith(" vehicles")).name
        program.keys("ctrl+f", "z", "q", "9")
        program.wait_text("No Vehicle Found")
        program.press("List All Vehicles")
        program.wait_text(count)
        program.shot("vehicles")
        self.assertEqual(self.sheets(), [])


class PastRunTest(Case):
    practice_options = ["--vehicles", "20", "--latency-ms", "2", "--pdf-ms", "5"]

    def test_check_past_run(self):
        """A sheet that was changed after the run is found by checking the run's folder."""
        program = self.finish_run()
        victim = sorted(self.sheets())[0]
        with open(os.path.join(self.folder, victim + ".pdf"), "ab") as file:
            file.write(b"\n% changed\n")
        self.go(program, 5, "BookoutHistoryPage")
        self.click(program.find("label", "20 right"))
        check = driver.wait("Check", lambda: program.find_all("push button", lambda name: "Check the Sheets of" in name
                                                              and not name.startswith("Stop")))[0]
        check.queryAction().doAction(0)
        program.find("label", lambda name: "19 right, 1 altered" in name)
        program.find("label", victim + ".pdf")
        program.shot("history")


if __name__ == "__main__":
    driver.main(__name__)
