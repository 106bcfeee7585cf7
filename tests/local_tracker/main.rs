//! The embedded tracker on real folders: hand-edited files live on, what is not understood is left alone.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "these tests edit files as people do, behind the back of the tracker"
)]

mod edits;
mod refused;
mod together;
mod tree;
