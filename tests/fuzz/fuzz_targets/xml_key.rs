#![no_main]
//! An XML key.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| confluence_oauth::fuzz::xml_key(bytes));
