//! One rule file on one document, by the library of AWS CloudFormation Guard: its record of the evaluation cut down to
//! what each rule says and which clauses failed where.
//!
//! It may overflow the stack on a hostile rule file: who calls it has a process to lose.

use super::work::{Answer, Evaluated, FailedClause, GuardRunner, Status, Trouble, Work};
use cfn_guard::{ValidateInput, run_checks};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value as Json;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Evaluates.
///
/// # Errors
/// What keeps the file from being evaluated, as far as the library says it.
pub fn evaluate(name: &str, text: &str, document: &str) -> Answer {
    // the other way of the library cuts what it says at 8 KiB
    let verbose = true;
    let rules = ValidateInput { content: text, file_name: name };
    let data = ValidateInput { content: document, file_name: "template" };
    let outcome = catch_unwind(AssertUnwindSafe(|| run_checks(data, rules, verbose)));
    let record = match outcome {
        Ok(Ok(record)) => record,
        Ok(Err(error)) => return Err(trouble(&error.to_string())),
        Err(_) => return Err(Trouble::Refused("Guard met a clause that it was not made for".to_owned())),
    };
    if record.is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = serde_json::Deserializer::from_str(&record);
    // records are as deep as blocks are nested, and that is bounded
    reader.disable_recursion_limit();
    let record = Record::deserialize(&mut reader)
        .map_err(|error| Trouble::Refused(format!("Guard's record cannot be read: {error}")))?;
    let mut rules: Vec<Evaluated> = Vec::new();
    for child in &record.children {
        let Some(Container::RuleCheck(said)) = &child.container else { continue };
        let Some(status) = Status::parse(&said.status) else { continue };
        let prefix = format!("{name}/");
        let rule = said.name.strip_prefix(&prefix).unwrap_or(&said.name).to_owned();
        let mut failed = Vec::new();
        if status == Status::Fail {
            child.collect(&mut failed);
        }
        match rules.iter_mut().find(|it| it.rule == rule) {
            Some(known) => {
                known.status = known.status.and(status);
                known.failed.extend(failed);
            }
            None => rules.push(Evaluated { rule, status, failed }),
        }
    }
    Ok(rules)
}

/// Evaluates in this process: for rule files that are known to be harmless.
#[derive(Clone, Copy, Debug, Default)]
pub struct InThisProcess;

impl GuardRunner for InThisProcess {
    fn run(&self, work: &Work) -> Vec<Answer> {
        let missing = || Err(Trouble::Refused("there is no such document".to_owned()));
        let one = |(file, document): &(usize, usize)| match (
            work.files.get(*file),
            work.documents.get(*document),
        ) {
            (Some((name, text)), Some(document)) => evaluate(name, text, document),
            _ => missing(),
        };
        work.jobs.iter().map(one).collect()
    }
}

/// The library's errors have their place in their words only.
fn trouble(message: &str) -> Trouble {
    let number = |before: &str| -> Option<u32> {
        let rest = message.split_once(before)?.1;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse().ok()
    };
    match (number(" at line "), number(" at column ")) {
        (Some(line), Some(column)) if message.contains("Error parsing file") => {
            let said = message.split_once("when handling ").map_or("", |(_, rest)| rest);
            let expected = said.split_once(", fragment").map_or("", |(said, _)| said);
            Trouble::Malformed { line, column, expected: expected.trim().to_owned() }
        }
        _ => {
            let reason = message.split_once('`').map_or(message, |(_, rest)| rest).trim_end_matches('`');
            let reason: String = reason.chars().take(300).collect();
            Trouble::Refused(reason.replace('\n', " "))
        }
    }
}

/// A node of the library's record.
#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    context: String,
    container: Option<Container>,
    #[serde(default)]
    children: Vec<Record>,
}

#[derive(Deserialize)]
enum Container {
    FileCheck(Named),
    RuleCheck(Named),
    RuleCondition(IgnoredAny),
    TypeCheck(TypeCheck),
    TypeCondition(IgnoredAny),
    TypeBlock(String),
    Filter(IgnoredAny),
    WhenCheck(Block),
    WhenCondition(IgnoredAny),
    Disjunction(Block),
    BlockGuardCheck(Block),
    GuardClauseBlockCheck(Block),
    ClauseValueCheck(Clause),
}

#[derive(Deserialize)]
struct Named {
    name: String,
    status: String,
}

#[derive(Deserialize)]
struct TypeCheck {
    block: Block,
}

#[derive(Deserialize)]
struct Block {
    status: String,
}

#[derive(Deserialize)]
enum Clause {
    Success,
    Comparison(Comparison),
    InComparison(Comparison),
    Unary(Unary),
    NoValueForEmptyCheck(Option<String>),
    DependentRule(Missing),
    MissingBlockValue(Comparison),
}

#[derive(Deserialize)]
struct Unary {
    value: Comparison,
}

#[derive(Deserialize)]
struct Comparison {
    from: Queried,
    custom_message: Option<String>,
    status: String,
}

#[derive(Deserialize)]
struct Missing {
    custom_message: Option<String>,
    status: String,
}

#[derive(Deserialize)]
enum Queried {
    Literal(IgnoredAny),
    Resolved(Place),
    UnResolved(Unresolved),
}

