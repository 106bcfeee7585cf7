#!/usr/bin/env python3
"""A check of reports in every format, and what its readers make of it.

outputs.py BIN FOLDER NAME=REPORTS...: for each name FOLDER/NAME.sarif, .xml and .json are left for validators of
others; annotations are read here, by the rules of GitHub's runner, and must say what the JSON document says.
Without REPORTS the reports are hostile ones.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse
import xml.dom.minidom

HOSTILE = [
    "::error file=a.md,line=1::forged", "50%0A::set-output name=x::y", "%25 %0D %3A %2C %",
    "Close `</failure></testcase>` & ]]> \"'", "a | b `c` [d](https://evil.test) {0} <img src=x>",
    "\u202edetrevni \u200f\u2066", "bell\a null\v\ufffe\uffff", "##[error]forged", "@everyone fixes #1 \\",
    "::stop-commands::x", "完了 Größe 👩‍🚒", "x" * 3000,
]
FILES = {"sarif": "sarif", "junit": "xml", "gitlab": "json", "github": "log", "json": "check.json", "markdown": "md"}


def hostile(folder):
    for at, title in enumerate(HOSTILE):
        name = title.replace("/", "-").replace("\v", "\n")[:60]
        text = f"# {title}\n\nDate: 2026-01-31\n\n## Action items\n\n- [ ] {title}\n- [ ] {title}\n"
        (folder / "postmortems").mkdir(exist_ok=True)
        (folder / "postmortems" / f"{at} {name}.md").write_text(text, encoding="utf-8")


def checked(binary, folder, out, name):
    """The check document, and all other files written in the same run; the exit code fits it."""
    files = {form: out / f"{name}.{end}" for form, end in FILES.items()}
    args = [binary, "-C", folder, "check", "--today", "2026-11-21"]
    for form, file in files.items():
        args += ["--output", f"{form}={file}"]
    run = subprocess.run(args, capture_output=True)
    document = json.loads(files["json"].read_text())
    assert run.returncode == (3 if document["errors"] else 0), (run.returncode, run.stderr)
    for form in ["text", *files]:
        again = subprocess.run(args[:6] + ["--format", form], capture_output=True)
        assert again.returncode == run.returncode, f"{form}: exit code {again.returncode}"
        if form in files:
            assert again.stdout == files[form].read_bytes(), f"{form}: printed and written are not the same"
    return document, files


def unescaped(text, *more):
    for escape, char in [*more, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]:
        text = text.replace(escape, char)
    return text


def annotations(log):
    """What GitHub's runner reads: commands are lines that begin with `::`, case does not count."""
    found = []
    for line in log.split("\n")[:-1]:
        command = re.fullmatch(r"\s*::([^ :]+)(?: ([^:]*))?::(.*)", line)
        assert command, f"a line that is no command: {line!r}"
        level, properties, message = command.groups()
        assert level in ("error", "warning", "notice"), f"another command: {line!r}"
        pairs = dict(it.split("=", 1) for it in properties.split(","))
        pairs = {key: unescaped(it, ("%3A", ":"), ("%2C", ",")) for key, it in pairs.items()}
        found.append((level, pairs, unescaped(message)))
    return found


def read_as_meant(document, files):
    findings = [it for it in document["findings"] if not it["known"] and not it["waived"]]
    read = annotations(files["github"].read_text(encoding="utf-8"))
    for level in ("error", "warning"):
        wanted = [it for it in findings if it["severity"] == level]
        shown = [it for it in read if it[0] == level]
        assert len(shown) == min(10, len(wanted)), f"{len(shown)} of {len(wanted)} {level}s"
        for (_, pairs, message), finding in zip(shown, wanted):
            assert set(pairs) == {"file", "line", "title"}, pairs
            assert pairs["title"] == "followthrough: " + finding["rule"]
            assert "\n" not in message and "\r" not in message
            if not re.search(r"[\x00-\x09\x0b-\x1f]|https?://", finding["path"]):
                assert (pairs["file"], pairs["line"]) == (finding["path"], str(finding["line"] or 1)), pairs
        rest = len(wanted) - len(shown)
        counted = sum(int(it[2].split(f" more {level}")[0].split()[-1]) for it in read if f" more {level}" in it[2])
        assert counted == rest, f"{rest} {level}s are left out and {counted} are counted"
    quality = json.loads(files["gitlab"].read_text())
    prints = {it["fingerprint"] for it in quality}
    assert len(prints) == len(quality), "code quality: two entries of one fingerprint"
    run = json.loads(files["sarif"].read_text())["runs"][0]
    alerts = {(it["ruleId"], it["partialFingerprints"]["primaryLocationLineHash"]) for it in run["results"]}
    assert len(alerts) == len(run["results"]), "SARIF: two results of one fingerprint"
    paths = [urllib.parse.unquote(it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
             for it in run["results"]]
    entries = [it["location"]["path"] for it in quality]
    assert paths == entries[:len(paths)], "SARIF and code quality name different files"
    failures = xml.dom.minidom.parse(str(files["junit"])).getElementsByTagName("failure")
    assert bool(failures) == bool(document["errors"]), "JUnit fails and the check does not, or the other way round"
    return len(findings), len(read), len(failures)


def main(binary, folder, *names):
    out = pathlib.Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    for given in names:
        name, _, reports = given.partition("=")
        repository = out / f"{name}-reports"
        if reports:
            shutil.copytree(reports, repository / "postmortems")
        else:
            repository.mkdir()
            hostile(repository)
        findings, shown, failed = read_as_meant(*checked(binary, repository, out, name))
        assert findings, f"{name}: nothing was found, so nothing was shown"
        print(f"{name}: {findings} findings; {shown} annotations, {failed} failed cases")


main(*sys.argv[1:])
