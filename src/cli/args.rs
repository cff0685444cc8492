//! Arguments as they are written: names, help texts, what may be given. What they mean together is not known here.

use super::destinations::{self, Destination};
use super::places;
use crate::report::Format;
use crate::rule::{PEERS, Severity};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Reads Terraform and CloudFormation before they are deployed and says whether the AWS audit trail will record
/// everything, keep it and raise the alarm.
#[derive(Debug, Parser)]
#[command(name = "trailguard", version, propagate_version = true, after_help = EXAMPLES)]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,

    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

const EXAMPLES: &str = "\
Examples:
  trailguard check                               everything below this folder
  trailguard check infra --format json           for machines
  trailguard check --var-file prod.tfvars infra  as production is deployed
  trailguard explain trail/multi-region          why, and what to write

Exit status: 0 nothing to report, 1 findings, 2 the job could not be done";

const CHECK_EXAMPLES: &str = "\
Examples:
  trailguard check                                  everything below this folder
  trailguard check main.tf                          the module that this file belongs to
  trailguard check --select trail,bucket/tls-only   some rules only
  trailguard check --framework cis-aws-5.0          the rules of a benchmark, and how each control stands
  trailguard check --fail-on high --unknown fail    strict only about what matters most
  trailguard check --parameter Env=prod stack.yaml  as production is deployed

  trailguard check --format sarif --output trailguard.sarif
                                                    for code scanning
  trailguard check --format human --format junit --output junit.xml --format gitlab --output quality.json
                                                    three reports of one run: each `--output` belongs to the
                                                    `--format` before it, the one without goes to the terminal
  trailguard check --stdin-filename infra/main.tf < buffer.tf
                                                    as if the file had this text already
  trailguard check --watch infra                    again whenever something changes";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Checks the audit trail in Terraform, CloudFormation and Terraform plans
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Box<CheckArgs>),
    /// Explains a rule, or lists the rules that answer a control
    #[command(
        after_help = "Examples:\n  trailguard explain trail/multi-region\n  trailguard explain CloudTrail.4\n  trailguard explain cis-aws-5.0:3.2"
    )]
    Explain(ExplainArgs),
    /// Lists the rules
    #[command(
        after_help = "Examples:\n  trailguard rules\n  trailguard rules --framework cis-aws-5.0\n  trailguard rules --format json"
    )]
    Rules(RulesArgs),
    /// Shows the estate that rules see: every field, its value and the way it came
    #[command(
        after_help = "Examples:\n  trailguard model infra\n  trailguard model --format json stack.yaml"
    )]
    Model(Box<ModelArgs>),
    /// Tests rules of your own: the examples in their files, the `*_test.yaml` files beside them, and Guard's test files
    #[command(
        after_help = "Examples:\n  trailguard test policy/rules\n  trailguard test policy/rules --format junit --output rules.xml\n\nExit status: 0 all as expected, 1 some are not, 2 a rule or a test is broken, or a rule has none"
    )]
    Test(TestArgs),
    /// Writes a configuration file that says what could be said, commented out
    #[command(after_help = "Examples:\n  trailguard init\n  trailguard init --config ci/trailguard.yaml")]
    Init(InitArgs),
    /// Serves editors on standard input and output, by the language server protocol
    Lsp(LspArgs),
    /// Writes the completions of a shell
    #[command(
        after_help = "Examples:\n  trailguard completions bash > /etc/bash_completion.d/trailguard\n  trailguard completions zsh > ~/.zfunc/_trailguard"
    )]
    Completions(CompletionsArgs),
    /// Writes the manual page
    #[command(hide = true)]
    Man,
    /// Evaluates Guard rules: reads work from standard input and answers on standard output
    #[cfg(feature = "guard")]
    #[command(hide = true)]
    GuardWorker,
}

