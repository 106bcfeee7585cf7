//! How often one may ask, and what every answer says about it.

use std::time::{SystemTime, UNIX_EPOCH};

use super::access::secret;
use super::refuse::{self, Refusal};
use super::state::GitLab;
use crate::http::{Reply, Request};

const WINDOW: u64 = 60;

/// What is left to a caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    limit: u64,
    used: u64,
}

impl Count {
    pub(super) fn mark(self, reply: Reply) -> Reply {
        let left = self.limit.saturating_sub(self.used);
        reply
            .with("ratelimit-limit", self.limit.to_string())
            .with("ratelimit-name", "throttle_authenticated_api")
            .with("ratelimit-observed", self.used.to_string())
            .with("ratelimit-remaining", left.to_string())
            .with("ratelimit-reset", in_a_minute().to_string())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "clients compare it with their own clock"
)]
fn in_a_minute() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |it| it.as_secs() + WINDOW)
}

impl GitLab {
    /// Counts the request, or refuses it with a plain text.
    pub(super) fn count(&mut self, request: &Request) -> Result<Count, Refusal> {
        let token = secret(request).and_then(|(it, _)| self.tokens.get_mut(it));
        let Some(token) = token else {
            return Ok(Count {
                limit: 500,
                used: 0,
            });
        };
        token.used += 1;
        let count = Count {
            limit: token.limit,
            used: token.used,
        };
        if count.used > count.limit {
            let reply = count.mark(Reply::text(429, "Retry later\n"));
            return Err(Box::new(reply.with("retry-after", WINDOW.to_string())));
        }
        Ok(count)
    }

    /// The application's own limit on new issues: no header tells of it.
    pub(super) fn count_creation(&mut self) -> Result<(), Refusal> {
        match &mut self.creates_left {
            Some(0) => Err(refuse::message(
                429,
                serde_json::json!({ "error": "This endpoint has been requested too many times. Try again later." }),
            )),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}
