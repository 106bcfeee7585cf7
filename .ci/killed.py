#!/usr/bin/env python3
"""Kills a sync at every single system call that writes, runs it again, and fails unless it ends as if nothing had happened.

usage: .ci/killed.py BINARY

Thirty actions in six reports. Two syncs are killed: the first one, which opens the issues, and one that has only the
reports to write. Needs strace, which sends the signal before the call is carried out.
"""
import os, re, shutil, subprocess, sys, tempfile

binary = os.path.abspath(sys.argv[1])
CALLS = ("mkdir mkdirat open openat creat write pwrite64 rename renameat renameat2 link linkat unlink unlinkat ftruncate "
         "fsync fdatasync fchmod fchown").split()
# One thread, so that every call has a number; it is another one than that of the program's start.
ENVIRONMENT = dict(os.environ, RAYON_NUM_THREADS="1")
temporary = tempfile.mkdtemp()
work = os.path.join(temporary, "reports")


def files(keep=lambda path: True):
    found = {}
    for base, folders, names in os.walk(work):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            path = os.path.relpath(os.path.join(base, name), work)
            if path != ".followthrough/lock" and keep(path):
                with open(os.path.join(work, path), "rb") as file:
                    found[path] = file.read()
    return found


def lay(tree):
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    for path, data in tree.items():
        os.makedirs(os.path.dirname(os.path.join(work, path)), exist_ok=True)
        with open(os.path.join(work, path), "wb") as file:
            file.write(data)


def sync(*before):
    command = [*before, binary, "sync", "--today", "2026-02-01"]
    return subprocess.run(command, cwd=work, env=ENVIRONMENT, capture_output=True)


def strace(*options):
    return ["strace", "-f", "-qq", "-o", os.path.join(temporary, "trace"), *options]


def synced(tree):
    """The tree after a sync that nobody disturbed."""
    lay(tree)
    done = sync()
    assert done.returncode == 0, done.stderr.decode()
    return files()


def most(tree):
    """How often one thread makes each call that a sync of the tree makes."""
    lay(tree)
    done = sync(*strace("-e", "trace=" + ",".join(CALLS)))
    assert done.returncode == 0, done.stderr.decode()
    counts = {}
    with open(os.path.join(temporary, "trace")) as trace:
        for line in trace:
            found = re.match(r"(\d+) +(\w+)\(", line)
            if found:
                counts.setdefault(found[2], {}).setdefault(found[1], 0)
                counts[found[2]][found[1]] += 1
    return {call: max(threads.values()) for call, threads in counts.items()}


def kill_everywhere(tree, wanted):
    """One run for each call of each kind, killed before the call is made, and run again."""
    killed = 0
    for call, count in sorted(most(tree).items()):
        for number in range(1, count + 1):
            lay(tree)
            died = sync(*strace("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"))
            where = f"killed at {call} number {number}"
            killed += died.returncode != 0
            for path, data in files().items():
                whole = data in (tree.get(path), wanted.get(path))
                assert whole or path.endswith(".tmp"), f"{path} is half-written, {where}"
            again = sync()
            assert again.returncode == 0, f"{where}: {again.stderr.decode()}"
            assert files() == wanted, f"{where}: {sorted(set(files().items()) ^ set(wanted.items()))[:2]}"
    return killed


try:
    originals = {
        f"postmortems/{number}.md": (f"# Outage {number}\n\nDate: 2026-01-0{number}\n\n## Action items\n\n" + "".join(
            f"- [ ] Rework the part {number}.{action} of the pipeline\n" for action in range(5))).encode()
        for number in range(1, 7)
    }
    after = synced(originals)
    issues = {path: data for path, data in after.items() if path.startswith(".followthrough/")}
    assert len(issues) == 30, issues.keys()
    first = kill_everywhere(originals, after)
    second = kill_everywhere({**issues, **originals}, after)
    print(f"30 issues, 6 reports: {first} kills of a first sync and {second} of one that writes reports only; "
          "nothing half-written, and the next sync ends as if nothing had happened")
    assert first and second
finally:
    shutil.rmtree(temporary)
