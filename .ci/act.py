#!/usr/bin/env python3
"""Runs the workflow of docs/github.md with act, our action in it, against the fake GitHub, through the life of a repository.

usage: .ci/act.py FOLLOWTHROUGH FAKE-FORGE ACT

Every scene says what the run must have decided, told and changed.
"""
import json, os, pathlib, re, shutil, subprocess, sys, tempfile, time

from many import bare, many
from releases import Releases, Reply, stripped
from world import BRANCH, HERE, REPO, World, day, expect, report, wrong

BINARY, FAKE, ACT = (os.path.abspath(it) for it in sys.argv[1:4])
BOT = "github-actions[bot]"
# What a stranger may write, where each of these would do harm if anything took it for more than text.
EVIL_TITLE = "x::error::forged ::set-output name=opened::666 $(touch pwned) `touch pwned` @all #1 | <!-- followthrough:comment --> </td>"
EVIL_FILE = "postmortems/a'$(touch pwned)`;::error file=x::y, | @all #1.md"
EVIL_LINES = "::error::forged\n::set-output name=opened::666\n##[error]forged\n"
EVIL_BRANCH = "$(touch${IFS}pwned);'\"`touch${IFS}pwned`|x@all#1"


class Run:
    """What GitHub would have got from a run."""

    def __init__(self, lines):
        self.outputs_of, self.outputs, self.annotations, self.summary, self.log, self.ignored, self.result = {}, {}, [], "", [], [], None
        for line in lines:
            try:
                it = json.loads(line)
            except ValueError:
                self.log.append(line)
                continue
            inner = it.get("stepID", [None])[-1] == "run"
            command = it.get("command")
            if command == "set-output" and inner:
                self.outputs[it["name"]] = it["arg"]
                self.outputs_of.setdefault(it["job"], {})[it["name"]] = it["arg"]
            elif command == "summary" and inner:
                self.summary = it["content"]
            elif command in ("error", "warning", "notice") and inner:
                self.annotations.append((command, it["kvPairs"].get("file"), it["kvPairs"].get("title"), it["arg"]))
            elif command == "ignored":
                self.ignored.append(it["raw"])
            elif command not in (None, "stop-commands", "set-output", "summary", "debug"):
                # The word that ends what is not to be read for commands.
                if not re.fullmatch(r"followthrough-[0-9a-f]{32}", command):
                    self.annotations.append((command, "unexpected", None, it.get("raw")))
            self.result = it.get("jobResult", self.result)
            self.log.append(it["msg"].rstrip("\n"))

    def level(self, level):
        return [it for it in self.annotations if it[0] == level]


def seed(git_dir):
    rights = {"contents": "write", "pull_requests": "write", "issues": "write"}
    repositories, others = [REPO], bare(os.path.dirname(git_dir))
    return {
        "users": [{"login": "acme", "type": "Organization", "members": ["ann"]}],
        "tokens": {
            "t-ann": {"login": "ann"}, "t-job": {"login": BOT, "repositories": repositories, "permissions": rights},
            "t-fork": {"login": BOT, "repositories": repositories, "permissions": {it: "read" for it in rights}},
            "t-app": {"login": BOT, "repositories": list(others), "permissions": rights},
        },
        "repositories": [
            {"full_name": name, "git": git, "roles": {"ann": "admin"}, "protected": ["main"]}
            for name, git in {REPO: git_dir, **others}.items()
        ],
    }


