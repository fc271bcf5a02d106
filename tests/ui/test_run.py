#!/usr/bin/python3
"""The main job through the window: Start, watch, Pause, Resume, change tabs, Stop, Continue, right sheets on disk.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import re

import driver


def is_progress(name):
    return re.match(r"^\d+ of \d+", name) is not None


def settled_of(program):
    return int(program.find("label", is_progress).name.split()[0])


class RunTest(driver.Case):
    practice_options = ["--vehicles", "60", "--latency-ms", "40", "--pdf-ms", "500"]

    def start(self):
        program = self.open()
        program.enter("BookoutStartPage")
        driver.wait("Start to work", lambda: program.sensitive("Start"))
        program.shot("start")
        program.press("Start")
        program.enter("BookoutRunPage")
        program.wait_status("Fetching Sheets")
        return program

    def test_one_click(self):
        """A newcomer clicks Start, and finds a folder of right sheets."""
        program = self.start()
        program.spin("Tabs").currentValue = 8
        driver.wait("eight cards", lambda: len(program.find_all("label", lambda name: re.match(r"^Tab \d+$", name))) == 8)
        program.shot("run")
        program.wait_status("Finished")
        program.wait_status("All 60 sheets are in the folder, and proved right.")
        program.shot("finished")
        self.find_folder()
        self.assertEqual(len(self.sheets()), 60)
        self.assertEqual(self.sheets(), self.references())
        self.assert_sheets_right()
        self.assert_manifest_agrees()
        self.assert_no_secret()

    def test_pause_stop_continue(self):
        program = self.start()
        driver.wait("the first sheets", lambda: settled_of(program) >= 5)
        program.press("Pause")
        program.wait_status("Paused")
        program.shot("paused")
        driver.wait("the tabs to become idle", lambda: len(program.find_all("label", "Idle")) == 5)
        program.spin("Tabs").currentValue = 2
        program.press("Resume")
        program.wait_status("Fetching Sheets")
        driver.wait("two cards", lambda: len(program.find_all("label", lambda name: re.match(r"^Tab \d+$", name))) == 2)
        program.press("Stop")
        program.wait_status("Stopped")
        program.shot("stopped")
        first = self.find_folder()
        n = len(self.sheets())
        self.assertGreater(n, 4)
        self.assertLess(n, 60)

        program.press("Continue")
        program.wait_status("Finished")
        self.assertEqual(self.find_folder(), first)
        self.assertEqual(len(self.sheets()), 60)
        self.assert_sheets_right()
        self.assert_manifest_agrees()


if __name__ == "__main__":
    driver.main(__name__)
