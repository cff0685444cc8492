//! `cargo fuzz run configuration`: see `tests/fuzz/entries.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trailguard_fuzz::entries::configuration(bytes));
