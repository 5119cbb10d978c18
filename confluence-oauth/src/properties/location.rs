//! `OAuthSettingsLocation` and `OAuthSettingsKey`: where tokens and their key are kept.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::connection_string::{ConnectionString, Lookup, Value};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// The location of the token store (`OAuthSettingsLocation`): a file, a keyring, PostgreSQL or memory.
///
/// A file holds many logins, each under its issuer, client id, site, OAuth version and principal. It is private to its
/// owner, and encrypted if `OAuthSettingsKey` names a key: `env:VARIABLE` or `file:PATH`, 32 bytes in base64 or
/// hexadecimal. With `keyring://name` (feature `keyring`) it is an encrypted file of that name, whose key is made in the
/// system's keyring; where there is none, or it stays locked, that is an error that says what to do.
///
/// For many machines or many users there is PostgreSQL (feature `postgres`). The URL holds a password, so it belongs
/// into the environment; the key is the same on every machine, and needed:
///
/// ```text
/// OAuthSettingsLocation=env:TOKEN_DATABASE;OAuthSettingsKey=env:TOKEN_KEY
/// TOKEN_DATABASE=postgres://confluence:password@db.example.com/tokens?sslmode=verify-full
/// ```
///
/// The table is made at the first use, each entry is encrypted before the database sees it, and a pooler in transaction
/// mode may be in between. Unless `sslmode` says otherwise, a server on another machine has to prove its name.
///
/// [`TokenStore`](crate::TokenStore) keeps tokens elsewhere.
///
/// The default is `confluence/oauth.json` in the user's configuration folder. Where there is no such folder, it is a file without
/// a name, with which no session is opened: tokens are not kept in memory unless that is asked for.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingsLocation {
    /// A file of many entries, shared by all processes that name it.
    File(PathBuf),
    /// The memory of this process, shared by all sessions that give the same name.
    Memory(String),
    /// An encrypted file whose key is in the operating system's keyring under this service.
    Keyring(String),
    /// A table of a PostgreSQL database; the URL may hold a password.
    Postgres(String),
}

/// The location of the 32-byte key that encrypts the token file (`OAuthSettingsKey`).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum KeyLocation {
    /// This environment variable.
    Environment(String),
    /// This file.
    File(PathBuf),
    /// The operating system's keyring, under this service.
    Keyring(String),
    /// The program itself, which has the key from elsewhere: its text, in base64 or hexadecimal.
    Given(Secret),
}

impl SettingsLocation {
    pub(crate) fn take_from(string: &mut ConnectionString) -> Result<Self> {
        match string.take("OAuthSettingsLocation") {
            Some(value) => Self::read(&value),
            None => default_file_of(string.lookup()).map(Self::File),
        }
    }

    fn read(value: &Value) -> Result<Self> {
        let given = value.secret()?;
        let Some((scheme, rest)) = given.expose().split_once("://") else {
            return match mistaken(given.expose()) {
                Some(right) => Err(value.error(right)),
                None => value.expand(given.expose()).map(Self::File),
            };
        };
        match scheme.to_ascii_lowercase().as_str() {
            "memory" | "keyring" if rest.is_empty() => {
                Err(value.error("names nothing: write memory://NAME or keyring://NAME"))
            }
            "file" => value.expand(given.expose()).map(Self::File),
            "memory" => Ok(Self::Memory(rest.to_owned())),
            "keyring" => Ok(Self::Keyring(rest.to_owned())),
            "postgres" | "postgresql" => Ok(Self::Postgres(given.expose().to_owned())),
            "register" | "registry" => Err(value.error(NO_REGISTRY)),
            _ => Err(value.error(PLACES)),
        }
    }
}

/// What is right in place of a text that is no path, though a file could have that name: tokens must not be written in
/// plain text into the current folder by one who meant something else.
fn mistaken(text: &str) -> Option<&'static str> {
    let (scheme, rest) = match text.split_once(':') {
        Some((scheme, rest)) => (scheme, Some(rest)),
        None => (text, None),
    };
    match (scheme.to_ascii_lowercase().as_str(), rest) {
        ("file", Some(_)) => None,
        ("keyring", _) => Some("is written keyring://NAME, such as keyring://confluence"),
        ("memory", _) => Some("is written memory://NAME, such as memory://confluence"),
        ("postgres" | "postgresql", _) => Some("is written postgres://USER:PASSWORD@HOST/DATABASE"),
        ("register" | "registry", _) => Some(NO_REGISTRY),
        // One letter is a drive of Windows; elsewhere a file in the current folder would have this name.
        (word, Some(_)) if word.len() == 1 && cfg!(not(windows)) => Some(NO_DRIVES),
        (word, Some(_)) if word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Some(PLACES)
        }
        _ => None,
    }
}

