#![no_main]
//! PEM, plain and under its old encryption.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| confluence_oauth::fuzz::legacy_pem(bytes));
