#!/usr/bin/env python3
"""Times followthrough on 10,000 made reports (about 45 MB) beside ripgrep on the same files.

usage: benches/reports.py [--bin target/release/followthrough] [--reports 10000] [--runs 5] [--keep FOLDER]

Prints the cpu time (user + system) and the time on the clock, each the least of the runs, and the peak memory of
`parse` and `check`, beside those of `rg -c '^\\s*[-*]'`, or of `grep -rc` where there is no ripgrep. The reports are
the same on every machine and in every run; --keep leaves them in a folder, for a profiler.
"""
import argparse, os, random, shutil, subprocess, sys, tempfile, time

ap = argparse.ArgumentParser()
ap.add_argument("--bin", default="target/release/followthrough")
ap.add_argument("--reports", type=int, default=10_000)
ap.add_argument("--runs", type=int, default=5)
ap.add_argument("--keep", metavar="FOLDER", help="make the reports in this folder, which must not exist, and leave them")
a = ap.parse_args()
binary = os.path.abspath(a.bin)

VERBS = "Add Patch Rotate Document Monitor Alert Test Rehearse Remove Replace Automate Review".split()
NOUNS = ("the connection pool|the failover runbook|queue depth|the certificate inventory|the deployment pipeline|"
         "the on-call rota|disk usage|the cache of the shop|retries of the mail gateway|the backup of the ledger").split("|")
WORDS = ("the service was slow because a node lost its lease and every request waited for the lock until the team "
         "noticed that the dashboard had been red since the morning and began to drain the queue by hand while `pgbouncer` "
         "refused **new** connections (see #4711) and https://status.example.com/incidents/42 showed nothing at all; at 14:05 "
         "an engineer, who was on call for payments, restarted one of two workers: latency fell from 900 ms to 40 ms").split()
OWNERS = ["Ann", "@bela", "Chris D.", "Dana", "platform team"]


def prose(rng, words):
    return " ".join(rng.choices(WORDS, k=words)).capitalize() + "."


def action(rng):
    return f"{rng.choice(VERBS)} {rng.choice(NOUNS)} {rng.randrange(1000)}"


def boxes(rng, day):
    for _ in range(5):
        yield f"- [{rng.choice(' x')}] {action(rng)} (owner: {rng.choice(OWNERS)}, due: {day})"


def bullets(rng, day):
    for _ in range(4):
        yield f"* {action(rng)}, as described in [the runbook](https://wiki.example.com/{rng.randrange(99)})"
        yield f"  * {prose(rng, 8)}"


def numbers(rng, day):
    for count in range(4):
        yield f"{count + 1}. **{action(rng)}**: {prose(rng, 10)}"


def rows(rng, day):
    yield "| Action | Owner | Due | Status |"
    yield "|---|---|---|---|"
    for _ in range(4):
        yield f"| {action(rng)} | {rng.choice(OWNERS)} | {day} | {rng.choice(['Open', 'Done'])} |"


def paragraphs(rng, day):
    for _ in range(4):
        yield f"{action(rng)}.\n"


def markdown(rng, number, day, actions):
    timeline = "\n".join(f"- {hour:02}:{rng.randrange(60):02} {prose(rng, 12)}" for hour in range(8, 18))
    body = "\n\n".join(prose(rng, 60) for _ in range(8))
    front = f"---\ntitle: Outage {number}\nseverity: SEV{1 + number % 3}\n---\n\n" if number % 5 == 0 else ""
    return (f"{front}# Outage {number}\n\nDate: {day}\nSeverity: SEV{1 + number % 3}\n\n## Summary\n\n{body}\n\n"
            f"## Timeline\n\n{timeline}\n\n## Lessons learned\n\n- {prose(rng, 14)}\n- {prose(rng, 14)}\n\n"
            f"## Action items\n\n" + "\n".join(actions) + "\n")


def plain(rng, number, day):
    timeline = "\n".join(f"{hour:02}:{rng.randrange(60):02} AM: {prose(rng, 12)}" for hour in range(1, 11))
    body = "\n".join(prose(rng, 60) for _ in range(8))
    tasks = "\n".join(f"{action(rng)}." for _ in range(4))
    return (f"Postmortem: outage {number}\n\nIssue Summary:\nDate: {day}\n{body}\n\nTimeline:\n\n{timeline}\n\n"
            f"Corrective and Preventative Measures:\n\n{action(rng)}: {prose(rng, 9)}\n{action(rng)}: {prose(rng, 9)}\n\n"
            f"Tasks:\n\n{tasks}\n\nBy finishing these tasks we expect that this does not happen again.\n")


def report(number):
    """Name and text."""
    rng = random.Random(number)
    day = f"20{10 + number % 16:02}-{1 + number % 12:02}-{1 + number % 28:02}"
    if number % 6 == 5:
        return f"{number:05}.txt", plain(rng, number, day)
    shape = [boxes, bullets, numbers, rows, paragraphs][number % 6]
    text = markdown(rng, number, day, shape(rng, day))
    return f"{number:05}.md", text.replace("\n", "\r\n") if number % 50 == 0 else text


def make(folder):
    os.makedirs(folder)
    size = 0
    for number in range(a.reports):
        name, text = report(number)
        data = text.encode()
        size += len(data)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    return size


def measure(command, fine):
    """Least cpu seconds, least seconds on the clock and peak megabytes over the runs; other exit codes end all."""
    cpus, clocks, peak = [], [], 0
    for _ in range(a.runs):
        with open(os.path.join(work, "output"), "wb") as output:
            started = time.monotonic()
            process = subprocess.Popen(command, cwd=work, stdout=output)
            _, status, usage = os.wait4(process.pid, 0)
            clocks.append(time.monotonic() - started)
        code = os.waitstatus_to_exitcode(status)
        if code != fine:
            sys.exit(f"{' '.join(command)}: exit code {code} instead of {fine}")
        cpus.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10))
    return min(cpus), min(clocks), peak


work = os.path.abspath(a.keep) if a.keep else tempfile.mkdtemp()
try:
    size = make(os.path.join(work, "postmortems"))
    print(f"{a.reports} reports, {size / 1e6:.1f} MB, {a.runs} runs, {os.cpu_count()} processors")
    rg = shutil.which("rg")
    if not rg:
        print("ripgrep is not installed; grep stands in for it")
    search = [rg, "-c"] if rg else ["grep", "-rcE"]
    rows = [(os.path.basename(search[0]), [*search, r"^\s*[-*]", "postmortems"], 0),
            ("parse", [binary, "parse", "--format", "json"], 0),
            ("check", [binary, "check", "--format", "json", "--today", "2026-11-21"], 3)]
    base = None
    print(f"{'':6} {'cpu':>8} {'clock':>8} {'peak':>8} {'cpu ratio':>10}")
    for name, command, fine in rows:
        cpu, clock, peak = measure(command, fine)
        base = base or cpu
        print(f"{name:6} {cpu:6.2f} s {clock:6.2f} s {peak:5.0f} MB {cpu / base:8.1f} x")
finally:
    if not a.keep:
        shutil.rmtree(work)
