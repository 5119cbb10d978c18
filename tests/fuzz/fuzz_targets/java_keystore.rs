#![no_main]
//! A Java keystore in its own form.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| confluence_oauth::fuzz::java_keystore(bytes));
