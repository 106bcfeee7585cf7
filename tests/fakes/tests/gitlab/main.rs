//! What the fake GitLab does, one fact a test. Facts: GitLab's own source and documentation.

mod git;
mod issues;
mod lists;
mod notes;
mod rights;
mod world;
