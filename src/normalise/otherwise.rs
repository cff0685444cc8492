//! Fields as they are where something is created that a default leaves out: read for where they lead.

use super::{companions, read_field};
use crate::model::{Estate, Retold, model_type_of};
use crate::resource::Resource;

/// The fields that lead on, of resources that are told a second time.
pub(super) fn read(estate: &Estate, resources: &[Resource]) -> Vec<Retold> {
    let mut retold = Vec::new();
    for resource in resources {
        for (of, field, value) in companions::said_by(estate, resource) {
            retold.push(Retold { of, field, value });
        }
        let Some((_, model_type)) = model_type_of(resource.language, &resource.kind) else { continue };
        let fields = model_type
            .fields
            .iter()
            .filter(|field| model_type.links.iter().any(|link| link.field_read() == field.name));
        for field in fields {
            let value = read_field(resource, field).value;
            for of in estate.at_address(resource.unit, &resource.address) {
                retold.push(Retold { of: *of, field: field.name, value: value.clone() });
            }
        }
    }
    retold
}
