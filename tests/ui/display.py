"""A display and a bus for as long as a program runs. SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile

INSIDE = "BOOKOUT_TEST_INSIDE"


def start():
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
            process.kill()
            process.wait()
            raise RuntimeError(f"there is no display :{number}")
    return process, f":{number}"


def show(line):
    """What the bus and the registry say goes to the same place as the tests' answers."""
    print(line if line.startswith(("1..", "ok ", "not ok ", "#")) else "# " + line, end="", flush=True)


def run_inside(show_line):
    """This program once more, with a display and a bus."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # whoever gives up on us leaves no display behind
    runtime = tempfile.mkdtemp(prefix="bookout-ui-")
    display, name = start()
    env = dict(os.environ, DISPLAY=name, XDG_RUNTIME_DIR=runtime, **{INSIDE: "1"})
    env.pop("WAYLAND_DISPLAY", None)
    process = subprocess.Popen(["dbus-run-session", "--", sys.executable, *sys.argv], env=env, text=True,
                               stdout=subprocess.PIPE)
    try:
        for line in process.stdout:
            show_line(line)
        return process.wait()
    finally:
        process.terminate()
        process.wait()
        display.terminate()
        display.wait()
        shutil.rmtree(runtime, ignore_errors=True)


def run(main, show_line=lambda line: print(line, end="", flush=True)):
    """Calls main with a display and a bus of its own."""
    if INSIDE not in os.environ:
        sys.exit(run_inside(show_line))
    main()


if __name__ == "__main__":
    run(lambda: sys.exit(subprocess.run(sys.argv[1:]).returncode), show)
