#![no_main]
//! A certificate store: PEM, PKCS#12, a Java keystore, an XML key, a JSON Web Key, or none of them.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| confluence_oauth::fuzz::java_keystore(bytes));
