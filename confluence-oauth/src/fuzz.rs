//! Entry points for the fuzzer: parsers of untrusted input that are not public.

/// Reads a request to the loopback listener, and an answer that a person pasted.
pub fn callback(bytes: &[u8]) {
    crate::login::fuzz_callback(bytes);
}

/// Reads a certificate store of whatever format the bytes seem to be.
pub fn certificate_store(bytes: &[u8]) {
    crate::certificate::fuzz_read(bytes);
}

/// Reads a settings file.
pub fn settings_file(bytes: &[u8]) {
    crate::store::fuzz_settings_file(bytes);
}
