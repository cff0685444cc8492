//! Random small templates settle as trying every choice of parameters says.

use proptest::prelude::*;
use std::fmt::Write;
use std::path::PathBuf;
use trailguard::check::Verdict;
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options, Report};

const RULE: &str = "trail/multi-region";
const VALUES: [&str; 3] = ["'true'", "'false'", "z"];
const PARAMETERS: usize = 3;
/// The last parameter may be any text: another way to write what is true, and one that stands for all the others.
const CHOICES: usize = 3 * 3 * 5;

/// A condition over the parameters and the conditions before it.
#[derive(Clone, Debug)]
enum Condition {
    Equals(usize, usize),
    Same(usize, usize),
    Not(usize),
    And(usize, usize),
    Or(usize, usize),
}

/// A boolean property.
#[derive(Clone, Debug)]
enum Property {
    Known(bool),
    Absent,
    /// What the last parameter is.
    Parameter,
    If(usize, Box<Property>, Box<Property>),
}

/// What an assertion of a rule, or the condition that it stands under, demands.
#[derive(Clone, Debug)]
enum Demand {
    Equals(usize, usize),
    Contains(usize, usize, usize),
    EachIn(usize, usize, usize, usize),
    EachEquals(usize, usize, usize),
    Not(Box<Demand>),
    Either(Box<Demand>, Box<Demand>),
}

#[derive(Clone, Debug)]
struct Template {
    rules: Vec<(Option<Demand>, Demand)>,
    conditions: Vec<Condition>,
    presence: Option<usize>,
    property: Property,
}

fn condition() -> impl Strategy<Value = Condition> {
    let index = 0..64_usize;
    prop_oneof![
        4 => (index.clone(), index.clone()).prop_map(|(a, b)| Condition::Equals(a, b)),
        1 => (index.clone(), index.clone()).prop_map(|(a, b)| Condition::Same(a, b)),
        1 => index.clone().prop_map(Condition::Not),
        1 => (index.clone(), index.clone()).prop_map(|(a, b)| Condition::And(a, b)),
        1 => (index.clone(), index).prop_map(|(a, b)| Condition::Or(a, b)),
    ]
}

fn property() -> impl Strategy<Value = Property> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Property::Known),
        Just(Property::Absent),
        Just(Property::Parameter)
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        (0..64_usize, inner.clone(), inner)
            .prop_map(|(at, then, otherwise)| Property::If(at, Box::new(then), Box::new(otherwise)))
    })
}

fn demand() -> impl Strategy<Value = Demand> {
    let index = || 0..12_usize;
    let leaf = prop_oneof![
        (index(), index()).prop_map(|(a, b)| Demand::Equals(a, b)),
        (index(), index(), index()).prop_map(|(a, b, c)| Demand::Contains(a, b, c)),
        (index(), index(), index(), index()).prop_map(|(a, b, c, d)| Demand::EachIn(a, b, c, d)),
        (index(), index(), index()).prop_map(|(a, b, c)| Demand::EachEquals(a, b, c)),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Demand::Not(Box::new(inner))),
            (inner.clone(), inner).prop_map(|(a, b)| Demand::Either(Box::new(a), Box::new(b))),
        ]
    })
}

fn template() -> impl Strategy<Value = Template> {
    let conditions = prop::collection::vec(condition(), 1..6);
    let rules = prop::collection::vec((prop::option::of(demand()), demand()), 0..3);
    (rules, conditions, prop::option::of(0..64_usize), property()).prop_map(
        |(rules, conditions, presence, property)| Template { rules, conditions, presence, property },
    )
}

impl Demand {
    fn holds(&self, choice: &[usize]) -> bool {
        let is = |parameter: &usize, value: &usize| choice[parameter % PARAMETERS] == value % VALUES.len();
        match self {
            Demand::Equals(parameter, value) => is(parameter, value),
            Demand::Contains(parameter, a, b) => is(parameter, a) || is(parameter, b),
            Demand::EachIn(p, q, a, b) => [p, q].into_iter().all(|it| is(it, a) || is(it, b)),
            Demand::EachEquals(p, q, value) => is(p, value) && is(q, value),
            Demand::Not(inner) => !inner.holds(choice),
            Demand::Either(a, b) => a.holds(choice) || b.holds(choice),
        }
    }