/// Of the language server.
#[derive(Debug, Args)]
pub(super) struct LspArgs {
    /// Taken because editors give it: there is no other way
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Reads the arguments, the program's name first.
pub(super) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let matches = command.try_get_matches_from_mut(arguments)?;
    let mut cli = Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    if let (Command::Check(check), Some((_, matches))) = (&mut cli.command, matches.subcommand()) {
        let formats = placed(matches, "format", &check.format);
        let outputs = placed(matches, "output", &check.output);
        check.destinations = destinations::pair(&formats, &outputs)
            .map_err(|message| command.error(ErrorKind::ArgumentConflict, message))?;
    }
    Ok(cli)
}

/// Values with their positions among the arguments.
fn placed<T: Clone>(matches: &ArgMatches, name: &str, values: &[T]) -> Vec<(usize, T)> {
    matches.indices_of(name).into_iter().flatten().zip(values.iter().cloned()).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal; `NO_COLOR` and `CLICOLOR_FORCE` count
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Progress {
    /// On a terminal, when it takes long
    Auto,
    /// When it takes long
    Always,
    /// Never
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Show {
    /// Failures and unknowns
    Findings,
    /// Passes and suppressed findings too
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OnUnknown {
    /// Shown; does not fail the run
    Warn,
    /// Fails the run like a failure of its severity
    Fail,
    /// Counted only
    Ignore,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProfileArg {
    /// Quiet and certain
    Default,
    /// Everything
    Extended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    Human,
    /// For machines
    Json,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) inputs: InputArgs,

    /// How to write the report; several times for several reports, each with the `--output` behind it [default: human]
    #[arg(long, value_parser = formats(), help_heading = "Output")]
    pub(super) format: Vec<Format>,
    /// Where to write the report instead of standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Vec<PathBuf>,
    /// Which output belongs to which format.
    #[arg(skip)]
    pub(super) destinations: Vec<Destination>,
    /// What to show
    #[arg(long, default_value = "findings", help_heading = "Output")]
    pub(super) show: Show,
    /// Failures and errors only
    #[arg(long, short, help_heading = "Output")]
    pub(super) quiet: bool,
    /// Whether to show how far a long run is, on standard error
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub(super) progress: Progress,
    /// Run again whenever something changes
    #[arg(long, conflicts_with_all = ["output", "stdin_filename", "fix", "diff"], help_heading = "Output")]
    pub(super) watch: bool,

    /// Run these rules or groups only, whatever their profile
    #[arg(long, value_name = "RULE_OR_GROUP", value_delimiter = ',', help_heading = "Rules")]
    pub(super) select: Vec<String>,
    /// Leave these rules or groups out
    #[arg(long, value_name = "RULE_OR_GROUP", value_delimiter = ',', help_heading = "Rules")]
    pub(super) ignore: Vec<String>,
    /// Let suppressions of these linters count for the rules that ask the same
    #[arg(long, value_name = "LINTER", value_delimiter = ',', value_parser = PossibleValuesParser::new(PEERS), help_heading = "Rules")]
    pub(super) import_ignores: Vec<String>,
    /// Run the rules of these frameworks, whatever their profile, and tell how each control stands
    #[arg(long, value_name = "FRAMEWORK", value_delimiter = ',', help_heading = "Rules")]
    pub(super) framework: Vec<String>,
    /// Which rules run without being selected [default: default]
    #[arg(long, help_heading = "Rules")]
    pub(super) profile: Option<ProfileArg>,

    /// Mend what can be mended safely, and report what is left
    #[arg(long, help_heading = "Fixes", conflicts_with_all = ["diff", "stdin_filename"])]
    pub(super) fix: bool,
    /// Mend also what may block a destroy or a deployment, cost money, or is shared with others
    #[arg(long, help_heading = "Fixes")]
    pub(super) unsafe_fixes: bool,
    /// Show what `--fix` would change, and change nothing
    #[arg(long, help_heading = "Fixes", conflicts_with = "stdin_filename")]
    pub(super) diff: bool,

    /// Report only what is new or worse since this git revision, and what got better
    #[arg(long, value_name = "REV", help_heading = "Adoption", conflicts_with = "watch")]
    pub(super) since: Option<String>,
    /// Do not report what is in this file, unless it got worse
    #[arg(long, value_name = "FILE", help_heading = "Adoption")]
    pub(super) baseline: Option<PathBuf>,
    /// Write what fails and what is unknown to `--baseline` [default: .trailguard-baseline.json], and report nothing
    #[arg(long, help_heading = "Adoption", conflicts_with_all = ["fix", "diff", "watch", "since"])]
    pub(super) write_baseline: bool,

    /// Write a suppression for every failure that is found, and report what is left
    #[arg(
        long,
        help_heading = "Adoption",
        requires = "reason",
        conflicts_with_all = ["fix", "diff", "watch", "since", "write_baseline", "stdin_filename"]
    )]
    pub(super) add_ignores: bool,
    /// Why they are silenced
    #[arg(long, value_name = "TEXT", requires = "add_ignores", help_heading = "Adoption")]
    pub(super) reason: Option<String>,
    /// The last day on which they are
    #[arg(long, value_name = "YYYY-MM-DD", requires = "add_ignores", help_heading = "Adoption")]
    pub(super) until: Option<String>,

    /// The lowest severity that fails the run [default: medium]
    #[arg(long, value_name = "SEVERITY", value_parser = severities(), help_heading = "Exit status")]
    pub(super) fail_on: Option<Severity>,
    /// What to do with what the files do not decide [default: warn]
    #[arg(long, value_name = "WHAT", help_heading = "Exit status")]
    pub(super) unknown: Option<OnUnknown>,
    /// Exit with 0 where it would be 1
    #[arg(long, help_heading = "Exit status")]
    pub(super) exit_zero: bool,
}

/// What is read, and with which inputs.
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// Files and folders [default: this folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) sources: RuleSourceArgs,
    /// Take the text of this file from standard input; without a PATH it is what is checked
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Read what `.gitignore` and its kin leave out
    #[arg(long, help_heading = "Files")]
    pub(super) no_ignore: bool,
    /// Parse every file, not only those that matter
    #[arg(long, help_heading = "Files")]
    pub(super) strict_parse: bool,
    /// Threads to use; 0: one a core
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Files")]
    pub(super) threads: usize,

    /// Set a Terraform variable
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, help_heading = "Terraform")]
    pub(super) var: Vec<(String, String)>,
    /// Read Terraform variables from a file
    #[arg(long, value_name = "FILE", help_heading = "Terraform")]
    pub(super) var_file: Vec<PathBuf>,
    /// The Terraform workspace
    #[arg(long, value_name = "NAME", help_heading = "Terraform")]
    pub(super) workspace: Option<String>,
    /// The folder of the root module that plan files were made of, where it is not their own: findings point there
    #[arg(long, value_name = "DIR", help_heading = "Terraform")]
    pub(super) source_root: Option<PathBuf>,
    /// Take `TF_VAR_…` from the environment
    #[arg(long, help_heading = "Terraform")]
    pub(super) env_vars: bool,

    /// Set a CloudFormation parameter
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, help_heading = "CloudFormation")]
    pub(super) parameter: Vec<(String, String)>,
    /// Read CloudFormation parameters from a file
    #[arg(long, value_name = "FILE", help_heading = "CloudFormation")]
    pub(super) parameters: Vec<PathBuf>,

    /// The region of the deployment
    #[arg(long, value_parser = places::region, help_heading = "Deployment")]
    pub(super) region: Option<String>,
    /// The account of the deployment
    #[arg(long, value_name = "ID", value_parser = places::account, help_heading = "Deployment")]
    pub(super) account: Option<String>,
    /// The partition of the deployment: `aws`, `aws-cn`, `aws-us-gov`, …
    #[arg(long, help_heading = "Deployment")]
    pub(super) partition: Option<String>,
}

