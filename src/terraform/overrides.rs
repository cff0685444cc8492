//! Override files: what `override.tf` and `*_override.tf` replace in the blocks of the other files.
//!
//! Arguments are replaced one by one, nested blocks of a type all together, `lifecycle` by argument.
//! <https://developer.hashicorp.com/terraform/language/files/override>

use crate::syntax::hcl::{Block, Body};
use std::sync::Arc;

/// Whether a file of that name (without its extension) is merged over the others.
pub(super) fn is_override(stem: &str) -> bool {
    stem == "override" || stem.ends_with("_override")
}

/// The block as it is with another one's contents over it.
pub(super) fn merged(base: &Block, over: &Block) -> Block {
    let mut block = base.clone();
    merge_body(&mut block.body, &over.body);
    block.broken |= over.broken;
    block
}

fn merge_body(base: &mut Body, over: &Body) {
    for attribute in &over.attributes {
        let name = &attribute.name.text;
        // in JSON nested blocks look like arguments
        base.blocks.retain(|block| nested_type(block) != &**name);
        match base.attributes.iter_mut().find(|known| known.name.text == *name) {
            Some(known) => *known = attribute.clone(),
            None => base.attributes.push(attribute.clone()),
        }
    }
    let mut replaced: Vec<&str> = Vec::new();
    for block in &over.blocks {
        let kind = nested_type(block);
        if kind == "lifecycle"
            && let Some(known) = base.blocks.iter_mut().find(|known| nested_type(known) == kind)
        {
            merge_body(&mut Arc::make_mut(known).body, &block.body);
            continue;
        }
        if !replaced.contains(&kind) {
            replaced.push(kind);
            base.blocks.retain(|known| nested_type(known) != kind);
            base.attributes.retain(|known| &*known.name.text != kind);
        }
        base.blocks.push(block.clone());
    }
}

/// The type of a nested block, `dynamic` ones included.
pub(super) fn nested_type(block: &Block) -> &str {
    match (&*block.kind.text, block.label(0)) {
        ("dynamic", Some(label)) => label,
        (kind, _) => kind,
    }
}
