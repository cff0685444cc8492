//! What leads to resources that are created only against a default, as it is then.

use super::resources::{Circumstances, HandedOver, hand_over};
use super::stack::Stack;
use crate::resource::{Created, Resource, note_created, retold};
use std::rc::Rc;
use std::sync::Arc;

/// Most cases against defaults in which a whole stack is read again.
const MAX_CASES: usize = 8;

/// A stack as it is against a default, what is created in it only then, and what tells the default.
struct OtherCase<'a> {
    stack: Rc<Stack<'a>>,
    created: Created,
    words: Arc<str>,
}

/// The cases against defaults that create something of a stack.
#[derive(Default)]
pub(super) struct OtherCases<'a>(Vec<OtherCase<'a>>);

impl<'a> OtherCases<'a> {
    /// Notes down what one of them creates.
    pub(super) fn note(&mut self, home: &Rc<Stack<'a>>, created: &[Resource]) {
        let Some(words) = created.iter().find_map(|it| it.not_created.as_ref()) else { return };
        let at = self.0.iter().position(|case| Rc::ptr_eq(&case.stack, home)).unwrap_or_else(|| {
            let (stack, words) = (Rc::clone(home), Arc::clone(words));
            self.0.push(OtherCase { stack, created: Created::new(), words });
            self.0.len() - 1
        });
        created.iter().for_each(|resource| note_created(&mut self.0[at].created, resource));
    }

    /// What refers to that, as it is in its case.
    pub(super) fn what_leads_there(
        &self,
        around: &Circumstances,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Vec<Resource> {
        let mut found = Vec::new();
        for case in self.0.iter().take(MAX_CASES) {
            let mut all = HandedOver::against_defaults();
            hand_over(&case.stack, around, wanted, &mut all);
            found.extend(retold(all.resources, &case.created, &case.words));
        }
        found
    }
}
