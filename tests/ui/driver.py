"""Drives the window from outside, through the accessibility tree, as a screen reader would.

A test program starts a display and a bus of its own (see main()), so it runs on a machine that has neither. Everything is found by role and name: what
cannot be found so, a blind person cannot find either. SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import harness  # noqa: E402

BOOKOUT = os.environ.get("BOOKOUT", "")
PRACTICE = harness.PRACTICE
INSIDE = "BOOKOUT_TEST_INSIDE"

# What takes this long hangs; nothing here is measured.
LIMIT_S = 30
POLL_S = 0.02


def wait(what, condition, limit_s=LIMIT_S):
    """Returns the first true value of condition; elements may come and go while they are looked at."""
    deadline = time.monotonic() + limit_s
    while True:
        try:
            value = condition()
            if value:
                return value
        except Exception as error:  # pyatspi: the element is gone
            if "atspi" not in repr(error).lower() and not isinstance(error, (LookupError, NotImplementedError)):
                raise
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {limit_s} s for {what}")
        time.sleep(POLL_S)


def children(element):
    for index in range(element.childCount):
        try:
            child = element.getChildAtIndex(index)
        except Exception:
            continue
        if child is not None:
            yield child


def walk(element, shown=True):
    """All that is shown; each look at an element is a call to another process, so what is hidden is not entered."""
    yield element
    for child in children(element):
        if not shown or is_shown(child):
            yield from walk(child, shown)


def extents(element):
    import pyatspi
    return element.queryComponent().getExtents(pyatspi.WINDOW_COORDS)


def is_shown(element):
    """A page of a stack that was never visible is in the tree, with no extents. One that was keeps them: see enter()."""
    try:
        box = extents(element)
    except NotImplementedError:  # not a widget, but may have some inside
        return True
    except Exception:  # it has gone
        return False
    return box.width > 0 and box.height > 0


def once(name):
    """GTK 4.8 names some buttons twice, "_Quit Quit": from the label's property and from the label itself."""
    name = name.replace("_", "")
    half = len(name) // 2
    return name[:half] if name[:half] == name[half + 1:] and name[half:half + 1] == " " else name