class GitHub(World):
    """The repository on the fake GitHub, and act in the place of its runners."""

    def __init__(self, work):
        super().__init__(work, FAKE, "github", seed, {"authorization": "Bearer t-ann"})
        self.install_action()

    def install_action(self):
        """Copies of the action as its users get it: with the program under test in the place of a release, with a folder for the
        reports that outlives the run, or both."""
        self.reports = self.work / "reports"
        reports = str(self.reports)
        for name, inputs in {
            "action": {"binary": BINARY, "reports": reports}, "downloads": {"reports": reports}, "plain": {"binary": BINARY},
        }.items():
            action = self.work / name
            shutil.copytree(HERE / "action", action / "action")
            shutil.copy(HERE / "Cargo.toml", action)
            text = (HERE / "action.yml").read_text()
            for name, value in inputs.items():
                text, count = re.subn(rf'(\n  {name}:\n(?:    .*\n)*?    default: )""', rf"\g<1>{json.dumps(value)}", text)
                expect(f"the input {name}", count, 1)
            (action / "action.yml").write_text(text)
        guide = (HERE / "docs/github.md").read_text()
        blocks = dict(re.findall(r"<!-- file: (\S+) -->\n+```yaml\n(.*?)```", guide, re.S))
        self.blocks, self.workflow = blocks, blocks[".github/workflows/followthrough.yml"]
        self.uses = re.search(r"uses: (OWNER/followthrough@\S+)", self.workflow)[1]

    def repo(self, method, path, body=None):
        return self.ask(method, f"/repos/{REPO}{path}", body)

    def checkout(self, commit, branch=None, depth=None, remote=REPO):
        """As actions/checkout leaves it: no credentials, full history unless a depth is given."""
        self.count += 1
        folder = self.work / f"checkout-{self.count}"
        self.git("init", "--quiet", str(folder), cwd=self.work)
        self.git("remote", "add", "origin", f"file://{self.git_dir}", cwd=folder)
        if not depth:
            self.git("fetch", "--quiet", "origin", cwd=folder)
        self.git("fetch", "--quiet", *([f"--depth={depth}"] if depth else []), "origin", commit, cwd=folder)
        # act does not copy empty folders, and without a reference there is no git.
        self.git("update-ref", "refs/remotes/pull/1/merge", commit, cwd=folder)
        where = ["-B", branch, commit] if branch else ["--detach", commit]
        self.git("checkout", "--quiet", *where, cwd=folder)
        self.git("remote", "set-url", "origin", f"{self.origin}/{remote}", cwd=folder)
        return folder

    def run(self, event, payload, commit, branch=None, token="t-job", attempt=1, depth=None, remote=REPO, workflow=None, job=None, action="action", local=(),
            **more):
        """Lets act run the workflow, as it stands in the checkout unless another one is given, with one of the copies of our
        action; `local` are stand-ins for actions of others, `more` are settings of the runner."""
        folder = self.checkout(commit, branch, depth, remote)
        if workflow:
            (folder / ".github/workflows").mkdir(parents=True, exist_ok=True)
            (folder / ".github/workflows/followthrough.yml").write_text(workflow)
        shutil.rmtree(self.reports, ignore_errors=True)
        payload = {"repository": {"id": 1, "full_name": REPO, "default_branch": "main"}, **payload}
        path = self.work / "event.json"
        path.write_text(json.dumps(payload))
        settings = {
            "GITHUB_API_URL": self.origin, "GITHUB_SERVER_URL": self.origin, "GITHUB_REPOSITORY": REPO,
            "GITHUB_RUN_ATTEMPT": str(attempt), "GITHUB_GRAPHQL_URL": self.origin + "/graphql",
            **more,
        }
        command = [
            ACT, event, "--json", "-P", "ubuntu-latest=-self-hosted", "-e", str(path), "-s", f"GITHUB_TOKEN={token}",
            "--local-repository", f"{self.uses}={self.work / action}",
            *(it for name, path in dict(local).items() for it in ("--local-repository", f"{name}={path}")), "--action-offline-mode", "--no-cache-server",
            *(f"--env={name}={value}" for name, value in settings.items()), *(["-j", job] if job else []),
        ]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.work / "home")}
        self.ask("DELETE", "/_log")
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=120)
        run = Run((done.stdout + done.stderr).splitlines())
        World.last = "\n".join(run.log)
        left = [str(it) for it in self.work.rglob("pwned")]
        expect("what hostile text has done", left, [])
        if "t-job" in World.last or "t-fork" in World.last or "t-app" in World.last:
            wrong("the log shows the token")
        run.writes = self.writes()
        texts = {"log.txt": World.last, "summary.md": run.summary, "annotations.json": json.dumps(run.annotations, indent=1)}
        self.keep(f"{self.count:02}", texts, self.reports)
        shutil.rmtree(folder)
        return run

    def pull(self, head, title="A change"):
        made = self.repo("POST", "/pulls", {"title": title, "head": head, "base": "main", "body": ""})
        return made["number"]

    def merge_commit(self, base, head):
        """The commit that GitHub makes and checks out for a pull request."""
        self.git("fetch", "--quiet", "origin")
        self.git("checkout", "--quiet", "--detach", base)
        self.git("merge", "--quiet", "--no-ff", "-m", "Merge", head)
        commit = self.git("rev-parse", "HEAD")
        self.git("push", "--quiet", "--force", "origin", f"{commit}:refs/pull/1/merge")
        return commit

    def on_pull(self, action, number, branch, owner="acme", **more):
        base, head = self.tip(), self.tip(branch)
        side = lambda sha, ref, id: {"sha": sha, "ref": ref, "repo": {"id": id, "owner": {"login": owner}}}
        its = {"number": number, "base": side(base, "main", 1), "head": side(head, branch, 1 if owner == "acme" else 2)}
        merged = self.merge_commit(base, head)
        return self.run("pull_request", {"action": action, "number": number, "pull_request": its}, merged, **more)

    def on_main(self, event, payload=None, **more):
        payload = {"ref": "refs/heads/main", **(payload or {})}
        return self.run(event, payload, more.pop("commit", self.tip()), "main", **more)

    def comments(self, number):
        return [it for it in self.repo("GET", f"/issues/{number}/comments") if it["user"]["login"] == BOT]

    def issues(self):
        found = self.repo("GET", "/issues?state=all&per_page=100")
        return {it["title"]: it for it in found if "pull_request" not in it}

    def proposals(self):
        found = self.repo("GET", f"/pulls?state=all&head=acme:{BRANCH}")
        return {it["number"]: "merged" if it.get("merged_at") else it["state"] for it in found}


