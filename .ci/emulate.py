#!/usr/bin/env python3
"""Asks the fake GitHub and one that others wrote (npm emulate) the same, and compares what they answer.

usage: .ci/emulate.py FAKE-FORGE NODE EMULATE

Only what emulate does as GitHub does is asked here; of what it does otherwise, such as taking any token, the fake's own
tests say what is right.
"""
import json, os, re, socket, subprocess, sys, tempfile, time, urllib.error, urllib.request

REPO = "/repos/acme/incidents"
ISSUES = REPO + "/issues"
ISSUE = "number title body state state_reason locked user.login user.type labels.*.name assignees.*.login milestone closed_by.login"
PULL = "number title state draft merged head.ref head.label base.ref user.login"

# Method, path, body, the fields that must be the same; no fields: the status alone.
REQUESTS = [
    ("GET", "/user", None, "login type"),
    ("GET", "/users/wim", None, "login type"),
    ("GET", "/users/nobody", None, "message"),
    ("GET", REPO, None, "name full_name private owner.login owner.type permissions.push permissions.admin default_branch has_issues archived"),
    ("GET", "/repos/acme/none", None, "message"),
    ("GET", ISSUES, None, ""),
    ("POST", REPO + "/labels", {"name": "bug", "color": "d73a4a", "description": "d"}, "name color description default"),
    ("POST", REPO + "/labels", {"name": "bug", "color": "d73a4a"}, ""),
    ("GET", REPO + "/labels/bug", None, "name color"),
    ("GET", REPO + "/labels/none", None, "message"),
    ("POST", ISSUES, {"title": "first", "body": "a\nb", "labels": ["bug"], "assignees": ["wim"]}, ISSUE),
    ("POST", ISSUES, {"title": "second"}, ISSUE),
    ("POST", ISSUES, {"title": "third", "body": "c", "labels": ["bug"]}, ISSUE),
    ("POST", ISSUES, {"body": "no title"}, ""),
    ("POST", "/repos/acme/none/issues", {"title": "t"}, "message"),
    ("GET", ISSUES + "/1", None, ISSUE),
    ("GET", ISSUES + "/99", None, "message"),
    ("GET", ISSUES, None, "*.number"),
    ("GET", ISSUES + "?direction=asc", None, "*.number"),
    ("GET", ISSUES + "?labels=bug", None, "*.number"),
    ("GET", ISSUES + "?per_page=2&page=2", None, "*.number"),
    ("GET", ISSUES + "?assignee=wim", None, "*.number"),
    ("GET", ISSUES + "?assignee=none", None, "*.number"),
    ("GET", ISSUES + "?creator=wim&state=all", None, "*.number"),
    ("PATCH", ISSUES + "/1", {"title": "new", "body": "other"}, ISSUE),
    ("PATCH", ISSUES + "/1", {"labels": []}, ISSUE),
    ("PATCH", ISSUES + "/1", {"state": "closed"}, ISSUE),
    ("PATCH", ISSUES + "/2", {"state": "closed", "state_reason": "not_planned"}, ISSUE),
    ("PATCH", ISSUES + "/2", {"state": "open"}, "number state state_reason closed_at"),
    ("GET", ISSUES + "?state=closed", None, "*.number"),
    ("GET", ISSUES + "?state=all", None, "*.number"),
    ("POST", ISSUES + "/3/labels", {"labels": ["bug"]}, "*.name"),
    ("GET", ISSUES + "/3/labels", None, "*.name"),
    ("DELETE", ISSUES + "/3/labels/bug", None, "*.name"),
    ("DELETE", ISSUES + "/3/assignees", {"assignees": ["wim"]}, "assignees.*.login"),
    ("PUT", ISSUES + "/3/lock", {}, ""),
    ("DELETE", ISSUES + "/3/lock", None, ""),
    ("POST", ISSUES + "/3/comments", {"body": "one"}, "body user.login"),
    ("POST", ISSUES + "/3/comments", {"body": "two"}, "body user.login"),
    ("GET", ISSUES + "/3/comments", None, "*.body"),
    ("GET", ISSUES + "/3", None, "comments"),
    ("GET", ISSUES + "/comments/9999", None, "message"),
    ("GET", REPO + "/branches/none", None, ""),
    ("GET", REPO + "/pulls", None, ""),
    ("GET", REPO + "/pulls/99", None, "message"),
    ("DELETE", REPO + "/labels/bug", None, ""),
    ("GET", REPO + "/labels/bug", None, "message"),
]

