#!/usr/bin/python3
"""A password that is remembered: in a real keyring, and never in the window.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import shutil
import subprocess
import unittest

import driver

PORTAL = "lot"


@unittest.skipIf(shutil.which("gnome-keyring-daemon") is None, "needs gnome-keyring")
class KeyringTest(driver.Case):
    def setUp(self):
        super().setUp()
        self.portal_process = self.portal(vehicles=12)
        self.describe_portal()
        # The user name is remembered too. libsecret 0.20 forgets a list of collections whenever it is told of a new one, which is not our leak.
        self.env.update(GSETTINGS_BACKEND="keyfile", ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0")
        self.keyring = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"], env=self.env,
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.end_keyring)
        self.keyring.stdin.write("keyring")
        self.keyring.stdin.close()
        subprocess.run(["gdbus", "wait", "--session", "--timeout", str(driver.LIMIT_S), "org.freedesktop.secrets"], env=self.env,
                       check=True, capture_output=True)

    def end_keyring(self):
        self.keyring.terminate()
        self.keyring.wait()

    def describe_portal(self):
        """The practice portal under another name, as a portal that is somewhere else: its password is worth keeping."""
        with open(os.path.join(os.environ["BOOKOUT_PORTALS_DIR"], "practice.xml"), encoding="utf-8") as file:
            text = file.read()
        text = text.replace('id="practice"', f'id="{PORTAL}"', 1).replace('name="Practice portal"', 'name="The Lot"', 1)
        text = text.replace("http://127.0.0.1:8000/", self.portal_process.address, 1)
        folder = os.path.join(self.env["XDG_DATA_HOME"], "bookout", "portals")
        os.makedirs(folder)
        with open(os.path.join(folder, PORTAL + ".xml"), "w", encoding="utf-8") as file:
            file.write(text)
        settings = os.path.join(self.env["XDG_CONFIG_HOME"], "glib-2.0", "settings")
        os.makedirs(settings)
        with open(os.path.join(settings, "keyfile"), "w", encoding="utf-8") as file:
            file.write(f"[io/github/bookout/Bookout]\nportal='{PORTAL}'\nremember-password=true\n")

    def texts(self, program):
        """What all entries say to whoever can read the screen."""
        return [element.text() for element in program.look() if "org.a11y.atspi.EditableText" in element.interfaces]

    def test_remember(self):
        program = self.open()
        program.enter("BookoutStartPage")
        program.set_text("User Name", "dealer")
        program.set_text("Password", driver.harness.PASSWORD)
        self.finish_run(program)
        self.assert_folder_right(12)
        self.assertEqual(program.close(), 0)

        program = self.open()
        program.enter("BookoutStartPage")
        program.find("text", lambda name: "kept in the keyring" in name)
        driver.wait("Start to work", lambda: program.sensitive("Start"))
        self.assertNotIn(driver.harness.PASSWORD, self.texts(program))
        program.shot("kept")
        first = self.find_folder()
        self.finish_run(program)
        self.assertNotEqual(self.find_folder(), first)
        self.assert_folder_right(12)
        self.assertNotIn(driver.harness.PASSWORD, self.texts(program))
        self.assertEqual(self.portal_process.stats()["sign_ins"], 2)


if __name__ == "__main__":
    driver.main(__name__)
