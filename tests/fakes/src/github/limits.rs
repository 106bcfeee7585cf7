//! How often one may ask, and what every answer says about it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::access::{Caller, secret};
use super::refuse::{self, Refusal};
use super::state::{Flavour, GitHub};
use crate::http::{Reply, Request};

/// Requests an hour without a token.
const ANONYMOUS: u64 = 60;

/// What is left to a caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    limit: u64,
    used: u64,
    resource: &'static str,
    told: bool,
}

/// The versions of the interface that can be asked for.
const VERSIONS: [&str; 2] = ["2022-11-28", "2026-03-10"];

/// GitHub wants to know who asks, in a version and a form that it has.
pub(super) fn polite(request: &Request) -> Result<(), Refusal> {
    let version = request.header("x-github-api-version");
    if version.is_some_and(|it| !VERSIONS.contains(&it)) {
        let message = format!(
            "Version {} is not a supported version.",
            version.unwrap_or_default()
        );
        return Err(refuse::with_message(400, &message));
    }
    let accept = request.header("accept").unwrap_or("*/*");
    if !accept.contains("json") && !accept.contains("*/*") {
        let message = "Unsupported 'Accept' header: Must accept 'application/json'.";
        return Err(refuse::with_message(415, message));
    }
    if request
        .header("user-agent")
        .is_some_and(|it| !it.is_empty())
    {
        return Ok(());
    }
    let reply = Reply::text(
        403,
        "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
    );
    Err(Box::new(reply))
}

/// With an entity tag, which depends on the token; 304 if the caller has it already.
pub(super) fn tagged(request: &Request, reply: Reply) -> Reply {
    if request.method != "GET" || reply.status != 200 {
        return reply;
    }
    let mut hasher = DefaultHasher::new();
    (&reply.body, secret(request)).hash(&mut hasher);
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    let same = request.header("if-none-match") == Some(tag.as_str());
    let reply = if same { Reply::empty(304) } else { reply };
    reply.with("etag", tag)
}

impl Count {
    pub(super) fn mark(self, reply: Reply) -> Reply {
        if !self.told {
            return reply;
        }
        let left = self.limit.saturating_sub(self.used);
        let reply = reply
            .with("x-ratelimit-limit", self.limit.to_string())
            .with("x-ratelimit-remaining", left.to_string());
        reply
            .with("x-ratelimit-used", self.used.to_string())
            .with("x-ratelimit-reset", in_an_hour().to_string())
            .with("x-ratelimit-resource", self.resource)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "clients compare it with their own clock"
)]
fn in_an_hour() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |it| it.as_secs() + 3_600)
}

impl GitHub {
    /// Counts the request, or refuses it.
    pub(super) fn count(&mut self, caller: &Caller, request: &Request) -> Result<Count, Refusal> {
        let mut count = self.counted(caller, request);
        let free = request.path.ends_with("/rate_limit") || !count.told;
        if free {
            return Ok(count);
        }
        if count.used >= count.limit {
            let who = match caller.installation() {
                true => "installation".to_owned(),
                false => format!("user {}", caller.login().unwrap_or("of this address")),
            };
            let message = format!("API rate limit exceeded for {who}.");
            return Err(Box::new(count.mark(*refuse::with_message(403, &message))));
        }
        count.used += 1;
        if let Some(token) = secret(request).and_then(|it| self.tokens.get_mut(it)) {
            token.used += 1;
        }
        Ok(count)
    }

    fn counted(&self, caller: &Caller, request: &Request) -> Count {
        let (limit, used) = match caller {
            Caller::Nobody => (ANONYMOUS, 0),
            Caller::Somebody(token) => (token.limit, token.used),
        };
        let graphql = request.path.ends_with("/graphql");
        Count {
            limit,
            used,
            resource: if graphql { "graphql" } else { "core" },
            told: self.flavour == Flavour::Cloud,
        }
    }

    pub(super) fn rate_limit(&self, caller: &Caller) -> Reply {
        let count = self.counted(caller, &Request::default());
        if !count.told {
            return *refuse::with_message(404, "Rate limiting is not enabled.");
        }
        let left = count.limit.saturating_sub(count.used);
        let one: Value = json!({ "limit": count.limit, "used": count.used, "remaining": left, "reset": in_an_hour() });
        let body = json!({ "resources": { "core": one, "graphql": one }, "rate": one });
        Reply::json(200, &body)
    }
}
