//! One property's value, and reading it as what it should be.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use url::Url;

use crate::error::{Error, Result};
use crate::secret::Secret;

/// Where environment variables are looked up.
pub(crate) type Lookup = Arc<dyn Fn(&str) -> Option<OsString> + Send + Sync>;

/// The environment of this process.
pub(crate) fn process_environment() -> Lookup {
    Arc::new(|name| std::env::var_os(name))
}

/// The value of one property: it knows its name and where it came from, and every error of reading it names
/// both and shows no value.
#[derive(Clone)]
pub struct Value {
    pub(super) name: String,
    pub(super) text: Secret,
    pub(super) origin: Origin,
    pub(super) lookup: Lookup,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// The connection string itself, or a flag that stands for a part of it.
    String,
    /// This environment variable.
    Environment(String),
    /// This profile file.
    Profile(PathBuf),
}

impl Value {
    /// The property's canonical name, or the name as written where it is not known.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the value came from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The value as it stands.
    pub fn text(&self) -> &str {
        self.text.expose()
    }

    /// The value as a secret; `env:VAR` stands for what the environment variable `VAR` holds.
    ///
    /// # Errors
    /// The variable is not set, is empty or is not Unicode.
    pub fn secret(&self) -> Result<Secret> {
        let Some(variable) = self.text().strip_prefix("env:") else {
            return Ok(self.text.clone());
        };
        let held = (self.lookup)(variable.trim()).map(OsString::into_string);
        match held {
            Some(Ok(text)) if !text.is_empty() => Ok(Secret::new(text)),
            Some(Ok(_)) => Err(self.error(format!("the environment variable {variable} is empty"))),
            Some(Err(_)) => Err(self.error(format!("the environment variable {variable} is not Unicode"))),
            None => Err(self.error(format!("the environment variable {variable} is not set"))),
        }
    }

    /// The environment variable that holds this secret: the one that `env:` names, or the one it was read from.
    pub fn variable(&self) -> Option<&str> {
        if let Some(variable) = self.text().strip_prefix("env:") {
            return Some(variable.trim());
        }
        let secret = super::names::find(&self.name).is_some_and(|property| property.secret);
        match &self.origin {
            Origin::Environment(variable) if secret && !variable.ends_with("_FILE") => Some(variable),
            _ => None,
        }
    }

    /// The value as yes or no: `true`, `false`, `yes`, `no`, `on`, `off`, `1`, `0`.
    ///
    /// # Errors
    /// It is none of these.
    pub fn boolean(&self) -> Result<bool> {
        match self.text().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            _ => Err(self.error("must be true or false")),
        }
    }

    /// The value as a whole number.
    ///
    /// # Errors
    /// It is not one, or does not fit the type.
    pub fn number<N: std::str::FromStr>(&self) -> Result<N> {
        self.text().parse().map_err(|_| self.error("must be a whole number"))
    }

    /// The value as a list, its items divided by commas or spaces.
    pub fn list(&self) -> Vec<String> {
        self.text().split([',', ' ', '\t', '\n']).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// The value as an `http` or `https` address.
    ///
    /// # Errors
    /// It is not an address, has another scheme, or carries a user name or password.
    pub fn url(&self) -> Result<Url> {
        let url = Url::parse(self.text())
            .map_err(|why| self.error(format!("must be an address such as https://example.com: {why}")))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(self.error("must be an http or https address"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(self.error("must carry no user name or password"));
        }
        Ok(url)
    }

    /// The value as one of a few words, compared without case, spaces and underscores.
    ///
    /// # Errors
    /// It is none of them; the error lists them.
    pub fn one_of<T: Copy>(&self, words: &[(&str, T)]) -> Result<T> {
        let wanted = super::names::normalize(self.text());
        let found = words.iter().find(|(word, _)| super::names::normalize(word) == wanted);
        found.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.error(format!("must be one of {}", known.join(", ")))
        })
    }

    pub(crate) fn lookup(&self) -> &Lookup {
        &self.lookup
    }

    /// An error about this value: `why` says what would be right and must not hold the value.
    pub fn error(&self, why: impl fmt::Display) -> Error {
        let place = match &self.origin {
            Origin::String => String::new(),
            Origin::Environment(variable) => format!(" (from {variable})"),
            Origin::Profile(path) => format!(" (from {})", path.display()),
        };
        Error::config(self.name.clone(), format_args!("{why}{place}"))
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Value")
            .field("name", &self.name)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        let lookup: Lookup = Arc::new(|name| (name == "SET").then(|| "held".into()));
        Value { name: "Thing".into(), text: text.into(), origin: Origin::String, lookup }
    }

    #[test]
    fn secrets_are_read_from_the_environment_when_asked_for() {
        assert_eq!(value("env:SET").secret().unwrap().expose(), "held");
        assert_eq!(value("plain").secret().unwrap().expose(), "plain");
        let error = value("env:UNSET").secret().unwrap_err();
        assert_eq!(error.to_string(), "Thing: the environment variable UNSET is not set");
    }

    #[test]
    fn what_is_not_what_it_should_be_names_the_property_and_not_the_value() {
        let canary = value("canary");
        for error in [
            canary.boolean().unwrap_err(),
            canary.number::<u64>().unwrap_err(),
            canary.url().unwrap_err(),
            canary.one_of(&[("ON", 1)]).unwrap_err(),
        ] {
            assert_eq!(error.property(), Some("Thing"));
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }

    #[test]
    fn addresses_carry_no_credentials() {
        assert!(value("https://user:pw@example.com").url().is_err());
        assert!(value("ftp://example.com").url().is_err());
        assert_eq!(value("https://example.com/wiki").url().unwrap().path(), "/wiki");
    }

    #[test]
    fn lists_are_divided_by_spaces_and_commas() {
        assert_eq!(value("a b,c , d").list(), ["a", "b", "c", "d"]);
    }
}
