"""What the scripts here share that let the CI systems of others run our jobs: a repository of reports on a fake forge.

Each scene of such a script says what must have come out; the first that comes out otherwise ends it. With KEEP=DIR, what a
run left is kept in that folder to be looked at.
"""
import datetime, json, os, pathlib, shutil, socket, subprocess, sys, urllib.request

HERE = pathlib.Path(__file__).resolve().parent.parent
REPO, BRANCH = "acme/incidents", "followthrough/write-back"
KEEP = os.environ.get("KEEP")
TODAY = datetime.date.today()


def day(offset):
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


def report(title, *actions):
    lines = "".join(f"- [ ] {it}\n" for it in actions)
    return f"# {title}\n\nDate: {day(-20)}\n\n## Action items\n\n{lines}"


def wrong(text):
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {text}")


def expect(what, found, wanted):
    if found != wanted:
        wrong(f"{what}: {found!r} instead of {wanted!r}\n{World.last}")


class World:
    """The repository, the forge it lies on, and Ann, who works in it."""

    last = ""  # what the last run said

    def __init__(self, work, fake, kind, seed, ann):
        """`seed` gives what the forge begins with, given the repository's folder; `ann` are the headers that tell who she is."""
        self.work, self.count, self.ann = pathlib.Path(work), 0, ann
        self.git_dir, self.person = self.work / "origin.git", self.work / "person"
        self.git("init", "--bare", "--quiet", "-b", "main", str(self.git_dir), cwd=work)
        self.git("config", "uploadpack.allowAnySHA1InWant", "true", cwd=self.git_dir)
        self.git("clone", "--quiet", str(self.git_dir), str(self.person), cwd=work)
        with socket.socket() as it:
            it.bind(("127.0.0.1", 0))
            port = it.getsockname()[1]
        self.origin = f"http://127.0.0.1:{port}"
        (self.work / "seed.json").write_text(json.dumps(seed(str(self.git_dir))))
        command = [fake, kind, "--port", str(port), "--seed", str(self.work / "seed.json")]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.server.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()

    def git(self, *arguments, cwd=None):
        base = ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "protocol.file.allow=always"]
        done = subprocess.run([*base, *arguments], cwd=cwd or self.person, capture_output=True, text=True)
        if done.returncode:
            wrong(f"git {arguments}: {done.stderr}")
        return done.stdout.strip()

    def has(self, revision):
        """Whether Ann's clone knows a revision."""
        asked = ["git", "rev-parse", "--verify", "-q", revision]
        return subprocess.run(asked, cwd=self.person, capture_output=True).returncode == 0

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json", **self.ann}
        request = urllib.request.Request(self.origin + path, data, method=method, headers=headers)
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def commit(self, branch, files, message="A change", start="origin/main"):
        """Ann commits to a branch, which begins at `start` if it is new, and pushes it past all rules."""
        self.git("fetch", "--quiet", "--prune", "origin")
        if self.has("origin/main"):
            self.git("checkout", "--quiet", "--detach", f"origin/{branch}" if self.has(f"origin/{branch}") else start)
        for path, text in files.items():
            full = self.person / path
            full.parent.mkdir(parents=True, exist_ok=True)
            full.unlink() if text is None else full.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", message)
        self.git("push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        return self.git("rev-parse", "HEAD")

    def tip(self, branch="main"):
        return self.git("--git-dir", str(self.git_dir), "rev-parse", f"refs/heads/{branch}")

    def file(self, path, branch="main"):
        return self.git("--git-dir", str(self.git_dir), "show", f"refs/heads/{branch}:{path}")

    def writes(self):
        """What was changed on the forge since the log was emptied: method and path."""
        found = []
        for it in self.ask("GET", "/_log"):
            # Git posts to read, and so does GraphQL unless it says otherwise.
            asks = it["target"].endswith("/git-upload-pack") or it["target"].endswith("/graphql") and "mutation" not in str(it["body"])
            if it["method"] not in ("GET", "HEAD") and not asks and it["status"] < 400:
                found.append(f"{it['method']} {it['target']}")
        return found

    def keep(self, name, texts, folder):
        """Leaves what a run said, and the folder it wrote to, where KEEP wants it."""
        if not KEEP:
            return
        kept = pathlib.Path(KEEP) / name
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        for file, text in texts.items():
            (kept / file).write_text(text)
        if folder.is_dir():
            shutil.copytree(folder, kept / "reports")
