//! What a person reads when GitHub cannot be asked, or says no. Each message names what happened, where, and
//! what to do next; `--nocapture` shows them all.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Output;
use std::sync::Arc;

use fake_forge::github::GitHub;
use fake_forge::{Effect, Fault};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::stage::Stage;
use crate::world::HOME;

/// Everything that a run printed, for people who run the test to read.
#[expect(
    clippy::print_stdout,
    reason = "messages are there to be read, with --nocapture"
)]
fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    println!("--- exit {:?}\n{text}", output.status.code());
    text
}

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

fn refusal(status: u16, headers: &[(&str, &str)], message: &str) -> Fault {
    let owned = headers.iter();
    Fault::new(Effect::Refuse {
        status,
        headers: owned
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: serde_json::json!({ "message": message }).to_string(),
    })
}

/// A sync of two actions, of which every request of a kind is refused.
fn refused(method: &str, fault: Fault) -> (Option<i32>, String) {
    let stage = Stage::<GitHub>::with(2);
    stage
        .server
        .fault(fault.on(method, "/issues").times(usize::MAX));
    let output = stage.run(&["sync"]);
    (output.status.code(), said(&output))
}

const LIST: &str = "/repos/acme/incidents/issues";

#[test]
fn a_list_that_has_to_wait_is_a_refusal_like_a_create() {
    for method in ["GET", "POST"] {
        let (exit, text) = refused(method, refusal(429, &[("retry-after", "3600")], "Later"));
        assert_eq!(exit, Some(6), "{method}: {text}");
        holds(&text, &["the server asks to wait 60 min"]);
    }
}

#[test]
fn a_question_that_is_not_taken_is_no_fault_of_the_report() {
    let (_, text) = refused("GET", refusal(422, &[], "Validation Failed"));
    assert!(!text.contains("report corrected"), "{text}");
    holds(&text, &["check tracker.repository"]);
}

#[test]
fn a_token_that_is_not_accepted() {
    let (code, text) = refused("GET", refusal(401, &[], "Bad credentials"));
    assert_eq!(code, Some(4));
    let advice = "set FOLLOWTHROUGH_TOKEN, GITHUB_TOKEN or GH_TOKEN to one that is valid";
    holds(&text, &["401, Bad credentials", LIST, advice]);
}

#[test]
fn a_right_that_is_missing_and_the_block_that_gives_it() {
    let header = [("x-accepted-github-permissions", "issues=write")];
    let fault = refusal(403, &header, "Resource not accessible by integration");
    for (method, right) in [("GET", "issues: read"), ("POST", "issues: write")] {
        let (code, text) = refused(method, fault.clone());
        assert_eq!(code, Some(4));
        let block = format!("permissions:\n    contents: read\n    {right}\n");
        holds(
            &text,
            &[
                "403, Resource not accessible by integration",
                LIST,
                &block,
                "another token needs issues=write",
            ],
        );
    }
    let sso = [(
        "x-github-sso",
        "required; url=https://github.com/orgs/acme/sso?authorization_request=A",
    )];
    let (_, text) = refused(
        "GET",
        refusal(
            403,
            &sso,
            "Resource protected by organization SAML enforcement.",
        ),
    );
    holds(
        &text,
        &["single sign-on: https://github.com/orgs/acme/sso?authorization_request=A"],
    );
}

#[test]
fn a_repository_that_is_not_there_or_keeps_no_issues() {
    let (code, text) = refused("GET", refusal(404, &[], "Not Found"));
    assert_eq!(code, Some(4));
    holds(
        &text,
        &[
            LIST,
            "acme/incidents does not exist, or the token cannot see it",
            "check tracker.repository",
        ],
    );
    let (code, text) = refused(
        "GET",
        refusal(410, &[], "Issues are disabled for this repo"),
    );
    assert_eq!(code, Some(4));
    holds(&text, &["410", "turn them on in its settings"]);
}

