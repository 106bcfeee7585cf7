//! What is sent, how often, when and to whom.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

mod clock;
mod server;

use std::time::Duration;

use bytes::Bytes;
use clock::Slept;
use followthrough::forge::transport::{
    Class, Credential, Fault, Manners, Reason, Transport, TransportError,
};
use http::{Request, Response};
use server::{Reply, Server, reply};
use url::Url;

struct Forge {
    server: Server,
    slept: Slept,
    transport: Transport,
}

fn forge(replies: Vec<Reply>) -> Forge {
    paced(replies, 0)
}

fn paced(replies: Vec<Reply>, pace: u64) -> Forge {
    let server = Server::start(replies);
    let slept = Slept::default();
    let transport = transport(&server.origin, pace, &slept);
    Forge {
        server,
        slept,
        transport,
    }
}

fn transport(origin: &str, pace: u64, slept: &Slept) -> Transport {
    let base = Url::parse(&format!("{origin}/api/v3")).unwrap();
    let token = Credential::bearer("s3cret").unwrap();
    let manners = Manners {
        pace: Duration::from_secs(pace),
        ..Manners::default()
    };
    Transport::new(base, Some(token), manners, Box::new(slept.clone())).unwrap()
}

impl Forge {
    fn send(&self, method: &str, to: &str) -> Result<Response<Bytes>, TransportError> {
        send(&self.transport, method, to, None)
    }
}

fn send(
    transport: &Transport,
    method: &str,
    to: &str,
    class: Option<Class>,
) -> Result<Response<Bytes>, TransportError> {
    let mut request = Request::builder().method(method).uri(to);
    if let Some(class) = class {
        request = request.extension(class);
    }
    let request = request.body(Bytes::from_static(b"{}")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(transport.send(request))
}

fn ok() -> Reply {
    reply(200, &[], "fine")
}

fn down() -> Reply {
    reply(502, &[], "<html>bad gateway</html>")
}

/// The head says more than comes.
fn cut_short() -> Reply {
    Reply::Bytes("HTTP/1.1 201 X\r\ncontent-length: 100\r\n\r\n{\"numb".into())
}

#[test]
fn addresses_are_below_the_base_and_carry_our_name_and_token() {
    let forge = forge(vec![ok()]);
    let answer = forge.send("GET", "/repos/a/b/issues?labels=x%2Cy").unwrap();
    assert_eq!(answer.body(), "fine");
    let asked = forge.server.asked().remove(0).to_lowercase();
    assert!(asked.starts_with("get /api/v3/repos/a/b/issues?labels=x%2cy "));
    assert!(asked.contains("authorization: bearer s3cret"), "{asked}");
    assert!(asked.contains("user-agent: followthrough/"), "{asked}");
}

#[test]
fn a_read_and_a_write_of_values_are_sent_again() {
    for method in ["GET", "PATCH", "PUT"] {
        let forge = forge(vec![down(), Reply::Nothing, cut_short(), ok()]);
        assert!(forge.send(method, "/x").is_ok(), "{method}");
        assert_eq!(forge.slept.seconds(), [1, 2, 4], "{method}");
    }
}

#[test]
fn it_gives_up_in_the_end_and_says_what_came() {
    let forge = forge((0..9).map(|_| down()).collect());
    let error = forge.send("GET", "/x?token=1").unwrap_err();
    assert_eq!(forge.server.lines().len(), 5);
    let url = format!("{}/api/v3/x", forge.server.origin);
    assert_eq!(error.to_string(), format!("GET {url}: 502, Bad Gateway"));
}

#[test]
fn a_create_that_may_have_been_carried_out_is_not_sent_again() {
    for fault in [
        down(),
        Reply::Nothing,
        cut_short(),
        reply(503, &[("retry-after", "1")], ""),
    ] {
        let forge = forge(vec![fault, ok()]);
        let error = forge.send("POST", "/x").unwrap_err();
        assert!(error.may_have_reached(), "{error}");
        assert_eq!(forge.server.lines().len(), 1);
        assert_eq!(forge.slept.seconds(), [0; 0]);
    }
}

#[test]
fn a_create_that_was_refused_for_being_too_early_is_sent_again() {
    let secondary = r#"{"message": "You have exceeded a secondary rate limit"}"#;
    let forge = forge(vec![
        reply(403, &[("retry-after", "7")], ""),
        reply(429, &[("retry-after", "0")], ""),
        reply(403, &[], secondary),
        ok(),
    ]);
    assert!(forge.send("POST", "/x").is_ok());
    assert_eq!(forge.slept.seconds(), [7, 1, 240]);
}

#[test]
fn other_refusals_are_final() {
    for status in [400, 401, 403, 404, 410, 422] {
        let body = r#"{"message": "no: Bearer s3cret"}"#;
        let forge = forge(vec![reply(status, &[], body), ok()]);
        let error = forge.send("GET", "/x").unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert!(!error.may_have_reached());
        assert!(error.to_string().ends_with("no: Bearer [token]"), "{error}");
        assert_eq!(forge.server.lines().len(), 1);
    }
}

#[test]
fn nobody_waits_for_ever() {
    let limited = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "1763714400"),
        ("date", "Fri, 21 Nov 2025 08:00:00 GMT"),
    ];
    let forge = forge(vec![reply(
        403,
        &limited,
        r#"{"message": "API rate limit exceeded"}"#,
    )]);
    let error = forge.send("GET", "/x").unwrap_err();
    assert!(matches!(error.fault, Fault::Limited { .. }));
    let says = "the server asks to wait 41 min (API rate limit exceeded); run again after that";
    assert!(error.to_string().ends_with(says), "{error}");
    assert_eq!(forge.slept.seconds(), [0; 0]);
}