GIT = REPO + "/git"
# As above; what an answer is called is its field, and comes where it is named in braces.
FILES = [
    ("GET", GIT + "/ref/heads/main", None, "ref object.type", {"head": "object.sha"}),
    ("GET", REPO + "/branches/main", None, "name protected"),
    ("POST", GIT + "/blobs", {"content": "aGVsbG8K", "encoding": "base64"}, "", {"blob": "sha"}),
    ("GET", GIT + "/blobs/{blob}", None, "size encoding"),
    ("GET", GIT + "/commits/{head}", None, "sha", {"tree": "tree.sha"}),
    ("POST", GIT + "/trees", {"base_tree": "{tree}", "tree": [{"path": "docs/a.md", "mode": "100644", "type": "blob", "sha": "{blob}"}]}, "", {"new": "sha"}),
    ("POST", GIT + "/commits", {"message": "work", "tree": "{new}", "parents": ["{head}"]}, "message parents.*.sha", {"commit": "sha"}),
    ("POST", GIT + "/refs", {"ref": "refs/heads/work", "sha": "{head}"}, "ref object.sha"),
    ("POST", GIT + "/refs", {"ref": "refs/heads/work", "sha": "{head}"}, "message"),
    ("POST", GIT + "/refs", {"ref": "work", "sha": "{head}"}, ""),
    ("PATCH", GIT + "/refs/heads/work", {"sha": "{commit}"}, "ref object.sha"),
    ("GET", GIT + "/ref/heads/none", None, "message"),
    ("GET", GIT + "/matching-refs/heads/wo", None, "*.ref"),
    ("GET", REPO + "/contents/docs/a.md?ref=work", None, "type path encoding content"),
    ("GET", REPO + "/contents/none.md", None, "message"),
    ("POST", REPO + "/pulls", {"title": "t", "body": "b", "head": "work", "base": "main"}, PULL + " body", {"pull": "number"}),
    ("GET", REPO + "/pulls/{pull}", None, PULL),
    ("GET", REPO + "/pulls?head=acme:work", None, "*.number"),
    ("GET", REPO + "/pulls?head=acme:none", None, "*.number"),
    ("GET", REPO + "/pulls?state=closed", None, "*.number"),
    ("PATCH", REPO + "/pulls/{pull}", {"title": "u"}, PULL),
    ("POST", ISSUES + "/{pull}/comments", {"body": "plan"}, "body user.login"),
    ("PATCH", REPO + "/pulls/{pull}", {"state": "closed"}, PULL),
    ("PATCH", REPO + "/pulls/{pull}", {"state": "open"}, PULL),
    ("PUT", REPO + "/pulls/{pull}/merge", {}, "merged"),
    ("GET", REPO + "/pulls/{pull}", None, "state merged"),
    ("DELETE", GIT + "/refs/heads/work", None, ""),
    ("GET", GIT + "/ref/heads/work", None, "message"),
]


def pick(value, path):
    """The value below a path of names; `*` is each of a list."""
    for at, name in enumerate(path):
        if name == "*":
            return [pick(it, path[at + 1:]) for it in value]
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return value


