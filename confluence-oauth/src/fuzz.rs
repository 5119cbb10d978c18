//! Entry points for the fuzzer: parsers of untrusted input that are not public.

/// Reads a request to the loopback listener, and an answer that a person pasted.
pub fn callback(bytes: &[u8]) {
    crate::login::fuzz_callback(bytes);
}

/// Reads a settings file.
pub fn settings_file(bytes: &[u8]) {
    crate::store::fuzz_settings_file(bytes);
}
