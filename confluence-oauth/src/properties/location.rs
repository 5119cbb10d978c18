//! `OAuthSettingsLocation` and `OAuthSettingsKey`: where tokens and their key are kept.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::connection_string::{ConnectionString, Lookup, Value};
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;

/// Where tokens are kept.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingsLocation {
    /// A file of many entries, shared by all processes that name it.
    File(PathBuf),
    /// The memory of this process, shared by all sessions that give the same name.
    Memory(String),
    /// An encrypted file whose key is in the operating system's keyring under this service.
    Keyring(String),
    /// A table of a PostgreSQL database; the address may hold a password.
    Postgres(String),
}

/// Where the 32-byte key is that encrypts the token file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyLocation {
    /// This environment variable.
    Environment(String),
    /// This file.
    File(PathBuf),
    /// The operating system's keyring, under this service.
    Keyring(String),
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
            return expand(value, given.expose()).map(Self::File);
        };
        match scheme.to_ascii_lowercase().as_str() {
            "file" => expand(value, rest).map(Self::File),
            "memory" => Ok(Self::Memory(rest.to_owned())),
            "keyring" => Ok(Self::Keyring(rest.to_owned())),
            "postgres" | "postgresql" => Ok(Self::Postgres(given.expose().to_owned())),
            "register" | "registry" => Err(value.error(
                "the Windows registry cannot be shared or locked; use a file, keyring://NAME or postgres://...",
            )),
            _ => Err(value.error("must be a path, file://, memory://, keyring:// or postgres://")),
        }
    }
}

impl Default for SettingsLocation {
    fn default() -> Self {
        default_file_of(&crate::connection_string::process_environment())
            .map_or_else(|_| Self::Memory("default".into()), Self::File)
    }
}

impl fmt::Display for SettingsLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Memory(name) => write!(f, "memory://{name}"),
            Self::Keyring(service) => write!(f, "keyring://{service}"),
            Self::Postgres(_) => f.write_str("postgres://***"),
        }
    }
}

impl fmt::Debug for SettingsLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SettingsLocation({self})")
    }
}

impl KeyLocation {
    pub(crate) fn read(value: &Value) -> Result<Self> {
        let text = value.text();
        if let Some(variable) = text.strip_prefix("env:") {
            Ok(Self::Environment(variable.trim().to_owned()))
        } else if let Some(service) = text.strip_prefix("keyring://") {
            Ok(Self::Keyring(service.to_owned()))
        } else if let Some(path) = text.strip_prefix("file:") {
            expand(value, path.strip_prefix("//").unwrap_or(path)).map(Self::File)
        } else {
            Err(value.error("must be env:VARIABLE, file:PATH or keyring://NAME; never the key itself"))
        }
    }

    /// Reads the key's text from where it is.
    pub(crate) fn load(&self) -> Result<Secret> {
        let lost = |what: String| Error::new(ErrorKind::KeyLost, what).on_property("OAuthSettingsKey");
        match self {
            Self::Environment(variable) => std::env::var(variable).map(Secret::new).map_err(|_| {
                lost(format!("OAuthSettingsKey: the environment variable {variable} holds no text"))
            }),
            Self::File(path) => std::fs::read_to_string(path).map(Secret::new).map_err(|source| {
                lost(format!("OAuthSettingsKey: cannot read the key file {}", path.display()))
                    .with_source(source)
            }),
            #[cfg(feature = "keyring")]
            Self::Keyring(name) => crate::store::keyring::key(name)?.ok_or_else(|| {
                lost(format!(
                    "OAuthSettingsKey: the keyring has no key under {name}; without it what is stored cannot be \
                     read: bring the key back, or log in to a new place"
                ))
            }),
            #[cfg(not(feature = "keyring"))]
            Self::Keyring(_) => Err(Error::new(
                ErrorKind::Unsupported,
                "OAuthSettingsKey: keyring:// is not in this build; use a build with the feature `keyring`, or \
                 env:VARIABLE or file:PATH",
            )
            .on_property("OAuthSettingsKey")),
        }
    }
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
    let folder = folder.ok_or_else(|| {
        Error::config("OAuthSettingsLocation", "there is no home folder on this system; name a file")
    })?;
    Ok(folder.join("confluence").join("oauth.json"))
}

/// Expands `~`, `$VAR`, `${VAR}` and `%VAR%`.
fn expand(value: &Value, text: &str) -> Result<PathBuf> {
    if text.is_empty() {
        return Err(value.error("names no file"));
    }
    let held = |name: &str| -> Result<OsString> {
        value.lookup()(name).ok_or_else(|| value.error(format!("the environment variable {name} is not set")))
    };
    let mut path = OsString::new();
    let mut rest = text;
    if rest == "~" || rest.starts_with("~/") || rest.starts_with("~\\") {
        let home = value.lookup()("HOME").map(PathBuf::from).or_else(|| etcetera::home_dir().ok());
        path.push(home.ok_or_else(|| value.error("there is no home folder on this system"))?);
        rest = rest.get(1..).unwrap_or_default();
    }
    while let Some(at) = rest.find(['$', '%']) {
        let (before, after) = rest.split_at(at);
        path.push(before);
        rest = match variable(after) {
            Some((name, rest)) => {
                path.push(held(name)?);
                rest
            }
            None => {
                path.push(after.get(..1).unwrap_or_default());
                after.get(1..).unwrap_or_default()
            }
        };
    }
    path.push(rest);
    Ok(Path::new(&path).to_path_buf())
}

/// The variable named at the beginning of `text`, and what follows it.
fn variable(text: &str) -> Option<(&str, &str)> {
    let word = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    if let Some(after) = text.strip_prefix("${") {
        return after.split_once('}');
    }
    if let Some(after) = text.strip_prefix('$') {
        let (name, rest) = after.split_at(word(after));
        return (!name.is_empty()).then_some((name, rest));
    }
    let after = text.strip_prefix('%')?;
    let (name, rest) = after.split_at(word(after));
    rest.strip_prefix('%').filter(|_| !name.is_empty()).map(|rest| (name, rest))
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
