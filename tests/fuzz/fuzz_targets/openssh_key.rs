#![no_main]
//! An OpenSSH key.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| confluence_oauth::fuzz::openssh_key(bytes));
