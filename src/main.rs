//! The binary: everything is in the library.

use std::process::ExitCode;

/// Half of what a large tree costs was taking memory and giving it back: in small pieces, by several threads, which is
/// what this allocator is made for. Whoever uses the library has their own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    trailguard::cli::run(std::env::args_os())
}