/// Where rules and what is said of them come from.
#[derive(Debug, Args)]
pub(super) struct RuleSourceArgs {
    /// The configuration file, instead of the nearest `.trailguard.yaml`
    #[arg(long, value_name = "FILE", conflicts_with = "no_config", help_heading = "Configuration")]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, help_heading = "Configuration")]
    pub(super) no_config: bool,
    /// Take in rules of your own: a folder with files `NAMESPACE/NAME.yaml` and Guard's `NAME.guard`, or one such file
    #[arg(long, value_name = "PATH", help_heading = "Configuration")]
    pub(super) rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    pub(super) sources: RuleSourceArgs,
    /// A rule, a group of rules, a framework, or a control: `3.2` in every framework that has it, or `FRAMEWORK:3.2`
    #[arg(value_name = "RULE_OR_CONTROL")]
    pub(super) subject: String,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[command(flatten)]
    pub(super) sources: RuleSourceArgs,
    /// List the controls of these frameworks, and the rules that answer each
    #[arg(long, value_name = "FRAMEWORK", value_delimiter = ',')]
    pub(super) framework: Vec<String>,
    /// Show which rules of other linters ask the same
    #[arg(long, conflicts_with = "framework")]
    pub(super) equivalents: bool,
    /// How to write the list
    #[arg(long, default_value = "human")]
    pub(super) format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ModelFormat {
    /// For people
    Human,
    /// For machines
    Json,
    /// As a CloudFormation template would say it
    Cloudformation,
}

#[derive(Debug, Args)]
pub(super) struct ModelArgs {
    #[command(flatten)]
    pub(super) inputs: InputArgs,
    /// How to write the model
    #[arg(long, default_value = "human", help_heading = "Output")]
    pub(super) format: ModelFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TestFormat {
    /// For people
    Human,
    /// For test reports
    Junit,
}

#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// Folders with rule files, and rule files
    #[arg(value_name = "RULES_DIR", required = true)]
    pub(super) rules: Vec<PathBuf>,
    /// How to write the results
    #[arg(long, default_value = "human")]
    pub(super) format: TestFormat,
    /// Where to write them instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Failures and errors only
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Threads to use; 0: one a core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) threads: usize,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Where to write it [default: .trailguard.yaml here]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Write it over one that is there
    #[arg(long)]
    pub(super) force: bool,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.iter().map(|format| format.name());
    // only names of formats come through
    PossibleValuesParser::new(names).map(|name| Format::parse(&name).unwrap_or(Format::Human))
}