def told(run, mode, opened, result="success"):
    expect("the mode", run.outputs.get("mode"), mode)
    expect("the issues to open", run.outputs.get("opened"), str(opened))
    expect("the job", run.result, result)
    for name in ("plan", "findings"):
        path = run.outputs[name]
        if not os.path.exists(path):
            wrong(f"the output {name} names {path}, which is not there\n{World.last}")
        json.loads(pathlib.Path(path).read_text())


def only_ours(run):
    """Nothing of what strangers wrote became an annotation, an output or a line that is read for commands."""
    for level, file, title, text in run.annotations:
        if title is None or "forged" in (title, text) or file == "unexpected" or file == "x":
            wrong(f"forged: {level} {file} {title} {text}\n{World.last}")
    if "666" in run.outputs.values():
        wrong(f"a forged output\n{World.last}")


def because(run, *words):
    text = "\n".join(run.log)
    for word in words:
        if word not in text:
            wrong(f"the log does not say {word!r}\n{text}")


def install(world):
    """The pull request that brings the tool, to a repository that has never seen it."""
    world.commit("main", {
        "postmortems/pool.md": report("The pool ran dry", "Patch the pool", f"Alert on the queue (due {day(-9)})"),
        "postmortems/mail.md": report("Mail was late", f"Warm up the second relay (due {day(40)})"),
    })
    world.commit("install", {
        ".github/workflows/followthrough.yml": world.workflow,
        "followthrough.yml": "tracker: { kind: github }\n",
    })
    number = world.pull("install", "Use followthrough")
    run = world.on_pull("opened", number, "install")
    told(run, "plan", 3)
    comment, = world.comments(number)
    for word in ("opens 3 issues", "Patch the pool", "comes with this pull request"):
        if word not in comment["body"]:
            wrong(f"the comment does not say {word!r}:\n{comment['body']}")
    expect("what was written", run.writes, [f"POST /repos/{REPO}/issues/{number}/comments"])
    run = world.on_pull("synchronize", number, "install")
    expect("what was written", run.writes, [])
    world.repo("PUT", f"/pulls/{number}/merge", {})
    print(f"the pull request that brings the tool: planned, commented once, {len(comment['body'])} characters")


