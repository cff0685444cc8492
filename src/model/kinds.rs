//! Which model type a resource type is read into, found without going through the tables.

use super::table::ModelType;
use super::tables::{ALL, WAYPOINTS};
use crate::resource::Language;
use foldhash::HashMap;
use std::sync::LazyLock;

/// What the tables say of a resource type.
#[derive(Clone, Copy, Default)]
struct Kind {
    terraform: Option<usize>,
    cloudformation: Option<usize>,
}

/// Every resource type that the tables know, as an entity, a companion or a waypoint.
static KINDS: LazyLock<HashMap<&'static str, Kind>> = LazyLock::new(|| {
    let mut kinds: HashMap<&'static str, Kind> = HashMap::default();
    for (place, model_type) in ALL.iter().enumerate() {
        for kind in model_type.terraform {
            kinds.entry(kind).or_default().terraform.get_or_insert(place);
        }
        for kind in model_type.cloudformation {
            kinds.entry(kind).or_default().cloudformation.get_or_insert(place);
        }
        let sources = model_type.fields.iter().flat_map(|field| field.sources);
        for companion in sources.filter(|source| !source.resource.is_empty()) {
            kinds.entry(companion.resource).or_default();
        }
    }
    for waypoint in WAYPOINTS {
        kinds.entry(waypoint).or_default();
    }
    kinds
});

/// The model type that a resource type of a language is read into, and its index.
pub fn model_type_of(language: Language, kind: &str) -> Option<(usize, &'static ModelType)> {
    let known = KINDS.get(kind)?;
    let place = match language {
        Language::Terraform | Language::TerraformPlan => known.terraform?,
        Language::CloudFormation => known.cloudformation?,
    };
    Some((place, ALL.get(place)?))
}

/// Whether a resource type of either language belongs to the model, as an entity or as a companion of one.
pub fn is_known(kind: &str) -> bool {
    KINDS.contains_key(kind)
}
