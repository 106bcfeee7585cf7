//! The test servers as a process, for scripts; see `fake-forge` without arguments.

use std::process::ExitCode;

fn main() -> ExitCode {
    fake_forge::run(std::env::args().skip(1))
}
