#!/usr/bin/env python3
"""Syncs a copy of a folder of reports twice and fails unless the promises of a sync hold.

usage: .ci/round-trip.py BINARY FOLDER

One issue is opened for each action that is tracked, not settled and not linked; the reports change by the references of
these issues and by nothing else; a second sync changes no byte; nothing is left to do.
"""
import json, os, re, shutil, subprocess, sys, tempfile

binary, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
# A suffix with the blank before it, or the text of a cell; a table of statuses is ours as a whole.
OURS = re.compile(rb" ?\(ft-[0-9a-z]{16}, (?:open|done|dropped)\)|ft-[0-9a-z]{16}, (?:open|done|dropped)")
TABLE = re.compile(rb"(followthrough:status(?: -->| \*/\}))\n.*?(?=[^\n]*/followthrough:status)", re.S)


def run(*command):
    """Standard output of a command, which must succeed."""
    done = subprocess.run(command, cwd=work, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
    return done.stdout


def tool(*arguments):
    return json.loads(run(binary, *arguments, "--format", "json"))


def files():
    """Every file of the tree with its bytes."""
    found = {}
    for base, folders, names in os.walk(work):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            path = os.path.join(base, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, work)] = file.read()
    return found


def bare(text):
    """The lines without what is ours. In rows of tables blanks do not count, because a cell brings its own; nor do
    empty lines, which part a heading from its reference."""
    lines = OURS.sub(b"", TABLE.sub(rb"\1", text)).split(b"\n")
    return [b"".join(line.split()) if b"|" in line else line for line in lines if line.strip()]


temporary = tempfile.mkdtemp()
try:
    work = os.path.join(temporary, "reports")
    shutil.copytree(folder, work)
    for base, _, names in os.walk(work):
        for path in [base] + [os.path.join(base, name) for name in names]:
            os.chmod(path, os.stat(path).st_mode | 0o200)
    run("git", "init", "--quiet", ".")
    run("git", "add", "--all")

    before = files()
    actions = [action for report in tool("parse")["reports"] for action in report["actions"]]
    wanted = sum(it["tracked"] and it["state"] == "open" and it["link"] is None for it in actions)
    opened = len(tool("sync", "--allow-bulk")["done"])
    after = files()

    issues = [path for path in after if path.startswith(".followthrough/issues/") and path.endswith(".md")]
    assert len(issues) == opened == wanted, f"{wanted} actions want an issue, {opened} opened, {len(issues)} files"
    moved = [path for path, text in before.items() if bare(after[path]) != bare(text)]
    assert not moved, f"more than references changed in {moved}"
    written = sum(len(OURS.findall(after[path])) - len(OURS.findall(text)) for path, text in before.items())
    assert written == opened, f"{opened} issues, {written} references written"

    again = tool("sync")
    assert not (again["done"] or again["failed"] or again["held"] or again["reports"]), again
    assert files() == after, "the second sync changed something"
    run(binary, "plan", "--exit-code")
    print(f"{len(before)} files, {len(actions)} actions, {opened} issues; nothing but references moved, "
          "and a second sync changed no byte")
finally:
    shutil.rmtree(temporary)
