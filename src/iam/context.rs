//! What is known of a request besides who, what and on which resource: its condition keys.

use crate::value::{Cause, CauseKind, Value};

/// The condition keys of a request. Names are compared without case.
#[derive(Clone, Debug)]
pub struct Context {
    keys: Vec<(String, ContextValue)>,
    others: ContextValue,
}

/// What a condition key is in a request.
#[derive(Clone, Debug)]
pub enum ContextValue {
    /// One value, in one or more spellings (an ARN by name and by reference): all are the same text.
    Is(Vec<Value>),
    /// Several values (`aws:TagKeys`).
    Several(Vec<Value>),
    /// The request does not carry it.
    Absent,
    /// Nobody knows.
    Unknown(Cause),
    /// Differs from request to request, all of which the question is about: no condition on it holds for all.
    Varying,
    /// One of these, nobody knows which.
    OneOf(Vec<ContextValue>),
}

impl ContextValue {
    /// That text.
    pub fn text(text: &str) -> Self {
        ContextValue::Is(vec![Value::string(text)])
    }
}

impl Default for Context {
    fn default() -> Self {
        Context::new()
    }
}

impl Context {
    /// Nothing is known.
    pub fn new() -> Self {
        let cause = Cause::new(CauseKind::Elsewhere, "the request's other condition keys");
        Context { keys: Vec::new(), others: ContextValue::Unknown(cause) }
    }

    /// All requests, whatever they carry: a condition on a key that is not named does not hold for all.
    pub fn of_all_requests() -> Self {
        Context { keys: Vec::new(), others: ContextValue::Varying }
    }

    /// The same with that key, in place of what it was.
    #[must_use]
    pub fn with(mut self, key: &str, value: ContextValue) -> Self {
        let key = key.to_ascii_lowercase();
        self.keys.retain(|(known, _)| *known != key);
        self.keys.push((key, value));
        self
    }

    /// The same with keys that the request does not carry.
    #[must_use]
    pub fn without(self, keys: &[&str]) -> Self {
        keys.iter().fold(self, |context, key| context.with(key, ContextValue::Absent))
    }

    /// What that key is.
    pub fn get(&self, key: &str) -> ContextValue {
        let key = key.to_ascii_lowercase();
        if let Some((_, value)) = self.keys.iter().find(|(known, _)| *known == key) {
            return value.clone();
        }
        match &self.others {
            ContextValue::Unknown(_) => ContextValue::Unknown(Cause::new(
                CauseKind::Elsewhere,
                format!("condition key {key} of the request"),
            )),
            others => others.clone(),
        }
    }
}
