//! `followthrough` makes sure that what a postmortem promises gets done.
//!
//! Data runs one way; see `ARCHITECTURE.md` for the picture and for who may import whom.

pub mod action;
pub mod ci;
pub mod cli;
pub mod config;
pub mod disk;
pub mod escape;
pub mod forge;
pub mod host;
pub mod issue;
pub mod judge;
pub mod ledger;
pub mod local;
pub mod output;
pub mod plan;
pub mod policy;
pub mod publish;
pub mod read;
pub mod render;
pub mod text;
pub mod tracker;
pub mod worktree;
pub mod writeback;
