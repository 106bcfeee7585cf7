#!/usr/bin/env python3
"""Syncs a copy of a folder of reports again and again and fails unless the promises of a sync hold.

usage: .ci/round-trip.py BINARY FOLDER

One issue is opened for each action that is tracked, not settled and not linked; a second sync changes no byte; nothing is
left to do. Without our references and status tables the reports are the original bytes. Then all issues are closed, and
reopened: our words change, boxes and status cells, and after it all is as it was.
"""
import json, os, re, shutil, subprocess, sys, tempfile, unicodedata

binary, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
SUFFIX = rb"\(ft-[0-9a-z]{16}, (?:open|done|dropped)\)"
# A suffix below a heading, a suffix with the blank before it, or the text of a cell.
OURS = re.compile(rb"(?P<below>(?P<end>\r?\n)(?P=end)(?=" + SUFFIX + rb"\r?(?:\n|\Z)))?(?P<blank>(?(below)| ))?" + SUFFIX
                  + rb"|(?P<cell>ft-[0-9a-z]{16}, (?:open|done|dropped))")
WORD = re.compile(rb"(ft-[0-9a-z]{16}, )(?:open|done|dropped)")
BOX = re.compile(rb"\[[ xX\xa0]\]|\xe2\x98[\x90\x91]")
TABLE = re.compile(rb"(followthrough:status(?: -->| \*/\})\r?\n).*?(?=[^\n]*/followthrough:status)", re.S)


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


def end_of_blanks(text, at):
    while text[at:at + 1] in (b" ", b"\t"):
        at += 1
    return at


def rows(lines):
    """The tables of a text, each as the range of its lines."""
    found, start = [], None
    for at, line in enumerate(lines + [b""]):
        if line.lstrip(b" \t").startswith(b"|"):
            start = at if start is None else start
        elif start is not None:
            found.append(range(start, at))
            start = None
    return found


def width(line):
    text = line.decode().rstrip()
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def level(text, original):
    """Both, with the tables that were aligned before reduced to their cells; they must be aligned still."""
    new, old = text.split(b"\n"), original.split(b"\n")
    tables = list(zip(rows(new), rows(old), strict=True))
    for now, before in tables:
        if len(before) > 2 and len({width(old[at]) for at in before}) == 1:
            assert len({width(new[at]) for at in now}) == 1, f"a table is not aligned any more: {new[now.start]}"
            cells = lambda line: b"|".join(re.sub(rb"-+", b"-", cell.strip()) for cell in OURS.sub(b"", line).split(b"|"))
            for lines, places in ((new, now), (old, before)):
                for at in places:
                    lines[at] = cells(lines[at])
    return b"\n".join(new), b"\n".join(old)


def is_original(text, original):
    """True if without what is ours these are the original bytes. Where an aligned table grew, its blanks do not count."""
    text, original = level(TABLE.sub(rb"\1", text), TABLE.sub(rb"\1", original))
    return stripped(text, original) == original


def stripped(text, original):
    """The text without what is ours. The original says how wide a cell was that is empty again, and whether a blank line
    was needed between our line below a heading and the text behind it."""
    out, at = b"", 0
    for found in OURS.finditer(text):
        out += text[at:found.start()]
        at = found.end()
        if found["cell"]:
            out = out.rstrip(b" \t")
            at = end_of_blanks(text, at)
            out += original[len(out):end_of_blanks(original, len(out))]
        elif found["below"]:
            end = found["end"]
            needed = original[len(out):].startswith(end) and not original[len(out) + len(end):].lstrip(b" \t").startswith(end)
            at += len(end) if needed and text.startswith(end, at) and original[len(out) + len(end):] else 0
    return out + text[at:]


