//! The integration tests, one binary: they speak to `Linter::run` or to the program, not to internals.

mod architecture;
mod rules;
mod rules_readme;
mod twins;
