#!/usr/bin/env python3
"""Runs action/install against a release made by the commands of the release workflow, as every kind of runner meets it.

usage: .ci/install.py

Programs are stand-ins that say their target. What is downloaded must be what was published, or nothing is installed.
"""
import os, pathlib, re, shutil, subprocess, sys, tempfile

from releases import STORAGE, Releases, Reply

HERE = pathlib.Path(__file__).resolve().parent.parent
VERSION = re.search(r'^version = "(.*)"$', (HERE / "Cargo.toml").read_text(), re.M)[1]
NAME = "OWNER/followthrough"
RUNNERS = {
    ("Linux", "X64"): "x86_64-unknown-linux-musl", ("Linux", "ARM64"): "aarch64-unknown-linux-musl",
    ("macOS", "X64"): "x86_64-apple-darwin", ("macOS", "ARM64"): "aarch64-apple-darwin",
    ("Windows", "X64"): "x86_64-pc-windows-msvc", ("Windows", "ARM64"): "x86_64-pc-windows-msvc",
}
MINE = RUNNERS["Linux", "X64"]
# All that a runner needs to have.
TOOLS = ["bash", "sed", "head", "dirname", "mkdir", "curl", "awk", "cut", "tar", "gzip"]
PAGE = b"<!DOCTYPE html><html><body>Please log in to the network</body></html>\n"


def wrong(text):
    sys.exit(f"install.py: {text}")


class Runner:
    """A machine with a release to be had: what was asked for, said and installed there."""

    def __init__(self, releases):
        self.releases, self.count = releases, 0
        self.work = releases.folder / "runner"
        self.checkout = self.work / "checkout"
        shutil.copytree(HERE / "action", self.checkout / "action")
        shutil.copy(HERE / "Cargo.toml", self.checkout)
        for name in [*TOOLS, "sha256sum"]:
            self.link("linux", name)
        # macOS has no sha256sum, and shasum in its place.
        for name in [*TOOLS, "shasum"]:
            self.link("mac", name)
        self.tool("cargo", 'printf "%s|" "$PWD" "$@" > "$CARGO_SAID"; while [ "$1" != --target-dir ]; do shift; done\n'
                  'mkdir -p "$2/release"; printf "#!/bin/sh\\necho built\\n" > "$2/release/followthrough"\n'
                  'chmod +x "$2/release/followthrough"')

    def tool(self, name, text, folder="tools"):
        path = self.work / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/bash\nPATH=/usr/bin:/bin\n{text}\n")
        path.chmod(0o755)

    def link(self, folder, name):
        (self.work / folder).mkdir(exist_ok=True)
        (self.work / folder / name).symlink_to(shutil.which(name))

    def install(self, runner=("Linux", "X64"), path=("linux", "tools"), **settings):
        """Exit code, what it said, and what the program that it installed says: none if it installed none."""
        self.count += 1
        # What a runner's folder may be called: on Windows paths hold a backslash and a colon.
        temporary = self.work / f"D:\\a b\\{self.count}"
        temporary.mkdir()
        output, self.cargo = temporary / "output", temporary / "cargo"
        self.releases.asked.clear()
        environment = {
            "PATH": ":".join(str(self.work / it) for it in path), "HOME": str(self.work), "RUNNER_TEMP": str(temporary),
            "RUNNER_OS": runner[0], "RUNNER_ARCH": runner[1], "GITHUB_OUTPUT": str(output), "CARGO_SAID": str(self.cargo),
            "ACTION_REPOSITORY": NAME, "GITHUB_SERVER_URL": "https://github.com", "GH_TOKEN": "t",
            **self.releases.environment, **settings,
        }
        # Where the job stands, which holds what a pull request brings.
        place = temporary / "workspace"
        place.mkdir()
        done = subprocess.run([shutil.which("bash"), self.checkout / "action/install"], cwd=place, env=environment, capture_output=True, text=True)
        self.last = done.stdout + done.stderr
        program = None
        if output.exists():
            said = output.read_text()
            program = subprocess.run([said.removeprefix("binary=").rstrip("\n")], capture_output=True, text=True).stdout.strip()
        return done.returncode, program

    def expect(self, what, wanted, *words, **how):
        found = self.install(**how)
        if found != wanted:
            wrong(f"{what}: {found} instead of {wanted}\n{self.last}")
        for word in words:
            if word not in self.last:
                wrong(f"{what}: it does not say {word!r}\n{self.last}")
        if found[0] and (not self.last.count("\n::error ") + self.last.startswith("::error ") or self.cargo.exists()):
            wrong(f"{what}: refused without an annotation, or built all the same\n{self.last}")


def every_runner(it, base):
    for runner, target in RUNNERS.items():
        it.expect(f"{runner}", (0, target), f"release {VERSION}", runner=runner)
        asset = f"{base}/followthrough-{target}.tar.gz"
        if it.releases.asked[0] != f"{base}/SHA256SUMS" or it.releases.asked[2] != asset:
            wrong(f"{runner} asked for {it.releases.asked}")
        if not it.releases.asked[3].startswith(f"https://{STORAGE}/"):
            wrong("no redirect was followed")
    for runner in [("Linux", "ARM"), ("Linux", "X86")]:
        it.expect(f"{runner}", (0, "built"), f"none is made for {runner[0]}-{runner[1]}", runner=runner)
    it.expect("with shasum", (0, MINE), runner=("Linux", "X64"), path=("mac",))
    it.expect("a version of one's own", (0, MINE), FOLLOWTHROUGH_VERSION=f"v{VERSION}")


