#!/usr/bin/python3
"""The window's pages, dialogs, keys and names, and what happens when it is closed, started twice, or when something is wrong.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess

import driver
import tree

PAGES = ["Start", "Run", "Vehicles", "Failed", "History"]


class NamesTest(driver.Case):
    """Every control that is shown anywhere can be named by a screen reader."""

    practice_options = ["--vehicles", "12", "--latency-ms", "2", "--pdf-ms", "5", "--fault", "unknown=0.2", "--fault", "both=1"]

    def walk_pages(self, program, when):
        for number, page in enumerate(PAGES, 1):
            program.enter(None)
            program.keys(f"alt+{number}")
            driver.wait(f"the page {page}", lambda page=page: any(
                tab.has_state(tree.SELECTED) or tab.has_state(tree.CHECKED) or tab.has_state(tree.PRESSED)
                for tab in program.find_all("page tab", page)))
            program.shot(f"page-{page}-{when}")
            self.assert_names(program, f"{page} {when}")

    def walk_window(self, program, title, *keys):
        """One that opens over the main window, and closes by Escape."""
        program.keys(*keys)
        driver.wait(f"a second window, {title}", lambda: len(program.windows()) == 2)
        # Asked for only now: it is filled by degrees.
        driver.wait(f"{title} to be filled", lambda: len(program.look()) > 20)
        program.shot(title)
        self.assert_names(program, title)
        program.keys("Escape")
        driver.wait(f"{title} to close", lambda: len(program.windows()) == 1)

    def test_without_a_run(self):
        program = self.open()
        self.walk_pages(program, "before a run")
        program.enter(None)
        self.walk_window(program, "preferences", "ctrl+comma")
        self.walk_window(program, "shortcuts", "ctrl+question")
        program.keys("F10")
        program.find("menu item", lambda name: "About" in name)
        self.assert_names(program, "main menu")
        program.keys("Escape")

    def test_with_a_run(self):
        program = self.finish_run()
        self.walk_pages(program, "after a run")
        program.go(4, "BookoutFailedPage")
        review = driver.wait("a held sheet", lambda: program.find_all("push button", lambda name: "Held Sheet of" in name))[0]
        review.act()
        program.enter(None)
        program.find("label", "Names this vehicle")
        self.assert_names(program, "held sheet")


class WindowTest(driver.Case):
    def test_start_says_why_not(self):
        program = self.open()
        program.enter("BookoutStartPage")
        driver.wait("Start to work", lambda: program.sensitive("Start"))
        program.set_text("Password", "")
        program.wait_status("Enter your password.")
        driver.wait("Start not to work", lambda: not program.sensitive("Start"))
        program.set_text("User Name", "")
        program.wait_status("Enter your user name.")

    def test_refused_password(self):
        """Refused is said on the start page, in the portal's words, and nothing is tried again."""
        program = self.open()
        program.enter("BookoutStartPage")
        driver.wait("Start to work", lambda: program.sensitive("Start"))
        program.set_text("Password", "wrong")
        program.press("Start")
        program.button("Dismiss Message")
        program.shot("refused")
        # The folder was for nothing, so it is not left behind as the first of the day.
        program.wait_text(os.path.basename(self.find_folder()))
        self.assertEqual(program.close(), 0)
        stats = self.stats()
        self.assertEqual(stats["sign_ins"], 0)
        self.assertEqual(stats["sign_ins_refused"], 1)

    def test_second_start_raises(self):
        """There is one window, however often it is started."""
        program = self.open()
        driver.wait("the window", lambda: len(program.windows()) == 1)
        self.assertEqual(subprocess.run([driver.BOOKOUT], env=self.env, timeout=driver.LIMIT_S).returncode, 0)
        self.assertEqual(len(program.windows()), 1)
        self.assertIsNone(program.process.poll())


class CloseTest(driver.Case):
    """Closing the window of a run that is under way asks, and each answer is heeded."""

    practice_options = ["--vehicles", "60", "--latency-ms", "2", "--pdf-ms", "250"]

    def ask_to_close(self, program):
        program.enter(None)
        program.keys("ctrl+w")
        program.button("Cancel")
        program.shot("closing")

    def test_cancel(self):
        program = self.start()
        with self.standing_portal(after=3):
            self.ask_to_close(program)
            self.assert_names(program, "closing")
            program.press("Cancel")
            program.wait_gone("push button", "Keep Running")
            self.assertEqual(len(program.windows()), 1)
        program.enter("BookoutRunPage")
        program.wait_status("Finished")
        self.assert_folder_right(60)

    def test_keep_running(self):
        """The run goes on without the window; the next start shows it again."""
        program = self.start()
        with self.standing_portal(after=3):
            self.ask_to_close(program)
            program.press("Keep Running")
            driver.wait("the window to go", lambda: not program.windows())
        self.wait_sheets(60)
        self.assertIsNone(program.process.poll())
        self.assertEqual(subprocess.run([driver.BOOKOUT], env=self.env, timeout=driver.LIMIT_S).returncode, 0)
        driver.wait("the window to be back", program.windows)
        program.enter("BookoutRunPage")
        program.wait_status("Finished")
        self.assert_folder_right(60)

    def test_pause_and_quit(self):
        """What is on disk afterwards is whole, and the next start offers to go on."""
        program = self.start()
        with self.standing_portal(after=3):
            program.enter("BookoutRunPage")
            program.press("Pause")
            program.wait_status("Paused")
            self.ask_to_close(program)
        program.press("Pause and Quit")
        self.assertEqual(program.wait_end(), 0)
        n = len(self.sheets())
        self.assertIn(n, range(3, 60))
        self.assert_folder_right(n)

        program = self.open()
        program.enter("BookoutStartPage")
        program.find("label", lambda name: name.startswith("Run of "))
        program.shot("unfinished")
        program.press("Continue")
        program.enter("BookoutRunPage")
        program.wait_status("Finished")
        self.assert_folder_right(60)


if __name__ == "__main__":
    driver.main(__name__)
