//! Clones and pushes, by git's own server behind the rights of a forge.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::http::{Reply, Request, encoded};

/// What git asks of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Fetch,
    Push,
}

/// The repository's path and what is wanted of it, if this is git that asks.
pub(crate) fn asked(request: &Request) -> Option<(String, Service)> {
    let path = request.path.trim_start_matches('/');
    let rest = ["/info/refs", "/git-upload-pack", "/git-receive-pack"];
    let end = rest.into_iter().find(|it| path.ends_with(it))?;
    let name = path.trim_end_matches(end).trim_end_matches(".git");
    let push = end == "/git-receive-pack" || request.param("service") == Some("git-receive-pack");
    Some((
        name.to_owned(),
        if push { Service::Push } else { Service::Fetch },
    ))
}

/// The password of basic authentication, by which git sends a token.
pub(crate) fn password(request: &Request) -> Option<String> {
    let header = request.header("authorization")?;
    let (scheme, rest) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = BASE64_STANDARD.decode(rest.trim()).ok()?;
    let pair = String::from_utf8(pair).ok()?;
    Some(pair.split_once(':')?.1.to_owned())
}

/// How a forge says who it is, and that it wants a token.
pub(crate) fn unknown(realm: &str) -> Reply {
    let reply = Reply::text(401, "invalid credentials");
    reply.with("www-authenticate", format!("Basic realm=\"{realm}\""))
}

/// Refuses a push to a protected branch in the forge's words; git shows them after `remote: `.
const HOOK: &str = "#!/bin/sh
while read -r _ _ name; do
    for protected in $FAKE_PROTECTED; do
        if [ \"$name\" = \"refs/heads/$protected\" ]; then
            printf \"$FAKE_REFUSAL\" \"$name\"
            exit 1
        fi
    done
done
";

/// Lets git's own server answer. `refusal` has a `%s` for the name of the branch.
pub(crate) fn serve(request: &Request, git: &Path, protected: &[String], refusal: &str) -> Reply {
    answer(request, git, protected, refusal)
        .unwrap_or_else(|error| Reply::text(500, &format!("git http-backend: {error}")))
}

#[expect(clippy::disallowed_methods, reason = "the hook is a file for git")]
fn hooks() -> std::io::Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let hook = folder.path().join("pre-receive");
    std::fs::write(&hook, HOOK)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755))?;
    }
    Ok(folder)
}

fn answer(
    request: &Request,
    git: &Path,
    protected: &[String],
    refusal: &str,
) -> std::io::Result<Reply> {
    let hooks = hooks()?;
    let tail = request
        .path
        .rfind("/git-")
        .or_else(|| request.path.rfind("/info/"));
    let tail = &request.path[tail.unwrap_or_default()..];
    let header = |name: &str| request.header(name).unwrap_or_default().to_owned();
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", git)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("REQUEST_METHOD", &request.method)
        .env("PATH_INFO", tail)
        .env("QUERY_STRING", encoded(&request.query))
        .env("CONTENT_TYPE", header("content-type"))
        .env("CONTENT_LENGTH", request.body.len().to_string())
        .env("HTTP_CONTENT_ENCODING", header("content-encoding"))
        .env("GIT_PROTOCOL", header("git-protocol"))
        .env("GIT_CONFIG_COUNT", "3")
        .env("GIT_CONFIG_KEY_0", "http.receivepack")
        .env("GIT_CONFIG_VALUE_0", "true")
        .env("GIT_CONFIG_KEY_1", "core.hooksPath")
        .env("GIT_CONFIG_VALUE_1", hooks.path())
        .env("GIT_CONFIG_KEY_2", "safe.directory")
        .env("GIT_CONFIG_VALUE_2", "*")
        .env("FAKE_PROTECTED", protected.join(" "))
        .env("FAKE_REFUSAL", refusal)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take();
    let body = request.body.clone();
    let writer = std::thread::spawn(move || input.as_mut().map(|it| it.write_all(&body)));
    let output = child.wait_with_output()?;
    let _ = writer.join();
    Ok(parsed(&output.stdout))
}

/// A reply as a gateway writes it: headers, an empty line, the body.
fn parsed(output: &[u8]) -> Reply {
    let end = output.windows(4).position(|it| it == b"\r\n\r\n");
    let (head, body) = output.split_at(end.unwrap_or(output.len()));
    let mut reply = Reply {
        status: 200,
        body: body.get(4..).unwrap_or_default().to_vec(),
        ..Reply::default()
    };
    for line in String::from_utf8_lossy(head).lines() {
        let Some((name, value)) = line.split_once(": ") else {
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "status" => reply.status = value.get(..3).and_then(|it| it.parse().ok()).unwrap_or(500),
            name => reply.headers.push((name.to_owned(), value.to_owned())),
        }
    }
    reply
}
