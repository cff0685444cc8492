//! Where reports go: which `--output` belongs to which `--format`.
//!
//! As in RSpec and RuboCop an `--output` belongs to the `--format` before it, so that one run can write several reports;
//! the first one may stand before its format too.

use crate::report::Format;
use std::path::{Path, PathBuf};

/// One report: how it is written, and where; standard output where no file is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) format: Format,
    pub(super) file: Option<PathBuf>,
}

impl Destination {
    /// The file, if it goes to one.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

/// Pairs what was given, each with its position among the arguments.
pub(super) fn pair(
    formats: &[(usize, Format)],
    outputs: &[(usize, PathBuf)],
) -> Result<Vec<Destination>, String> {
    let mut destinations: Vec<Destination> =
        formats.iter().map(|(_, format)| Destination { format: *format, file: None }).collect();
    if destinations.is_empty() {
        destinations.push(Destination { format: Format::Human, file: None });
    }
    for (position, file) in outputs {
        let before = formats.iter().filter(|(at, _)| at < position).count();
        let destination = &mut destinations[before.saturating_sub(1)];
        if let Some(other) = &destination.file {
            return Err(format!(
                "both `{}` and `{}` are for `--format {}`: give each `--output` a `--format` before it",
                other.display(),
                file.display(),
                destination.format.name()
            ));
        }
        destination.file = Some(file.clone());
    }
    for (number, destination) in destinations.iter().enumerate() {
        let clash = destinations[..number].iter().find(|other| other.file == destination.file);
        let Some(other) = clash else { continue };
        let place = destination.file().map_or("standard output".into(), Path::to_string_lossy);
        return Err(format!(
            "`--format {}` and `--format {}` both go to {place}: give `--output FILE` behind one of them",
            other.format.name(),
            destination.format.name()
        ));
    }
    Ok(destinations)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `human`, `json=a` …: what comes out of a line of arguments.
    fn paired(arguments: &[&str]) -> Result<String, String> {
        let mut formats = Vec::new();
        let mut outputs = Vec::new();
        for (position, argument) in arguments.iter().enumerate() {
            match Format::parse(argument) {
                Some(format) => formats.push((position, format)),
                None => outputs.push((position, PathBuf::from(argument))),
            }
        }
        let said = |it: &Destination| match it.file() {
            Some(file) => format!("{}={}", it.format.name(), file.display()),
            None => it.format.name().to_owned(),
        };
        Ok(pair(&formats, &outputs)?.iter().map(said).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn an_output_belongs_to_the_format_before_it() {
        for (arguments, expected) in [
            (&[][..], "human"),
            (&["x"], "human=x"),
            (&["json"], "json"),
            (&["json", "x"], "json=x"),
            (&["x", "json"], "json=x"),
            (&["human", "sarif", "x"], "human sarif=x"),
            (&["sarif", "x", "human"], "sarif=x human"),
            (&["sarif", "x", "junit", "y", "github"], "sarif=x junit=y github"),
            (&["x", "sarif", "junit", "y"], "sarif=x junit=y"),
        ] {
            assert_eq!(paired(arguments).as_deref(), Ok(expected), "{arguments:?}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        for (arguments, said) in [
            (&["json", "human"][..], "`--format json` and `--format human` both go to standard output"),
            (&["json", "x", "y"], "both `x` and `y` are for `--format json`"),
            (&["json", "x", "sarif", "x"], "both go to x"),
            (&["x", "y"], "`--format human`"),
        ] {
            let error = paired(arguments).expect_err("it cannot be meant");
            assert!(error.contains(said), "{error}");
        }
    }
}
