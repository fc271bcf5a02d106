"""Drives the window from outside, through the accessibility tree, as a screen reader would.

A test program starts a display and a bus of its own (see main()), so it runs on a machine that has neither, beside others of its kind. Everything is found
by role and name: what cannot be found so, a blind person cannot find either. Nothing here sleeps for a while and hopes; every wait ends with
what it waits for, or fails. SPDX-License-Identifier: GPL-3.0-or-later
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import display  # noqa: E402
import harness  # noqa: E402
import tree  # noqa: E402

BOOKOUT = os.environ.get("BOOKOUT", "")
PRACTICE = harness.PRACTICE

# What takes this long hangs; nothing here is measured.
LIMIT_S = int(os.environ.get("BOOKOUT_TEST_LIMIT_S", "90"))
POLL_S = 0.02

# What ends a program that GTK or GLib complained in. Under a sanitizer its report counts as well.
FATAL = "fatal-criticals"


def wait(what, condition, limit_s=LIMIT_S):
    """Returns the first true value of condition; elements may come and go while they are looked at."""
    deadline = time.monotonic() + limit_s
    while True:
        try:
            value = condition()
            if value:
                return value
        except tree.GLib.Error as error:
            trouble = error.message
        else:
            trouble = ""
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {limit_s} s for {what} {trouble}".rstrip())
        time.sleep(POLL_S)


class Program:
    """The program, and its tree."""

    def __init__(self, env):
        self.bus = tree.Bus()
        self.page = None
        self.process = subprocess.Popen([BOOKOUT], env=env, stdin=subprocess.DEVNULL)
        self.app = wait("the program on the accessibility bus", self.find_application)

    def find_application(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended with {self.process.returncode}")
        for address in self.bus.applications():
            application = tree.Element(self.bus, tuple(address), None, None, [], "", "application", [0, 0])
            if application.property("Accessible", "Name") == "bookout" and application.property("Accessible", "ChildCount") > 0:
                return application
        return None

    def enter(self, page):
        """Looks only at one page from now on ("BookoutRunPage"), or, for None, at all windows. A page of the stack that was visible once
        keeps its extents, so two pages can't be told apart by looking at the window."""
        self.page = None
        if page is not None:
            self.page = self.find(None, page).address

    def look(self, tables=False):
        """Everything shown, parents first."""
        if self.page is not None:
            roots = [self.page]
        else:
            (roots,) = self.app.ask("Accessible", "GetChildren")
        return tree.look(self.bus, self.app.address[0], roots, tables)

    def find_all(self, role=None, name=None, tables=False):
        return [element for element in self.look(tables)
                if (role is None or element.role == role)
                and (name is None or (name(element.full_name) if callable(name) else element.name == name))]

    def find(self, role, name, limit_s=LIMIT_S, tables=False):
        try:
            return wait(f"a {role} called {name}", lambda: self.find_all(role, name, tables), limit_s)[0]
        except AssertionError as error:
            # Names only: what is in an entry is nobody's business.
            raise AssertionError(f"{error}; there were {sorted({e.full_name for e in self.find_all(role)})}") from None

    def has(self, role, name):
        return bool(self.find_all(role, name))

    def wait_gone(self, role, name):
        wait(f"no {role} called {name}", lambda: not self.has(role, name))

    def wait_text(self, text, limit_s=LIMIT_S):
        return self.find("label", text, limit_s)

    def wait_status(self, text, limit_s=LIMIT_S):
        """Waits for what a screen reader announces by itself."""
        return self.find("status bar", text, limit_s)

    def button(self, name):
        """One that can be pressed."""
        return wait(f"a button {name} that can be pressed", lambda: [
            element for element in self.find_all("push button", name) if element.has_state(tree.SENSITIVE)])[0]

    def press(self, name):
        self.button(name).act()

    def sensitive(self, name):
        buttons = self.find_all("push button", name)
        return bool(buttons) and buttons[0].has_state(tree.SENSITIVE)

    def set_text(self, name, text):
        self.find("text", name).set_text(text)

    def set_spin(self, name, value):
        self.find("spin button", name).set_value(value)

    def windows(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "bookout"], capture_output=True, text=True)
        return found.stdout.split()

    def keys(self, *keys):
        """To the window that was opened last: X numbers them in order."""
        window = max(wait("a window", self.windows), key=int)
        subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", *keys], check=True)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "1", text], check=True)

    def click(self, element):
        """For rows, which offer no action; without a window manager the window is at the display's corner."""
        x, y, width, height = element.box
        subprocess.run(["xdotool", "mousemove", str(x + width // 2), str(y + height // 2), "click", "1"], check=True)

    def go(self, number, page):
        """To a page, by its key."""
        self.enter(None)
        self.keys(f"alt+{number}")
        self.enter(page)

    def shot(self, name):
        """For people: pictures are kept only where BOOKOUT_SHOTS says."""
        folder = os.environ.get("BOOKOUT_SHOTS")
        if folder:
            subprocess.run(["import", "-window", "root", os.path.join(folder, name + ".png")], check=True)

    def wait_end(self):
        return self.process.wait(LIMIT_S)

    def close(self):
        """Returns how it ended: 0, whether it was still to be ended or had ended before."""
        self.shot("last")
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


class Case(harness.Case):
    """A test with a home, a practice portal that the window starts, and the program."""

    practice_options = ["--vehicles", "40", "--latency-ms", "2", "--pdf-ms", "5"]

    def setUp(self):
        super().setUp()
        self.pid_path = os.path.join(self.home, "practice.pid")
        self.wrapper = os.path.join(self.home, "practice-portal")
        self.set_practice_options(self.practice_options)
        self.env.pop("BOOKOUT_PASSWORD", None)
        self.env.update(BOOKOUT_PRACTICE_PORTAL=self.wrapper, XDG_RUNTIME_DIR=os.environ["XDG_RUNTIME_DIR"],
                        DBUS_SESSION_BUS_ADDRESS=os.environ["DBUS_SESSION_BUS_ADDRESS"],
                        GSETTINGS_BACKEND="memory", GDK_BACKEND="x11", GSK_RENDERER="cairo", LC_ALL="C.UTF-8",
                        NO_AT_BRIDGE="0", GTK_A11Y="atspi", G_DEBUG=FATAL)

    def set_practice_options(self, options):
        """For the next time that the window starts it."""
        with open(self.wrapper, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\necho $$ >"{self.pid_path}"\n'
                       f'exec "{PRACTICE}" {" ".join(options)} --stats "{self.home}/stats.json"\n')
        os.chmod(self.wrapper, 0o755)

    def signal_portal(self, number):
        with open(self.pid_path, encoding="ascii") as file:
            os.kill(int(file.read()), number)

    @contextlib.contextmanager
    def standing_portal(self, after=0):
        """While it lasts the practice portal stands still, so that a run cannot end before it was looked at. Begins when there are so many
        sheets on the disk, which is looked at more quickly than the window: nothing should come between Start and this."""
        wait(f"{after} sheets", lambda: after == 0 or self.find_folder() and len(self.sheets()) >= after)
        self.signal_portal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal_portal(signal.SIGCONT)

    def open(self):
        program = Program(self.env)
        self.addCleanup(self.assert_ends_well, program)
        return program

    def assert_ends_well(self, program):
        self.assertEqual(program.close(), 0)

    def start(self, program=None):
        """Clicks Start as soon as it can be clicked."""
        program = program or self.open()
        program.enter("BookoutStartPage")
        program.press("Start")
        return program

    def finish_run(self, program=None):
        program = self.start(program)
        program.enter("BookoutRunPage")
        program.wait_status("Finished")
        self.find_folder()
        return program

    def find_folder(self):
        """The dated folder of the newest run; None before there is one."""
        base = os.path.join(self.home, "Bookouts")
        names = os.listdir(base) if os.path.isdir(base) else []
        if not names:
            return None
        names.sort(key=lambda name: os.stat(os.path.join(base, name)).st_mtime_ns)
        self.folder = os.path.join(base, names[-1])
        return self.folder

    def wait_sheets(self, n):
        """Looks at the disk, which is quicker than looking at the window."""
        wait(f"{n} sheets", lambda: self.find_folder() and len(self.sheets()) >= n)

    def stats(self):
        """The practice portal's counters, once it has ended."""
        def read():
            with contextlib.suppress(OSError, ValueError), open(os.path.join(self.home, "stats.json"), encoding="utf-8") as file:
                return json.load(file)
        return wait("the practice portal's counters", read)

    def assert_folder_right(self, n):
        """That many sheets, each its own vehicle's as pdftotext reads it; and nothing besides."""
        self.assertEqual(len(self.sheets()), n)
        self.assert_sheets_right()
        if n > 0:  # sha256sum complains of a list without a line
            self.assert_manifest_agrees()
        others = [name for name in os.listdir(self.folder) if not re.fullmatch(r".+\.pdf|run-data", name)]
        self.assertEqual(others, [])

    def assert_names(self, program, where):
        """Every control that is shown has a name that a screen reader can say."""
        unnamed = [(where, element.role) for element in program.look(tables=True)
                   if element.role in CONTROLS and not element.full_name.strip()]
        self.assertEqual(unnamed, [])


CONTROLS = {"push button", "toggle button", "check box", "spin button", "text", "entry", "combo box", "page tab", "slider", "radio button",
            "table", "tree table", "progress bar", "menu item", "password text", "link", "image"}


def main(module):
    """Runs the tests of a module, or those named on the command line ("RunTest.test_one_click")."""
    display.run(lambda: harness.main(module, [f"{module}.{name}" for name in sys.argv[1:]]), display.show)
