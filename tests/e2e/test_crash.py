"""What a run survives: being killed, a disk that fails or is full, a damaged record, standing still. Afterwards nothing is lost,
nothing wrong is saved, and going on ends where an undisturbed run ends.

Moments are drawn by chance from a fixed seed; what is asserted holds at every moment. soak.py asks for many more of them.
SPDX-License-Identifier: GPL-3.0-or-later
"""

import glob
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
import unittest

import harness

SHIM = os.environ.get("BOOKOUT_FAULT_SHIM")

# The program, all its files given up, ends; seconds, generous for a machine that is busy.
END_LIMIT_S = 10


def wait_until(condition, limit_s=harness.LIMIT_S):
    until = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"nothing came of it within {limit_s} s")
        time.sleep(0.005)


class Survivor(harness.Case):
    """A case that looks closely at folder and ledger, at any moment."""

    def is_recorded(self):
        return os.path.exists(self.ledger_path()) and bool(
            self.ledger_rows("SELECT 1 FROM runs WHERE folder = ?", self.folder))

    def arguments(self, portal, *options, **settings):
        """To go on with the run, or to begin it if it was ended before the ledger knew of it."""
        if self.is_recorded():
            return ["resume", self.folder, "--json", "--tabs", str(settings.get("tabs", 5))]
        return self.run_arguments(portal, *options, **settings)

    def assert_consistent(self):
        """Whatever happened: a file under a final name is whole, right, and the ledger knows it."""
        if not os.path.isdir(self.folder):
            return
        rows = {row[4]: row for row in self.vehicle_rows().values() if row[0] in ("done", "unproved")}
        for reference in self.sheets():
            name = reference + ".pdf"
            self.assertIn(name, rows)
            self.assertEqual(rows[name][5], harness.sha256(os.path.join(self.folder, name)), name)
        self.assert_sheets_named()

    def assert_finished(self, outcome, attempts=1):
        """All done, and as if nothing had happened: in the folder, in the ledger, and in what the program says of both."""
        self.assert_all_done(outcome)
        rows = self.vehicle_rows()
        self.assertEqual(sorted(rows), self.references())
        for reference, (state, counted, code, proof, name, digest) in rows.items():
            path = os.path.join(self.folder, name)
            self.assertEqual((state, code, proof, name, digest),
                             ("done", None, "text", reference + ".pdf", harness.sha256(path)))
            self.assertLessEqual(counted, attempts, reference)
        (latest,) = [run for run in self.cli("history", "--json").json["runs"] if run["folder"] == self.folder][:1]
        self.assertEqual((latest["state"], latest["total"], latest["done"]), ("finished", len(rows), len(rows)))
        with open(self.data("report.json"), encoding="utf-8") as report:
            self.assertEqual(json.load(report)["done"], len(rows))

    def wait_for_sheets(self, process, count):
        wait_until(lambda: process.poll() is not None or
                   (os.path.isdir(self.folder) and len(self.sheets()) >= count))
        self.assertIsNone(process.poll())

    def readers(self):
        """Sheet readers of this case's home that are alive."""
        mine = f"HOME={self.home}".encode()
        alive = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/environ", "rb") as environ, open(f"/proc/{pid}/comm", "rb") as comm:
                    if comm.read().startswith(b"bookout-sheet") and mine in environ.read().split(b"\0"):
                        alive.append(pid)
            except OSError:
                pass
        return alive