def whatever_comes(it, base):
    """Each answer in the place of a right one, and what must come of it."""
    asset = f"{base}/followthrough-{MINE}.tar.gz"
    stored = it.releases.at[asset].headers["location"]
    good, sums = it.releases.at[stored], f"{base}/SHA256SUMS"
    cases = [
        ("another file", stored, Reply(200, good.body[::-1]), (1, None), "does not match its SHA-256", "nothing was installed"),
        ("a page of a proxy for the asset", asset, Reply(200, PAGE), (1, None), "does not match its SHA-256"),
        ("half of the asset", stored, Reply(200, good.body, cut=len(good.body) // 2), (1, None), "run the job again"),
        ("no asset beside its sum", asset, Reply(404), (1, None), "error: 404", "run the job again"),
        ("a redirect away from https", asset, Reply(302, location=stored.replace("https:", "http:")), (1, None), "run the job again"),
        ("a server that fails once", stored, [Reply(503), good], (0, MINE), f"release {VERSION}"),
        ("no checksums", sums, Reply(404), (0, "built"), "error: 404", "building it from"),
        ("a page of a proxy for the checksums", sums, Reply(200, PAGE), (0, "built"), "holds no sum of", "building it from"),
        ("checksums of other assets", sums, Reply(200, b"0" * 64 + b"  followthrough-other.tar.gz\n"), (0, "built"), "holds no sum of"),
        ("a sum that is none", sums, Reply(200, f"  followthrough-{MINE}.tar.gz\nx  followthrough-{MINE}.tar.gz\n".encode()),
         (0, "built"), "holds no sum of"),
    ]
    for what, address, reply, wanted, *words in cases:
        before = it.releases.at[address]
        it.releases.at[address] = reply
        it.expect(what, wanted, *words)
        it.releases.at[address] = before
    return len(cases)


def building(it):
    it.expect("no such release", (1, None), "no release 9.9.9", "error: 404", FOLLOWTHROUGH_VERSION="9.9.9")
    it.expect("a version that is none", (1, None), "not a release such as", FOLLOWTHROUGH_VERSION="1.0.0/../../evil")
    it.expect("the action's own repository", (0, "built"), "the action is the checkout itself", ACTION_REPOSITORY="")
    said = it.cargo.read_text()
    target = it.work / f"D:\\a b\\{it.count}/followthrough-target"
    if said != f"{it.checkout}|build|--quiet|--release|--locked|--target-dir|{target}|":
        wrong(f"cargo was called as {said}")
    it.expect("no cargo", (1, None), "no cargo to build it", ACTION_REPOSITORY="", path=("linux",))
    it.tool("cargo", "exit 101", "broken")
    it.expect("a build that fails", (1, None), "the build of", ACTION_REPOSITORY="", path=("linux", "broken"))
    it.expect("a server of one's own without releases", (0, "built"), "building it from", GITHUB_SERVER_URL="https://ghes.example")
    it.expect("a server without https", (0, "built"), "building it from", GITHUB_SERVER_URL="http://ghes.example")


def attestations(it):
    """`gh` says yes, no, or knows nothing of attestations."""
    it.tool("gh", '[ "$3" = --help ] || { [ "$4" = --repo ] && [ "$5" = OWNER/followthrough ] && [ -f "$3" ]; }', "yes")
    it.tool("gh", '[ "$3" = --help ] || { echo "no attestations found" >&2; exit 1; }', "no")
    it.tool("gh", 'echo "unknown command" >&2; exit 1', "old")
    it.expect("attested", (0, MINE), "attestation: verified", path=("linux", "yes"))
    it.expect("not attested", (1, None), "no attestations found", "has no valid attestation by OWNER/followthrough", path=("linux", "no"))
    for path, more in [(("linux", "old"), {}), (("linux",), {}), (("linux", "no"), {"GH_TOKEN": ""})]:
        it.expect("nobody to ask", (0, MINE), "attestation: not verified", path=path, **more)


with tempfile.TemporaryDirectory() as work, Releases(work) as releases:
    programs = {}
    for target in RUNNERS.values():
        programs[target] = pathlib.Path(work) / target
        programs[target].mkdir(exist_ok=True)
        program = programs[target] / ("followthrough.exe" if "windows" in target else "followthrough")
        program.write_text(f"#!/bin/sh\necho {target}\n")
        program.chmod(0o755)
    base = releases.publish(NAME, VERSION, programs)
    runner = Runner(releases)
    every_runner(runner, base)
    cases = whatever_comes(runner, base)
    building(runner)
    attestations(runner)
    print(f"{len(programs)} assets on {len(RUNNERS)} kinds of runners, {cases} wrong answers, builds, attestations: {runner.count} installations end as they should")
