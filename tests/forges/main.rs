//! Trackers on the network against servers that refuse what the real ones refuse.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

mod counts;
#[path = "../sync_forge/every.rs"]
mod every;
mod faults;
mod github;
mod gitlab;
mod world;
mod writing;
