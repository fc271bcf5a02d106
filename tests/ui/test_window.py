#!/usr/bin/python3
"""The window's pages, keys and names, and what happens when it is closed or when something is wrong.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os

import driver

CONTROLS = {"push button", "toggle button", "check box", "spin button", "text", "combo box", "page tab", "slider", "radio button",
            "table", "tree table", "progress bar", "menu item", "password text", "link"}

PAGES = ["Start", "Run", "Vehicles", "Failed", "History"]


class WindowTest(driver.Case):
    practice_options = ["--vehicles", "60", "--latency-ms", "40", "--pdf-ms", "500"]

    def test_every_control_has_a_name(self):
        program = self.open()
        unnamed = []
        for number, page in enumerate(PAGES, 1):
            program.keys(f"alt+{number}")
            driver.wait(f"the page {page}", lambda page=page: self.is_selected(program, page))
            program.shot(f"page-{page}")
            for element in program.find_all():
                try:
                    role, name = element.getRoleName(), element.name
                except Exception:
                    continue
                if role in CONTROLS and not name.strip():
                    unnamed.append((page, role))
        self.assertEqual(unnamed, [])

    def is_selected(self, program, page):
        import pyatspi
        return any(tab.getState().contains(pyatspi.STATE_SELECTED) or tab.getState().contains(pyatspi.STATE_CHECKED)
                   or tab.getState().contains(pyatspi.STATE_PRESSED) for tab in program.find_all("page tab", page))

    def test_start_says_why_not(self):
        program = self.open()
        program.enter("BookoutStartPage")
        driver.wait("Start to work", lambda: program.sensitive("Start"))
        program.set_text("Password", "")
        program.wait_status("Enter your password.")
        self.assertFalse(program.sensitive("Start"))
        program.set_text("User Name", "")
        program.wait_status("Enter your user name.")

    def test_refused_password(self):
        """Refused is said on the start page, in the portal's words, and nothing is tried again."""
        program = self.open()
        program.enter("BookoutStartPage")
        driver.wait("Start to work", lambda: program.sensitive("Start"))
        program.set_text("Password", "wrong")
        program.press("Start")
        driver.wait("a message", lambda: program.find_all("push button", "Dismiss Message"))
        program.shot("refused")
        folder = self.find_folder()
        # The folder was for nothing, so it is not left behind as the first of the day.
        program.wait_text(os.path.basename(folder))
        program.close()
        stats = driver.wait("the practice portal's counters", self.read_stats)
        self.assertEqual(stats["sign_ins"], 0)
        self.assertEqual(stats["sign_ins_refused"], 1)

    def read_stats(self):
        try:
            with open(os.path.join(self.home, "stats.json"), encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError):
            return None

    def test_close_while_running(self):
        """Closing asks; what is on disk after Pause and Quit is whole, and the next start offers to continue."""
        program = self.open()
        program.enter("BookoutStartPage")
        driver.wait("Start to work", lambda: program.sensitive("Start"))
        program.press("Start")
        program.enter("BookoutRunPage")
        program.wait_status("Fetching Sheets")
        driver.wait("a sheet", lambda: len(self.find_folder()) and len(self.sheets()) > 0)
        program.press("Pause")
        program.wait_status("Paused")
        program.enter(None)
        program.keys("ctrl+w")
        program.find("push button", "Cancel")
        program.shot("closing")
        program.press("Pause and Quit")
        self.assertEqual(program.process.wait(driver.LIMIT_S), 0)
        self.find_folder()
        self.assertGreater(len(self.sheets()), 0)
        self.assert_sheets_right()
        self.assert_manifest_agrees()

        program = self.open()
        program.enter("BookoutStartPage")
        program.find("label", lambda name: name.startswith("Run of "))
        program.shot("unfinished")
        program.press("Continue")
        program.enter("BookoutRunPage")
        program.wait_status("Finished")
        self.assertEqual(len(self.sheets()), 60)
        self.assert_sheets_right()


if __name__ == "__main__":
    driver.main(__name__)
