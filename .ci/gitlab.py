#!/usr/bin/env python3
"""Runs the components of templates/ with gitlab-ci-local, which is not ours, against the fake GitLab.

usage: .ci/gitlab.py FOLLOWTHROUGH FAKE-FORGE GITLAB-CI-LOCAL

The pipelines of docs/gitlab.md: an image without the program, merge requests, a merge train, schedules. Each scene says what must have been decided,
told and changed.
"""
import json, os, re, subprocess, sys, tempfile, time
import xml.etree.ElementTree as xml

from releases import Releases, Reply, stripped
from world import BRANCH, HERE, REPO, World, day, expect, report, wrong

BINARY, FAKE, LOCAL = (os.path.abspath(it) for it in sys.argv[1:4])
OUT = ".followthrough-out"


def seed(git_dir):
    return {
        "users": [{"username": "ann"}, {"username": "sync-bot", "bot": True}],
        "tokens": {"t-ann": {"username": "ann"}, "t-job": {"username": "sync-bot"}},
        "projects": [{"path": REPO, "git": git_dir, "members": {"ann": 40, "sync-bot": 30}, "protected": ["main"]}],
    }


class GitLab(World):
    """The project on the fake GitLab, and gitlab-ci-local in the place of its runners."""

    def __init__(self, work):
        super().__init__(work, FAKE, "gitlab", seed, {"private-token": "t-ann"})
        self.program = stripped(BINARY, self.work / "bin")

    def project(self, method, path, body=None):
        return self.ask(method, f"/api/v4/projects/acme%2Fincidents{path}", body)

    def run(self, job, variables, branch="main", unset=(), token="t-job", releases=None):
        """Exit code, what the job wrote on GitLab, and the folder with its artifacts. The image holds the program unless
        there are releases to download it from."""
        self.count += 1
        folder = self.work / f"checkout-{self.count}"
        self.git("clone", "--quiet", "--branch", branch, str(self.git_dir), str(folder), cwd=self.work)
        self.git("remote", "set-url", "origin", f"{self.origin}/{REPO}.git", cwd=folder)
        self.git("remote", "set-head", "origin", "main", cwd=folder)
        given = {
            "GITLAB_CI": "true", "CI_API_V4_URL": self.origin + "/api/v4", "CI_SERVER_URL": self.origin, "CI_PROJECT_PATH": REPO,
            "CI_DEFAULT_BRANCH": "main", **({"FOLLOWTHROUGH_TOKEN": token} if token else {}), **variables,
            **(releases.environment if releases else {}),
        }
        # A person's settings come from their home folder; this one has none.
        environment = {
            "PATH": os.environ["PATH"] if releases else f"{self.program}:{os.environ['PATH']}", "HOME": str(self.work), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ann", "GIT_COMMITTER_NAME": "Ann",
        }
        self.git("config", "user.name", "Ann", cwd=folder)
        self.git("config", "user.email", "ann@example.com", cwd=folder)
        command = [
            LOCAL, "--force-shell-executor", "--no-color", "--ignore-predefined-vars", ",".join(given),
            *(f"--variable={name}={value}" for name, value in given.items()), *(f"--unset-variable={name}" for name in unset), job,
        ]
        self.ask("DELETE", "/_log")
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=120)
        World.last = done.stdout + done.stderr
        if token and token in World.last.replace("FOLLOWTHROUGH_TOKEN=", ""):
            wrong(f"the log shows the token\n{World.last}")
        writes = self.writes()
        self.keep(f"gitlab-{self.count:02}", {"log.txt": World.last}, folder / OUT)
        code = re.search(rf"^{job} finished in .* FAIL (\d+)", World.last, re.M)
        return (int(code[1]) if code else done.returncode), writes, folder / OUT

    def on_request(self, iid, branch, kind="detached", **more):
        base, head = self.tip(), self.tip(branch)
        variables = {
            "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": iid, "CI_MERGE_REQUEST_EVENT_TYPE": kind,
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": branch,
            "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": head, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": 1, "CI_MERGE_REQUEST_PROJECT_ID": 1, "CI_COMMIT_SHA": head,
        }
        return self.run("followthrough-check", variables, branch, unset=["CI_COMMIT_BRANCH"], **more)

    def on_main(self, source, **more):
        return self.run("followthrough-sync", {"CI_PIPELINE_SOURCE": source, "CI_COMMIT_BRANCH": "main"}, **more)

    def notes(self, iid):
        found = self.project("GET", f"/merge_requests/{iid}/notes")
        return [it["body"] for it in found if it["author"]["username"] == "sync-bot"]

    def proposals(self):
        found = self.project("GET", f"/merge_requests?source_branch={BRANCH.replace('/', '%2F')}&state=all")
        return {it["iid"]: it["state"] for it in found}


