#!/usr/bin/env python3
"""Checks a copy of a folder of old reports as a team does that begins with this tool today.

usage: .ci/first-day.py BINARY FOLDER

Without an adoption whatever is late is an error, and one line says how to begin; adopted today, nothing is overdue as an
error on that day and on the day after, whatever the reports say, and every due date says where it is from.
"""
import datetime, json, os, shutil, subprocess, sys, tempfile

binary, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
today = datetime.date.today()


def check(*arguments):
    """What was printed, and how it ended: a judgement, never an accident."""
    done = subprocess.run([binary, "check", *arguments], cwd=work, capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"check {' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout, done.returncode


def overdue(day):
    """How many actions are overdue on a day, as errors and as warnings, and the notes."""
    document = json.loads(check("--today", str(day), "--format", "json")[0])
    late = [it for it in document["findings"] if it["rule"] == "overdue"]
    unsaid = [it for it in late if ": " not in it["message"]]
    assert not unsaid, f"a date without its origin: {unsaid[0]}"
    count = lambda severity: sum(it["severity"] == severity for it in late)
    return count("error"), count("warning"), document["notes"]


temporary = tempfile.mkdtemp()
try:
    work = os.path.join(temporary, "reports")
    shutil.copytree(folder, work)
    os.chmod(work, 0o755)
    subprocess.run(["git", "init", "--quiet", "."], cwd=work, check=True)

    wall, _, notes = overdue(today)
    hints = [note for note in notes if "followthrough adopt" in note]
    assert len(hints) == (1 if wall > 1 else 0), f"{wall} overdue, and {len(hints)} lines say how to begin: {notes}"
    assert wall == 0 or check("--today", str(today))[1] == 3, "late work passes"

    subprocess.run([binary, "adopt", "--today", str(today)], cwd=work, check=True, capture_output=True)
    lenient = []
    for day in (today, today + datetime.timedelta(days=1)):
        errors, warnings, _ = overdue(day)
        assert errors == 0, f"{errors} overdue errors on {day}, adopted on {today}"
        lenient.append(warnings)
    after, _, _ = overdue(today + datetime.timedelta(weeks=27))
    print(f"{wall} overdue without an adoption; with one none on the first two days ({lenient[0]} and {lenient[1]} "
          f"warnings), and {after} when the spread has ended")
finally:
    shutil.rmtree(temporary)
