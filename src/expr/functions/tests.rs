//! Functions against the answers of `terraform console`.