const PLACES: &str = "must be a path, file:PATH, memory://NAME, keyring://NAME or postgres://...";
const NO_DRIVES: &str = "names a drive of Windows, which this system has not: give a path of this system";
const NO_REGISTRY: &str =
    "the Windows registry cannot be shared or locked; use a file, keyring://NAME or postgres://...";

impl Default for SettingsLocation {
    fn default() -> Self {
        let file = default_file_of(&crate::connection_string::process_environment());
        Self::File(file.unwrap_or_default())
    }
}

impl FromStr for SettingsLocation {
    type Err = Error;

    /// Reads a place as `OAuthSettingsLocation` names it. Of the environment the variable of `env:` is looked up, and what a path
    /// begins with.
    fn from_str(text: &str) -> Result<Self> {
        Self::read(&given("OAuthSettingsLocation", text)?)
    }
}

impl fmt::Display for SettingsLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Memory(name) => write!(formatter, "memory://{name}"),
            Self::Keyring(service) => write!(formatter, "keyring://{service}"),
            Self::Postgres(_) => formatter.write_str("postgres://***"),
        }
    }
}

impl fmt::Debug for SettingsLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SettingsLocation({self})")
    }
}

impl KeyLocation {
    pub(crate) fn read(value: &Value) -> Result<Self> {
        let text = value.written().expose();
        let scheme = text.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if let Some(variable) = value.reference() {
            // This process's own environment is looked into when the key is needed. Other variables are known here alone.
            match (value.lookup())(variable) == std::env::var_os(variable) {
                true => Ok(Self::Environment(variable.to_owned())),
                false => value.secret().map(Self::Given),
            }
        } else if let Some((_, service)) =
            text.split_once("://").filter(|(_, service)| scheme == "keyring" && !service.is_empty())
        {
            match cfg!(feature = "keyring") {
                true => Ok(Self::Keyring(service.to_owned())),
                false => Err(value.error(
                    "keyring:// is not in this build: use a build with the feature `keyring`, or env:VARIABLE or file:PATH",
                )),
            }
        } else if scheme == "file" && text.contains(':') {
            value.expand(text).map(Self::File)
        } else {
            Err(value.error("must be env:VARIABLE, file:PATH or keyring://NAME; never the key itself"))
        }
    }
}

impl PartialEq for KeyLocation {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Environment(one), Self::Environment(other)) => one == other,
            (Self::File(one), Self::File(other)) => one == other,
            (Self::Keyring(one), Self::Keyring(other)) => one == other,
            (Self::Given(one), Self::Given(other)) => one.matches(other.expose()),
            _ => false,
        }
    }
}

impl Eq for KeyLocation {}

impl FromStr for KeyLocation {
    type Err = Error;

    /// Reads a place as `OAuthSettingsKey` names it.
    fn from_str(text: &str) -> Result<Self> {
        Self::read(&given("OAuthSettingsKey", text)?)
    }
}

impl fmt::Display for KeyLocation {
    /// As `OAuthSettingsKey` names it; a key that is given is not shown.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(variable) => write!(formatter, "env:{variable}"),
            Self::File(path) => write!(formatter, "file:{}", path.display()),
            Self::Keyring(service) => write!(formatter, "keyring://{service}"),
            Self::Given(_) => formatter.write_str("***"),
        }
    }
}

/// A text as the value of a property.
fn given(name: &str, text: &str) -> Result<Value> {
    let value = ConnectionString::parse("")?.with(name, text)?.take(name);
    value.ok_or_else(|| Error::config(name, "is empty"))
}

/// The settings file of this process's user where none is named.
#[cfg(feature = "keyring")]
pub(crate) fn default_file() -> Result<PathBuf> {
    default_file_of(&crate::connection_string::process_environment())
}

/// The settings file where none is named: in the user's own configuration folder.
fn default_file_of(lookup: &Lookup) -> Result<PathBuf> {
    let home = || lookup("HOME").map(PathBuf::from).or_else(|| etcetera::home_dir().ok());
    let folder = if cfg!(windows) {
        lookup("APPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library/Application Support"))
    } else {
        let configured = lookup("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        configured.or_else(|| home().map(|home| home.join(".config")))
    };
    let folder = folder.ok_or_else(no_home)?;
    Ok(folder.join("confluence").join("oauth.json"))
}