class Killed(Survivor):
    """SIGKILL, again and again: at moments by the clock, and shortly after so many sheets more."""

    KILLS = 4  # each way
    VEHICLES = 40
    TABS = 4

    def kill(self, process, chance, pause_s):
        """Whether it had to be killed: it may have ended before its time."""
        sheets = len(self.sheets()) if os.path.isdir(self.folder) else 0
        if chance.random() < 0.5:
            more = sheets + chance.randint(1, self.VEHICLES // 4)
            wait_until(lambda: process.poll() is not None or
                       (os.path.isdir(self.folder) and len(self.sheets()) >= more))
            pause_s = chance.uniform(0, 0.02)
        try:
            process.wait(pause_s)
            return False
        except subprocess.TimeoutExpired:
            process.kill()
            return True

    def run_and_kill(self, portal, way, kills_most, chance, pause_s):
        """One run, gone on with after each kill until it ends by itself; returns how it ended, and the number of kills."""
        for kills in range(kills_most):
            process = self.start(*self.arguments(portal, way=way, tabs=self.TABS))
            killed = self.kill(process, chance, chance.uniform(0, pause_s))
            outcome = self.finish(process)
            self.assert_consistent()
            if not killed:
                return outcome, kills
        return self.cli(*self.arguments(portal, way=way, tabs=self.TABS)), kills_most

    def check(self, way):
        portal = self.portal("--lock-seconds", "0", vehicles=self.VEHICLES)
        self.folder = os.path.join(self.home, "undisturbed")
        undisturbed = self.run_portal(portal, way=way, tabs=self.TABS)
        self.assert_finished(undisturbed)
        expected = self.sheets()

        chance = random.Random(f"{way} {self.KILLS}")
        left = self.KILLS
        runs = 0
        while left > 0:
            runs += 1
            self.folder = os.path.join(self.home, f"killed-{runs}")
            fetched = portal.stats()["sheets"]
            outcome, kills = self.run_and_kill(portal, way, left, chance, undisturbed.json["seconds"] * 0.7)
            left -= kills
            self.assert_finished(outcome)
            self.assertEqual(self.sheets(), expected)
            self.assertLessEqual(portal.stats()["sheets"] - fetched, self.VEHICLES + self.TABS * kills)
            shutil.rmtree(self.folder)
        print(f"# {self.KILLS} kills in {runs} runs", flush=True)
        wait_until(lambda: not self.readers())

    def test_link(self):
        self.check("link")

    def test_search(self):
        self.check("search")


@unittest.skipUnless(SHIM, "needs the fault shim, which does not go with sanitizers")
class Injected(Survivor):
    """The n-th call of a kind fails, or the process dies in it: for a few n, or for every n until a run passes untouched."""

    POSITIONS = 1  # for each kind and effect; 0 for all
    EFFECTS = ("ENOSPC", "EIO", "KILL")
    NEVER = 1_000_000

    def faulted(self, arguments, call, effect, at):
        """How a command with that fault ended, whether the fault struck, and how many calls there were (0 if it was killed)."""
        note = os.path.join(self.home, "note")
        if os.path.exists(note):
            os.remove(note)
        env = {"LD_PRELOAD": SHIM, "BOOKOUT_FAULT_CALL": call, "BOOKOUT_FAULT_EFFECT": effect,
               "BOOKOUT_FAULT_AT": str(at), "BOOKOUT_FAULT_NOTE": note,
               "BOOKOUT_FAULT_FOLDERS": self.folder + ":" + self.env["XDG_DATA_HOME"]}
        if effect == "ENOSPC" or call == "any":
            env["BOOKOUT_FAULT_LASTING"] = "1"  # a full disk stays full, a dead one dead
        outcome = self.cli(*arguments, env=env)
        with open(note, encoding="ascii") as file:
            lines = file.read().split()
        return outcome, "struck" in lines, int(lines[-1]) if lines[-1].isdigit() else 0

    def place(self, name):
        """A folder and a ledger of its own for each fault, within the one home."""
        place = os.path.join(self.home, name)
        self.folder = os.path.join(place, "sheets")
        self.env["XDG_DATA_HOME"] = os.path.join(place, "data")
        return place

    def strike(self, portal, call, effect, at):
        """Whether the fault struck: if not, the run had fewer such calls."""
        place = self.place(f"{call}-{effect}-{at}")
        outcome, struck, _ = self.faulted(self.run_arguments(portal, tabs=2), call, effect, at)
        self.assert_consistent()
        if effect == "KILL" and struck:
            self.assertEqual(outcome.status, -signal.SIGKILL, outcome.stderr)
        else:
            self.assertIn(outcome.status, (0, 1, 6), outcome.stderr)
            self.assertTrue(outcome.status == 0 or outcome.stderr)
            self.assertEqual(portal.stats()["sessions_active"], 0)
        if effect != "KILL" and os.path.isdir(self.folder):
            self.assert_sheets_right()

        again = self.cli(*self.arguments(portal, tabs=2))
        self.assert_finished(again)
        shutil.rmtree(place)
        return struck

    def positions(self, count):
        if self.POSITIONS == 0:
            return range(1, self.NEVER)
        step = max(1, count // self.POSITIONS)
        return range(1 + random.Random(count).randrange(step), count + 1, step)

    def sweep(self, call):
        portal = self.portal("--lock-seconds", "0", vehicles=3, latency_ms=0, pdf_ms=0)
        place = self.place(call)
        outcome, struck, count = self.faulted(self.run_arguments(portal, tabs=2), call, "EIO", self.NEVER)
        self.assertFalse(struck)
        self.assertGreater(count, 0)
        self.assert_finished(outcome)
        shutil.rmtree(place)
        self.strike_all(self.positions(count), lambda effect, at: self.strike(portal, call, effect, at))

    def strike_all(self, positions, strike):
        for effect in self.EFFECTS:
            for at in positions:
                with self.subTest(effect=effect, at=at):
                    if not strike(effect, at):
                        break

    def test_write(self):
        self.sweep("write")

    def test_pwrite(self):
        self.sweep("pwrite")

    def test_fsync(self):
        self.sweep("fsync")

    def test_fdatasync(self):
        self.sweep("fdatasync")

    def test_rename(self):
        self.sweep("rename")

    def test_create(self):
        self.sweep("create")

    def test_ftruncate(self):
        self.sweep("ftruncate")

    def test_any(self):
        self.sweep("any")

    def strike_new_ledger(self, effect, at):
        place = self.place(f"ledger-{effect}-{at}")
        outcome, struck, _ = self.faulted(["history"], "any", effect, at)
        if effect == "KILL" and struck:
            self.assertEqual(outcome.status, -signal.SIGKILL)
        else:
            self.assertIn(outcome.status, (0, 6), outcome.stderr)
            self.assertTrue(outcome.status == 0 or "ledger.db" in outcome.stderr)
        again = self.cli("history")
        self.assertEqual(again.status, 0, again.stderr)
        self.assertEqual(self.ledger_rows("SELECT * FROM runs"), [])
        shutil.rmtree(place)
        return struck

    def test_new_ledger(self):
        """While the ledger is made."""
        self.strike_all(range(2, self.NEVER, 6 if self.POSITIONS else 1), self.strike_new_ledger)


class Full(Survivor):
    """Small disks that fill up at one stage or another, and are made larger then."""

    def mount(self, path, size):
        os.mkdir(path)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("needs to mount a small tmpfs")
        self.addCleanup(subprocess.run, ["umount", path], check=False)

    def check(self, path, size):
        """@path is what is full: self.folder or the folder of the ledger."""
        self.mount(path, size)
        portal = self.portal(vehicles=20)
        outcome = self.run_portal(portal)
        self.assertEqual(outcome.status, 6, outcome.stderr)
        self.assertIn("space", outcome.stderr.lower())
        self.assert_sheets_right()
        self.assert_consistent()
        self.assertEqual(portal.stats()["sessions_active"], 0)

        subprocess.run(["mount", "-o", "remount,size=64m", path], check=True, capture_output=True)
        self.assert_finished(self.cli(*self.arguments(portal)))

    def check_sizes(self, sizes, of_ledger):
        for size in sizes:
            with self.subTest(size=size):
                place = os.path.join(self.home, size)
                os.mkdir(place)
                self.folder = os.path.join(place, "sheets")
                self.env["XDG_DATA_HOME"] = os.path.join(place, "data")
                self.check(self.env["XDG_DATA_HOME"] if of_ledger else self.folder, size)

    def test_ledger(self):
        self.check_sizes(("8k", "100k", "300k"), of_ledger=True)

    def test_sheets(self):
        self.check_sizes(("8k", "32k", "400k"), of_ledger=False)


class Damaged(Survivor):
    """A ledger that is not as it was left: whoever only looks is told and leaves it; going on sets it aside and needs no sheet anew."""

    def finished_run(self):
        self.ledger_portal = self.portal(vehicles=30)
        self.assert_finished(self.run_portal(self.ledger_portal))
        with open(self.ledger_path(), "rb") as file:
            return bytearray(file.read())

    def put(self, contents):
        for suffix in ("-wal", "-shm"):
            if os.path.exists(self.ledger_path() + suffix):
                os.unlink(self.ledger_path() + suffix)
        with open(self.ledger_path(), "wb") as file:
            file.write(contents)

    def assert_recovers(self, damaged):
        """All sheets are there still, so nothing is fetched, and what was damaged is kept as it was."""
        before = self.ledger_portal.stats()["sheets"]
        aside = set(glob.glob(self.ledger_path() + ".damaged-*"))
        self.assert_finished(self.cli("resume", self.folder, "--json"))
        self.assertEqual(self.ledger_portal.stats()["sheets"], before)
        new = [path for path in set(glob.glob(self.ledger_path() + ".damaged-*")) - aside
               if not path.endswith(("-wal", "-shm"))]
        self.assertEqual(len(new), 1)
        with open(new[0], "rb") as file:
            self.assertEqual(file.read(), damaged)

    def test_overwritten_pages(self):
        whole = self.finished_run()
        chance = random.Random(1)
        pages = len(whole) // 4096
        for page in [0, *chance.sample(range(1, pages), min(4, pages - 1))]:
            with self.subTest(page=page):
                damaged = bytearray(whole)
                damaged[page * 4096:page * 4096 + 64] = chance.randbytes(64)
                self.put(damaged)
                outcome = self.cli("history", "--json")
                self.assertEqual(outcome.status, 6, outcome.stderr)
                self.assertIn("ledger.db", outcome.stderr)
                with open(self.ledger_path(), "rb") as file:
                    self.assertEqual(file.read(), damaged)
                self.assert_recovers(damaged)
        self.assertEqual(self.ledger_portal.stats()["sessions_active"], 0)

    def test_flipped_bits(self):
        """One bit may lie where it does not show; then all works, and else all is said and mended."""
        whole = self.finished_run()
        chance = random.Random(2)
        for _ in range(12):
            damaged = bytearray(whole)
            at = chance.randrange(len(whole))
            damaged[at] ^= 1 << chance.randrange(8)
            with self.subTest(at=at):
                self.put(damaged)
                outcome = self.cli("history", "--json")
                self.assertIn(outcome.status, (0, 6), outcome.stderr)
                if outcome.status == 6:
                    self.assertIn("ledger.db", outcome.stderr)
                    self.assert_recovers(damaged)

    def test_cut_short(self):
        whole = self.finished_run()
        for length in (len(whole) // 2, 4096, 100, 15):
            with self.subTest(length=length):
                self.put(whole[:length])
                self.assert_recovers(whole[:length])

    def test_damaged_wal(self):
        """What was written last is lost with it; the folder knows better, and going on finds that out."""
        portal = self.portal("--lock-seconds", "0", vehicles=30, pdf_ms=10)
        process = self.start(*self.run_arguments(portal, tabs=4))
        self.wait_for_sheets(process, 10)
        process.kill()
        self.finish(process)
        wal = self.ledger_path() + "-wal"
        with open(wal, "r+b") as file:
            file.seek(os.path.getsize(wal) * 3 // 4)
            file.write(random.Random(3).randbytes(200))
        self.assert_finished(self.cli(*self.arguments(portal)))
        self.assertLessEqual(portal.stats()["sheets"], 30 + 4)


class Signalled(Survivor):
    def test_stands_still_beyond_all_limits(self):
        portal = self.portal(vehicles=20, pdf_ms=100)
        arguments = self.run_arguments(portal, tabs=2)  # three that fail alike would open the breaker
        arguments[arguments.index("practice")] = self.impatient_portal('idle-s="1" request-s="2" vehicle-s="2"')
        process = self.start(*arguments)
        self.wait_for_sheets(process, 4)
        process.send_signal(signal.SIGSTOP)
        time.sleep(4)  # it is time itself that is tested
        process.send_signal(signal.SIGCONT)
        self.assert_finished(self.finish(process), attempts=4)

    def end(self, process, portal):
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        outcome = self.finish(process)
        self.assertLess(time.monotonic() - began, END_LIMIT_S)
        self.assertEqual(outcome.status, 130, outcome.stderr)
        self.assertEqual(portal.stats()["sessions_active"], 0)
        return outcome

    def test_sigterm_while_sheets_are_slow(self):
        portal = self.portal(vehicles=10, pdf_ms=60_000)
        process = self.start(*self.run_arguments(portal, tabs=4))
        wait_until(lambda: portal.stats()["most_at_once"] >= 4)
        outcome = self.end(process, portal)
        self.assertEqual(outcome.json["done"], 0)
        self.assert_sheets_right()
        states = {row[:2] for row in self.vehicle_rows().values()}
        self.assertLessEqual(states, {("waiting", 0), ("in-work", 0)})  # to be in work is only a hint

    def test_sigterm_before_the_first_vehicle(self):
        portal = self.portal(vehicles=100, latency_ms=200)
        process = self.start(*self.run_arguments(portal))
        wait_until(lambda: portal.stats()["sessions_active"] == 1)
        self.end(process, portal)
        self.assertEqual(self.sheets(), [])


@unittest.skipUnless(SHIM, "needs the fault shim, which does not go with sanitizers")
class ClockJumps(Survivor):
    """The clock of the wall is set in the middle of a run: by a time server, by hand, by a battery that ran out."""

    def portal_without_dates(self):
        """A clock that is wrong by a day makes every valuation one of another day; here it is about all else."""
        with open(os.path.join(os.environ["BOOKOUT_PORTALS_DIR"], "practice.xml"), encoding="utf-8") as file:
            description = re.sub(r"<dated[^>]*/>", "", file.read())
        path = os.path.join(self.home, "undated.xml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(description)
        return path

    def check(self, seconds):
        portal = self.portal(vehicles=20, pdf_ms=10)
        path = self.portal_without_dates()
        self.folder = os.path.join(self.home, f"sheets{seconds}")
        for look in (1, 40, 100):
            with self.subTest(look=look):
                shutil.rmtree(self.folder, ignore_errors=True)
                self.env.update(LD_PRELOAD=SHIM, BOOKOUT_FAULT_CLOCK=f"{look}:{seconds}")
                arguments = self.run_arguments(portal)
                arguments[arguments.index("practice")] = path
                outcome = self.cli(*arguments)
                del self.env["LD_PRELOAD"]
                self.assert_finished(outcome)
                self.assertEqual(outcome.json["attempts"], 20)
                self.assertLess(outcome.json["seconds"], harness.LIMIT_S)
                self.assertGreater(outcome.json["vehicles_per_hour"], 0)
        again = self.cli("resume", self.folder, "--json")
        self.assert_all_done(again)
        self.assertEqual(again.json["attempts"], 0)

    def test_forward_a_day(self):
        self.check(86_400)

    def test_back_a_year(self):
        self.check(-365 * 86_400)

    def test_back_to_the_beginning(self):
        self.check(-int(time.time()))


@unittest.skipUnless(SHIM, "needs the fault shim, which does not go with sanitizers")
class ReadOnly(Survivor):
    """The folder's disk takes no more in the middle of a run, as one with errors or a share does, and is itself again later."""

    def test_in_the_middle(self):
        portal = self.portal(vehicles=30)
        self.env.update(LD_PRELOAD=SHIM, BOOKOUT_FAULT_CALL="create", BOOKOUT_FAULT_EFFECT="EROFS", BOOKOUT_FAULT_AT="20",
                        BOOKOUT_FAULT_LASTING="1", BOOKOUT_FAULT_FOLDERS=self.folder)
        outcome = self.run_portal(portal)
        del self.env["LD_PRELOAD"]
        self.assertEqual(outcome.status, 6, outcome.stderr)
        self.assertIn(os.path.basename(self.folder), outcome.stderr)
        self.assertTrue(0 < len(self.sheets()) < 30)
        self.assert_consistent()
        self.assertEqual(portal.stats()["sessions_active"], 0)
        self.assert_finished(self.cli(*self.arguments(portal)))


class TakenAway(Survivor):
    """The folder is deleted under a run, and comes back from a copy that somebody has."""

    def test_and_back(self):
        portal = self.portal("--lock-seconds", "0", vehicles=30, pdf_ms=60)
        process = self.start(*self.run_arguments(portal, tabs=2))
        self.wait_for_sheets(process, 6)
        process.send_signal(signal.SIGSTOP)
        copy = os.path.join(self.home, "copy")
        shutil.copytree(self.folder, copy)
        shutil.rmtree(self.folder)
        process.send_signal(signal.SIGCONT)
        outcome = self.finish(process)
        self.assertEqual(outcome.status, 6, outcome.stderr)
        self.assertIn(os.path.basename(self.folder), outcome.stderr)
        self.assertEqual(portal.stats()["sessions_active"], 0)

        os.rename(copy, self.folder)
        kept = len(self.sheets())
        fetched = portal.stats()["sheets"]
        self.assert_finished(self.cli(*self.arguments(portal)))
        self.assertEqual(portal.stats()["sheets"] - fetched, 30 - kept)


if __name__ == "__main__":
    harness.main("__main__")
