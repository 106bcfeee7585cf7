//! A forge behind a socket of the loopback, on a thread of its own.

use std::net::TcpListener;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::control;
use crate::faults::{Effect, Fault, Script, rearranged};
use crate::http::{Reply, Request};
use crate::log::{Entry, Log};

/// What a server serves: a state, and how it answers.
pub trait Forge: Clone + Send + 'static {
    /// Told once, before the first request, where it is reached: an origin without a slash at its end.
    fn reached_at(&mut self, origin: &str);

    fn answer(&mut self, request: &Request) -> Reply;

    /// Whose token the request carries.
    fn caller(&self, request: &Request) -> Option<String>;
}

#[derive(Debug)]
struct World<F> {
    forge: F,
    script: Script<F>,
    log: Log,
    frozen: usize,
}

#[derive(Debug)]
struct Shared<F> {
    world: Mutex<World<F>>,
    freezing: Condvar,
}

impl<F> Shared<F> {
    fn world(&self) -> MutexGuard<'_, World<F>> {
        // A handler that panicked has failed its test already; the others may still look.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Server<F> {
    shared: Arc<Shared<F>>,
    origin: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl<F: Forge> Server<F> {
    /// Serves on a free port.
    ///
    /// # Panics
    /// If the loopback has no free port.
    #[must_use]
    pub fn start(forge: F) -> Self {
        Self::on(0, None, forge)
    }

    /// Serves on this port; `origin` is what its addresses begin with, if a proxy stands before it.
    ///
    /// # Panics
    /// If the port is taken.
    #[must_use]
    pub fn on(port: u16, origin: Option<String>, mut forge: F) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port));
        let listener = listener.unwrap_or_else(|error| panic!("port {port}: {error}"));
        let address = listener.local_addr().map(|it| it.to_string());
        let origin = origin.or_else(|| address.ok().map(|it| format!("http://{it}")));
        let origin = origin.unwrap_or_default();
        forge.reached_at(&origin);
        let world = World {
            forge,
            script: Script::new(),
            log: Log::default(),
            frozen: 0,
        };
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            freezing: Condvar::new(),
        });
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&shared);
        let thread = std::thread::spawn(move || serve(listener, served, stopped));
        Self {
            shared,
            origin,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Where it is reached, without a slash at its end.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Looks at, or changes, the state behind the back of its clients.
    pub fn forge<T>(&self, look: impl FnOnce(&mut F) -> T) -> T {
        look(&mut self.shared.world().forge)
    }

    /// Adds a fault to the script.
    pub fn fault(&self, fault: Fault) {
        add_fault(&mut self.shared.world(), fault);
    }

    /// Forgets the faults that are still to come.
    pub fn calm(&self) {
        self.shared.world().script.clear();
    }

    #[must_use]
    pub fn log(&self) -> Log {
        self.shared.world().log.clone()
    }

    /// The log so far, which starts anew.
    #[must_use]
    pub fn take_log(&self) -> Log {
        std::mem::take(&mut self.shared.world().log)
    }

    /// Waits until `count` requests hang in a freeze; false if that did not happen in time.
    #[must_use]
    pub fn wait_frozen(&self, count: usize, most: Duration) -> bool {
        let waiting = |world: &mut World<F>| world.frozen < count;
        let world = self.shared.world();
        let waited = self
            .shared
            .freezing
            .wait_timeout_while(world, most, waiting);
        waited.is_ok_and(|(_, timeout)| !timeout.timed_out())
    }

    /// Serves until the process ends.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl<F> Drop for Server<F> {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn add_fault<F: Forge>(world: &mut World<F>, fault: Fault) {
    let now = world.forge.clone();
    world.script.add(fault, now);
}

fn serve<F: Forge>(listener: TcpListener, shared: Arc<Shared<F>>, stop: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build();
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async move {
        let listener = listener
            .set_nonblocking(true)
            .and_then(|()| tokio::net::TcpListener::from_std(listener));
        let Ok(listener) = listener else { return };
        tokio::select! {
            _ = stop => (),
            () = accept(&listener, shared) => (),
        }
    });
}

async fn accept<F: Forge>(listener: &tokio::net::TcpListener, shared: Arc<Shared<F>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(|request| take(&shared, request));
            let serving = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service);
            // An error is a client that went away, or a fault of the script.
            let _ = serving.await;
        });
    }
}

/// Why a connection ends without an answer.
#[derive(Debug)]
struct Silence;

impl std::fmt::Display for Silence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the script wants no answer")
    }
}

impl std::error::Error for Silence {}

enum Fate {
    Answer(Reply, Option<usize>),
    Close,
    Freeze,
}

async fn take<F: Forge>(
    shared: &Shared<F>,
    incoming: hyper::Request<Incoming>,
) -> Result<hyper::Response<Parts>, Silence> {
    let request = whole(incoming).await.map_err(|_| Silence)?;
    let fate = decide(&mut shared.world(), &request);
    match fate {
        Fate::Answer(reply, cut) => response(reply, cut),
        Fate::Close => Err(Silence),
        Fate::Freeze => {
            shared.world().frozen += 1;
            shared.freezing.notify_all();
            std::future::pending().await
        }
    }
}