/// Why no place is known where none is named.
pub(crate) fn no_home() -> Error {
    Error::config("OAuthSettingsLocation", "there is no home folder on this system; name a file")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(text: &str) -> Result<SettingsLocation> {
        let variables = [("HOME", "/home/me"), ("APPDATA", "/data"), ("XDG_CONFIG_HOME", "/xdg")];
        let mut string = ConnectionString::layers()
            .string(text)
            .variables(variables.map(|(name, value)| (name.into(), value.into())))
            .build()?;
        SettingsLocation::take_from(&mut string)
    }

    #[test]
    fn paths_are_expanded() {
        for (text, path) in [
            ("~/a.json", "/home/me/a.json"),
            ("%APPDATA%/a.json", "/data/a.json"),
            ("$APPDATA/${HOME}x", "/data//home/mex"),
            ("file:///etc/a.json", "/etc/a.json"),
            ("/50%/$", "/50%/$"),
        ] {
            let found = located(&format!("OAuthSettingsLocation={text}")).unwrap();
            assert_eq!(found, SettingsLocation::File(path.into()), "{text}");
        }
        let error = located("OAuthSettingsLocation=$UNSET/x").unwrap_err();
        assert!(error.to_string().contains("UNSET is not set"), "{error}");
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn the_default_is_in_the_configuration_folder() {
        assert_eq!(located("").unwrap(), SettingsLocation::File("/xdg/confluence/oauth.json".into()));
    }

    #[test]
    fn the_registry_is_refused_with_the_alternatives() {
        let error = located("OAuthSettingsLocation=register://%DSN").unwrap_err().to_string();
        assert!(error.contains("keyring://"), "{error}");
    }

    #[test]
    fn what_is_meant_as_something_else_is_no_file_of_that_name() {
        for text in [
            "keyring",
            "keyring:x",
            "Keyring:",
            "keyring://",
            "memory:x",
            "memory",
            "memory://",
            "postgres:x",
            "redis:x",
            "registry:x",
            "vault:secret/a",
            #[cfg(not(windows))]
            "C:\\Users\\ada\\oauth.json",
            #[cfg(not(windows))]
            "d:oauth.json",
        ] {
            let error = located(&format!("OAuthSettingsLocation={text}")).unwrap_err();
            assert_eq!(error.property(), Some("OAuthSettingsLocation"), "{text}");
        }
        for (text, path) in [
            ("file:a.json", "a.json"),
            ("FILE:///a", "/a"),
            #[cfg(windows)]
            ("C:\\a", "C:\\a"),
            ("./keyring", "./keyring"),
        ] {
            let found = located(&format!("OAuthSettingsLocation={text}")).unwrap();
            assert_eq!(found, SettingsLocation::File(path.into()), "{text}");
        }
    }

    #[test]
    fn a_key_in_variables_of_the_program_is_read_from_them() {
        let read = |text: &str| {
            let variables = [("SEALING".into(), "0123".into())];
            let mut string = ConnectionString::layers().string(text).variables(variables).build()?;
            KeyLocation::read(&string.take("OAuthSettingsKey").unwrap())
        };
        let given = read("OAuthSettingsKey=env:SEALING").unwrap();
        assert_eq!(given, KeyLocation::Given(Secret::new("0123")));
        assert_ne!(given, KeyLocation::Given(Secret::new("4567")));
        assert!(!format!("{given:?} {given}").contains("0123"));
        // A variable of this process is none of the program's.
        let error = read("OAuthSettingsKey=env:PATH").unwrap_err();
        assert!(error.to_string().contains("PATH is not set"), "{error}");
        let own: KeyLocation = "env:PATH".parse().unwrap();
        assert_eq!(own, KeyLocation::Environment("PATH".into()));
    }

    #[test]
    fn places_are_read_from_text_and_shown_as_it() {
        for text in ["/etc/a.json", "memory://x", "keyring://x"] {
            assert_eq!(text.parse::<SettingsLocation>().unwrap().to_string(), text);
        }
        for text in ["env:KEY", "file:/etc/key"] {
            assert_eq!(text.parse::<KeyLocation>().unwrap().to_string(), text);
        }
        for bad in ["", "redis://x", "memory:x"] {
            let error = bad.parse::<SettingsLocation>().unwrap_err();
            assert_eq!(error.property(), Some("OAuthSettingsLocation"), "{bad}");
        }
        assert_eq!("canary".parse::<KeyLocation>().unwrap_err().property(), Some("OAuthSettingsKey"));
    }

    #[test]
    fn a_database_address_is_never_shown() {
        let location = located("OAuthSettingsLocation=postgres://u:canary@h/db").unwrap();
        assert_eq!(format!("{location:?}"), "SettingsLocation(postgres://***)");
    }

    #[test]
    fn an_address_with_a_password_can_be_in_the_environment() {
        assert_eq!(
            located("OAuthSettingsLocation=env:APPDATA").unwrap(),
            SettingsLocation::File("/data".into())
        );
    }
}
