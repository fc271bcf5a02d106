"""The long tests, for a night or a coffee: 20,000 vehicles with faults, hundreds of kills, a fault at every call there is.

"dev soak" runs all of it; names of classes or of their tests, as arguments, run those.
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import re
import sys
import time

import harness
import test_crash

# Everything here takes minutes.
harness.LIMIT_S = 3600

# 0.3 + 0.3 + 0.2 + 0.2 % of the vehicles.
FAULTS = ("http500=0.003", "truncated=0.003", "wrong-pdf=0.002", "html=0.002")

# What a vehicle may cost: its rows of queue, manifest and report grow with the inventory, nothing else does.
GROWTH_BYTES_MOST = 1_000
LEDGER_BYTES_MOST = 20_000_000


class Inventory(test_crash.Survivor):
    VEHICLES = int(os.environ.get("BOOKOUT_SOAK_VEHICLES", "20000"))
    READ_EVERY = 50  # pdftotext takes as long for a sheet as all of a run; the audit below reads every one
    WARM = min(1_000, VEHICLES // 2)  # sheets after which everything is as large as it gets, but for what grows with the vehicles

    def high_water(self, process):
        """Bytes of memory that the program has had at most; 0 once it has ended."""
        try:
            with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                found = re.search(r"VmHWM:\s+(\d+) kB", status.read())
        except OSError:
            return 0
        return int(found[1]) * 1024 if found else 0

    def watch(self, process):
        """High water when WARM sheets are there, and at the end. What the program says goes to files: no pipe fills up."""
        warm = last = 0
        while process.poll() is None:
            last = self.high_water(process) or last
            if not warm and os.path.isdir(self.folder) and len(self.sheets()) >= self.WARM:
                warm = last
            time.sleep(0.02 if warm else 0.2)
        return warm, last

    def test_stays_small(self):
        faults = [word for fault in FAULTS for word in ("--fault", fault)]
        portal = self.portal(*faults, vehicles=self.VEHICLES, latency_ms=0, pdf_ms=0)
        with open(os.path.join(self.home, "out"), "w+", encoding="utf-8") as out, \
                open(os.path.join(self.home, "err"), "w+", encoding="utf-8") as err:
            process = self.start(*self.run_arguments(portal, "--quiet", tabs=8), stdout=out, stderr=err)
            warm, last = self.watch(process)
            out.seek(0)
            err.seek(0)
            outcome = harness.Outcome(process.wait(), out.read(), err.read())
        stats = portal.stats()
        ledger = os.path.getsize(self.ledger_path())
        report = outcome.json
        print(f"# {report['seconds']} s, {report['vehicles_per_hour']:.0f} vehicles an hour, "
              f"memory {warm / 1e6:.1f} MB after {self.WARM} sheets and {last / 1e6:.1f} MB at the end, "
              f"ledger {ledger / 1e6:.1f} MB, faults {stats['faults']}", flush=True)

        self.assert_finished(outcome, attempts=4)
        self.assertGreater(sum(stats["faults"].values()), self.VEHICLES // 200)
        self.assertEqual(stats["sessions_active"], 0)
        self.assertGreater(warm, 0)
        self.assertLess(last - warm, GROWTH_BYTES_MOST * self.VEHICLES)
        self.assertLess(ledger, LEDGER_BYTES_MOST)
        self.assertEqual(self.cli("audit", self.folder, "--json").json["right"], report["total"])


class Killed(test_crash.Killed):
    KILLS = 100  # each way
    VEHICLES = 80


class Injected(test_crash.Injected):
    POSITIONS = 0


if __name__ == "__main__":
    names = [f"__main__.{name}" for name in sys.argv[1:]]
    harness.main("__main__", names)
