//! What to do after each answer, or after none: the rules of sending again, without the sending.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use url::Url;

use super::class::Class;
use super::error::{Answer, Fault, Reason};
use super::limits;
use super::redirect::{self, Redirect, redirect};
use super::wire::Broken;

/// How often a request is sent again because the server is down.
const MOST_REPEATS: u32 = 4;

/// Characters of an error page that a message may show.
const MOST_SHOWN: usize = 300;

/// What happened to one request so far.
#[derive(Debug)]
pub(super) struct Tries {
    class: Class,
    /// How long it may still wait.
    patience: Duration,
    refused: u32,
    repeats: u32,
    hops: u32,
}

/// What to do next.
#[derive(Debug)]
pub(super) enum Next {
    Done(Response<Bytes>),
    /// So long, for a reason that people are told.
    Wait(Duration, String),
    Follow(Url),
    Fail(Fault),
}

impl Tries {
    pub(super) fn new(class: Class, patience: Duration) -> Self {
        Self {
            class,
            patience,
            refused: 0,
            repeats: 0,
            hops: 0,
        }
    }

    /// After the request went to `url`.
    pub(super) fn next(&mut self, url: &Url, result: Result<Response<Bytes>, Broken>) -> Next {
        let response = match result {
            Ok(response) => response,
            Err(Broken::Unsent(reason, text)) => {
                // These get no better by waiting.
                let settled = matches!(reason, Reason::Certificate | Reason::Proxy);
                return self.repeat(!settled, Fault::Unreachable(reason, text));
            }
            Err(Broken::Sent(text)) => {
                return self.repeat(self.class.may_repeat(), Fault::Interrupted(text));
            }
        };
        let status = response.status();
        if status.is_success() {
            return Next::Done(response);
        }
        let (headers, body) = (response.headers(), response.body());
        if let Some(wait) = limits::wait(status, headers, body, self.refused) {
            self.refused += 1;
            let message = said(status, body);
            let why = format!("the server asks to wait ({message})");
            return self.wait(wait, why, || Fault::Limited { wait, message });
        }
        if let Some(to) = redirect(status, headers, url, self.class == Class::Read) {
            return self.redirected(to);
        }
        let again = status.is_server_error() && self.class.may_repeat();
        self.repeat(again, refusal(response))
    }

    fn redirected(&mut self, to: Redirect) -> Next {
        self.hops += 1;
        match to {
            Redirect::Follow(to) if self.hops <= redirect::MOST => Next::Follow(to),
            Redirect::Follow(_) => Next::Fail(Fault::Circle),
            Redirect::Refuse(to) => Next::Fail(Fault::Redirected { to }),
        }
    }

    /// Sends again after 1, 2, 4, 8 seconds, or gives up.
    fn repeat(&mut self, may: bool, fault: Fault) -> Next {
        if !may || self.repeats == MOST_REPEATS {
            return Next::Fail(fault);
        }
        let wait = Duration::from_secs(1 << self.repeats);
        self.repeats += 1;
        let why = match &fault {
            Fault::Status(answer) => format!("{}, {}", answer.status.as_u16(), answer.message),
            Fault::Unreachable(_, text) | Fault::Interrupted(text) => text.clone(),
            _ => String::new(),
        };
        self.wait(wait, format!("{why}; it is asked again then"), || fault)
    }

    fn wait(&mut self, time: Duration, why: String, otherwise: impl FnOnce() -> Fault) -> Next {
        match self.patience.checked_sub(time) {
            Some(rest) => {
                self.patience = rest;
                Next::Wait(time, why)
            }
            None => Next::Fail(otherwise()),
        }
    }
}

fn refusal(response: Response<Bytes>) -> Fault {
    let (parts, body) = response.into_parts();
    Fault::Status(Box::new(Answer {
        status: parts.status,
        message: said(parts.status, &body),
        headers: parts.headers,
        body,
    }))
}

/// What an answer says for people: the `message` or `error` of its JSON, a short text, or the name of
/// its status.
fn said(status: StatusCode, body: &[u8]) -> String {
    let json: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let told = json.and_then(|json| {
        let found = ["message", "error", "error_description"]
            .iter()
            .find_map(|key| json.get(key).cloned());
        Some(match found? {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        })
    });
    let text = told.or_else(|| {
        let text = String::from_utf8_lossy(body).trim().to_owned();
        (!text.is_empty() && !text.starts_with(['<', '{', '['])).then_some(text)
    });
    let text = text.unwrap_or_else(|| {
        let name = status.canonical_reason().unwrap_or("an unknown status");
        name.to_owned()
    });
    let shown = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    shown.take(MOST_SHOWN).collect()
}
