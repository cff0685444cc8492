//! Arguments and surroundings resolved into what the library takes.

use super::args::{CheckArgs, Color, InputArgs, OnUnknown, ProfileArg, Show};
use super::surroundings;
use crate::linter::Options;
use crate::report::View;
use crate::report::paths::WorkingDirectory;

/// Options of a check.
pub(super) fn of_check(arguments: &CheckArgs) -> Options {
    Options {
        select: cleaned(&arguments.select),
        ignore: cleaned(&arguments.ignore),
        frameworks: cleaned(&arguments.framework),
        extended: arguments.profile == ProfileArg::Extended,
        ..of_inputs(&arguments.inputs)
    }
}

/// Options of a run without rules.
pub(super) fn of_inputs(inputs: &InputArgs) -> Options {
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
pub(super) fn check_view(arguments: &CheckArgs, color: Color) -> View {
    View {
        show_all: arguments.show == Show::All,
        show_unknowns: arguments.unknown != OnUnknown::Ignore,
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
pub(super) fn cleaned(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}
