//! What is made when somebody asks for it first: most is never asked for.

use std::fmt::Debug;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

/// A thing that is not made yet, or was made; shared.
pub type Later<T> = Arc<dyn Made<T>>;

/// What gives a thing, and makes it before.
pub trait Made<T>: Deref<Target = T> + Debug + Send + Sync {}

impl<T, F: FnOnce() -> T> Made<T> for LazyLock<T, F> where LazyLock<T, F>: Debug + Send + Sync {}

/// What `make` makes, once somebody asks. One piece of memory holds both, for they are made in great numbers.
pub fn later<T: Debug + Send + Sync + 'static>(make: impl FnOnce() -> T + Send + 'static) -> Later<T> {
    Arc::new(LazyLock::new(make))
}
