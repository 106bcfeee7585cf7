//! The one way to a forge: every request goes through here, one after another.
//!
//! It waits when the server asks for it, sends again what bears it, never sends a create twice, follows
//! redirects on the same server only, and keeps the token to itself.

mod class;
mod clock;
mod credential;
mod error;
mod limits;
mod redirect;
mod spelled;
mod tries;
mod wire;

pub use class::Class;
pub use clock::{Clock, MachineClock};
pub use credential::{Credential, NoToken};
pub use error::{Answer, Fault, Reason, TransportError};
pub use limits::Budget;

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use tokio::sync::Mutex as Turn;
use url::Url;

use tries::{Next, Tries};
use wire::Wire;

/// The longest pause between two writes that create nothing: GitHub asks for a second.
const WRITE_PAUSE: Duration = Duration::from_secs(1);

/// A wait that is shorter than this needs no words.
const WORTH_TELLING: Duration = Duration::from_secs(5);

/// How to behave towards a server.
#[derive(Debug, Clone)]
pub struct Manners {
    /// The pause between two creates; between other writes it is a second at most.
    pub pace: Duration,
    /// How long one request may wait in all because the server asks for it, or is down.
    pub patience: Duration,
    /// How long one answer may take.
    pub timeout: Duration,
    /// Hears a sentence about every wait that people may wonder about.
    pub told: fn(&str),
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            pace: Duration::ZERO,
            patience: Duration::from_secs(300),
            timeout: Duration::from_secs(60),
            told: |_| {},
        }
    }
}

/// A connection to one forge. Clones share it, with its order of requests.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

struct Inner {
    base: Url,
    wire: Wire,
    credential: Option<Credential>,
    manners: Manners,
    clock: Box<dyn Clock>,
    /// When the last create and the last write were sent; held while a request is under way.
    turn: Turn<Sent>,
    budget: Mutex<Option<Budget>>,
}

#[derive(Debug, Default)]
struct Sent {
    create: Option<Duration>,
    write: Option<Duration>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transport({})", error::shown(&self.0.base))
    }
}

impl Transport {
    /// A connection to the forge whose API begins at `base`; nothing is sent yet. A proxy is taken from
    /// `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
    ///
    /// # Errors
    /// If the certificates of this machine cannot be read.
    pub fn new(
        base: Url,
        credential: Option<Credential>,
        manners: Manners,
        clock: Box<dyn Clock>,
    ) -> Result<Self, TransportError> {
        let wire = Wire::new(&base, manners.timeout)?;
        Ok(Self(Arc::new(Inner {
            base,
            wire,
            credential,
            manners,
            clock,
            turn: Turn::default(),
            budget: Mutex::default(),
        })))
    }

    /// Where the API begins.
    #[must_use]
    pub fn base(&self) -> &Url {
        &self.0.base
    }

    /// The clock in use, for waits of the callers'.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.0.clock.as_ref()
    }

    /// A text that a server had a part in, without the token.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let credential = self.0.credential.as_ref();
        credential.map_or_else(|| text.to_owned(), |it| it.scrub(text))
    }

    /// Says a sentence about a wait that people may wonder about.
    pub fn tell(&self, text: &str) {
        self.0.say(text);
    }

    /// How many requests were left when the server last said so.
    #[must_use]
    pub fn budget(&self) -> Option<Budget> {
        *self.0.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a request and returns the answer if it is a success. An address without a server is
    /// appended to [`Transport::base`]. How often it may be sent follows from its [`Class`]: the one
    /// among its extensions, else its method's.
    ///
    /// # Errors
    /// Everything that is no success; see [`TransportError::may_have_reached`].
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let inner = &*self.0;
        let own = request.extensions().get::<Class>().copied();
        let class = own.unwrap_or_else(|| Class::of(request.method()));
        let mut url = inner.resolve(&request)?;
        let mut tries = Tries::new(class, inner.manners.patience);
        let mut turn = inner.turn.lock().await;
        loop {
            inner.pace(&turn, class).await;
            let result = inner.once(&request, &url).await;
            let result = match &inner.credential {
                Some(credential) => result.map(|it| credential.scrub_answer(it)),
                None => result,
            };
            turn.note(class, inner.clock.now());
            inner.learn(&result);
            match tries.next(&url, result) {
                Next::Done(response) => return Ok(response),
                Next::Wait(time, why) => {
                    inner.tell(&request, &url, time, &why);
                    inner.clock.sleep(time).await;
                }
                Next::Follow(to) => url = to,
                Next::Fail(fault) => return Err(inner.error(&request, &url, fault)),
            }
        }
    }
}

