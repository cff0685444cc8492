//! Arguments and surroundings resolved into what the library takes.

use super::args::{CheckArgs, Color, InputArgs, OnUnknown, ProfileArg, Show};
use super::surroundings;
use crate::config::{Configuration, UnknownPolicy};
use crate::linter::Options;
use crate::report::View;
use crate::report::paths::WorkingDirectory;
use crate::rule::{Profile, Severity};

/// Options of a check: the command line's, and the configuration's where that says nothing.
pub(super) fn of_check(arguments: &CheckArgs, configuration: &Configuration) -> Options {
    let profile = match arguments.profile {
        Some(ProfileArg::Default) => Profile::Default,
        Some(ProfileArg::Extended) => Profile::Extended,
        None => configuration.profile.unwrap_or(Profile::Default),
    };
    let mut options = Options {
        select: cleaned(&arguments.select),
        ignore: cleaned(&arguments.ignore),
        extended: profile == Profile::Extended,
        ..said(&arguments.inputs)
    };
    configuration.lay_under(&mut options);
    options
}

/// What fails a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    /// The lowest severity that does.
    pub(super) fail_on: Severity,
    /// What to do with what the files do not decide.
    pub(super) unknown: OnUnknown,
    /// Whether findings do not, after all.
    pub(super) exit_zero: bool,
}

/// What fails a check.
pub(super) fn gate(arguments: &CheckArgs, configuration: &Configuration) -> Gate {
    Gate {
        fail_on: arguments.fail_on.or(configuration.fail_on).unwrap_or(Severity::Medium),
        unknown: on_unknown(arguments, configuration),
        exit_zero: arguments.exit_zero,
    }
}

fn on_unknown(arguments: &CheckArgs, configuration: &Configuration) -> OnUnknown {
    arguments.unknown.unwrap_or(match configuration.unknown {
        None | Some(UnknownPolicy::Warn) => OnUnknown::Warn,
        Some(UnknownPolicy::Fail) => OnUnknown::Fail,
        Some(UnknownPolicy::Ignore) => OnUnknown::Ignore,
    })
}

/// Options of a run without rules.
pub(super) fn of_inputs(inputs: &InputArgs, configuration: &Configuration) -> Options {
    let mut options = said(inputs);
    configuration.lay_under(&mut options);
    options
}

fn said(inputs: &InputArgs) -> Options {
    Options {
        paths: inputs.paths.clone(),
        no_ignore: inputs.no_ignore,
        strict_parse: inputs.strict_parse,
        variables: inputs.var.clone(),
        variable_files: inputs.var_file.clone(),
        workspace: inputs.workspace.clone(),
        environment: if inputs.env_vars { surroundings::terraform_variables() } else { Vec::new() },
        parameters: inputs.parameter.clone(),
        parameter_files: inputs.parameters.clone(),
        region: inputs.region.clone(),
        account: inputs.account.clone(),
        partition: inputs.partition.clone(),
        threads: inputs.threads,
        ..Options::default()
    }
}

/// How a check is shown.
pub(super) fn check_view(arguments: &CheckArgs, unknown: OnUnknown, color: Color) -> View {
    View {
        show_all: arguments.show == Show::All,
        show_unknowns: unknown != OnUnknown::Ignore,
        quiet: arguments.quiet,
        looked_at: arguments.inputs.paths.iter().map(|path| path.to_string_lossy().into_owned()).collect(),
        ..view(color, arguments.output.is_none())
    }
}

/// How anything is shown on standard output, or in a file.
pub(super) fn view(color: Color, on_standard_output: bool) -> View {
    let terminal = surroundings::terminal(color, on_standard_output);
    View {
        colour: terminal.colour,
        hyperlinks: terminal.hyperlinks,
        width: terminal.width,
        working_directory: surroundings::working_directory().map(WorkingDirectory::new).unwrap_or_default(),
        ..View::default()
    }
}

/// `--select "trail, bucket"` and a trailing comma are what they look like.
fn cleaned(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}