#[test]
fn a_field_that_is_wrong() {
    let stage = Stage::<GitHub>::with(2);
    let body = r#"{"message": "Validation Failed", "errors": [{"resource": "Issue", "field": "title", "code": "custom",
        "message": "title is too long (maximum is 256 characters)"}]}"#;
    let fault = Fault::new(Effect::Refuse {
        status: 422,
        headers: vec![],
        body: body.into(),
    });
    stage.server.fault(fault.on("POST", "/issues"));
    let output = stage.run(&["sync"]);
    assert_eq!(output.status.code(), Some(4));
    let text = said(&output);
    // One is refused, the other is opened.
    holds(
        &text,
        &[
            "postmortems/000.md:7",
            "title: title is too long (maximum is 256 characters)",
            "1 of 2 issues opened",
        ],
    );
}

/// The reset is counted by the server's own clock: it is eleven years behind ours here.
#[test]
fn a_limit_that_asks_for_more_than_anybody_waits_for() {
    let reset = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "1448116800"),
        ("date", "Sat, 21 Nov 2015 14:00:00 GMT"),
    ];
    let message = "API rate limit exceeded for installation";
    for (method, headers, wait) in [
        ("GET", &reset[..], "41 min"),
        ("POST", &reset[..], "41 min"),
        ("POST", &[("retry-after", "3600")][..], "60 min"),
    ] {
        let (code, text) = refused(method, refusal(429, headers, message));
        assert_eq!(code, Some(6), "{method}");
        let asks = format!("the server asks to wait {wait} ({message}); run again after that");
        holds(&text, &[&asks, LIST]);
    }
}

#[test]
fn another_server_does_not_get_the_token() {
    let to = [(
        "location",
        "https://elsewhere.example/repos/acme/incidents/issues?x=1",
    )];
    let (code, text) = refused("GET", refusal(301, &to, "Moved Permanently"));
    assert_eq!(code, Some(4));
    holds(
        &text,
        &[
            "sends on to https://elsewhere.example/repos/acme/incidents/issues, where your token is not sent",
            "set tracker.url",
        ],
    );
}

fn configured(url: &str) -> Stage<GitHub> {
    let stage = Stage::<GitHub>::with(1);
    let config =
        format!("scope: {HOME}\ntracker: {{ kind: github, repository: {HOME}, url: \"{url}\" }}\n");
    stage.write("followthrough.yml", &config);
    stage
}

/// A server on this machine that does with each connection what it is told.
fn serve(answer: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || listener.incoming().flatten().for_each(answer));
    port
}

#[test]
fn a_proxy_that_lets_nothing_through() {
    let port = serve(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream
            .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    });
    let stage = configured("https://git.example.com");
    let mut plan = stage.command(&["plan"]);
    let proxy = format!("http://127.0.0.1:{port}");
    let output = plan.env("HTTPS_PROXY", proxy).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    holds(
        &said(&output),
        &[
            "https://git.example.com/api/v3/repos/acme/incidents/issues",
            "the proxy did not let the request through: check HTTPS_PROXY and NO_PROXY",
        ],
    );
}

/// A certificate of an authority that this machine does not know; the advice in the message helps.
#[test]
fn a_certificate_that_nobody_knows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sync_forge/tls");
    let pem = folder.join("server.pem");
    let certificate = CertificateDer::from_pem_file(&pem).unwrap();
    let key = PrivateKeyDer::from_pem_file(&pem).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    let config = Arc::new(config.unwrap());
    let port = serve(move |mut stream| {
        let mut tls = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut tls = rustls::Stream::new(&mut tls, &mut stream);
        let reply = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]";
        if tls.read(&mut [0; 4096]).is_ok() {
            let _ = tls.write_all(reply);
            let _ = tls.flush();
        }
    });
    let stage = configured(&format!("https://127.0.0.1:{port}"));
    let output = stage.run(&["plan"]);
    assert_eq!(output.status.code(), Some(4));
    holds(
        &said(&output),
        &[
            "the server's certificate is not trusted here",
            "SSL_CERT_FILE",
            "check this machine's clock",
        ],
    );
    let mut plan = stage.command(&["plan"]);
    let plan = plan.env("SSL_CERT_FILE", folder.join("authority.pem"));
    let output = plan.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}
