//! The life of a write-back proposal: what the reports should say, against what its branch and its pull request show,
//! becomes the next step. Pure; a host carries it out.

mod digest;
mod lifecycle;
mod request;
mod trailer;

pub use digest::{Digest, FileEdit, Proposal};
pub use lifecycle::{Branch, Commit, Request, RequestState, Seen, Step, next};
pub use request::{remembered, request_text, rewritten, settled_text};
pub use trailer::{message, read_trailer};
