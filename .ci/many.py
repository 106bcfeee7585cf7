"""The workflow for many repositories of docs/github.md, as act runs it: a scene of .ci/act.py.

The actions of others in it are stood in for: what they would do on a runner of GitHub is done here with folders.
"""
import json, pathlib, re, shutil, subprocess

from world import BRANCH, day, expect, report

NAMES = ["payments", "search", "platform"]


def bare(folder):
    """The repositories of the matrix, with nothing in them: by name, where they lie."""
    others = {f"acme/{name}": f"{folder}/{name}.git" for name in NAMES}
    for path in others.values():
        subprocess.run(["git", "init", "--bare", "--quiet", "-b", "main", path], check=True)
    return others


def fill(world, name):
    clone = world.work / f"{name}-clone"
    world.git("clone", "--quiet", str(world.work / f"{name}.git"), str(clone), cwd=world.work)
    (clone / "postmortems").mkdir()
    (clone / "postmortems/a.md").write_text(report(f"The {name} incident", f"Mend {name}", f"Test {name} (due {day(-1)})"))
    (clone / "followthrough.yml").write_text("tracker: { kind: github }\n")
    world.git("add", "--all", cwd=clone)
    world.git("commit", "--quiet", "-m", "Begin", cwd=clone)
    world.git("push", "--quiet", "origin", "main", cwd=clone)


def stand_ins(world, workflow):
    """Composite actions by the names that the workflow has for those of others."""
    kept = world.work / "artifacts"
    scripts = {
        "actions/checkout": f"""find . -mindepth 1 -delete
            git clone --quiet {world.work}/"${{REPOSITORY#*/}}".git . && git remote set-url origin {world.origin}/"$REPOSITORY\"""",
        "actions/create-github-app-token": "echo ::add-mask::t-app; echo token=t-app >> \"$GITHUB_OUTPUT\"",
        "actions/upload-artifact": f"mkdir -p {kept}/$NAME && cp \"$FROM\" {kept}/$NAME",
        "actions/download-artifact": f"mkdir -p \"$FROM\" && cp -R {kept}/$PATTERN \"$FROM\"",
    }
    found = {}
    for name, ref in set(re.findall(r"uses: (actions/[\w-]+)@(\S+)", workflow)):
        folder = world.work / "stand-ins" / name
        folder.mkdir(parents=True, exist_ok=True)
        names = ["repository", "token", "fetch-depth", "persist-credentials", "client-id", "private-key", "repositories", "name",
                 "path", "pattern", "permission-contents", "permission-issues", "permission-pull-requests"]
        inputs = {it: {"default": ""} for it in names}
        step = {"id": "it", "shell": "bash", "run": scripts[name], "env": {
            "REPOSITORY": "${{ inputs.repository }}", "NAME": "${{ inputs.name }}", "FROM": "${{ inputs.path }}",
            "PATTERN": "${{ inputs.pattern }}"}}
        outputs = {"token": {"value": "${{ steps.it.outputs.token }}"}}
        action = {"name": name, "inputs": inputs, "outputs": outputs, "runs": {"using": "composite", "steps": [step]}}
        (folder / "action.yml").write_text(json.dumps(action))
        found[f"{name}@{ref}"] = folder
    return found


def many(world):
    """A job for each repository, and one that joins what they left."""
    workflow = world.blocks[".github/workflows/all-repositories.yml"]
    expect("the matrix", re.search(r"repository: \[(.*)\]", workflow)[1].split(", "), NAMES)
    joined = world.work / "joined"
    workflow = workflow.replace("mode: merge\n", f"mode: merge\n          reports: {joined}\n")
    for name in NAMES:
        fill(world, name)
    local = stand_ins(world, workflow)
    for turn in (1, 2):
        shutil.rmtree(world.work / "artifacts", ignore_errors=True)
        run = world.on_main("schedule", workflow=workflow, local=local, action="plain")
        modes = sorted(it["mode"] for it in run.outputs_of.values())
        expect("the jobs", modes, ["merge", "sync", "sync", "sync"])
        status = json.loads((joined / "status.json").read_text())
        scopes = sorted({it["scope"] for it in status["actions"]})
        expect("who is in it", (scopes, len(status["actions"])), (sorted(f"acme/{it}" for it in NAMES), 2 * len(NAMES)))
        if "Mend search" not in run.summary:
            expect("the summary", run.summary, "Mend search")
        for name in NAMES:
            found = world.ask("GET", f"/repos/acme/{name}/issues")
            opened = sorted(it["title"] for it in found if "pull_request" not in it)
            expect(f"issues of {name}", opened, [f"Mend {name}", f"Test {name}"])
            proposals = world.ask("GET", f"/repos/acme/{name}/pulls?state=all")
            expect(f"write-backs of {name}", [it["head"]["ref"] for it in proposals], [BRANCH])
        if turn == 2:
            expect("what the second run wrote", run.writes, [])
    print(f"a matrix of {len(NAMES)} repositories: each synced and proposed in its own, joined into one status; again, nothing written")