    fn written(&self) -> String {
        let reference = |parameter: &usize| format!("!Ref P{}", parameter % PARAMETERS);
        let value = |at: &usize| VALUES[at % VALUES.len()];
        match self {
            Demand::Equals(p, a) => format!("{{'Fn::Equals': [{}, {}]}}", reference(p), value(a)),
            Demand::Contains(p, a, b) => {
                format!("{{'Fn::Contains': [[{}, {}], {}]}}", value(a), value(b), reference(p))
            }
            Demand::EachIn(p, q, a, b) => format!(
                "{{'Fn::EachMemberIn': [[{}, {}], [{}, {}]]}}",
                reference(p),
                reference(q),
                value(a),
                value(b)
            ),
            Demand::EachEquals(p, q, a) => {
                format!("{{'Fn::EachMemberEquals': [[{}, {}], {}]}}", reference(p), reference(q), value(a))
            }
            Demand::Not(inner) => format!("{{'Fn::Not': [{}]}}", inner.written()),
            Demand::Either(a, b) => format!("{{'Fn::Or': [{}, {}]}}", a.written(), b.written()),
        }
    }
}

impl Property {
    fn reads_parameter(&self) -> bool {
        match self {
            Property::Known(_) | Property::Absent => false,
            Property::Parameter => true,
            Property::If(_, then, otherwise) => then.reads_parameter() || otherwise.reads_parameter(),
        }
    }
}

impl Template {
    /// The condition that an index names, for one that may name only those before `limit`.
    fn before(at: usize, limit: usize) -> Option<usize> {
        (limit > 0).then(|| at % limit)
    }

    fn holds(&self, at: usize, choice: &[usize]) -> bool {
        let earlier = |index: usize| Self::before(index, at).is_some_and(|index| self.holds(index, choice));
        match self.conditions[at] {
            Condition::Equals(parameter, value) => choice[parameter % PARAMETERS] == value % VALUES.len(),
            Condition::Same(a, b) => choice[a % PARAMETERS] == choice[b % PARAMETERS],
            Condition::Not(a) => !earlier(a),
            Condition::And(a, b) => earlier(a) && earlier(b),
            Condition::Or(a, b) => earlier(a) || earlier(b),
        }
    }

    fn value(&self, property: &Property, choice: &[usize]) -> Option<bool> {
        match property {
            Property::Known(value) => Some(*value),
            Property::Absent => None,
            // `true` and `True`
            Property::Parameter => Some([0, 3].contains(&choice[PARAMETERS - 1])),
            Property::If(at, then, otherwise) => {
                let side = if self.holds(at % self.conditions.len(), choice) { then } else { otherwise };
                self.value(side, choice)
            }
        }
    }

    /// The choices that no rule refuses.
    fn choices(&self) -> impl Iterator<Item = [usize; PARAMETERS]> {
        let takes = |(when, then): &(Option<Demand>, Demand), choice: &[usize]| {
            when.as_ref().is_some_and(|when| !when.holds(choice)) || then.holds(choice)
        };
        let choices = (0..CHOICES).map(|number| [number % 3, number / 3 % 3, number / 9]);
        choices.filter(move |choice| self.rules.iter().all(|rule| takes(rule, choice)))
    }

    /// What trying every choice says: `None` where the trail is in none of them.
    fn expected(&self) -> Option<Verdict> {
        let mut verdicts = Vec::new();
        for choice in self.choices() {
            let there = self.presence.is_none_or(|at| self.holds(at % self.conditions.len(), &choice));
            if there {
                verdicts.push(self.value(&self.property, &choice) == Some(true));
            }
        }
        match (verdicts.contains(&true), verdicts.contains(&false)) {
            (true, true) => Some(Verdict::Unknown),
            (true, false) => Some(Verdict::Pass),
            (false, true) => Some(Verdict::Fail),
            (false, false) => None,
        }
    }

