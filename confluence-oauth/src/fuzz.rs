//! Entry points for the fuzzer: parsers of untrusted input that are not public.

/// Reads a request to the loopback listener, and an answer that a person pasted.
pub fn callback(bytes: &[u8]) {
    crate::login::fuzz_callback(bytes);
}

/// Reads a certificate store of whatever format the bytes seem to be.
pub fn certificate_store(bytes: &[u8]) {
    crate::certificate::fuzz::any(bytes);
}

/// Reads a Java keystore, whether or not its digest is right.
pub fn java_keystore(bytes: &[u8]) {
    crate::certificate::fuzz::java_keystore(bytes);
}

/// Reads a PuTTY key, whether or not its MAC is right.
pub fn putty_key(bytes: &[u8]) {
    crate::certificate::fuzz::putty_key(bytes);
}

/// Reads an XML key.
pub fn xml_key(bytes: &[u8]) {
    crate::certificate::fuzz::xml_key(bytes);
}

/// Reads PEM, encrypted as RFC 1421 does among others.
pub fn legacy_pem(bytes: &[u8]) {
    crate::certificate::fuzz::legacy_pem(bytes);
}

/// Reads an OpenSSH key.
pub fn openssh_key(bytes: &[u8]) {
    crate::certificate::fuzz::openssh_key(bytes);
}

/// Reads a settings file.
pub fn settings_file(bytes: &[u8]) {
    crate::store::fuzz_settings_file(bytes);
}
