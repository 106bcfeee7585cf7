//! What can go wrong between a client and a forge, as a script.

use serde::Deserialize;
use serde_json::json;

use crate::http::{Reply, Request};

/// One fault: which requests it strikes, and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only requests with this method; any if absent.
    #[serde(default)]
    pub method: Option<String>,
    /// Only requests whose path and query hold this text, at their end if it ends in `$`.
    #[serde(default)]
    pub path: Option<String>,
    /// How many such requests pass unharmed first.
    #[serde(default)]
    pub skip: usize,
    /// How many are struck then.
    #[serde(default = "once")]
    pub times: usize,
    pub effect: Effect,
}

fn once() -> usize {
    1
}

/// What happens to a request that is struck.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// Nothing is done, and this is the answer.
    Refuse {
        status: u16,
        #[serde(default)]
        headers: Vec<(String, String)>,
        #[serde(default)]
        body: String,
    },
    /// The connection ends, nothing was done.
    CloseBefore,
    /// It was done, and the connection ends without an answer.
    CloseAfter,
    /// It was done, and the answer is an error of the server's.
    FailAfter { status: u16 },
    /// It was done twice; the answer is that of the first time.
    CommitTwice,
    /// It was done; the answer announces its whole length and ends after so many bytes.
    Truncate { bytes: usize },
    /// Answered from the state at the time the fault was scripted, as by a replica that lags.
    Stale,
    /// A list without rows and without a next page.
    Empty,
    /// The rows of the page the other way round.
    Reverse,
    /// The last row of the page before comes again, as when a row moved between two reads.
    Repeat,
    /// The first row of the page is not there, as when a row of a page before went away between two reads.
    Shift,
    /// No answer for ever, nothing was done: the place to kill a client. See [`crate::Server::wait_frozen`].
    FreezeBefore,
    /// No answer for ever, and it was done.
    FreezeAfter,
}

impl Fault {
    /// Strikes the next request.
    #[must_use]
    pub fn new(effect: Effect) -> Self {
        Self {
            method: None,
            path: None,
            skip: 0,
            times: 1,
            effect,
        }
    }

    #[must_use]
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.method = Some(method.to_owned());
        self.path = (!path.is_empty()).then(|| path.to_owned());
        self
    }

    #[must_use]
    pub fn after(mut self, skip: usize) -> Self {
        self.skip = skip;
        self
    }

    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// A refusal without headers.
    #[must_use]
    pub fn refusal(status: u16, message: &str) -> Self {
        Self::new(Effect::Refuse {
            status,
            headers: vec![("content-type".into(), "application/json".into())],
            body: json!({ "message": message }).to_string(),
        })
    }

    /// GitHub's secondary limit; with the seconds to wait only if it says them.
    #[must_use]
    pub fn secondary_limit(status: u16, retry_after: Option<u64>) -> Self {
        let message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
        let seconds = retry_after.map(|it| ("retry-after", it.to_string()));
        Self::refusal(status, message).with_headers(seconds)
    }

    /// A primary limit that ends at this second since 1970.
    #[must_use]
    pub fn primary_limit(status: u16, reset: i64) -> Self {
        let headers = [
            ("x-ratelimit-limit", "1000".to_owned()),
            ("x-ratelimit-remaining", "0".to_owned()),
            ("x-ratelimit-reset", reset.to_string()),
        ];
        Self::refusal(status, "API rate limit exceeded for installation.").with_headers(headers)
    }

    fn with_headers(mut self, more: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        if let Effect::Refuse { headers, .. } = &mut self.effect {
            let more = more.into_iter();
            headers.extend(more.map(|(name, value)| (name.to_owned(), value)));
        }
        self
    }

    fn strikes(&self, request: &Request) -> bool {
        let method = self.method.as_ref();
        let path = self.path.as_ref();
        let target = request.target();
        method.is_none_or(|it| it.eq_ignore_ascii_case(&request.method))
            && path.is_none_or(|it| match it.strip_suffix('$') {
                Some(end) => target.ends_with(end),
                None => target.contains(it.as_str()),
            })
    }
}

/// The faults that are still to come, each with the state it was scripted in.
#[derive(Debug)]
pub(crate) struct Script<F> {
    armed: Vec<(Fault, F)>,
}

impl<F: Clone> Script<F> {
    pub(crate) fn new() -> Self {
        Self { armed: Vec::new() }
    }

    pub(crate) fn add(&mut self, fault: Fault, now: F) {
        self.armed.push((fault, now));
    }

    pub(crate) fn clear(&mut self) {
        self.armed.clear();
    }

    /// The first fault whose turn it is; every fault that the request matches counts it.
    pub(crate) fn strike(&mut self, request: &Request) -> Option<(Effect, F)> {
        let mut struck = None;
        for (fault, state) in &mut self.armed {
            if fault.times == 0 || !fault.strikes(request) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
            } else if struck.is_none() {
                fault.times -= 1;
                struck = Some((fault.effect.clone(), state.clone()));
            }
        }
        self.armed.retain(|(fault, _)| fault.times > 0);
        struck
    }
}

/// The answer with its rows rearranged; answers that are no list stay as they are.
pub(crate) fn rearranged(reply: Reply, change: impl FnOnce(&mut Vec<serde_json::Value>)) -> Reply {
    let mut rows = reply.value();
    match rows.as_array_mut() {
        Some(list) => change(list),
        None => return reply,
    }
    Reply {
        body: rows.to_string().into_bytes(),
        ..reply
    }
}
