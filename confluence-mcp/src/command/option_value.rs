//! What an option of the command line names: a secret in a variable or a file, or the path of a file. As properties of a
//! connection have it, `~` and variables in paths are understood.

use std::path::PathBuf;

use confluence_client::connection::{ConnectionString, Property};
use confluence_oauth::{Secret, Value};

use super::error::Result;

/// The options, as rows of properties: a value is read, and told of where it cannot be, by the same rules.
static OPTIONS: &[Property] = &[
    Property::new("--token", "The bearer token that callers send.").secret(),
    Property::new("--seal-key", "The key that encrypts the MCP `requestState`.").secret(),
    Property::new("--issuer-client-secret", "The secret of this server's client at the issuer.").secret(),
    Property::new("--audit-log", "The file of the audit log.").file(),
    Property::new("--files", "A folder of files.").file(),
];

/// Fewer letters are guessed.
const SHORT: usize = 16;

/// A secret where it is: a command line can be read by everybody on the machine.
pub(super) fn secret(option: &str, place: &str) -> Result<Secret> {
    Ok(Secret::new(of_secret(option, place)?.secret()?.expose().trim()))
}

/// A bearer token where it is. What no caller can send, or what nobody filled in, is refused.
pub(super) fn token(option: &str, place: &str) -> Result<Secret> {
    let token = of_secret(option, place)?.token()?;
    if token.expose().len() < SHORT {
        tracing::warn!(
            "{option}: a token of fewer than {SHORT} characters can be guessed: `openssl rand -hex 32` makes a good one"
        );
    }
    Ok(token)
}

/// The path that an option names.
pub(super) fn path(option: &str, written: &str) -> Result<PathBuf> {
    Ok(value(option, written)?.path()?)
}

fn of_secret(option: &str, place: &str) -> Result<Value> {
    let is_place = place
        .split_once(':')
        .is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("env") || scheme.eq_ignore_ascii_case("file"));
    match is_place {
        true => value(option, place),
        false => Err(format!("{option} must be env:VARIABLE or file:PATH, never the secret itself").into()),
    }
}

fn value(option: &str, written: &str) -> Result<Value> {
    let mut string = ConnectionString::layers().with_properties(OPTIONS).property(option, written).build()?;
    string.take(option).ok_or_else(|| format!("{option}: there is nothing in it").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_read_as_a_property_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t");
        let place = format!("file:{}", file.display());
        let told = |text: &str| {
            std::fs::write(&file, text).unwrap();
            token("--token", &place).map(|token| token.expose().to_owned()).map_err(|error| error.to_string())
        };
        assert_eq!(told("0123456789abcdef\n").unwrap(), "0123456789abcdef");
        for wrong in ["${CANARY}", "Bearer canary", "canary canary", "canary\ncanary", "\u{fc}canary", ""] {
            let why = told(wrong).unwrap_err();
            assert!(why.starts_with("--token: ") && !why.to_lowercase().contains("canary"), "{why}");
        }
        let why = token("--token", "canary").unwrap_err().to_string();
        assert!(why.contains("env:VARIABLE or file:PATH") && !why.contains("canary"), "{why}");
        let why = token("--token", "env:NzY2MDg5MTM5NTkyOhWIQm9vZm9vYmFy").unwrap_err().to_string();
        assert!(why.starts_with("--token: env: takes the name") && !why.contains("NzY2"), "{why}");
        assert_eq!(path("--audit-log", "file:~/a").unwrap(), path("--files", "~/a").unwrap());
    }
}
