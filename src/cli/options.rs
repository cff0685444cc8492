//! Arguments and surroundings resolved into what the library takes.

use super::args::{CheckArgs, Color, InputArgs, OnUnknown, ProfileArg, Show};
use super::surroundings;
use crate::config::{Configuration, UnknownPolicy};
use crate::fs::{Disk, FileSystem as _, Memory, Overlay, read_stream};
use crate::linter::Options;
use crate::report::paths::{Project, WorkingDirectory};
use crate::report::{Format, View};
use crate::rule::{Profile, Severity};
use std::path::PathBuf;

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
        frameworks: cleaned(&arguments.framework),
        import_ignores: arguments.import_ignores.clone(),
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
        paths: paths(inputs),
        no_ignore: inputs.no_ignore,
        strict_parse: inputs.strict_parse,
        variables: inputs.var.clone(),
        variable_files: inputs.var_file.clone(),
        workspace: inputs.workspace.clone(),
        source_root: inputs.source_root.clone(),
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
pub(super) fn check_view(
    arguments: &CheckArgs,
    unknown: OnUnknown,
    color: Color,
    on_standard_output: bool,
) -> View {
    View {
        show_all: arguments.show == Show::All,
        show_unknowns: unknown != OnUnknown::Ignore,
        quiet: arguments.quiet,
        unknowns_fail: unknown == OnUnknown::Fail,
        looked_at: paths(&arguments.inputs).iter().map(|path| path.to_string_lossy().into_owned()).collect(),
        project: project(arguments),
        ..view(color, on_standard_output)
    }
}

/// What is checked: what is named, else the file whose text is given, else this folder.
fn paths(inputs: &InputArgs) -> Vec<PathBuf> {
    match (&*inputs.paths, &inputs.stdin_filename) {
        ([], Some(file)) => vec![file.clone()],
        ([], None) => vec![PathBuf::from(".")],
        (paths, _) => paths.to_vec(),
    }
}

/// The disk with the text of standard input laid over it, where that is asked for.
pub(super) fn file_system(inputs: &InputArgs) -> Result<Option<Overlay<'static>>, String> {
    let Some(file) = &inputs.stdin_filename else { return Ok(None) };
    let text = read_stream(&mut std::io::stdin().lock())
        .map_err(|error| format!("standard input cannot be read: {error}"))?;
    Ok(Some(Overlay::new(&Disk, Memory::new().with(file, text))))
}

/// The folder that forges name files from. Asked for only where a format says so.
fn project(arguments: &CheckArgs) -> Project {
    let for_people = |format| matches!(format, Format::Human | Format::Concise | Format::Json);
    let Some(here) = surroundings::working_directory() else { return Project::default() };
    if arguments.destinations.iter().all(|it| for_people(it.format)) {
        return Project::default();
    }
    let given = surroundings::checkout().filter(|root| here.starts_with(root));
    let repository =
        || here.ancestors().find(|folder| Disk.canonical(&folder.join(".git")).is_some()).map(PathBuf::from);
    let root = given.or_else(repository).unwrap_or_else(|| here.clone());
    Project::new(root, here)
}

/// How anything is shown on standard output, or in a file.
pub(super) fn view(color: Color, on_standard_output: bool) -> View {
    let terminal = surroundings::terminal(color, on_standard_output);
    View {
        terminal: terminal.is_one,
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