#[derive(Deserialize)]
struct Place {
    #[serde(default)]
    path: Json,
}

#[derive(Deserialize)]
struct Unresolved {
    traversed_to: Place,
    remaining_query: String,
}

impl Record {
    /// The clauses that made this fail: those in what failed, conditions and filters left out.
    fn collect(&self, failed: &mut Vec<FailedClause>) {
        const FAIL: &str = "FAIL";
        let fails = match &self.container {
            Some(Container::FileCheck(it) | Container::RuleCheck(it)) => it.status == FAIL,
            Some(Container::TypeCheck(it)) => it.block.status == FAIL,
            Some(Container::TypeBlock(status)) => status == FAIL,
            Some(
                Container::WhenCheck(it)
                | Container::Disjunction(it)
                | Container::BlockGuardCheck(it)
                | Container::GuardClauseBlockCheck(it),
            ) => it.status == FAIL,
            Some(Container::ClauseValueCheck(clause)) => {
                failed.extend(clause.failed(&self.context));
                // what made the rule fail that this one names
                self.has_failed_rules()
            }
            Some(
                Container::RuleCondition(_)
                | Container::TypeCondition(_)
                | Container::Filter(_)
                | Container::WhenCondition(_),
            )
            | None => false,
        };
        if fails {
            self.children.iter().for_each(|it| it.collect(failed));
        }
    }

    fn has_failed_rules(&self) -> bool {
        matches!(&self.container, Some(Container::ClauseValueCheck(Clause::DependentRule(_))))
    }
}

impl Clause {
    fn failed(&self, context: &str) -> Option<FailedClause> {
        let clause = context.trim().to_owned();
        let of_value = |it: &Comparison| {
            let (place, missing) = match &it.from {
                Queried::Literal(_) => (None, ""),
                Queried::Resolved(place) => (Some(place), ""),
                Queried::UnResolved(it) => (Some(&it.traversed_to), it.remaining_query.as_str()),
            };
            (it.status == "FAIL").then(|| FailedClause {
                path: place.and_then(|it| it.path.as_str()).map(str::to_owned),
                missing: missing.to_owned(),
                message: message(it.custom_message.as_deref()),
                clause: clause.clone(),
            })
        };
        match self {
            Clause::Success => None,
            Clause::Comparison(it) | Clause::InComparison(it) | Clause::MissingBlockValue(it) => of_value(it),
            Clause::Unary(it) => of_value(&it.value),
            Clause::NoValueForEmptyCheck(said) => {
                Some(FailedClause { message: message(said.as_deref()), clause, ..FailedClause::default() })
            }
            // the rule that it names tells by its own clauses
            Clause::DependentRule(it) => message(it.custom_message.as_deref())
                .filter(|_| it.status == "FAIL")
                .map(|said| FailedClause { message: Some(said), clause, ..FailedClause::default() }),
        }
    }
}

fn message(said: Option<&str>) -> Option<String> {
    said.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str =
        r#"{"Resources": {"A/B": {"Type": "AWS::CloudTrail::Trail", "Properties": {"IsLogging": false}}}}"#;

    #[test]
    fn what_fails_has_its_place() {
        let text = "let t = Resources.*[ Type == 'AWS::CloudTrail::Trail' ]\nrule key when %t !empty {\n  %t.Properties.KMSKeyId exists <<no key>>\n}\nrule on {\n  AWS::CloudTrail::Trail { Properties.IsLogging == true }\n}\nrule other when Resources.*[ Type == 'x' ] !empty {\n  key\n}\nrule both {\n  key\n}\n";
        let rules = evaluate("f", text, TEMPLATE).expect("it is well written");
        let said: Vec<(&str, Status, usize)> =
            rules.iter().map(|it| (&*it.rule, it.status, it.failed.len())).collect();
        assert_eq!(
            said,
            [
                ("key", Status::Fail, 1),
                ("on", Status::Fail, 1),
                ("other", Status::Skip, 0),
                ("both", Status::Fail, 1)
            ]
        );
        assert_eq!(rules[0].failed[0].path.as_deref(), Some("/Resources/A/B/Properties"));
        assert_eq!(
            (&*rules[0].failed[0].missing, rules[0].failed[0].message.as_deref()),
            ("KMSKeyId", Some("no key"))
        );
        assert_eq!(rules[1].failed[0].path.as_deref(), Some("/Resources/A/B/Properties/IsLogging"));
    }

    #[test]
    fn what_is_not_well_written_has_its_place() {
        let trouble =
            evaluate("f", "rule a {\n  Resources.* ==\n}\n", TEMPLATE).expect_err("it is malformed");
        let Trouble::Malformed { line, expected, .. } = &trouble else { panic!("{trouble:?}") };
        assert_eq!(*line, 2);
        assert!(expected.contains("property access"), "{expected}");
        let unknown = evaluate("f", "rule a {\n  %nope exists\n}\n", TEMPLATE).expect_err("no such variable");
        assert_eq!(
            unknown.to_string(),
            "its rules cannot be evaluated: Could not resolve variable by name nope across scopes"
        );
        assert_eq!(evaluate("f", "Resources exists\n", TEMPLATE).expect("a clause")[0].rule, "default");
    }
}
