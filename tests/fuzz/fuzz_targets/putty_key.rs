#![no_main]
//! A PuTTY key of either version.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| confluence_oauth::fuzz::putty_key(bytes));
