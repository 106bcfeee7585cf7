//! Forges: trackers on the network. What they share lies here, each of them in its own folder.

mod budget;
mod dropped;
pub mod github;
pub mod gitlab;
mod merge;
mod rest;
mod search;
mod tracker;
pub mod transport;

pub use tracker::{ForgeTracker, Settings};