    fn text(&self) -> String {
        let mut text = "Parameters:\n".to_owned();
        for parameter in 0..PARAMETERS - 1 {
            writeln!(text, "  P{parameter}: {{Type: String, AllowedValues: ['true', 'false', z]}}").unwrap();
        }
        writeln!(text, "  P{}: {{Type: String}}\nRules: {{}}", PARAMETERS - 1).unwrap();
        if !self.rules.is_empty() {
            text.truncate(text.len() - " {}\n".len());
            text.push('\n');
        }
        for (at, (when, then)) in self.rules.iter().enumerate() {
            writeln!(text, "  R{at}:").unwrap();
            if let Some(when) = when {
                writeln!(text, "    RuleCondition: {}", when.written()).unwrap();
            }
            writeln!(text, "    Assertions:\n      - Assert: {}", then.written()).unwrap();
        }
        text.push_str("Conditions:\n");
        for (at, condition) in self.conditions.iter().enumerate() {
            let earlier = |index: usize| match Self::before(index, at) {
                Some(index) => format!("!Condition C{index}"),
                None => "!Equals [a, b]".to_owned(),
            };
            let written = match condition {
                Condition::Equals(parameter, value) => {
                    format!("!Equals [!Ref P{}, {}]", parameter % PARAMETERS, VALUES[value % VALUES.len()])
                }
                Condition::Same(a, b) => {
                    format!("!Equals [!Ref P{}, !Ref P{}]", a % PARAMETERS, b % PARAMETERS)
                }
                Condition::Not(a) => format!("!Not [{}]", earlier(*a)),
                Condition::And(a, b) => format!("!And [{}, {}]", earlier(*a), earlier(*b)),
                Condition::Or(a, b) => format!("!Or [{}, {}]", earlier(*a), earlier(*b)),
            };
            writeln!(text, "  C{at}: {written}").unwrap();
        }
        text.push_str("Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n");
        if let Some(at) = self.presence {
            writeln!(text, "    Condition: C{}", at % self.conditions.len()).unwrap();
        }
        let property = self.written(&self.property);
        write!(text, "    Properties:\n      IsLogging: true\n      IsMultiRegionTrail: {property}\n")
            .unwrap();
        text
    }

    fn written(&self, property: &Property) -> String {
        match property {
            Property::Known(value) => value.to_string(),
            Property::Absent => "!Ref AWS::NoValue".to_owned(),
            Property::Parameter => format!("!Ref P{}", PARAMETERS - 1),
            Property::If(at, then, otherwise) => {
                let at = at % self.conditions.len();
                format!("!If [C{at}, {}, {}]", self.written(then), self.written(otherwise))
            }
        }
    }
}

fn run(text: &str) -> Report {
    let options =
        Options { paths: vec![PathBuf::from("/w")], select: vec![RULE.to_owned()], ..Options::default() };
    let files = Memory::new().with("/w/t.yaml", text);
    Linter::default().run(&options, &files).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cases_settle_as_trying_all_choices_says(template in template()) {
        prop_assume!(template.choices().next().is_some());
        let text = template.text();
        let report = run(&text);
        let said = report.findings.first();
        prop_assert!(report.findings.len() < 2);
        let (verdict, expected) = (said.map(|it| it.verdict), template.expected());
        // what a parameter comes to as a boolean is not tried against the rules
        let is_left_open = template.property.reads_parameter() && expected.is_some();
        if !(is_left_open && verdict == Some(Verdict::Unknown)) {
            prop_assert_eq!(verdict, expected, "{}", text);
        }
        if let Some(finding) = said {
            let is_unknown = finding.verdict == Verdict::Unknown;
            prop_assert!(is_unknown || finding.fails_when.is_none(), "{}", text);
            // a parameter that is read as it is leaves it at that
            let says_when = finding.fails_when.is_some() || template.property.reads_parameter();
            prop_assert!(!is_unknown || says_when, "{}", text);
        }
    }
}

#[test]
fn many_conditions_cost_nothing_where_few_are_read() {
    let mut text = "Parameters:\n".to_owned();
    (0..60).for_each(|at| writeln!(text, "  P{at}: {{Type: String, AllowedValues: [x, y]}}").unwrap());
    text.push_str("Conditions:\n");
    (0..60).for_each(|at| writeln!(text, "  C{at}: !Equals [!Ref P{at}, x]").unwrap());
    text.push_str("Resources:\n");
    for at in 0..60 {
        write!(
            text,
            "  T{at}:\n    Type: AWS::CloudTrail::Trail\n    Condition: C{at}\n    Properties: {{IsLogging: true, IsMultiRegionTrail: !If [C{}, true, false]}}\n",
            (at + 1) % 60
        )
        .unwrap();
    }
    let report = run(&text);
    assert_eq!(report.findings.len(), 60);
    for finding in &report.findings {
        assert_eq!(finding.verdict, Verdict::Unknown);
        assert!(finding.fails_when.is_some(), "{finding:?}");
    }
}