def first_sync(world):
    first = world.tip()
    run = world.on_main("push")
    told(run, "sync", 3)
    expect("issues", sorted(world.issues()), ["Alert on the queue", "Patch the pool", "Warm up the second relay"])
    (number, state), = world.proposals().items()
    expect("the write-back", (run.outputs["pull-request"], state), (str(number), "open"))
    expect("an overdue action", [(it[1], it[2]) for it in run.level("error")], [("postmortems/pool.md", "followthrough: overdue")])
    if f"/{REPO}/issues/" not in world.file("postmortems/pool.md", BRANCH):
        wrong("the write-back holds no reference")
    for event in ("push", "schedule"):
        again = world.on_main(event)
        told(again, "sync", 0, "success" if event == "push" else "failure")
        expect("what the second run wrote", again.writes, [])
        expect("exit code", again.outputs["exit-code"], "0" if event == "push" else "3")
    world.commit("main", {"README.md": "# Incidents\n"})
    for attempt in (1, 2):
        old = world.on_main("push", commit=first, attempt=attempt)
        told(old, "plan", 0)
        because(old, "has moved on to", "so nothing is synced")
        expect("what the run of an old commit wrote", old.writes, [])
    world.commit("topic", {"README.md": "# Our incidents\n"})
    other = world.run("workflow_dispatch", {"ref": "refs/heads/topic"}, world.tip("topic"), "topic")
    expect("the mode on a branch", other.outputs["mode"], "plan")
    because(other, "the run is for topic, and only main is synced")
    expect("what a run on a branch wrote", other.writes, [])
    print(f"at the tip: 3 issues, write-back {number}; again, an old commit, another branch: nothing written")
    return number


def life_of_the_write_back(world, number):
    """Pushed only when it changes, people's commits stay, merged, begun anew, closed and left alone."""
    issues, tip = world.issues(), world.tip(BRANCH)

    def closed(title, state="closed"):
        issue = issues[title]["number"]
        world.repo("PATCH", f"/issues/{issue}", {"state": state})
        payload = {"action": state.replace("open", "reopened"), "issue": {"number": issue}}
        return world.on_main("issues", payload)

    theirs = world.repo("POST", "/issues", {"title": "Somebody else's", "body": ""})["number"]
    world.repo("PATCH", f"/issues/{theirs}", {"state": "closed"})
    run = world.on_main("issues", {"action": "closed", "issue": {"number": theirs}})
    expect("what an issue of others changes", (run.outputs["mode"], run.writes), ("sync", []))
    run = closed("Patch the pool")
    expect("the write-back", (run.outputs["pull-request"], world.proposals()), (str(number), {number: "open"}))
    if world.tip(BRANCH) == tip or "- [x] Patch the pool" not in world.file("postmortems/pool.md", BRANCH):
        wrong(f"the write-back did not hear of the closed issue\n{World.last}")
    theirs = world.commit(BRANCH, {"notes.md": "By hand\n"}, "A note", f"origin/{BRANCH}")
    run = world.on_main("schedule")
    expect("beside a person's commit", (run.writes, world.tip(BRANCH)), ([], theirs))
    closed("Warm up the second relay")
    world.git("fetch", "--quiet", "origin")
    world.git("merge-base", "--is-ancestor", theirs, world.tip(BRANCH))
    expect("a person's file", world.file("notes.md", BRANCH), "By hand")
    world.repo("PUT", f"/pulls/{number}/merge", {})
    run = world.on_main("push")
    expect("after the merge", (run.writes, run.outputs["pull-request"]), ([], ""))
    run = closed("Patch the pool", "open")
    second = int(run.outputs["pull-request"])
    expect("the second one", world.proposals(), {number: "merged", second: "open"})
    world.repo("PATCH", f"/pulls/{second}", {"state": "closed"})
    run = world.on_main("schedule")
    expect("closed unmerged", (run.writes, world.proposals()[second]), ([], "closed"))
    because(run, "are not proposed again")
    print(f"an issue of others: nothing written; write-back {number}: moved with its edits, a person's commit kept, merged; {second}: closed, and left alone")


def only_its_own(world):
    """What waits on the default branch is not shown on a pull request; what it says differently is."""
    world.commit("mine", {"postmortems/mine.md": report("Mine", "Sharpen the alarm")})
    moved = world.file("postmortems/pool.md").replace(f"(due {day(-9)})", f"(due {day(9)})")
    world.commit("mine", {"postmortems/pool.md": moved + "\n"})
    world.commit("main", {"postmortems/others.md": report("Others", "Wait for the sync")})
    number = world.pull("mine")
    run = world.on_pull("opened", number, "mine")
    text = world.comments(number)[0]["body"]
    for word in ("Merging this opens 1 issue and changes 1 issue", "Sharpen the alarm", f"Alert on the queue: due {day(9)}, was {day(-9)}"):
        if word not in text:
            wrong(f"the comment does not say {word!r}:\n{text}")
    if "Wait for the sync" in text:
        wrong(f"the comment tells of others' work:\n{text}")
    world.repo("PUT", f"/pulls/{number}/merge", {})
    told(world.on_main("push"), "sync", 2)
    print(f"pull request {number}: only what it brings itself, and the due date that it moves")


