//! Whether enough requests are left to write something and to finish in order.

use std::time::Duration;

use super::transport::Budget;
use crate::plan::Allowance;

/// So many requests are kept for looking after what was written, and for others with the same token.
const RESERVE: u64 = 10;

/// A count that starts anew so soon is waited for, as GitLab's does that counts by the minute.
const SOON: Duration = Duration::from_secs(60);

/// Why nothing more should be written in this run, if that is so.
pub(super) fn used_up(budget: Option<Budget>) -> Option<String> {
    let allowance = allowance(budget).filter(|it| it.requests == 0)?;
    Some(allowance.said)
}

/// What may still be spent on changes, as far as the server counts.
pub(super) fn allowance(budget: Option<Budget>) -> Option<Allowance> {
    // A server without a limit counts nothing, or nothing of weight.
    let budget = budget.filter(|it| it.limit > RESERVE)?;
    if budget.resets_in.is_some_and(|time| time <= SOON) {
        return None;
    }
    let Budget {
        remaining, limit, ..
    } = budget;
    let when = match budget.resets_in {
        Some(time) => format!("in {} min", minutes(time)),
        None => "in an hour".to_owned(),
    };
    let requests = (remaining + 1).saturating_sub(RESERVE);
    Some(Allowance {
        requests: usize::try_from(requests).unwrap_or(usize::MAX),
        said: format!(
            "of {limit} requests an hour {remaining} are left to this token: run again {when}, when they count anew"
        ),
    })
}

fn minutes(time: Duration) -> u64 {
    time.as_secs().div_ceil(60).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_requests_are_kept() {
        let budget = |remaining| Budget {
            remaining,
            limit: 1000,
            resets_in: Some(Duration::from_secs(61)),
        };
        assert_eq!(used_up(None), None);
        assert_eq!(used_up(Some(budget(10))), None);
        let why = used_up(Some(budget(9))).expect("too few");
        assert!(
            why.starts_with("of 1000 requests an hour 9 are left"),
            "{why}"
        );
        assert!(why.contains("run again in 2 min"), "{why}");
        let soon = Budget {
            resets_in: Some(SOON),
            ..budget(0)
        };
        assert_eq!(used_up(Some(soon)), None, "the minute is waited for");
    }
}
