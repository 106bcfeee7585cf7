//! GitHub: github.com and Enterprise Server.

mod host;
mod refusals;
mod rest;
mod rows;

pub use host::GitHubHost;
pub use rest::{Repository, Rest};
