//! The one severity table: a row a severity, a column a format's own words for it.

use crate::rule::Severity;

/// How a severity is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// The severity.
    pub severity: Severity,
    /// For people: also `rule`'s own name of it.
    pub word: &'static str,
    /// SGR parameters of its colour.
    pub colour: &'static str,
    /// How loud it is for formats that know three grades.
    pub grade: Grade,
}

/// Three grades, for what knows no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// To know.
    Notice,
    /// To mend some day.
    Warning,
    /// To mend now.
    Error,
}

const LEVELS: &[Level] = &[
    Level { severity: Severity::Info, word: "info", colour: "36", grade: Grade::Notice },
    Level { severity: Severity::Low, word: "low", colour: "34", grade: Grade::Notice },
    Level { severity: Severity::Medium, word: "medium", colour: "33", grade: Grade::Warning },
    Level { severity: Severity::High, word: "high", colour: "31", grade: Grade::Error },
    Level { severity: Severity::Critical, word: "critical", colour: "1;31", grade: Grade::Error },
];

/// The row of a severity.
pub fn level(severity: Severity) -> &'static Level {
    // the table has a row for each severity, in their order
    &LEVELS[severity as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_severity_has_its_row() {
        for severity in Severity::ALL {
            assert_eq!(level(*severity).severity, *severity);
            assert_eq!(level(*severity).word, severity.name());
        }
        assert_eq!(LEVELS.len(), Severity::ALL.len());
    }
}
