//! What the fake GitHub does, one fact a test. Facts: GitHub's own documentation and what its users report.

mod fields;
mod git;
mod graphql;
mod issues;
mod lists;
mod others;
mod rights;
mod world;