def ask(origin, method, path, body):
    """Status, JSON and headers."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"authorization": "Bearer wim-token", "user-agent": "comparison", "content-type": "application/json"}
    request = urllib.request.Request(origin + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            status, text, links = reply.status, reply.read(), reply.headers.get("link") or ""
    except urllib.error.HTTPError as reply:
        status, text, links = reply.code, reply.read(), ""
    try:
        return status, json.loads(text or b"null"), links
    except ValueError:
        return status, None, links


def answer(origin, known, method, path, body, fields, names=None):
    """Status and fields; what is known by a name is put in, and what was learnt is called by it."""
    def filled(it):
        for name, value in known.items():
            it = it.replace("{" + name + "}", str(value))
        return it

    body = body if body is None else json.loads(filled(json.dumps(body)))
    status, value, _ = ask(origin, method, filled(path), body)
    shown = json.dumps({name: pick(value, name.split(".")) for name in fields.split()}, sort_keys=True)
    for name, field in (names or {}).items():
        known[name] = pick(value, field.split("."))
    # Names of commits differ, and what is learnt later must be the same in both.
    for name, learnt in known.items():
        shown = shown.replace(f'"{learnt}"', '"{' + name + '}"')
    return status, shown


def compare(origins, known, requests):
    for request in requests:
        own, other = (answer(origin, it, *request) for origin, it in zip(origins, known))
        if own != other:
            wrong.append(f"{request[0]} {request[1]}\n  the fake  {own}\n  emulate   {other}")


def bare(folder):
    """A repository with one commit on main."""
    work, path = os.path.join(folder, "work"), os.path.join(folder, "incidents.git")
    name = ["-c", "user.name=wim", "-c", "user.email=wim@test", "-c", "init.defaultBranch=main"]
    git = lambda *arguments: subprocess.run(["git", *name, *arguments], check=True, capture_output=True)
    git("init", "--quiet", work)
    with open(os.path.join(work, "README.md"), "w", encoding="utf-8") as file:
        file.write("# incidents\n")
    git("-C", work, "add", ".")
    git("-C", work, "commit", "--quiet", "-m", "first")
    git("clone", "--quiet", "--bare", work, path)
    return path


def walk(origin):
    """The numbers on each page of two, by the links alone."""
    pages, path = [], ISSUES + "?state=all&direction=asc&per_page=2"
    while path:
        _, value, links = ask(origin, "GET", path, None)
        pages.append([it["number"] for it in value])
        following = re.search(r'<[^>]*?//[^/>]+([^>]+)>; rel="next"', links)
        path = following and following[1]
    return pages


def started(command, url):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            ask(url, "GET", "/rate_limit", None)
            return process
        except OSError:
            time.sleep(0.1)
    process.kill()
    sys.exit(f"{command} does not answer")


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


with tempfile.TemporaryDirectory() as folder:
    ours, theirs = os.path.join(folder, "ours.json"), os.path.join(folder, "theirs.json")
    with open(ours, "w", encoding="utf-8") as file:
        json.dump({
            "users": [{"login": "acme", "type": "Organization", "members": ["wim"]}],
            "tokens": {"wim-token": {"login": "wim"}},
            "repositories": [{"full_name": "acme/incidents", "roles": {"wim": "admin"}, "git": bare(folder)}],
        }, file)
    with open(theirs, "w", encoding="utf-8") as file:
        json.dump({
            "tokens": {"wim-token": {"login": "wim", "scopes": ["repo", "user"]}},
            "github": {
                "users": [{"login": "wim"}],
                "orgs": [{"login": "acme", "members": [{"login": "wim", "role": "admin"}]}],
                "repos": [{"owner": "acme", "name": "incidents", "auto_init": True}],
            },
        }, file)
    fake, node, emulate = sys.argv[1:4]
    ports = free_port(), free_port()
    origins = [f"http://127.0.0.1:{port}" for port in ports]
    servers = []
    try:
        servers.append(started([fake, "github", "--port", str(ports[0]), "--seed", ours], origins[0]))
        servers.append(started([node, emulate, "start", "--service", "github", "--port", str(ports[1]), "--seed", theirs], origins[1]))
        wrong, known = [], ({}, {})
        compare(origins, known, REQUESTS)
        pages = [walk(origin) for origin in origins]
        if pages[0] != pages[1]:
            wrong.append(f"pages: {pages}")
        # Pull requests come last: emulate leaves them out of the list of issues, where GitHub has them.
        compare(origins, known, FILES)
    finally:
        for server in servers:
            server.kill()
            server.wait()
if wrong:
    sys.exit("\n".join(wrong))
print(f"emulate: {len(REQUESTS) + len(FILES)} requests and a walk over pages answered alike")
