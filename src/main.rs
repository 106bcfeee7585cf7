//! The command line of followthrough.

use std::process::ExitCode;

fn main() -> ExitCode {
    followthrough::cli::run()
}
