//! What is made when somebody asks for it first: most is never asked for.

use std::sync::{Arc, LazyLock};

/// A thing that is not made yet, or was made; shared.
pub type Later<T> = Arc<LazyLock<T, Box<dyn FnOnce() -> T + Send>>>;

/// What `make` makes, once somebody asks.
pub fn later<T>(make: impl FnOnce() -> T + Send + 'static) -> Later<T> {
    Arc::new(LazyLock::new(Box::new(make)))
}
