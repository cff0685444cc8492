//! The integration tests, one binary: they speak to `Linter::run` or to the program, not to internals.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by failing")]

mod account_scope;
mod adoption;
mod architecture;
mod cloudformation_cases;
mod cloudformation_truth;
mod command;
mod config_schema;
mod configuration;
mod decided;
mod editors;
mod fix_judges;
mod fixes;
mod founding;
mod frameworks;
mod fuzz;
#[cfg(feature = "guard")]
mod guard;
mod hard_cases;
mod hostile;
mod identity_policies;
mod injection;
mod lsp;
mod moving_files;
mod not_created;
mod outputs;
mod peers;
mod plans;
mod pre_commit;
mod readme;
mod rule_schema;
mod rules;
mod rules_readme;
mod secrets;
mod structure;
mod terraform_cases;
mod truth;
mod twins;
mod unbreakable;
mod user_rules;
mod words;