class Program:
    """The program, and its tree."""

    def __init__(self, env):
        self.page = None
        self.process = subprocess.Popen([BOOKOUT], env=env, stdin=subprocess.DEVNULL)
        self.app = wait("the program in the accessibility tree", self.find_application)

    def enter(self, page):
        """Looks only at one page from now on ("BookoutRunPage"), or, for None, at all windows."""
        self.page = None
        self.page = page and self.find(None, page)

    def roots(self):
        return [self.page] if self.page is not None else list(children(self.app))

    def find_application(self):
        import pyatspi
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended with {self.process.returncode}")
        for app in children(pyatspi.Registry.getDesktop(0)):
            if app.name == "bookout" and app.childCount > 0:
                # What was seen before says nothing of now: nobody here waits for its signals.
                app.setCacheMask(0)
                return app
        return None

    def find_all(self, role=None, name=None, shown=True):
        found = []
        for element in (e for root in self.roots() for e in walk(root, shown)):
            try:
                if role is not None and element.getRoleName() != role:
                    continue
                if name is None or (name(element.name) if callable(name) else once(element.name) == name):
                    found.append(element)
            except Exception:  # it has gone meanwhile
                continue
        return found

    def find(self, role, name, limit_s=LIMIT_S):
        return wait(f"a {role} called {name}", lambda: self.find_all(role, name), limit_s)[0]

    def has(self, role, name):
        return bool(self.find_all(role, name))

    def wait_text(self, text, limit_s=LIMIT_S):
        return self.find("label", text, limit_s)

    def wait_status(self, text, limit_s=LIMIT_S):
        """Waits for what a screen reader announces by itself."""
        return self.find("status bar", text, limit_s)

    def press(self, name):
        import pyatspi
        button = wait(f"a button {name} that can be pressed", lambda: next(
            (element for element in self.find_all("push button", name)
             if element.getState().contains(pyatspi.STATE_SENSITIVE)), None))
        button.queryAction().doAction(0)

    def sensitive(self, name):
        import pyatspi
        buttons = self.find_all("push button", name)
        return bool(buttons) and buttons[0].getState().contains(pyatspi.STATE_SENSITIVE)

    def spin(self, name):
        return self.find("spin button", name).queryValue()

    def set_text(self, name, text):
        self.find("text", name).queryEditableText().setTextContents(text)

    def keys(self, *keys):
        window = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "bookout"], check=True,
                                capture_output=True, text=True).stdout.split()[0]
        subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", *keys], check=True)

    def shot(self, name):
        """For people: pictures are kept only where BOOKOUT_SHOTS says."""
        folder = os.environ.get("BOOKOUT_SHOTS")
        if folder:
            subprocess.run(["import", "-window", "root", os.path.join(folder, name + ".png")], check=True)

    def close(self):
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
    """A test with a home, a practice portal with options, and the program."""

    practice_options = ["--vehicles", "40", "--latency-ms", "2", "--pdf-ms", "5"]

    def setUp(self):
        super().setUp()
        wrapper = os.path.join(self.home, "practice-portal")
        with open(wrapper, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\nexec "{PRACTICE}" {" ".join(self.practice_options)} --stats "{self.home}/stats.json"\n')
        os.chmod(wrapper, 0o755)
        self.env.pop("BOOKOUT_PASSWORD", None)
        self.env.update(BOOKOUT_PRACTICE_PORTAL=wrapper, XDG_RUNTIME_DIR=os.environ["XDG_RUNTIME_DIR"],
                        GSETTINGS_BACKEND="memory", GDK_BACKEND="x11", GSK_RENDERER="cairo", LC_ALL="C.UTF-8",
                        NO_AT_BRIDGE="0", GTK_A11Y="atspi", G_DEBUG="fatal-criticals")

    def open(self):
        program = Program(self.env)
        self.addCleanup(program.close)
        return program

    def find_folder(self):
        """The dated folder of the newest run."""
        base = os.path.join(self.home, "Bookouts")
        names = sorted(os.listdir(base), key=lambda name: os.stat(os.path.join(base, name)).st_mtime_ns)
        self.folder = os.path.join(base, names[-1])
        return self.folder


def start_display():
    """A number made from our own: those that servers choose by themselves collide when several start at once."""
    read, write = os.pipe()
    number = 100 + os.getpid() % 50000
    process = subprocess.Popen(
        ["Xvfb", f":{number}", "-displayfd", str(write), "-screen", "0", os.environ.get("BOOKOUT_TEST_SCREEN", "1280x900x24"),
         "-nolisten", "tcp", "-noreset"], pass_fds=[write], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        if answer.readline().strip() != str(number):
            raise RuntimeError(f"there is no display :{number}")
    return process, f":{number}"


def run_inside():
    """This program once more, with a display and a bus."""
    runtime = tempfile.mkdtemp(prefix="bookout-ui-")
    display, name = start_display()
    env = dict(os.environ, DISPLAY=name, XDG_RUNTIME_DIR=runtime, **{INSIDE: "1"})
    env.pop("WAYLAND_DISPLAY", None)
    try:
        process = subprocess.Popen(["dbus-run-session", "--", sys.executable, *sys.argv], env=env, text=True,
                                   stdout=subprocess.PIPE)
        for line in process.stdout:
            # What the bus and the registry say goes to the same place.
            print(line if line.startswith(("1..", "ok ", "not ok ", "#")) else "# " + line, end="", flush=True)
        return process.wait()
    finally:
        display.terminate()
        display.wait()
        shutil.rmtree(runtime, ignore_errors=True)


def main(module):
    if INSIDE not in os.environ:
        sys.exit(run_inside())
    harness.main(module)