thread_local! {
    /// What people were told of waits.
    static TOLD: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[test]
fn of_long_waits_people_are_told_what_how_long_and_why() {
    let asks = |seconds| reply(429, &[("retry-after", seconds)], "Retry later, s3cret");
    let server = Server::start(vec![asks("2"), asks("90"), ok()]);
    let base = Url::parse(&server.origin).unwrap();
    let manners = Manners {
        told: |text| TOLD.with_borrow_mut(|it| it.push(text.to_owned())),
        ..Manners::default()
    };
    let token = Credential::bearer("s3cret").unwrap();
    let clock = Box::new(Slept::default());
    let transport = Transport::new(base, Some(token), manners, clock).unwrap();
    send(&transport, "GET", "/x?secret", None).unwrap();
    let told = TOLD.take();
    let address = format!("{}/x", server.origin);
    let said = format!(
        "waiting up to 90 s: GET {address}: the server asks to wait (Retry later, [token])"
    );
    assert_eq!(told, [said]);
}

#[test]
fn redirects_keep_the_method_and_the_server() {
    for method in ["GET", "PATCH", "POST"] {
        let forge = forge(vec![
            reply(301, &[("location", "/api/v3/repositories/1")], ""),
            reply(307, &[("location", "../two")], ""),
            ok(),
        ]);
        assert!(forge.send(method, "/x").is_ok());
        let line = format!("{method} /api/v3/two HTTP/1.1");
        assert_eq!(forge.server.lines().last(), Some(&line));
        assert!(
            forge
                .server
                .asked()
                .iter()
                .all(|it| method == "GET" || it.ends_with("{}"))
        );
    }
}

#[test]
fn the_token_goes_nowhere_else() {
    let other = Server::start(vec![ok()]);
    let to = format!("{}/x", other.origin);
    let forge = forge(vec![reply(302, &[("location", &to)], "")]);
    for sent_to in ["/x", &to] {
        let error = forge.send("GET", sent_to).unwrap_err();
        assert!(matches!(error.fault, Fault::Redirected { .. }), "{error}");
    }
    assert_eq!(other.asked(), [""; 0]);
    let round: Vec<Reply> = (0..9)
        .map(|_| reply(301, &[("location", "/api/v3/x")], ""))
        .collect();
    let forge = self::forge(round);
    let error = forge.send("GET", "/x").unwrap_err();
    assert!(matches!(error.fault, Fault::Circle), "{error}");
    assert_eq!(forge.server.lines().len(), 6);
}

#[test]
fn creates_and_writes_are_paced_and_reads_are_not() {
    let forge = paced((0..6).map(|_| ok()).collect(), 3);
    for method in ["POST", "GET", "POST", "PATCH", "PATCH", "POST"] {
        forge.send(method, "/x").unwrap();
    }
    assert_eq!(forge.slept.seconds(), [3, 1, 1, 1]);
}

#[test]
fn a_query_by_post_is_a_read() {
    let forge = paced(vec![down(), ok()], 3);
    let answer = send(&forge.transport, "POST", "/graphql", Some(Class::Read));
    assert!(answer.is_ok());
    assert_eq!(forge.slept.seconds(), [1]);
}

#[test]
fn a_server_that_is_not_there_is_told_from_one_that_did_not_answer() {
    let slept = Slept::default();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let error = send(&transport(&origin, 0, &slept), "POST", "/x", None).unwrap_err();
    assert!(matches!(error.fault, Fault::Unreachable(Reason::Other, _)));
    assert!(!error.may_have_reached());
    assert_eq!(
        slept.seconds(),
        [1, 2, 4, 8],
        "nothing was sent, so even a create may be tried"
    );

    let nobody = transport("http://followthrough.invalid", 0, &slept);
    let error = send(&nobody, "GET", "/x", None).unwrap_err();
    assert!(
        error.to_string().contains("name cannot be found"),
        "{error}"
    );
}

#[test]
fn what_is_left_is_remembered() {
    let left = [
        ("x-ratelimit-remaining", "41"),
        ("x-ratelimit-limit", "1000"),
    ];
    let forge = forge(vec![reply(200, &left, ""), ok()]);
    assert_eq!(forge.transport.budget(), None);
    forge.send("GET", "/x").unwrap();
    forge.send("GET", "/x").unwrap();
    assert_eq!(forge.transport.budget().unwrap().remaining, 41);
}
