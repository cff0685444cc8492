//! Frameworks of controls: which there are, which rules answer a control, and which controls no rule can check, and why.
//!
//! Data is `rules/frameworks.yaml`. What a run found about a control is not known here.

use super::{Rule, nearest};
use crate::source::SourceMap;
use crate::syntax::node::Node;
use crate::syntax::yaml;
use std::path::Path;
use std::sync::Arc;

const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/frameworks.yaml"));

/// A published list of controls.
#[derive(Clone, Debug)]
pub struct Framework {
    /// `cis-aws-5.0`
    pub id: Arc<str>,
    /// Its name for people.
    pub name: Arc<str>,
    /// The ids that rules may cite.
    pub controls: Vec<Arc<str>>,
    /// Controls of its logging and monitoring chapters that no rule here checks, and why.
    pub unchecked: Vec<(Arc<str>, Arc<str>)>,
}

/// A control, with what answers it.
#[derive(Clone, Debug)]
pub struct Control {
    /// Its id within the framework.
    pub id: Arc<str>,
    /// The rules that carry it.
    pub rules: Vec<Arc<Rule>>,
    /// Why no rule can check it, where the catalogue knows.
    pub unchecked: Option<Arc<str>>,
}

/// The frameworks there are, in the order of the file.
pub fn built_in() -> Vec<Framework> {
    let source = SourceMap::new().add(Path::new("rules/frameworks.yaml"), TEXT);
    let documents = yaml::parse_documents(&source).0;
    let entries = documents.first().map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| framework(Arc::clone(&entry.key), &entry.value)).collect()
}

fn framework(id: Arc<str>, node: &Node) -> Framework {
    let texts = |key: &str| node.get(key).map(Node::items).unwrap_or_default();
    let unchecked = node.get("unchecked").map(Node::entries).unwrap_or_default();
    Framework {
        name: node.get("name").and_then(Node::text).unwrap_or(&id).into(),
        id,
        controls: texts("controls").iter().filter_map(|item| item.text().map(Arc::from)).collect(),
        unchecked: unchecked
            .iter()
            .map(|entry| (Arc::clone(&entry.key), entry.value.text().unwrap_or_default().trim().into()))
            .collect(),
    }
}

/// The framework of that id, or the id that was probably meant.
///
/// # Errors
/// The nearest id, where there is one.
pub fn find<'f>(frameworks: &'f [Framework], id: &str) -> Result<&'f Framework, Option<&'f str>> {
    let ids = || frameworks.iter().map(|framework| &*framework.id);
    frameworks
        .iter()
        .find(|framework| framework.id.eq_ignore_ascii_case(id))
        .ok_or_else(|| nearest(id, ids()).or_else(|| ids().rfind(|it| it.starts_with(id))))
}

impl Framework {
    /// Its controls in the order of their numbers, with the rules of `rules` that carry each.
    pub fn coverage(&self, rules: &[Arc<Rule>]) -> Vec<Control> {
        let answered = self.controls.iter().map(|id| self.control(id, rules));
        let unchecked = self.unchecked.iter().map(|(id, why)| Control {
            id: Arc::clone(id),
            rules: Vec::new(),
            unchecked: Some(Arc::clone(why)),
        });
        let mut controls: Vec<Control> = answered.chain(unchecked).collect();
        controls.sort_by_cached_key(|control| order(&control.id));
        controls
    }

    fn control(&self, id: &Arc<str>, rules: &[Arc<Rule>]) -> Control {
        let carries = |rule: &&Arc<Rule>| carries(rule, &self.id, id);
        Control {
            id: Arc::clone(id),
            rules: rules.iter().filter(carries).cloned().collect(),
            unchecked: None,
        }
    }
}

/// Whether a rule carries a control.
fn carries(rule: &Rule, framework: &str, control: &str) -> bool {
    let mut own = rule.controls.iter().filter(|(name, _)| **name == *framework);
    own.any(|(_, ids)| ids.iter().any(|id| **id == *control))
}

/// The order of control ids: by their numbers, not by their digits (`3.9` before `3.10`).
fn order(id: &str) -> Vec<(String, u64)> {
    let mut order: Vec<(String, u64)> = vec![(String::new(), 0)];
    let mut in_number = false;
    for character in id.chars() {
        let digit = character.to_digit(10);
        if in_number && digit.is_none() {
            order.push((String::new(), 0));
        }
        in_number = digit.is_some();
        if let Some((text, number)) = order.last_mut() {
            match digit {
                Some(digit) => *number = number.saturating_mul(10).saturating_add(u64::from(digit)),
                None => text.push(character),
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_ordered_by_their_numbers() {
        let mut ids =
            vec!["CloudTrail.2", "3.10", "3.9", "2.1.4", "AU-2(b)", "CloudTrail.10", "2.21", "AU-2"];
        ids.sort_by_cached_key(|id| order(id));
        assert_eq!(ids, ["2.1.4", "2.21", "3.9", "3.10", "AU-2", "AU-2(b)", "CloudTrail.2", "CloudTrail.10"]);
    }

    #[test]
    fn every_framework_has_a_name_and_its_controls_once() {
        let frameworks = built_in();
        assert!(frameworks.len() > 20, "{}", frameworks.len());
        for framework in &frameworks {
            assert!(framework.name != framework.id && !framework.controls.is_empty(), "{}", framework.id);
            let unchecked = framework.unchecked.iter().map(|(id, _)| id);
            let mut ids: Vec<_> = framework.controls.iter().chain(unchecked).collect();
            ids.sort();
            assert!(ids.windows(2).all(|it| it[0] != it[1]), "{}: {ids:?}", framework.id);
            for (id, why) in &framework.unchecked {
                assert!(why.starts_with(char::is_lowercase) && !why.ends_with('.'), "{id}: {why}");
            }
        }
    }

    #[test]
    fn a_misspelt_framework_is_suggested() {
        let frameworks = built_in();
        assert_eq!(find(&frameworks, "CIS-AWS-5.0").map(|it| &*it.id), Ok("cis-aws-5.0"));
        assert_eq!(find(&frameworks, "cis-aws-50").map(|it| &*it.id), Err(Some("cis-aws-5.0")));
        assert_eq!(find(&frameworks, "cis").map(|it| &*it.id), Err(Some("cis-aws-7.0")));
        assert_eq!(find(&frameworks, "something else entirely").map(|it| &*it.id), Err(None));
    }
}