def changed_lines(before, after):
    """Lines that differ by our words and boxes, and those that differ by a cell of a row as well. Anything else fails."""
    plain = lambda line: BOX.sub(b"[]", WORD.sub(rb"\1", line))
    old, new = TABLE.sub(rb"\1", before).split(b"\n"), TABLE.sub(rb"\1", after).split(b"\n")
    assert len(old) == len(new), "lines came or went"
    words = cells = 0
    for a, b in zip(old, new):
        words += a != b
        if plain(a) != plain(b):
            a, b = plain(a).split(b"|"), plain(b).split(b"|")
            status = len(a) == len(b) > 1 and sum(x.strip() != y.strip() for x, y in zip(a, b)) <= 1
            assert status, f"more than a word, a box and a status changed: {a} {b}"
            cells += 1
    return words, cells


def is_grid(action, path):
    """True if the action stands in a table with drawn borders, into which nothing is written."""
    lines = before[path].split(b"\n")
    row = action["line"] - 1
    above = (line.strip() for line in reversed(lines[:row]) if not line.strip().startswith(b"|"))
    return lines[row].strip().startswith(b"|") and next(above, b"").startswith(b"+")


def set_state(old, new):
    """As somebody who edits every issue file."""
    for path in issues:
        with open(os.path.join(work, path), "r+b") as file:
            text = file.read()
            assert text.count(old) == 1, path
            file.seek(0)
            file.truncate()
            file.write(text.replace(old, new))


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
    every_action = [(report["path"], it) for report in tool("parse")["reports"] for it in report["actions"]]
    actions = [it for _, it in every_action]
    wanted = sum(it["tracked"] and it["state"] == "open" and it["link"] is None for it in actions)
    opened = len(tool("sync", "--allow-bulk")["done"])
    after = files()

    issues = [path for path in after if path.startswith(".followthrough/issues/") and path.endswith(".md")]
    assert len(issues) == opened == wanted, f"{wanted} actions want an issue, {opened} opened, {len(issues)} files"
    moved = [path for path, text in before.items() if not is_original(after[path], text)]
    assert not moved, f"without our references these are not the original bytes: {moved}"
    count = lambda text: len(OURS.findall(TABLE.sub(rb"\1", text)))
    written = sum(count(after[path]) - count(text) for path, text in before.items())
    grids = sum(it["tracked"] and it["state"] == "open" and it["link"] is None and is_grid(it, path)
                for path, it in every_action)
    assert written + grids == opened, f"{opened} issues, {written} references written, {grids} in drawn tables"

    again = tool("sync")
    assert not (again["done"] or again["failed"] or again["held"] or again["reports"]), again
    assert files() == after, "the second sync changed something"
    run(binary, "plan", "--exit-code")

    reports = [path for path in before if after[path] != before[path]]
    set_state(b"\nstate: open\n", b"\nstate: closed\nreason: completed\n")
    assert not tool("sync", "--allow-bulk")["failed"]
    closed = files()
    words = [changed_lines(after[path], closed[path]) for path in reports]
    set_state(b"\nstate: closed\nreason: completed\n", b"\nstate: open\n")
    assert not tool("sync", "--allow-bulk")["failed"]
    reopened = files()
    back = [changed_lines(after[path], reopened[path]) for path in reports]
    assert sum(it[0] for it in back) <= sum(it[1] for it in words), "more than status cells is not as it was"
    heard = re.compile(rb" heard=[a-z]+")
    touched = [path for path in issues if heard.sub(b"", reopened[path]) != heard.sub(b"", after[path])]
    assert not touched, f"more than what was heard is not as it was: {touched}"
    again = tool("sync")
    assert not (again["done"] or again["reports"]) and files() == reopened, again

    print(f"{len(before)} files, {len(actions)} actions, {opened} issues; without our references the original bytes; a "
          f"second sync changed no byte; closed, {sum(it[0] for it in words)} lines changed by words, boxes and "
          f"{sum(it[1] for it in words)} status cells; reopened, all is as it was but {sum(it[0] for it in back)} cells")
finally:
    shutil.rmtree(temporary)
