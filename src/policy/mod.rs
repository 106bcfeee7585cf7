//! What is asked of actions: which are tracked, when they are due, and what follows from that.

mod track;

pub use track::{Reason, Track, tracked};
