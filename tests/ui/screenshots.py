#!/usr/bin/python3
"""Makes the README's pictures from runs against the practice portal: "dev screenshots [FOLDER]".

The window is driven like in the tests, so what the pictures show is what a person sees. SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess

import driver

FOLDER = os.environ.get("BOOKOUT_SCREENSHOTS", "")

WIDE = (1000, 870)
NARROW = (360, 720)


class Pictures(driver.Case):
    # Slow enough for the charts to show something; some sheets that can't be read, some that are another vehicle's, some that are gone.
    practice_options = ["--vehicles", "400", "--latency-ms", "60", "--pdf-ms", "500", "--seed", "7", "--fault", "unknown=0.008",
                        "--fault", "notext=0.01,always", "--fault", "both=0.006,always"]

    def window(self, program):
        return max(driver.wait("a window", program.windows), key=int)

    def resize(self, program, size):
        window = self.window(program)
        subprocess.run(["xdotool", "windowsize", "--sync", window, *map(str, size)], check=True)
        subprocess.run(["xdotool", "mousemove", "1270", "890"], check=True)
        return size

    def take(self, program, name, moves=False):
        """Of the newest window; once the picture does not change any more, unless what it shows moves."""
        path = os.path.join(FOLDER, name + ".png")
        answer = subprocess.run(["xdotool", "getwindowgeometry", "--shell", self.window(program)], check=True, capture_output=True, text=True)
        box = dict(line.split("=") for line in answer.stdout.split())
        command = ["import", "-window", "root", "-crop", f"{box['WIDTH']}x{box['HEIGHT']}+{box['X']}+{box['Y']}", "+repage", "-strip",
                   "-define", "png:compression-level=9", "png24:-"]

        def picture():
            return subprocess.run(command, check=True, capture_output=True).stdout

        def still():
            nonlocal last
            before, last = last, picture()
            return last == before

        last = picture()
        if not moves:
            driver.wait("the window to stand still", still)
        with open(path, "wb") as file:
            file.write(last)
        print(f"# {path}", flush=True)

    def begin(self, dark=False, size=WIDE):
        if dark:
            self.env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        program = self.open()
        program.enter("BookoutStartPage")
        program.button("Start")
        self.resize(program, size)
        return program

    def run_to(self, program, sheets):
        program.press("Start")
        program.enter("BookoutRunPage")
        self.wait_sheets(sheets)

    def test_light(self):
        program = self.begin()
        self.take(program, "start")
        self.run_to(program, 180)
        self.take(program, "run", moves=True)
        program.wait_status("Finished", 300)
        program.go(4, "BookoutFailedPage")
        self.take(program, "failed")
        review = driver.wait("a held sheet", lambda: program.find_all("push button", lambda name: "Held Sheet of" in name))[0]
        review.act()
        program.enter(None)
        program.button("Keep Aside")
        driver.wait("the dialog", lambda: len(program.windows()) == 2)
        self.take(program, "held")

    def test_dark(self):
        program = self.begin(dark=True)
        self.run_to(program, 180)
        self.take(program, "run-dark", moves=True)

    def test_narrow(self):
        program = self.begin(size=NARROW)
        self.run_to(program, 100)
        self.take(program, "run-narrow", moves=True)


if __name__ == "__main__":
    driver.main(__name__)
