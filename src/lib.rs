//! trailguard reads Terraform and CloudFormation and says what the AWS audit trail they describe will do.
//!
//! Data flows one way, and the modules are named after it: [`discover`] finds what matters, [`load`] reads it into the
//! spanned trees of [`syntax`], [`terraform`] and [`cloudformation`] resolve it (over [`expr`] and [`value`]) into
//! [`resource`]s, [`normalise`] makes the [`model`]'s estate of them, [`check`] asks the [`rule`]s (which put questions to
//! [`iam`] and [`metric_filter`]) and settles their answers, [`suppress`] marks what the author silenced, and [`report`]
//! tells it. [`linter`] is the façade over all of it, [`cli`] the command, [`lsp`] the server of editors.
//! `tests/architecture.rs` holds the arrows.
//!
//! Beside that way: [`config`] says how a run is made, [`changes`] compares two estates, [`baseline`] knows what was
//! there before, [`fix`] turns findings into edits and proves them by running again, [`rule_tests`] runs the tests of
//! rule files. Below all of them: [`later`] makes a thing when somebody asks for it first.
//!
//! What is absent on purpose: no async, no global state, no network, no `unsafe`; only [`fs`] touches the disk and the clock,
//! only [`cli`] prints. From [`syntax`] to [`check`] nothing returns a `Result`: a partial value and problems, always.

pub mod baseline;
pub mod changes;
pub mod check;
pub mod cli;
pub mod cloudformation;
pub mod config;
pub mod discover;
pub mod expr;
pub mod fix;
pub mod fs;
pub mod guard;
pub mod iam;
pub mod later;
pub mod linter;
pub mod load;
pub mod lsp;
pub mod metric_filter;
pub mod model;
pub mod normalise;
pub mod projection;
pub mod report;
pub mod resource;
pub mod rule;
pub mod rule_tests;
pub mod source;
pub mod suppress;
pub mod syntax;
pub mod terraform;
pub mod value;
