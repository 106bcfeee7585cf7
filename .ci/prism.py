#!/usr/bin/env python3
"""Has Prism judge the requests of a log against GitHub's own description of its interface.

usage: .ci/prism.py LOG NODE PRISM DESCRIPTION

The description is cut to the paths that are used, for Prism to start soon, and made stricter: a field that it does not
name is an error, and a schema that may be null says of what type it is otherwise (Prism checks nothing else there).
"""
import json, os, re, socket, subprocess, sys, tempfile, time, urllib.error, urllib.request

MEDIA = "application/json"


def pattern(path):
    """What a path of the description matches."""
    return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]+\})", path)) + "$")


def stricter(schema, top=True):
    """The schema without what makes Prism look away."""
    if isinstance(schema, list):
        return [stricter(it, False) for it in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: stricter(value, top and name in ("anyOf", "oneOf", "allOf")) for name, value in schema.items()}
    if schema.get("nullable") and "type" not in schema:
        del schema["nullable"]
        branches = schema.pop("oneOf", None) or schema.pop("anyOf", None)
        if branches:
            # Null fits more than one of them then.
            schema["anyOf"] = [{**it, "nullable": True} if "type" in it else it for it in branches]
    if top and "properties" in schema:
        schema["additionalProperties"] = False
    return schema


def cut(description, paths):
    """The description of these paths alone, with every answer as JSON."""
    kept = {path: description["paths"][path] for path in paths}
    for methods in kept.values():
        for operation in methods.values():
            if "requestBody" in operation:
                content = operation["requestBody"]["content"]
                content[MEDIA]["schema"] = stricter(content[MEDIA]["schema"])
            operation["responses"] = {"200": {"description": "", "content": {MEDIA: {"schema": {}}}}}
            for parameter in operation.get("parameters", []):
                parameter.pop("examples", None)
    used, missing = {}, set(re.findall(r'"#/components/([^"]+)"', json.dumps(kept)))
    while missing:
        group, name = missing.pop().split("/", 1)
        used.setdefault(group, {})[name] = part = stricter(description["components"][group][name])
        found = set(re.findall(r'"#/components/([^"]+)"', json.dumps(part)))
        missing |= {it for it in found if it.split("/", 1)[1] not in used.get(it.split("/", 1)[0], {})}
    return {"openapi": description["openapi"], "info": description["info"], "paths": kept, "components": used}


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def judged(origin, entry):
    """What Prism has against a request: nothing, or a list of reasons."""
    body = None if entry["body"] is None else json.dumps(entry["body"]).encode()
    headers = {"content-type": MEDIA, "accept": MEDIA, "authorization": "Bearer x", "user-agent": "followthrough"}
    request = urllib.request.Request(origin + entry["target"], body, headers, method=entry["method"])
    try:
        urllib.request.urlopen(request, timeout=30).close()
        return []
    except urllib.error.HTTPError as error:
        with error:
            problem = json.load(error)
    reasons = [f"{'.'.join(map(str, it['location']))} {it['message']}" for it in problem.get("validation", [])]
    return reasons or [problem["title"]]


with open(sys.argv[1], encoding="utf-8") as file:
    log = json.load(file)
node, prism = sys.argv[2:4]
with open(sys.argv[4], encoding="utf-8") as file:
    description = json.load(file)
# Pages go on below the repository's id, which is the same operation under a name that no description has.
for entry in log:
    entry["target"] = re.sub(r"^/repositories/\d+", "/repos/acme/incidents", entry["target"])
log = [entry for entry in log if not entry["target"].startswith("/graphql")]
paths, unknown = {"/repos/{owner}/{repo}/issues"}, set()
patterns = {path: pattern(path) for path in description["paths"]}
for entry in log:
    path = entry["target"].split("?")[0]
    fits = [it for it, regex in patterns.items() if regex.match(path) and entry["method"].lower() in description["paths"][it]]
    # A path that says more in words goes before one with a parameter there.
    fits.sort(key=lambda it: it.count("{"))
    paths.update(fits[:1])
    if not fits:
        unknown.add(f"{entry['method']} {path}")
if unknown:
    sys.exit("GitHub's description does not have " + ", ".join(sorted(unknown)))

with tempfile.TemporaryDirectory() as folder:
    small, said = os.path.join(folder, "description.json"), os.path.join(folder, "said")
    with open(small, "w", encoding="utf-8") as file:
        json.dump(cut(description, sorted(paths)), file)
    port = free_port()
    command = [node, prism, "mock", "--port", str(port), small]
    with open(said, "w", encoding="utf-8") as output:
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        for _ in range(600):
            with open(said, encoding="utf-8") as file:
                if "is listening" in file.read() or server.poll() is not None:
                    break
            time.sleep(0.1)
        if server.poll() is not None:
            with open(said, encoding="utf-8") as file:
                sys.exit(f"Prism does not start:\n{file.read()}")
        origin = f"http://127.0.0.1:{port}"
        # A field that nobody knows must be found, or nothing is checked.
        broken = {"method": "POST", "target": "/repos/acme/incidents/issues", "body": {"title": "t", "nonsense": 1}}
        blind = not judged(origin, broken)
        wrong = [f"{it['method']} {it['target']}: {reason}" for it in log for reason in judged(origin, it)]
    finally:
        server.kill()
        server.wait()
if blind:
    sys.exit("Prism checks nothing")
if wrong:
    sys.exit("\n".join(wrong))
print(f"Prism: {len(log)} requests over {len(paths)} paths are as GitHub describes them")
