//! What the commands print, one file for each format.

pub mod parse;
