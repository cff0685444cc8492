//! The way a value came: ordered steps, each a place and a role.

use super::Layout;
use crate::source::Span;
use std::sync::Arc;

/// The way a value came, oldest step first. Shared: a longer way costs one allocation a step.
#[derive(Clone, Debug, Default)]
pub struct Origin(Option<Arc<Way>>);

#[derive(Debug)]
enum Way {
    /// One step behind another way; the number is how deep the ways nest.
    Step(Step, Origin, u16),
    /// What came out of two others (both operands of `==`, condition and chosen arm).
    Both(Origin, Origin, u16),
    /// The way of a text, and where the parts of what it stands for are written.
    Laid(Arc<Layout>, Origin, u16),
}

/// One step of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where.
    pub span: Span,
    /// What happened there.
    pub role: Role,
}

/// What happened to a value at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Written there.
    Literal,
    /// The default of a variable of that name.
    VariableDefault(Arc<str>),
    /// Set in a variables file for the variable of that name.
    VariablesFile(Arc<str>),
    /// Set on the command line or in the configuration for the variable or parameter of that name.
    Input(Arc<str>),
    /// A variable without a value, of that name.
    UnsetVariable(Arc<str>),
    /// A local of that name.
    Local(Arc<str>),
    /// Passed as the argument of that name to a module call.
    ModuleArgument(Arc<str>),
    /// The output of that name of a module.
    ModuleOutput(Arc<str>),
    /// The default of a parameter of that name.
    ParameterDefault(Arc<str>),
    /// A parameter without a value, of that name.
    UnsetParameter(Arc<str>),
    /// A row of the mapping of that name.
    Mapping(Arc<str>),
    /// Chosen by the condition there.
    Condition,
    /// Argument of that name, of the resource that is looked at.
    Argument(Arc<str>),
    /// Not written: the default of the provider or service holds. The span is the resource's head.
    Default(&'static str),
    /// Refers to a resource there.
    Reference(Arc<str>),
    /// Is there only after what has that address (`depends_on` of an output).
    After(Arc<str>),
    /// What it is hangs on the provider's version, of which that constraint is written there.
    Requirement(Arc<str>),
    /// That field of the model, read by a rule: what decided.
    Field(FieldNumber),
    /// What decided in the document that a field holds.
    Decides(Arc<Decides>),
}

/// A field of the model by number: many are read, few are ever named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldNumber {
    /// Of its type, as a [`Handle`](super::Handle) counts them.
    pub space: u32,
    /// Of itself among what that type has.
    pub row: u32,
}

/// What decided in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decides {
    /// In a few words: "statement `Write` asks for no `aws:SourceArn`".
    pub words: String,
    /// What the step's span holds.
    pub at: DecidesAt,
}

/// Where in a document something decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecidesAt {
    /// The span is the place.
    Here,
    /// The span is a text in which the place has to be looked up, by the keys and numbers that lead there.
    Within(Vec<Key>),
    /// Nothing in particular: something is missing in the whole.
    Whole,
    /// The span is an argument of a block within the field, whose value came this way.
    Argument(Vec<Step>),
}

/// One step into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The entry of that name, where there is one.
    Name(&'static str),
    /// The item at that place, from 0; what is no list is its only item.
    Item(usize),
}

/// So many ends of a way are looked at: where what came out of many is told, one of the first has decided.
const MOST_ENDS: usize = 32;

/// A way that nests deeper than this keeps its newest steps only.
const MAX_NESTING: u16 = 128;

impl Origin {
    /// No way at all.
    pub fn none() -> Self {
        Origin(None)
    }

    /// A way of one step.
    pub fn of(role: Role, span: Span) -> Self {
        Origin::none().then(role, span)
    }

    /// One step further.
    #[must_use]
    pub fn then(&self, role: Role, span: Span) -> Self {
        let nesting = self.nesting() + 1;
        let (before, nesting) =
            if nesting > MAX_NESTING { (Origin::none(), 0) } else { (self.clone(), nesting) };
        Origin(Some(Arc::new(Way::Step(Step { span, role }, before, nesting))))
    }

    /// What came out of both ways.
    #[must_use]
    pub fn and(&self, other: &Origin) -> Self {
        match (&self.0, &other.0) {
            (None, _) => other.clone(),
            (_, None) => self.clone(),
            (Some(a), Some(b)) if Arc::ptr_eq(a, b) => self.clone(),
            _ => {
                let nesting = self.nesting().max(other.nesting()) + 1;
                if nesting > MAX_NESTING {
                    return self.clone();
                }
                Origin(Some(Arc::new(Way::Both(self.clone(), other.clone(), nesting))))
            }
        }
    }