async fn whole(incoming: hyper::Request<Incoming>) -> Result<Request, hyper::Error> {
    let (head, body) = incoming.into_parts();
    let target = head.uri.path_and_query().map_or("/", |it| it.as_str());
    let mut request = Request::new(head.method.as_str(), target);
    for (name, value) in &head.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        request = request.with_header(name.as_str(), &value);
    }
    request.body = body.collect().await?.to_bytes().to_vec();
    Ok(request)
}

fn decide<F: Forge>(world: &mut World<F>, request: &Request) -> Fate {
    if let Some(order) = control::read(request) {
        return Fate::Answer(obey(world, order), None);
    }
    let struck = world.script.strike(request);
    let name = struck.as_ref().map(|(effect, _)| format!("{effect:?}"));
    let fate = match struck {
        None => Fate::Answer(world.forge.answer(request), None),
        Some((effect, then)) => suffer(&mut world.forge, effect, then, request),
    };
    let status = match &fate {
        Fate::Answer(reply, _) => Some(reply.status),
        Fate::Close | Fate::Freeze => None,
    };
    let user = world.forge.caller(request);
    world.log.0.push(entry(request, user, status, name));
    fate
}

fn entry(
    request: &Request,
    user: Option<String>,
    status: Option<u16>,
    fault: Option<String>,
) -> Entry {
    let body = match (request.json(), request.body.is_empty()) {
        (Value::Null, false) => String::from_utf8_lossy(&request.body).into(),
        (json, _) => json,
    };
    Entry {
        method: request.method.clone(),
        target: request.target(),
        user,
        agent: request.header("user-agent").map(str::to_owned),
        body,
        status,
        fault,
    }
}

fn suffer<F: Forge>(forge: &mut F, effect: Effect, mut then: F, request: &Request) -> Fate {
    let reply = match effect {
        Effect::Refuse {
            status,
            headers,
            body,
        } => Reply {
            status,
            headers,
            body: body.into_bytes(),
        },
        Effect::CloseBefore => return Fate::Close,
        Effect::FreezeBefore => return Fate::Freeze,
        Effect::CloseAfter => {
            forge.answer(request);
            return Fate::Close;
        }
        Effect::FreezeAfter => {
            forge.answer(request);
            return Fate::Freeze;
        }
        Effect::FailAfter { status } => {
            forge.answer(request);
            Reply::text(status, "Server Error")
        }
        Effect::CommitTwice => {
            let first = forge.answer(request);
            forge.answer(request);
            first
        }
        Effect::Truncate { bytes } => return Fate::Answer(forge.answer(request), Some(bytes)),
        Effect::Stale => then.answer(request),
        Effect::Empty => {
            let mut reply = rearranged(forge.answer(request), Vec::clear);
            let counts = ["link", "x-total", "x-total-pages"];
            reply
                .headers
                .retain(|(name, _)| !counts.contains(&name.as_str()));
            reply
        }
        Effect::Reverse => rearranged(forge.answer(request), |rows| rows.reverse()),
        Effect::Repeat => repeated(forge, request),
        Effect::Shift => rearranged(forge.answer(request), |rows| drop(rows.remove(0))),
    };
    Fate::Answer(reply, None)
}

/// Begins with the last row of the page before.
fn repeated<F: Forge>(forge: &mut F, request: &Request) -> Reply {
    let page: usize = request
        .param("page")
        .and_then(|it| it.parse().ok())
        .unwrap_or(1);
    let mut before = request.clone();
    before
        .query
        .retain(|(name, _)| name != "page" && name != "after");
    before
        .query
        .push(("page".into(), page.saturating_sub(1).max(1).to_string()));
    let last = forge.answer(&before).value();
    let last = last.as_array().and_then(|rows| rows.last()).cloned();
    rearranged(forge.answer(request), |rows| {
        rows.splice(0..0, last).for_each(drop)
    })
}

fn obey<F: Forge>(world: &mut World<F>, order: control::Order) -> Reply {
    match order {
        control::Order::Log => Reply::json(200, &serde_json::json!(world.log)),
        control::Order::Forget => {
            world.log = Log::default();
            Reply::empty(204)
        }
        control::Order::Fault(fault) => {
            add_fault(world, fault);
            Reply::empty(204)
        }
        control::Order::Calm => {
            world.script.clear();
            Reply::empty(204)
        }
        control::Order::Wrong(why) => Reply::text(400, &why),
    }
}

fn response(reply: Reply, cut: Option<usize>) -> Result<hyper::Response<Parts>, Silence> {
    let mut response = hyper::Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    let length = reply.body.len();
    let mut sent = Bytes::from(reply.body);
    sent.truncate(cut.unwrap_or(length));
    let parts = Parts {
        sent: Some(sent),
        length,
        cut: cut.is_some(),
        flushed: false,
    };
    response.body(parts).map_err(|_| Silence)
}

/// A body that announces `length` and may end before.
#[derive(Debug)]
struct Parts {
    sent: Option<Bytes>,
    length: usize,
    cut: bool,
    flushed: bool,
}

impl Body for Parts {
    type Data = Bytes;
    type Error = Silence;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Silence>>> {
        if let Some(bytes) = self.sent.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if self.flushed || !self.cut {
            return Poll::Ready(self.cut.then_some(Err(Silence)));
        }
        // What was sent reaches the client only if the end comes later.
        self.flushed = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.length == 0 || (self.sent.is_none() && !self.cut)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length as u64)
    }
}
