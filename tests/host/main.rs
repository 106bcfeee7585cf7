//! Comments, branches and pull requests, against a GitHub that is as strict as the real one.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

mod comment;
mod life;
mod lost;
mod world;
