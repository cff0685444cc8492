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
    /// The score that GitHub sorts security alerts by (critical over 9.0, high from 7.0, medium from 4.0, low from 0.1);
    /// none for what is no weakness.
    /// <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>
    pub security_severity: Option<&'static str>,
    /// GitLab code quality. <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>
    pub gitlab: &'static str,
    /// SonarQube: the severity of an impact, in the words that every server since 10.3 knows.
    pub sonarqube: &'static str,
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

/// The words of the formats that know three grades.
struct GradeWords {
    github: &'static str,
    sarif: &'static str,
    rdjson: &'static str,
}

const LEVELS: &[Level] = &[
    row(Severity::Info, "info", "36", Grade::Notice, None, "info", "LOW"),
    row(Severity::Low, "low", "34", Grade::Notice, Some("3.0"), "minor", "LOW"),
    row(Severity::Medium, "medium", "33", Grade::Warning, Some("5.5"), "major", "MEDIUM"),
    row(Severity::High, "high", "31", Grade::Error, Some("8.0"), "critical", "HIGH"),
    row(Severity::Critical, "critical", "1;31", Grade::Error, Some("9.5"), "blocker", "HIGH"),
];

const fn row(
    severity: Severity,
    word: &'static str,
    colour: &'static str,
    grade: Grade,
    security_severity: Option<&'static str>,
    gitlab: &'static str,
    sonarqube: &'static str,
) -> Level {
    Level { severity, word, colour, grade, security_severity, gitlab, sonarqube }
}

/// The row of a severity.
pub fn level(severity: Severity) -> &'static Level {
    // the table has a row for each severity, in their order
    &LEVELS[severity as usize]
}

impl Grade {
    /// All of them, the loudest first.
    pub const ALL: [Grade; 3] = [Grade::Error, Grade::Warning, Grade::Notice];

    /// One grade less: what is not known is not worse than what fails.
    #[must_use]
    pub fn softened(self) -> Self {
        if self == Grade::Error { Grade::Warning } else { Grade::Notice }
    }

    /// The workflow command of GitHub's runners.
    pub fn github(self) -> &'static str {
        self.words().github
    }

    /// The level of a SARIF result.
    pub fn sarif(self) -> &'static str {
        self.words().sarif
    }

    /// The severity of a reviewdog diagnostic.
    pub fn rdjson(self) -> &'static str {
        self.words().rdjson
    }

    fn words(self) -> GradeWords {
        match self {
            Grade::Notice => GradeWords { github: "notice", sarif: "note", rdjson: "INFO" },
            Grade::Warning => GradeWords { github: "warning", sarif: "warning", rdjson: "WARNING" },
            Grade::Error => GradeWords { github: "error", sarif: "error", rdjson: "ERROR" },
        }
    }
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

    /// The bounds are GitHub's.
    #[test]
    fn security_severities_fall_into_the_band_of_their_name() {
        for row in LEVELS {
            let score = row.security_severity.map(|score| score.parse::<f64>().expect("it is a number"));
            let band = match score {
                None => "info",
                Some(score) if score > 9.0 => "critical",
                Some(score) if score >= 7.0 => "high",
                Some(score) if score >= 4.0 => "medium",
                Some(_) => "low",
            };
            assert_eq!(band, row.word);
        }
    }
}
