//! The command line of followthrough.
fn main() {}
