#!/usr/bin/python3
"""The main job through the window: Start, watch, Pause, Resume, change tabs, Stop, Continue, Retry, and right sheets on disk.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import re
import signal

import driver


def cards(program):
    return program.find_all("label", lambda name: re.match(r"^Tab \d+$", name))


class RunTest(driver.Case):
    practice_options = ["--vehicles", "60", "--latency-ms", "2", "--pdf-ms", "250"]

    def test_one_click(self):
        """A newcomer clicks Start, watches the tabs, and finds a folder of right sheets."""
        program = self.start()
        with self.standing_portal(after=5):
            program.enter("BookoutRunPage")
            program.wait_status("Fetching Sheets")
            program.find("label", lambda name: re.match(r"^\d+ of 60\b", name))
            driver.wait("five cards", lambda: len(cards(program)) == 5)
            for number in range(1, 6):
                program.find("progress bar", f"Transfer of Tab {number}")
            program.find("label", lambda name: re.match(r"^Last: ", name))
            program.set_spin("Tabs", 8)
            driver.wait("eight cards", lambda: len(cards(program)) == 8)
            program.shot("run")
        program.wait_status("Finished")
        program.wait_status("All 60 sheets are in the folder, and proved right.")
        program.shot("finished")
        self.find_folder()
        self.assertEqual(self.sheets(), self.references())
        self.assert_folder_right(60)
        self.assert_no_secret()

    def test_pause_stop_continue(self):
        program = self.start()
        with self.standing_portal(after=5):
            program.enter("BookoutRunPage")
            program.press("Pause")
            program.wait_status("Paused")
            program.wait_status("No new vehicle is begun until you resume.")
            program.shot("paused")
        driver.wait("the tabs to become idle", lambda: len(program.find_all("label", "Idle")) == 5)
        paused_with = len(self.sheets())
        self.assertLess(paused_with, 60)
        program.set_spin("Tabs", 2)
        driver.wait("two cards", lambda: len(cards(program)) == 2)
        self.assertEqual(len(self.sheets()), paused_with)

        program.press("Resume")
        with self.standing_portal(after=paused_with + 1):
            program.wait_status("Fetching Sheets")
            program.press("Stop")
        program.wait_status("Stopped")
        program.shot("stopped")
        first = self.find_folder()
        self.assertLess(len(self.sheets()), 60)
        self.assert_folder_right(len(self.sheets()))

        program.press("Continue")
        program.wait_status("Finished")
        self.assertEqual(self.find_folder(), first)
        self.assert_folder_right(60)


class LostPortalTest(driver.Case):
    practice_options = ["--vehicles", "60", "--latency-ms", "2", "--pdf-ms", "250"]

    def test_portal_lost(self):
        """A portal that goes away in the middle of a run: the window says so, and Stop and Continue finish the run once it is back."""
        program = self.start()
        self.wait_sheets(5)
        self.signal_portal(signal.SIGKILL)
        program.enter("BookoutRunPage")
        program.wait_status("Waiting for the Portal")
        program.shot("lost")
        program.press("Stop")
        program.wait_status("Stopped")
        self.assertLess(len(self.sheets()), 60)
        self.assert_folder_right(len(self.sheets()))

        program.press("Continue")
        program.wait_status("Finished")
        self.assert_folder_right(60)


class RetryTest(driver.Case):
    practice_options = ["--vehicles", "20", "--latency-ms", "2", "--pdf-ms", "5"]

    def test_retry_all(self):
        """What is held in one run is fetched into the same folder by Retry All, once the portal sends better sheets."""
        self.set_practice_options([*self.practice_options, "--fault", "both=1"])
        program = self.finish_run()
        self.assert_folder_right(0)
        self.set_practice_options(self.practice_options)
        self.signal_portal(signal.SIGTERM)

        program.go(4, "BookoutFailedPage")
        program.find("label", lambda name: name.startswith("Sheet Contradicts Itself"))
        program.press("Retry All")
        program.enter("BookoutRunPage")
        program.wait_status("All 20 sheets are in the folder, and proved right.")
        self.assert_folder_right(20)
        program.go(4, "BookoutFailedPage")
        program.wait_text("Everything Is Right")

    def test_retry_one(self):
        """In the morning, one vehicle of the list is tried again; the others stay as they are."""
        self.set_practice_options([*self.practice_options, "--fault", "both=0.5,always"])
        program = self.finish_run()
        right = len(self.sheets())
        self.assertLess(right, 19)
        self.set_practice_options(self.practice_options)
        self.signal_portal(signal.SIGTERM)

        program.go(4, "BookoutFailedPage")
        retry = driver.wait("a Retry", lambda: program.find_all("push button", lambda name: re.match(r"Retry \d", name)))[0]
        retry.act()
        reference = retry.name.removeprefix("Retry ")
        driver.wait(f"the sheet of {reference}", lambda: reference in self.sheets())
        program.enter("BookoutRunPage")
        program.wait_status("Finished")
        self.assert_folder_right(right + 1)


class KeyboardTest(driver.Case):
    practice_options = ["--vehicles", "50", "--latency-ms", "2", "--pdf-ms", "250"]

    def test_keys_alone(self):
        """Start, Pause, Resume, the pages and Quit without a mouse."""
        program = self.open()
        program.enter("BookoutStartPage")
        driver.wait("Start to work", lambda: program.sensitive("Start"))
        program.keys("alt+s")
        with self.standing_portal(after=3):
            program.enter("BookoutRunPage")
            program.wait_status("Fetching Sheets")
            program.keys("ctrl+p")
            program.wait_status("Paused")
        program.keys("ctrl+p")
        program.wait_status("Finished")
        self.find_folder()
        self.assert_folder_right(50)
        program.keys("ctrl+q")
        self.assertEqual(program.wait_end(), 0)


if __name__ == "__main__":
    driver.main(__name__)
