//! Forges: trackers on the network. What they share lies here, each of them in its own folder.

pub mod github;
pub mod transport;