fn severities() -> impl TypedValueParser<Value = Severity> {
    let names = Severity::ALL.iter().map(|severity| severity.name());
    // only names of severities come through
    PossibleValuesParser::new(names).map(|name| Severity::parse(&name).unwrap_or(Severity::Medium))
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn lists_and_assignments_are_taken_apart() {
        let cli = Cli::try_parse_from([
            "trailguard",
            "check",
            "--select",
            "trail,bucket/tls-only",
            "--select",
            "key",
            "--var",
            "a=b=c",
            "--fail-on",
            "high",
            "x",
            "y",
        ])
        .expect("the arguments are good");
        let Command::Check(check) = cli.command else { panic!("it is a check") };
        assert_eq!(check.select, ["trail", "bucket/tls-only", "key"]);
        assert_eq!(check.inputs.var, [("a".to_owned(), "b=c".to_owned())]);
        assert_eq!((check.fail_on, check.inputs.paths.len()), (Some(Severity::High), 2));
    }

    #[test]
    fn bad_arguments_say_what_there_is() {
        for (arguments, said) in [
            (
                ["check", "--format", "xml"],
                "human, concise, json, sarif, github, gitlab, junit, rdjson, sonarqube, markdown",
            ),
            (["check", "--fail-on", "grave"], "info, low, medium, high, critical"),
            (["check", "--var", "a"], "NAME=VALUE"),
        ] {
            let error =
                Cli::try_parse_from(["trailguard"].into_iter().chain(arguments)).expect_err("it is bad");
            assert!(error.to_string().contains(said), "{error}");
            assert_eq!(error.exit_code(), 2);
        }
    }
}
