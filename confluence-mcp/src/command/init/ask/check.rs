//! What an answer has to be: whatever cannot be right is asked again at once, and not after everything else was typed.

use std::io::Read as _;
use std::path::PathBuf;

/// As much of a key file as says whether it is encrypted.
const HEAD: u64 = 64 << 10;

pub(super) fn anything(_: &str) -> Result<(), &'static str> {
    Ok(())
}

/// Ids and tokens.
pub(super) fn word(answer: &str) -> Result<(), &'static str> {
    let whole = |letter: char| letter.is_ascii_graphic();
    match answer.chars().all(whole) {
        true => Ok(()),
        false => {
            Err("That is not valid: it has a space or a character that cannot be in it. Paste it once more.")
        }
    }
}

pub(super) fn mail(answer: &str) -> Result<(), &'static str> {
    word(answer)?;
    match answer.split_once('@') {
        Some((user, host)) if !user.is_empty() && host.contains('.') => Ok(()),
        _ => Err("That is not an e-mail address: an API token needs that of its account."),
    }
}

pub(super) fn user(answer: &str) -> Result<(), &'static str> {
    // RFC 7617, section 2: the colon divides the name from the password.
    if answer.contains(':') { Err("A user name has no colon in it.") } else { Ok(()) }
}

pub(super) fn cloud_id(answer: &str) -> Result<(), &'static str> {
    let of_id = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    match answer.chars().all(of_id) {
        true => Ok(()),
        false => Err("That is not a cloud id: it has only letters, digits and hyphens."),
    }
}

pub(super) fn file(answer: &str) -> Result<(), &'static str> {
    match std::fs::File::open(path(answer)).and_then(|file| file.metadata()) {
        Ok(held) if held.is_file() => Ok(()),
        Ok(_) => Err("That is a folder or an empty file."),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err("There is no such file in the current folder.")
        }
        Err(_) => Err("That file cannot be read by you."),
    }
}

/// Whether a key file may be encrypted: PEM, PuTTY and OpenSSH files say so, and of others only a try could tell.
pub(super) fn may_have_a_password(answer: &str) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path(answer)).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    let Ok(text) = String::from_utf8(head) else { return true };
    let plain =
        (text.contains("PRIVATE KEY-----") && !text.contains("OPENSSH") && !text.contains("ENCRYPTED"))
            || text.contains("Encryption: none")
            || text.contains("<RSAKeyValue>")
            || text.trim_start().starts_with('{');
    read.is_ok() && !plain
}

fn path(answer: &str) -> PathBuf {
    match (answer.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => answer.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_told() {
        for (check, good, bad) in [
            (word as fn(&str) -> Result<(), &'static str>, "ATATT3x=", "a b"),
            (mail, "me@example.com", "me"),
            (user, "me", "a:b"),
            (cloud_id, "11223344-a1b2", "https://x"),
        ] {
            check(good).unwrap();
            check(bad).unwrap_err();
        }
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("key.pem");
        assert!(file(key.to_str().unwrap()).unwrap_err().contains("no such file"));
        assert!(file(folder.path().to_str().unwrap()).unwrap_err().contains("folder"));
        for (text, asked) in [
            ("-----BEGIN PRIVATE KEY-----", false),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----", true),
            ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED", true),
            ("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none", false),
            ("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: aes256-cbc", true),
        ] {
            std::fs::write(&key, text).unwrap();
            file(key.to_str().unwrap()).unwrap();
            assert_eq!(may_have_a_password(key.to_str().unwrap()), asked, "{text}");
        }
    }
}
