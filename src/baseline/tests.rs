//! What a baseline takes in, and what it does not.
