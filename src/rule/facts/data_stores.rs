//! What policies of CloudTrail's own resources (event data stores, dashboards, channels) let everyone do.

use super::Fact;
use super::spellings::of_document;
use crate::expr::Scope;
use crate::iam::Policy;
use crate::iam::questions::topic_public;
use crate::rule::view::View;
use crate::source::Span;
use crate::value::{Data, Value};

pub(super) const FACTS: &[Fact] = &[Fact {
    name: "resource_policy_is_public",
    signature: "resource_policy_is_public(trail_resource_policy)",
    documentation: "whether a policy of an event data store, dashboard or channel lets everyone in",
    answer: resource_policy_is_public,
}];

fn resource_policy_is_public(view: &View<'_>, arguments: &[Value], span: Span) -> Value {
    let [Value { data: Data::Handle(handle), .. }] = arguments else {
        return Value::error("`resource_policy_is_public` takes a resource policy");
    };
    let document = view.attribute(*handle, "document", span);
    // what everyone may do is asked of every kind of resource in the same way
    of_document(&document, &mut |document| topic_public(&Policy::read(document)).value)
}
