//! The one place where the date enters.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::policy::Policy;

/// The calendar day it is now where the policy's days begin.
#[expect(
    clippy::disallowed_methods,
    reason = "the date enters here and nowhere else"
)]
pub(super) fn today(policy: &Policy) -> Date {
    policy.day_of(Timestamp::now())
}
