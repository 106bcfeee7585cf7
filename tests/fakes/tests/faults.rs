//! Faults, the log and the orders, through a socket.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use fake_forge::github::GitHub;
use fake_forge::{Effect, Fault, Server};
use serde_json::{Value, json};

const ISSUES: &str = "/repos/acme/incidents/issues";
const SOON: Duration = Duration::from_secs(20);

fn server() -> Server<GitHub> {
    Server::start(GitHub::seeded(json!({
        "tokens": { "wim": { "login": "wim" } },
        "repositories": [{ "full_name": "acme/incidents", "roles": { "wim": "write" } }],
    })))
}

/// What came back: all bytes until the server closed.
fn raw(origin: &str, method: &str, target: &str, body: &str) -> String {
    let mut stream = connected(origin, method, target, body);
    let mut answer = Vec::new();
    // A connection that is cut may end in an error: what came before it counts.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn connected(origin: &str, method: &str, target: &str, body: &str) -> TcpStream {
    let address = origin.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream
        .set_read_timeout(Some(SOON))
        .expect("a socket takes a timeout");
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nhost: x\r\nuser-agent: test\r\nauthorization: Bearer wim\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    stream
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

fn body(answer: &str) -> Value {
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, it)| it);
    serde_json::from_str(body).unwrap_or_default()
}

fn create(server: &Server<GitHub>) -> String {
    raw(server.origin(), "POST", ISSUES, "{\"title\":\"t\"}")
}

fn issues(server: &Server<GitHub>) -> usize {
    server.forge(|it| it.repository("acme/incidents").issues.len())
}

#[test]
fn what_the_server_did_and_what_the_client_heard_are_two_things() {
    let refused = Fault::refusal(502, "Bad Gateway").effect;
    for (effect, made, heard) in [
        (refused, 0, "502"),
        (Effect::CloseBefore, 0, ""),
        (Effect::CloseAfter, 1, ""),
        (Effect::FailAfter { status: 502 }, 1, "502"),
        (Effect::CommitTwice, 2, "201"),
    ] {
        let server = server();
        server.fault(Fault::new(effect.clone()).on("POST", "/issues"));
        assert_eq!(
            raw(server.origin(), "GET", ISSUES, "").split(' ').nth(1),
            Some("200"),
            "not meant"
        );
        assert_eq!(status(&create(&server)), heard, "{effect:?}");
        assert_eq!(issues(&server), made, "{effect:?}");
        assert_eq!(status(&create(&server)), "201", "only once");
        let log = server.log();
        assert_eq!(
            (log.count("POST", "/issues"), log.reads(), log.writes()),
            (2, 1, 2)
        );
        assert_eq!(
            log.0[1].status.map(|it| it.to_string()).unwrap_or_default(),
            heard
        );
        assert_eq!(log.0[1].user.as_deref(), Some("wim"));
    }
}

#[test]
fn a_body_that_is_cut_announces_its_whole_length() {
    let server = server();
    server.fault(Fault::new(Effect::Truncate { bytes: 10 }));
    let answer = create(&server);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    assert_eq!((status(head), body.len(), issues(&server)), ("201", 10, 1));
    let length = head
        .split("content-length: ")
        .nth(1)
        .and_then(|it| it.lines().next());
    assert!(
        length
            .and_then(|it| it.parse::<usize>().ok())
            .is_some_and(|it| it > 500),
        "{head}"
    );
}

#[test]
fn lists_lag_are_empty_or_in_another_order() {
    let server = server();
    create(&server);
    server.fault(Fault::new(Effect::Stale).on("GET", "/issues").times(2));
    create(&server);
    let rows = |server: &Server<GitHub>| {
        let list = body(&raw(server.origin(), "GET", ISSUES, ""));
        let rows = list.as_array().into_iter().flatten();
        rows.filter_map(|it| it["number"].as_u64())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        [rows(&server), rows(&server), rows(&server)],
        [vec![1], vec![1], vec![2, 1]]
    );
    server.fault(Fault::new(Effect::Empty));
    server.fault(Fault::new(Effect::Reverse));
    assert_eq!(
        [rows(&server), rows(&server), rows(&server)],
        [vec![], vec![1, 2], vec![2, 1]]
    );
    server.fault(Fault::new(Effect::Repeat));
    let page = body(&raw(
        server.origin(),
        "GET",
        &format!("{ISSUES}?per_page=1&page=2"),
        "",
    ));
    assert_eq!(
        (&page[0]["number"], &page[1]["number"]),
        (&json!(2), &json!(1))
    );
}

#[test]
fn a_request_hangs_until_its_client_is_killed() {
    for (effect, made) in [(Effect::FreezeBefore, 0), (Effect::FreezeAfter, 1)] {
        let server = server();
        server.fault(Fault::new(effect).on("POST", "").after(1));
        create(&server);
        let hanging = connected(server.origin(), "POST", ISSUES, "{\"title\":\"t\"}");
        assert!(server.wait_frozen(1, SOON));
        drop(hanging);
        assert_eq!(issues(&server), 1 + made);
    }
}

#[test]
fn a_script_outside_sees_the_log_and_adds_faults() {
    let server = server();
    let fault = json!({ "method": "POST", "skip": 1, "effect": { "refuse": { "status": 503, "headers": [["retry-after", "1"]] } } });
    assert_eq!(
        status(&raw(server.origin(), "POST", "/_fault", &fault.to_string())),
        "204"
    );
    assert_eq!(
        status(&raw(
            server.origin(),
            "POST",
            "/_fault",
            "{\"effect\":\"nonsense\"}"
        )),
        "400"
    );
    assert_eq!(status(&create(&server)), "201");
    let refused = create(&server);
    assert_eq!(status(&refused), "503");
    assert!(refused.contains("retry-after: 1"));
    let log = body(&raw(server.origin(), "GET", "/_log", ""));
    assert_eq!(
        log.as_array().map(Vec::len),
        Some(2),
        "orders are not in it"
    );
    assert_eq!(
        (&log[0]["body"]["title"], &log[1]["status"]),
        (&json!("t"), &json!(503))
    );
    assert_eq!(status(&raw(server.origin(), "DELETE", "/_log", "")), "204");
    assert_eq!(server.log().0, []);
}
