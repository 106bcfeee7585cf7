//! What a server's headers say of its limits. GitHub counts requests in `x-ratelimit-*`, GitLab in
//! `RateLimit-*`; both ask to wait by `Retry-After`.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

/// How long to wait if the server says that there was too much, and not for how long.
const UNTOLD: Duration = Duration::from_secs(60);

/// Words by which GitHub tells its secondary limits from missing rights, in lower case.
const TOO_MUCH: [&str; 4] = [
    "secondary rate limit",
    "abuse detection",
    "temporarily blocked from content creation",
    "submitted too quickly",
];

/// How many requests are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Left until the count starts anew.
    pub remaining: u64,
    /// In all.
    pub limit: u64,
    /// Until then, by the server's own clock when it answered; none if it did not say.
    pub resets_in: Option<Duration>,
}

/// The budget as an answer tells it. Answers of other counters (search, GraphQL) tell none.
pub(super) fn budget(headers: &HeaderMap) -> Option<Budget> {
    let resource = text(headers, "x-ratelimit-resource");
    if resource.is_some_and(|it| it != "core") {
        return None;
    }
    Some(Budget {
        remaining: count(headers, "remaining")?,
        limit: count(headers, "limit")?,
        resets_in: until_reset(headers),
    })
}

/// How long the server wants to be left alone, if that is why it refused. `tried` counts the
/// refusals before this one.
pub(super) fn wait(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    tried: u32,
) -> Option<Duration> {
    let refused = matches!(
        status,
        StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS
    );
    if !refused {
        return None;
    }
    if let Some(seconds) = text(headers, "retry-after").and_then(|it| it.parse().ok()) {
        // Zero has been seen where no time was meant.
        return Some(Duration::from_secs(seconds).max(Duration::from_secs(1)));
    }
    if count(headers, "remaining") == Some(0) {
        let wait = until_reset(headers).unwrap_or(UNTOLD);
        return Some(wait + Duration::from_secs(1));
    }
    let said = String::from_utf8_lossy(body).to_lowercase();
    let too_much = TOO_MUCH.iter().any(|it| said.contains(it));
    let untold = status == StatusCode::TOO_MANY_REQUESTS || too_much;
    untold.then(|| UNTOLD * 2_u32.saturating_pow(tried.min(8)))
}

/// The time to the reset by the server's own clock, so that ours may be wrong.
fn until_reset(headers: &HeaderMap) -> Option<Duration> {
    let reset = i64::try_from(count(headers, "reset")?).ok()?;
    let now = text(headers, "date")?;
    let now = jiff::fmt::rfc2822::parse(now).ok()?.timestamp();
    let reset = Timestamp::from_second(reset).ok()?;
    Some(Duration::try_from(reset.duration_since(now)).unwrap_or_default())
}

fn count(headers: &HeaderMap, what: &str) -> Option<u64> {
    let github = text(headers, &format!("x-ratelimit-{what}"));
    let gitlab = || text(headers, &format!("ratelimit-{what}"));
    github.or_else(gitlab)?.trim().parse().ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                http::HeaderName::from_static(name),
                http::HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(pair).collect()
    }

    fn seconds(status: u16, pairs: &[(&'static str, &'static str)], body: &str) -> Option<u64> {
        let status = StatusCode::from_u16(status).expect("a status");
        wait(status, &headers(pairs), body.as_bytes(), 0).map(|it| it.as_secs())
    }

    #[test]
    fn the_server_says_how_long() {
        let reset = [
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1763712090"),
            ("date", "Fri, 21 Nov 2025 08:00:00 GMT"),
        ];
        assert_eq!(seconds(429, &[("retry-after", "7")], ""), Some(7));
        assert_eq!(seconds(429, &[("retry-after", "0")], ""), Some(1));
        assert_eq!(seconds(403, &reset, ""), Some(91));
        let gitlab = [("ratelimit-remaining", "12")];
        assert_eq!(seconds(429, &gitlab, "Retry later"), Some(60));
        assert_eq!(
            seconds(403, &[], "You have exceeded a secondary rate limit"),
            Some(60)
        );
    }

    #[test]
    fn missing_rights_are_no_limit() {
        let left = [("x-ratelimit-remaining", "4114")];
        assert_eq!(
            seconds(403, &left, "Resource not accessible by integration"),
            None
        );
        assert_eq!(seconds(422, &[("retry-after", "7")], ""), None);
    }

    #[test]
    fn only_the_counter_of_rest_is_our_budget() {
        let mut pairs = vec![
            ("x-ratelimit-remaining", "9"),
            ("x-ratelimit-limit", "1000"),
        ];
        assert_eq!(budget(&headers(&pairs)).map(|it| it.remaining), Some(9));
        pairs.push(("x-ratelimit-resource", "graphql"));
        assert_eq!(budget(&headers(&pairs)), None);
    }
}
