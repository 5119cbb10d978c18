#![no_main]
//! A settings file, as anybody may have left it.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| confluence_oauth::fuzz::settings_file(bytes));