def hostile(world):
    files = {
        EVIL_FILE: report(EVIL_TITLE, EVIL_TITLE, f"Late {EVIL_TITLE} (due {day(-3)})") + EVIL_LINES,
        "postmortems/lines.md": f"# L\n\nDate: {day(-2)}\n\n## Action items\n\n" + "".join(
            f"- [ ] {line}\n" for line in EVIL_LINES.splitlines()),
    }
    world.commit(EVIL_BRANCH, files)
    number = world.pull(EVIL_BRANCH, EVIL_TITLE)
    run = world.on_pull("opened", number, EVIL_BRANCH)
    only_ours(run)
    expect("mode", run.outputs["mode"], "plan")
    comment, = world.comments(number)
    if re.search(r"(?<![\w`])@all", comment["body"]) or comment["body"].count("<!--") != 1:
        wrong(f"the comment lets hostile text act:\n{comment['body']}")
    run = world.on_pull("synchronize", number, EVIL_BRANCH)
    expect("what an equal comment wrote", run.writes, [])
    world.commit(EVIL_BRANCH, {"postmortems/lines.md": None})
    run = world.on_pull("synchronize", number, EVIL_BRANCH)
    only_ours(run)
    changed, = world.comments(number)
    expect("the comment", (changed["id"], changed["body"] != comment["body"]), (comment["id"], True))
    world.commit(EVIL_BRANCH, {EVIL_FILE: None, "README.md": "# Incidents of ours\n"})
    run = world.on_pull("synchronize", number, EVIL_BRANCH)
    expect("nothing to say", (world.comments(number), run.summary), ([], ""))
    print(f"pull request {number} by a vandal: commented, patched, taken away; nothing forged, nothing run")


def fork(world):
    """A token that can only read; then the second workflow, which has the data and a token that may comment."""
    world.commit("theirs", {"postmortems/fork.md": report("A fork", "Share the runbook", f"Ship it (due {day(-2)})")})
    number = world.pull("stranger:theirs")
    run = world.on_pull("opened", number, "theirs", owner="stranger", token="t-fork")
    told(run, "plan", 2, "failure")
    expect("exit code by policy", run.outputs["exit-code"], "3")
    expect("comments and writes of a fork", (world.comments(number), run.writes), ([], []))
    expect("the annotation", [(it[1], it[2]) for it in run.level("error")], [("postmortems/fork.md", "followthrough: overdue")])
    if "Share the runbook" not in run.summary:
        wrong(f"the summary says nothing\n{run.summary}")
    data = world.work / "data.json"
    shutil.copy(run.outputs["data"], data)
    workflow = f"""on: workflow_run
jobs:
  comment:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
      - uses: {world.uses}
        with: {{ mode: comment, data: {data} }}
"""
    came = {"event": "pull_request", "head_branch": "theirs", "head_sha": world.tip("theirs"), "head_repository": {"owner": {"login": "stranger"}}}
    after = world.run("workflow_run", {"workflow_run": came}, world.tip(), "main", workflow=workflow)
    expect("the second workflow", after.result, "success")
    comment, = world.comments(number)
    if "Share the runbook" not in comment["body"]:
        wrong(f"the comment on the fork says nothing\n{comment['body']}")
    print(f"pull request {number} of a fork: summary, annotation, exit code 3; the second workflow comments")


def queue(world):
    base = world.tip()
    world.commit("queued", {"postmortems/queue.md": report("A queue", f"Drain it (due {day(-1)})")})
    merged = world.merge_commit(base, world.tip("queued"))
    payload = {"merge_group": {"base_sha": base, "head_sha": merged, "base_ref": "refs/heads/main"}}
    run = world.run("merge_group", payload, merged, "gh-readonly-queue/main/pr-1")
    told(run, "plan", 1, "failure")
    expect("what a merge group wrote", run.writes, [])
    print("a merge group: planned, and what it brings too late fails")


