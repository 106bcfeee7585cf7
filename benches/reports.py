#!/usr/bin/env python3
"""Times followthrough on 10,000 made reports (about 45 MB) beside ripgrep on the same files.

usage: benches/reports.py [--bin target/release/followthrough] [--reports 10000] [--runs 5]

Prints the cpu time (user + system, the least of the runs) and the peak memory of `parse` and `check`, beside
those of `rg -c '^\\s*[-*]'`, or of `grep -rc` where there is no ripgrep.
"""
import argparse, os, random, shutil, subprocess, tempfile

ap = argparse.ArgumentParser()
ap.add_argument("--bin", default="target/release/followthrough")
ap.add_argument("--reports", type=int, default=10_000)
ap.add_argument("--runs", type=int, default=5)
a = ap.parse_args()
binary = os.path.abspath(a.bin)

VERBS = "Add Patch Rotate Document Monitor Alert Test Rehearse Remove Replace Automate Review".split()
NOUNS = ("the connection pool|the failover runbook|queue depth|the certificate inventory|the deployment pipeline|"
         "the on-call rota|disk usage|the cache of the shop|retries of the mail gateway|the backup of the ledger").split("|")
WORDS = ("the service was slow because a node lost its lease and every request waited for the lock until the team "
         "noticed that the dashboard had been red since the morning and began to drain the queue by hand").split()


def prose(rng, words):
    return " ".join(rng.choice(WORDS) for _ in range(words)).capitalize() + "."


def action(rng):
    return f"{rng.choice(VERBS)} {rng.choice(NOUNS)} {rng.randrange(1000)}"


def report(rng, number):
    day = f"20{10 + number % 16:02}-{1 + number % 12:02}-{1 + number % 28:02}"
    timeline = "\n".join(f"- {h:02}:{rng.randrange(60):02} {prose(rng, 12)}" for h in range(8, 18))
    shape = number % 4
    if shape == 0:
        actions = "\n".join(f"- [{rng.choice(' x')}] {action(rng)}" for _ in range(5))
    elif shape == 1:
        actions = "\n".join(f"{i + 1}. **{action(rng)}**: {prose(rng, 10)}" for i in range(4))
    elif shape == 2:
        rows = "\n".join(f"| {action(rng)} | Ann | {day} | Open |" for _ in range(4))
        actions = f"| Action | Owner | Due | Status |\n|---|---|---|---|\n{rows}"
    else:
        actions = "\n\n".join(f"{action(rng)}." for _ in range(4))
    body = "\n\n".join(prose(rng, 55) for _ in range(9))
    return (f"# Outage {number}\n\nDate: {day}\nSeverity: SEV{1 + number % 3}\n\n## Summary\n\n{body}\n\n"
            f"## Timeline\n\n{timeline}\n\n## Lessons learned\n\n- {prose(rng, 14)}\n- {prose(rng, 14)}\n\n"
            f"## Action items\n\n{actions}\n")


def measure(command, cwd):
    """Least cpu seconds and peak megabytes over the runs."""
    best, peak = None, 0
    for _ in range(a.runs):
        with open(os.devnull, "w") as null:
            process = subprocess.Popen(command, cwd=cwd, stdout=null, stderr=null)
            _, _, usage = os.wait4(process.pid, 0)
        cpu = usage.ru_utime + usage.ru_stime
        best = cpu if best is None else min(best, cpu)
        peak = max(peak, usage.ru_maxrss / 1024)
    return best, peak


work = tempfile.mkdtemp()
try:
    folder = os.path.join(work, "postmortems")
    os.mkdir(folder)
    size = 0
    for number in range(a.reports):
        text = report(random.Random(number), number)
        size += len(text)
        with open(os.path.join(folder, f"{number:05}.md"), "w") as file:
            file.write(text)
    print(f"{a.reports} reports, {size / 1e6:.1f} MB")
    rg = shutil.which("rg")
    search = [rg, "-c", r"^\s*[-*]", "postmortems"] if rg else ["grep", "-rcE", r"^\s*[-*]", "postmortems"]
    rows = [(os.path.basename(search[0]), search),
            ("parse", [binary, "parse", "--format", "json"]),
            ("check", [binary, "check", "--format", "json", "--today", "2026-11-21"])]
    base = None
    for name, command in rows:
        cpu, peak = measure(command, work)
        base = base or cpu
        print(f"{name:6} {cpu:6.2f} s cpu {peak:7.0f} MB peak {cpu / base:6.1f} x")
finally:
    shutil.rmtree(work)