def downloads(world):
    """The image holds no program: the job gets the release that its inputs name, and nothing that is not what was published."""
    with tempfile.TemporaryDirectory() as folder, Releases(folder) as releases:
        asset = f"followthrough-{os.uname().machine}-unknown-linux-musl.tar.gz"
        version = re.search(r'^version = "(.*)"$', (HERE / "Cargo.toml").read_text(), re.M)[1]
        base = releases.publish("OWNER/followthrough", version, {asset[14:-7]: world.program})
        expect("a job that downloads", world.on_main("web", releases=releases)[:2], (3, []))
        found = releases.asked[:1]
        expect("what was asked for", found, [f"{base}/{asset}"])
        stored, sums = releases.at[f"{base}/{asset}"].headers["location"], f"{base}/SHA256SUMS"
        good, page = releases.at[stored], Reply(200, b"<!DOCTYPE html>\n")
        for what, address, reply, word in [
            ("another file", stored, Reply(200, good.body[::-1]), "does not match its SHA-256"),
            ("half of the asset", stored, Reply(200, good.body, cut=9), "could not be downloaded"),
            ("a page of a proxy", stored, page, "does not match its SHA-256"),
            ("no checksums", sums, Reply(404), "could not be downloaded"),
            ("a page for the checksums", sums, page, "does not match its SHA-256"),
            ("no release", f"{base}/{asset}", Reply(404), "could not be downloaded"),
        ]:
            before, releases.at[address] = releases.at[address], reply
            code, writes, out = world.on_main("web", releases=releases)
            expect(what, (code != 0, writes, out.is_dir()), (True, [], False))
            if word not in World.last or "followthrough ci:" in World.last:
                wrong(f"{what}: the log does not say {word!r}, or it ran all the same\n{World.last}")
            releases.at[address] = before
    print("an image without the program: the release is downloaded and runs; 6 wrong answers install nothing, and each says why")


def requests(world):
    world.commit("topic", {"postmortems/mail.md": report("Mail", "Warm up the relay", f"Test it (due {day(-2)})", "/close the valve")})
    iid = world.project("POST", "/merge_requests", {"source_branch": "topic", "target_branch": "main", "title": "Mail"})["iid"]
    code, writes, out = world.on_request(iid, "topic")
    expect("exit code and writes", (code, writes), (3, [f"POST /api/v4/projects/acme%2Fincidents/merge_requests/{iid}/notes"]))
    note, = world.notes(iid)
    for word in ("opens 5 issues", "Warm up the relay", "close the valve"):
        if word not in note:
            wrong(f"the note does not say {word!r}\n{note}")
    quality = json.loads((out / "gl-code-quality.json").read_text())
    expect("code quality", sorted({it["location"]["path"] for it in quality}), ["postmortems/mail.md", "postmortems/pool.md"])
    failures = [it for it in xml.parse(out / "junit.xml").iter("testcase") if it.find("failure") is not None]
    expect("JUnit", len(failures), 1)
    expect("again", world.on_request(iid, "topic")[:2], (3, []))
    expect("a merge train", world.on_request(iid, "topic", "merge_train")[:2], (3, []))
    code, writes, _ = world.on_request(iid, "topic", token=None)
    expect("without a token", (code, writes), (3, []))
    world.commit("topic", {"postmortems/mail.md": report("Mail", "Warm up the relay", "Test it")})
    code, writes, _ = world.on_request(iid, "topic")
    expect("changed", (code, len(writes), len(world.notes(iid))), (0, 1, 1))
    world.project("PUT", f"/merge_requests/{iid}/merge", {})
    print(f"merge request {iid}: one note, changed once; code quality, JUnit, exit code 3; a train and a run without a token write nothing")


def schedules(world):
    expect("the first sync", world.on_main("schedule")[0], 3)
    issues = {it["title"]: it["iid"] for it in world.project("GET", "/issues?per_page=100")}
    expect("issues", sorted(issues), ["Alert on the queue", "Patch the pool", "Test it", "Warm up the relay"])
    (number, state), = world.proposals().items()
    expect("the write-back", state, "opened")
    expect("the second one", world.on_main("schedule")[:2], (3, []))
    expect("a push", world.on_main("push")[:2], (0, []))
    tip = world.tip(BRANCH)
    world.project("PUT", f"/issues/{issues['Patch the pool']}", {"state_event": "close"})
    world.on_main("web")
    expect("the write-back", world.proposals(), {number: "opened"})
    if world.tip(BRANCH) == tip or "- [x] Patch the pool" not in world.file("postmortems/pool.md", BRANCH):
        wrong(f"the write-back did not hear of the closed issue\n{World.last}")
    world.project("PUT", f"/merge_requests/{number}/merge", {})
    expect("after the merge", world.on_main("schedule")[:2], (3, []))
    print(f"schedules: 4 issues, write-back {number}, moved once, merged; every second run wrote nothing")


with tempfile.TemporaryDirectory() as work, GitLab(work) as world:
    started = time.monotonic()
    guide = (HERE / "docs/gitlab.md").read_text()
    pipeline = re.search(r"<!-- file: \.gitlab-ci\.yml -->\n+```yaml\n(.*?)```", guide, re.S)[1]
    # Locally a component is found in the project itself alone.
    pipeline = re.sub(r"OWNER/followthrough/(\w+)@\S+", REPO + r"/\1@$CI_COMMIT_SHA", pipeline)
    files = {f"templates/{it.name}": it.read_text() for it in (HERE / "templates").glob("*.yml")}
    world.commit("main", {
        **files, ".gitlab-ci.yml": pipeline, "followthrough.yml": "tracker: { kind: gitlab }\n", ".gitignore": ".gitlab-ci-local/\n",
        "postmortems/pool.md": report("The pool ran dry", "Patch the pool", f"Alert on the queue (due {day(-9)})"),
    })
    requests(world)
    schedules(world)
    downloads(world)
    print(f"{world.count} jobs in {time.monotonic() - started:.0f} s")
