#!/usr/bin/env python3
"""Asks the fake GitLab what its tests ask it, by a client that others wrote: python-gitlab.

usage: .ci/python-gitlab.py FAKE-FORGE

What this client expects of a real server - the shape of pages, links, errors, forms - the fake must have too.
"""
import json, os, subprocess, sys, tempfile

import gitlab
from gitlab.exceptions import GitlabAuthenticationError, GitlabCreateError, GitlabGetError, GitlabHttpError, GitlabUpdateError

checks = 0


def same(found, wanted, what):
    global checks
    checks += 1
    if found != wanted:
        sys.exit(f"{what}: {found!r} instead of {wanted!r}")


def refused(kind, code, call):
    """The call must be refused with this status."""
    try:
        call()
    except kind as error:
        same(error.response_code, code, f"the refusal {error}")
    else:
        sys.exit(f"not refused with {code}")


def git(*arguments):
    author = ["-c", "user.name=mia", "-c", "user.email=mia@test", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *author, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def repository(folder):
    work, bare = os.path.join(folder, "work"), os.path.join(folder, "incidents.git")
    git("init", "--quiet", work)
    with open(os.path.join(work, "a.md"), "w", encoding="utf-8") as file:
        file.write("# Outage\n")
    git("-C", work, "add", ".")
    git("-C", work, "commit", "--quiet", "-m", "first")
    git("clone", "--quiet", "--bare", work, bare)
    return bare


def issues(project, others):
    issue = project.issues.create({
        "title": "t", "description": "a\r\n/due 2026-12-24\nb \n", "labels": ["x", "y"], "confidential": True,
    })
    same((issue.description, issue.due_date, issue.labels), ("a\nb", "2026-12-24", ["x", "y"]), "what was created")
    issue.title, issue.state_event, issue.labels = "u", "close", ["z"]
    issue.save()
    same((issue.title, issue.state, issue.labels), ("u", "closed", ["z"]), "what was saved")
    same([it.iid for it in project.issues.list(iids=[1, 9], get_all=True)], [1], "a batch")
    refused(GitlabGetError, 404, lambda: others.issues.get(1))
    refused(GitlabCreateError, 400, lambda: project.issues.create({"title": "t" * 256}))
    refused(GitlabAuthenticationError, 401, lambda: project_of(anonymous).issues.create({"title": "t"}))


def pages(project):
    for number in range(2, 46):
        project.issues.create({"title": str(number)})
    wanted = list(range(1, 46))
    by_number = project.issues.list(iterator=True, sort="asc", per_page=10)
    same((by_number.total, by_number.total_pages), (45, 5), "the total")
    same([it.iid for it in by_number], wanted, "pages by number")
    keyset = dict(pagination="keyset", order_by="created_at", sort="asc", per_page=9)
    same([it.iid for it in project.issues.list(iterator=True, **keyset)], wanted, "pages by keyset")
    same(len(project.issues.list(get_all=False)), 20, "a page that is not asked to be long")


def notes(project):
    issue = project.issues.get(2)
    note = issue.notes.create({"body": "Late.\n/close"})
    same((note.body, project.issues.get(2).state), ("Late.", "closed"), "a note with an order")
    note.body = "Later."
    note.save()
    same([it.body for it in issue.notes.list(get_all=True)], ["Later."], "an edited note")
    label = project.labels.create({"name": "followthrough", "color": "#00ff00"})
    refused(GitlabCreateError, 409, lambda: project.labels.create({"name": label.name, "color": "#00ff00"}))
    rex = project.members_all.list(query="rex", get_all=True)[0]
    same(rex.access_level, 20, "a member")
    same([it.id for it in project.members.list(user_ids=[rex.id, 999999], get_all=True)], [rex.id], "members by number")


def files(project):
    action = {"action": "update", "file_path": "a.md", "content": "# Changed\n"}
    change = {"branch": "work", "start_branch": "main", "commit_message": "m", "actions": [action]}
    commit = project.commits.create(change)
    same(project.branches.get("work").commit["id"], commit.id, "the branch that was made")
    same(project.files.get("a.md", ref="work").decode(), b"# Changed\n", "the file that was changed")
    refused(GitlabCreateError, 400, lambda: project.commits.create(change))
    request = project.mergerequests.create({"source_branch": "work", "target_branch": "main", "title": "t"})
    refused(GitlabCreateError, 409, lambda: project.mergerequests.create({"source_branch": "work", "target_branch": "main", "title": "t"}))
    same(request.changes()["changes"][0]["new_path"], "a.md", "what would be merged")
    request.notes.create({"body": "plan"})
    request.merge()
    same(project.mergerequests.get(request.iid).state, "merged", "what was merged")


def tokens(url, project):
    refused(GitlabAuthenticationError, 401, gitlab.Gitlab(url, private_token="nonsense").auth)
    same(client("rex").personal_access_tokens.get("self").expires_at, "2026-12-01", "when a token ends")
    job = gitlab.Gitlab(url, job_token="job").projects.get(project.id, lazy=True)
    same(len(job.issues.list(get_all=False)) > 0, True, "a job reads issues")
    refused(GitlabAuthenticationError, 401, lambda: job.issues.create({"title": "t"}))
    guest = project_of(client("gus"))
    own = guest.issues.create({"title": "mine"})
    own.labels = ["x"]
    own.save()
    same(guest.issues.get(own.iid).labels, [], "labels that a guest may not set")
    theirs = guest.issues.get(3)
    theirs.title = "mine too"
    refused(GitlabUpdateError, 403, theirs.save)
    refused(GitlabHttpError, 429, lambda: [client("poor").http_get("/user", retry_transient_errors=False, obey_rate_limit=False) for _ in range(2)])


with tempfile.TemporaryDirectory() as folder:
    seed = {
        "below": "/gitlab",
        "tokens": {
            "mia": {"username": "mia"}, "rex": {"username": "rex", "expires_at": "2026-12-01"}, "gus": {"username": "gus"},
            "job": {"username": "mia", "job": True}, "poor": {"username": "mia", "limit": 1},
        },
        "projects": [{
            "path": "acme/sre/incidents", "visibility": "public", "git": repository(folder),
            "members": {"mia": 40, "rex": 20, "gus": 10},
        }],
    }
    path = os.path.join(folder, "seed.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(seed, file)
    server = subprocess.Popen([sys.argv[1], "gitlab", "--seed", path], stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().strip() + "/gitlab"
        client = lambda token: gitlab.Gitlab(url, private_token=token)
        project_of = lambda it: it.projects.get("acme/sre/incidents")
        anonymous = gitlab.Gitlab(url)
        mia = client("mia")
        mia.auth()
        same(mia.user.username, "mia", "who asks")
        project = project_of(mia)
        issues(project, project_of(client("gus")))
        pages(project)
        notes(project)
        files(project)
        tokens(url, project)
    finally:
        server.kill()
        server.wait()
print(f"python-gitlab {gitlab.__version__}: {checks} answers as it expects them")
