//! The GitHub tracker against a GitHub that refuses what the real one refuses.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

mod counts;
mod faults;
mod reading;
mod world;
mod writing;
