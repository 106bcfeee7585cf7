//! Strict, stateful stand-ins for forges: they refuse what the real ones refuse, and do quietly what those do quietly.
//!
//! A [`Server`] serves one forge on the loopback. Tests look at its state and its [`Log`], and write a script of
//! [`Fault`]s. What a forge knows at the start is a seed: JSON, the same for tests and for the process `fake-forge`.

mod control;
mod faults;
mod git;
mod http;
mod log;
mod run;
mod server;
mod smart_http;

pub mod github;
pub mod gitlab;

pub use faults::{Effect, Fault};
pub use http::{Reply, Request};
pub use log::{Entry, Log};
pub use run::run;
pub use server::{Forge, Server};
