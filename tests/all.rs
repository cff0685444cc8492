//! The integration tests, one binary: they speak to `Linter::run` or to the program, not to internals.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod architecture;
mod command;
mod readme;
mod rules;
mod rules_readme;
mod twins;