    /// The way of a text that stands for a document, with where its parts are written.
    #[must_use]
    pub fn laid(&self, layout: Layout) -> Self {
        let nesting = self.nesting() + 1;
        if nesting > MAX_NESTING {
            return self.clone();
        }
        Origin(Some(Arc::new(Way::Laid(Arc::new(layout), self.clone(), nesting))))
    }

    /// Where the parts of the document are written that the text at the end of this way stands for: as the newest
    /// step says that tells of it.
    pub fn layout(&self) -> Option<Arc<Layout>> {
        let mut pending = vec![self];
        for _ in 0..200 {
            match pending.pop()?.0.as_deref() {
                None => {}
                Some(Way::Laid(layout, _, _)) => return Some(Arc::clone(layout)),
                Some(Way::Step(_, before, _)) => pending.push(before),
                Some(Way::Both(first, second, _)) => {
                    pending.push(second);
                    pending.push(first);
                }
            }
        }
        None
    }

    /// This way, with what the other tells at its end of what decided.
    #[must_use]
    pub fn deciding_as(&self, other: &Origin) -> Self {
        other.decisions().into_iter().rev().fold(self.clone(), |way, step| way.then(step.role, step.span))
    }

    /// The steps at its end that tell what decided, the newest first; of several ways those of the first that has some.
    fn decisions(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        // most answers have none: those cost nothing
        let may_tell = match self.0.as_deref() {
            Some(Way::Step(step, ..)) => matches!(step.role, Role::Decides(_)),
            Some(Way::Both(..)) => true,
            Some(Way::Laid(..)) | None => false,
        };
        if !may_tell {
            return steps;
        }
        let mut pending = vec![self];
        for _ in 0..MOST_ENDS {
            let Some(mut origin) = pending.pop() else { break };
            while let Some(Way::Step(step, before, _)) = origin.0.as_deref()
                && matches!(step.role, Role::Decides(_))
            {
                steps.push(step.clone());
                origin = before;
            }
            if !steps.is_empty() {
                break;
            }
            if let Some(Way::Both(first, second, _)) = origin.0.as_deref() {
                pending.push(second);
                pending.push(first);
            }
        }
        steps
    }

    /// This way without what it tells at its end of what decided.
    #[must_use]
    pub fn undecided(&self) -> Self {
        let mut origin = self;
        while let Some(Way::Step(step, before, _)) = origin.0.as_deref()
            && matches!(step.role, Role::Decides(_))
        {
            origin = before;
        }
        origin.clone()
    }

    fn nesting(&self) -> u16 {
        match self.0.as_deref() {
            None => 0,
            Some(Way::Step(_, _, nesting) | Way::Both(_, _, nesting) | Way::Laid(_, _, nesting)) => *nesting,
        }
    }

    /// The steps, oldest first, each once.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        let mut pending = vec![self];
        while let Some(origin) = pending.pop() {
            match origin.0.as_deref() {
                None => {}
                Some(Way::Step(step, before, _)) => {
                    if !steps.contains(step) {
                        steps.push(step.clone());
                    }
                    pending.push(before);
                }
                Some(Way::Both(first, second, _)) => {
                    pending.push(first);
                    pending.push(second);
                }
                Some(Way::Laid(_, before, _)) => pending.push(before),
            }
            if steps.len() >= 200 {
                break;
            }
        }
        steps.reverse();
        steps
    }

    /// The newest step, where there is one.
    pub fn last(&self) -> Option<&Step> {
        let mut origin = self;
        loop {
            match origin.0.as_deref()? {
                Way::Step(step, _, _) => return Some(step),
                Way::Both(first, _, _) => origin = first,
                Way::Laid(_, before, _) => origin = before,
            }
        }
    }

    /// The fields that rules read on this way, each with the way of the value up to the field.
    pub fn fields(&self) -> Vec<(Step, Origin)> {
        let mut fields: Vec<(Step, Origin)> = Vec::new();
        let mut pending = vec![self];
        while let Some(origin) = pending.pop() {
            match origin.0.as_deref() {
                None => {}
                Some(Way::Step(step, before, _)) => {
                    if matches!(step.role, Role::Field(_)) {
                        if !fields.iter().any(|(known, _)| known == step) {
                            fields.push((step.clone(), before.clone()));
                        }
                    } else {
                        pending.push(before);
                    }
                }
                Some(Way::Both(first, second, _)) => {
                    pending.push(second);
                    pending.push(first);
                }
                Some(Way::Laid(_, before, _)) => pending.push(before),
            }
            if fields.len() >= 64 {
                break;
            }
        }
        fields
    }
}
