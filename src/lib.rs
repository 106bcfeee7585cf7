//! `followthrough` makes sure that what a postmortem promises gets done.
//!
//! Data runs one way; see `ARCHITECTURE.md` for the picture and for who may import whom.

pub mod action;
pub mod disk;
pub mod issue;
pub mod local;
pub mod text;
pub mod tracker;
pub mod worktree;