def shallow(world):
    """With the last commit alone it judges as with all of them, for the price of one fetch; else it says why not."""
    told_by = ("mode", "opened", "changed", "errors", "warnings", "exit-code")

    def alike(what, run, wanted):
        for name in told_by:
            expect(f"the output {name} of {what}", run.outputs[name], wanted.outputs[name])

    world.commit("narrow", {"postmortems/narrow.md": report("Narrow", f"Widen it (due {day(-1)})")})
    number = world.pull("narrow")
    whole = world.on_pull("opened", number, "narrow")
    expect("exit code", whole.outputs["exit-code"], "3")
    run = world.on_pull("synchronize", number, "narrow", depth=1)
    alike("a pull request", run, whole)
    expect("what it wrote", run.writes, [])
    blind = world.on_pull("synchronize", number, "narrow", depth=1, remote="acme/unseen")
    because(blind, "could not be fetched (git fetch: fatal: could not read Username", "fetch-depth: 0")
    expect("exit code", blind.outputs["exit-code"], "0")
    base = world.tip()
    merged = world.merge_commit(base, world.tip("narrow"))
    payload = {"merge_group": {"base_sha": base, "head_sha": merged, "base_ref": "refs/heads/main"}}
    queued = [world.run("merge_group", payload, merged, "gh-readonly-queue/main/pr-1", depth=it) for it in (None, 1)]
    alike("a merge group", queued[1], queued[0])
    expect("exit code", queued[1].outputs["exit-code"], "3")
    sync = [world.on_main("push", depth=it) for it in (None, 1)]
    alike("a sync", sync[1], sync[0])
    print("a clone of one commit: pull request, merge group and sync judge as in a full one; where nothing can be fetched, it is said why")


def again(world):
    """A write-back that was closed is proposed once more by order."""
    number = max(world.proposals())
    expect("the write-back", world.proposals()[number], "closed")
    workflow = world.workflow.replace("          full:", "          again: true\n          full:")
    run = world.on_main("workflow_dispatch", workflow=workflow)
    third = int(run.outputs["pull-request"])
    expect("proposed again", (third > number, world.proposals()[third]), (True, "open"))
    expect("again and again", world.on_main("workflow_dispatch", workflow=workflow).writes, [])
    world.repo("PATCH", f"/pulls/{third}", {"state": "closed"})
    print(f"write-back {number}: proposed again as {third} by the input again, once")


def downloads(world):
    """No program is given: the action gets its release, and runs nothing that is not what was published."""
    with tempfile.TemporaryDirectory() as folder, Releases(folder) as releases:
        target, (name, version) = f"{os.uname().machine}-unknown-linux-musl", world.uses.split("@v")
        base = releases.publish(name, version, {target: stripped(BINARY, world.work / "program")})
        runner = {"action": "downloads", "GITHUB_SERVER_URL": "https://github.com", **releases.environment}
        run = world.on_main("push", **runner)
        told(run, "sync", 0)
        because(run, f"followthrough: release {version}", "attestation: ")
        asset = f"{base}/followthrough-{target}.tar.gz"
        expect("what was asked for", [it for it in releases.asked if "github.com" in it], [f"{base}/SHA256SUMS", asset])
        stored = releases.at[asset].headers["location"]
        releases.at[stored] = Reply(200, releases.at[stored].body[::-1])
        run = world.on_main("push", **runner)
        expect("another file", (run.result, run.outputs, run.writes), ("failure", {}, []))
        because(run, "does not match its SHA-256, so nothing was installed")
    print("the action's own install step: the release is downloaded and runs, another file in its place does not")


with tempfile.TemporaryDirectory() as work, GitHub(work) as world:
    started = time.monotonic()
    install(world)
    number = first_sync(world)
    life_of_the_write_back(world, number)
    again(world)
    only_its_own(world)
    hostile(world)
    fork(world)
    queue(world)
    shallow(world)
    many(world)
    downloads(world)
    print(f"{world.count} runs of the workflow in {time.monotonic() - started:.0f} s")
