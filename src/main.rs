//! The binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    trailguard::cli::run(std::env::args_os())
}
