//! Where a redirect may lead: to the same server only, and with the same method.

use http::{HeaderMap, StatusCode, header::LOCATION};
use url::Url;

/// How many are followed for one request.
pub(super) const MOST: u32 = 5;

/// What an answer says of another place.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Redirect {
    /// Ask there instead, the same way.
    Follow(Url),
    /// Don't: another server, or the method would have to change.
    Refuse(String),
}

/// The redirect in an answer to a request to `from`. A 303 after a write asks to read instead, which
/// would make a write that never was look like one.
pub(super) fn redirect(
    status: StatusCode,
    headers: &HeaderMap,
    from: &Url,
    reads: bool,
) -> Option<Redirect> {
    let kept = match status.as_u16() {
        301 | 302 | 307 | 308 => true,
        303 => reads,
        _ => return None,
    };
    let to = headers.get(LOCATION)?.to_str().ok()?;
    Some(match from.join(to) {
        Ok(to) if kept && to.origin() == from.origin() => Redirect::Follow(to),
        Ok(to) => Redirect::Refuse(super::error::shown(&to)),
        Err(_) => Redirect::Refuse("no address".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(status: u16, to: &str, reads: bool) -> Option<Redirect> {
        let from = Url::parse("https://forge.example/api/v3/repos/a/b").expect("an address");
        let headers = [(LOCATION, to.parse().expect("a value"))]
            .into_iter()
            .collect();
        let status = StatusCode::from_u16(status).expect("a status");
        redirect(status, &headers, &from, reads)
    }

    #[test]
    fn the_same_server_only() {
        let same = verdict(301, "/api/v3/repositories/1", false);
        let to = Url::parse("https://forge.example/api/v3/repositories/1").expect("an address");
        assert_eq!(same, Some(Redirect::Follow(to)));
        for other in [
            "https://forge.example.evil.example/x?token=1",
            "http://forge.example/x",
            "https://forge.example:444/x",
            "//evil.example/x",
        ] {
            let Some(Redirect::Refuse(shown)) = verdict(307, other, true) else {
                panic!("{other} was followed");
            };
            assert!(!shown.contains("token"), "{shown}");
        }
    }

    #[test]
    fn a_write_stays_a_write() {
        assert!(matches!(
            verdict(303, "/x", true),
            Some(Redirect::Follow(_))
        ));
        assert!(matches!(
            verdict(303, "/x", false),
            Some(Redirect::Refuse(_))
        ));
        assert_eq!(verdict(304, "/x", true), None);
    }
}