impl Inner {
    fn resolve(&self, request: &Request<Bytes>) -> Result<Url, TransportError> {
        let uri = request.uri();
        let fault = || TransportError::new(request.method(), &self.base, Fault::Address);
        let text = match uri.authority() {
            Some(_) => uri.to_string(),
            None => format!("{}{uri}", self.base.as_str().trim_end_matches('/')),
        };
        let url = Url::parse(&text).map_err(|_| fault())?;
        match url.origin() == self.base.origin() {
            true => Ok(url),
            false => Err(TransportError::new(
                request.method(),
                &self.base,
                Fault::Redirected {
                    to: error::shown(&url),
                },
            )),
        }
    }

    /// Sends a request once, and tells of it if the answer is long in coming.
    async fn once(
        &self,
        request: &Request<Bytes>,
        url: &Url,
    ) -> Result<Response<Bytes>, wire::Broken> {
        let mut sent = pin!(self.wire.once(request, url, self.credential.as_ref()));
        tokio::select! {
            biased;
            result = &mut sent => return result,
            () = self.clock.lapse(WORTH_TELLING) => {}
        }
        let why = format!("no answer for {} so far", error::spoken(WORTH_TELLING));
        self.tell(request, url, self.manners.timeout, &why);
        sent.await
    }

    /// Says a sentence about a wait that people may wonder about.
    fn say(&self, text: &str) {
        match &self.credential {
            Some(credential) => (self.manners.told)(&credential.scrub(text)),
            None => (self.manners.told)(text),
        }
    }

    /// Says what is waited for, how long at most, and why.
    fn tell(&self, request: &Request<Bytes>, url: &Url, time: Duration, why: &str) {
        if time >= WORTH_TELLING {
            let (method, shown) = (request.method(), error::shown(url));
            let text = format!(
                "waiting up to {}: {method} {shown}: {why}",
                error::spoken(time)
            );
            self.say(&text);
        }
    }

    /// Waits until it is time for the next write.
    async fn pace(&self, sent: &Sent, class: Class) {
        let pace = self.manners.pace;
        let after = |last: Option<Duration>, pause| last.map(|last| last + pause);
        let due = match class {
            Class::Read => None,
            Class::Absolute => after(sent.write, pace.min(WRITE_PAUSE)),
            Class::Create => after(sent.create, pace).max(after(sent.write, pace.min(WRITE_PAUSE))),
        };
        let now = self.clock.now();
        if let Some(rest) = due
            .and_then(|due| due.checked_sub(now))
            .filter(|it| !it.is_zero())
        {
            self.clock.sleep(rest).await;
        }
    }

    fn learn(&self, result: &Result<Response<Bytes>, wire::Broken>) {
        let Ok(response) = result else { return };
        if let Some(budget) = limits::budget(response.headers()) {
            *self.budget.lock().unwrap_or_else(PoisonError::into_inner) = Some(budget);
        }
    }

    fn error(&self, request: &Request<Bytes>, url: &Url, fault: Fault) -> TransportError {
        let scrub = |text: String| match &self.credential {
            Some(credential) => credential.scrub(&text),
            None => text,
        };
        let fault = match fault {
            Fault::Status(mut answer) => {
                answer.message = scrub(answer.message);
                Fault::Status(answer)
            }
            Fault::Limited { wait, message } => Fault::Limited {
                wait,
                message: scrub(message),
            },
            Fault::Redirected { to } => Fault::Redirected { to: scrub(to) },
            Fault::Unreachable(reason, text) => Fault::Unreachable(reason, scrub(text)),
            Fault::Interrupted(text) => Fault::Interrupted(scrub(text)),
            Fault::Foreign(text) => Fault::Foreign(scrub(text)),
            Fault::Circle | Fault::Address => fault,
        };
        TransportError::new(request.method(), url, fault)
    }
}

impl Sent {
    fn note(&mut self, class: Class, now: Duration) {
        if class != Class::Read {
            self.write = Some(now);
        }
        if class == Class::Create {
            self.create = Some(now);
        }
    }
}
