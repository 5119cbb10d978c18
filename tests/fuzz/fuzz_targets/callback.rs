#![no_main]
//! A request to the loopback listener, or an answer that a person pasted.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| confluence_oauth::fuzz::callback(bytes));
