//! What the command asks of the process it is: its environment, its terminal, its working directory.
//!
//! Asked here and nowhere else, so that everything below gets it as options and stays the same in a test.

use super::args::Color;
use crate::report::DEFAULT_WIDTH;
use std::env;
use std::io::{IsTerminal as _, stdout};
use std::path::PathBuf;

/// What is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terminal {
    /// Whether somebody looks at it on a terminal.
    pub(super) is_one: bool,
    pub(super) colour: bool,
    pub(super) hyperlinks: bool,
    pub(super) width: usize,
}

/// Standard output as it is, or a file.
pub(super) fn terminal(color: Color, on_standard_output: bool) -> Terminal {
    let is_terminal = on_standard_output && stdout().is_terminal();
    let colour =
        colour(color, is_terminal, |name| env::var_os(name).map(|it| it.to_string_lossy().into_owned()));
    let width = if is_terminal {
        terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
    } else {
        None
    };
    Terminal {
        colour,
        is_one: is_terminal,
        hyperlinks: colour && is_terminal && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        width: width.filter(|width| *width >= 40).unwrap_or(DEFAULT_WIDTH),
    }
}

/// <https://no-color.org> and <https://bixense.com/clicolors>: set and not empty.
fn colour(color: Color, is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if variable("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0") => {
            true
        }
        Color::Auto => is_terminal && variable("TERM").as_deref() != Some("dumb"),
    }
}

/// The variables that Terraform takes from the environment, by name.
pub(super) fn terraform_variables() -> Vec<(String, String)> {
    let mut variables: Vec<(String, String)> = env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.to_str()?.strip_prefix("TF_VAR_")?.to_owned();
            Some((name, value.to_str()?.to_owned()))
        })
        .collect();
    variables.sort();
    variables
}

/// The working directory, where it is still there.
pub(super) fn working_directory() -> Option<PathBuf> {
    env::current_dir().ok()
}

/// The file that GitHub Actions shows as the summary of the job.
pub(super) fn job_summary() -> Option<PathBuf> {
    path("GITHUB_STEP_SUMMARY")
}

/// The folder that GitHub Actions or GitLab CI has checked out.
pub(super) fn checkout() -> Option<PathBuf> {
    path("GITHUB_WORKSPACE").or_else(|| path("CI_PROJECT_DIR"))
}

fn path(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_decided_by_argument_then_environment_then_terminal() {
        for (color, terminal, environment, expected) in [
            (Color::Auto, true, ("", ""), true),
            (Color::Auto, false, ("", ""), false),
            (Color::Auto, true, ("NO_COLOR", "1"), false),
            (Color::Auto, true, ("NO_COLOR", ""), true),
            (Color::Auto, false, ("CLICOLOR_FORCE", "1"), true),
            (Color::Auto, false, ("CLICOLOR_FORCE", "0"), false),
            (Color::Auto, true, ("TERM", "dumb"), false),
            (Color::Always, false, ("NO_COLOR", "1"), true),
            (Color::Never, true, ("CLICOLOR_FORCE", "1"), false),
        ] {
            let variable = |name: &str| (name == environment.0).then(|| environment.1.to_owned());
            assert_eq!(colour(color, terminal, variable), expected, "{color:?} {terminal} {environment:?}");
        }
    }
}
