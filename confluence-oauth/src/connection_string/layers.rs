//! A connection string from several places: itself, the environment, a profile file.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::known::Known;
use super::merge::merge;
use super::parse::{self, Pair};
use super::property::{PREFIX, Property, is_same_name};
use super::secret_file::{read_limited, unreadable};
use super::value::{Lookup, held, process_environment};
use super::{ConnectionString, Origin, Value, saved};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Builds a [`ConnectionString`] from several sources: flags, environment variables, a profile file.
///
/// What stands in the string (or in a flag) wins over the environment, which wins over the profile. A credential of a profile that
/// names its site goes to no other one, whatever the environment says.
///
/// ```
/// # fn main() -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::ConnectionString;
///
/// let mut string = ConnectionString::layers()
///     .string("URL=https://example.atlassian.net")
///     .variables([("CONFLUENCE_OAUTH_CLIENT_ID".into(), "abc".into())])
///     .profile_text("work.conf", "OAuthClientId=unused\nScope=read:page:confluence")
///     .build()?;
/// assert_eq!(string.take("OAuthClientId").unwrap().text()?, "abc");
/// assert_eq!(string.take("Scope").unwrap().text()?, "read:page:confluence");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
#[must_use = "layers do nothing until they are built"]
pub struct Layers {
    known: Known,
    strings: Vec<Zeroizing<String>>,
    flags: Vec<(String, Zeroizing<String>)>,
    variables: Option<Arc<Vec<(OsString, OsString)>>>,
    profile: Option<(PathBuf, Option<Zeroizing<String>>)>,
}

/// What the environment holds.
#[derive(Default)]
struct Environment {
    values: Vec<Value>,
    /// Names that look like ours and are not.
    ignored: Vec<String>,
    /// Names of restrictions without a value.
    empty: Vec<String>,
}

impl Layers {
    /// Adds properties that whoever takes them out of the string understands, besides those of this crate.
    pub fn with_properties(mut self, properties: &'static [Property]) -> Self {
        self.known.add(properties);
        self
    }

    /// Adds a connection string.
    pub fn string(mut self, text: impl Into<String>) -> Self {
        self.strings.push(Zeroizing::new(text.into()));
        self
    }

    /// Adds one property, which counts before the string: for command line flags.
    pub fn property(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.flags.push((name.into(), Zeroizing::new(value.into())));
        self
    }

    /// Adds the variables `CONFLUENCE_<NAME>` and `CONFLUENCE_<NAME>_FILE` of this process.
    pub fn environment(self) -> Self {
        self.variables(std::env::vars_os())
    }

    /// Adds these variables in place of this process's own, for `env:VAR` too.
    pub fn variables(mut self, variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        self.variables = Some(Arc::new(variables.into_iter().collect()));
        self
    }

    /// Adds a profile file, read when the layers are built.
    pub fn profile(mut self, path: impl Into<PathBuf>) -> Self {
        self.profile = Some((path.into(), None));
        self
    }

    /// Adds the text of a profile; `path` only says in errors where it came from.
    pub fn profile_text(mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        self.profile = Some((path.into(), Some(Zeroizing::new(text.into()))));
        self
    }

    /// Reads all layers and merges them.
    ///
    /// # Errors
    /// A layer is not well formed, names a property twice, or a file cannot be read; or a credential of a profile would go to
    /// a site that another layer names.
    pub fn build(self) -> Result<ConnectionString> {
        let lookup = self.lookup();
        let Environment { values: environment, ignored, empty } = self.environment_layer(&lookup)?;
        let layers = [self.string_layer(&lookup)?, environment, self.profile_layer(&lookup)?];
        let (values, loosened) = merge(layers)?;
        Ok(ConnectionString { values, unfilled: None, ignored, empty, loosened, lookup, known: self.known })
    }

    fn lookup(&self) -> Lookup {
        match self.variables.clone() {
            None => process_environment(),
            Some(held) => {
                Arc::new(move |name| held.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
            }
        }
    }

    fn string_layer(&self, lookup: &Lookup) -> Result<Vec<Value>> {
        let mut pairs = Vec::new();
        for text in &self.strings {
            pairs.extend(parse::string(text, &self.known)?);
        }
        let flags = self.flags.iter();
        let flags = flags
            .map(|(name, value)| Pair { name: name.clone(), value: value.clone(), line: None })
            .collect();
        let mut flags = self.values(flags, &Origin::String, lookup)?;
        for value in self.values(pairs, &Origin::String, lookup)? {
            if !flags.iter().any(|flag| flag.name == value.name) {
                flags.push(value);
            }
        }
        Ok(flags)
    }

    fn profile_layer(&self, lookup: &Lookup) -> Result<Vec<Value>> {
        let Some((path, given)) = &self.profile else {
            return Ok(Vec::new());
        };
        let text =
            match given {
                Some(text) => text.clone(),
                None => Zeroizing::new(read_limited(path).map_err(|source| {
                    Error::config("profile", unreadable(path, &source)).with_source(source)
                })?),
            };
        let saved = saved::read(&text);
        let mut pairs = parse::lines(&saved.lines, &self.known)
            .map_err(|error| Error::config("profile", format!("{}, {error}", path.display())))?;
        if let Some(string) = &saved.string {
            pairs.extend(parse::string(string, &self.known)?);
        }
        self.values(pairs, &Origin::Profile(path.clone()), lookup)
    }

    /// The properties of the environment.
    fn environment_layer(&self, lookup: &Lookup) -> Result<Environment> {
        let Environment { mut values, mut ignored, mut empty } = Environment::default();
        for (key, text) in self.variables.as_deref().into_iter().flatten() {
            let Some(variable) = key.to_str() else { continue };
            let Some((property, in_file)) = self.addressed(variable) else {
                let ours = (is_ours(variable) && !is_of_the_server(variable))
                    || self.known.meant_by(variable).is_some()
                    || self.known.bare_name_of(variable).is_some();
                // An empty variable says nothing, and is how a parent takes one back.
                if ours && !text.is_empty() {
                    ignored.push(variable.to_owned());
                }
                continue;
            };
            // An empty variable says nothing: compose makes one of `${CONFLUENCE_PAT:-}`.
            if text.is_empty() {
                if property.restricts {
                    empty.push(variable.to_owned());
                }
                continue;
            }
            let text = text
                .to_str()
                .ok_or_else(|| Error::config(property.name, format!("{variable} is not Unicode")))?;
            let mut value = Value {
                name: property.name.to_owned(),
                written: Secret::new(text),
                property: Some(property),
                origin: Origin::Environment(variable.to_owned()),
                lookup: lookup.clone(),
            };
            value.written = match in_file {
                true => value.held_in(text)?,
                false => held(text)
                    .map_err(|why| Error::config(property.name, format!("the variable {variable} {why}")))?,
            };
            if let Some(twin) = values.iter().find(|value| value.name == property.name) {
                if twin.written.matches(value.written.expose()) {
                    continue;
                }
                let other = match &twin.origin {
                    Origin::Environment(other) => other.as_str(),
                    _ => property.name,
                };
                let why =
                    format!("given twice, with two values, by {other} and {variable}: unset one of them");
                return Err(Error::config(property.name, why));
            }
            values.push(value);
        }
        ignored.sort();
        empty.sort();
        Ok(Environment { values, ignored, empty })
    }

    /// The property that a variable of the environment stands for, and whether its value is in a file.
    fn addressed(&self, variable: &str) -> Option<(&'static Property, bool)> {
        if let Some(property) = self.known.of_variable(variable) {
            return Some((property, false));
        }
        let name = variable.get(PREFIX.len() - 1..).filter(|_| is_ours(variable))?;
        if let Some(property) = self.known.find(name) {
            return Some((property, false));
        }
        let property = self.known.find(name.strip_suffix("_FILE")?)?;
        // The address of a token database has a password in it.
        let may_hold_secret = property.secret || property.name == "OAuthSettingsLocation";
        may_hold_secret.then_some((property, true))
    }

    fn values(&self, pairs: Vec<Pair>, origin: &Origin, lookup: &Lookup) -> Result<Vec<Value>> {
        let mut values = Vec::<Value>::new();
        let mut after_secret = false;
        for pair in pairs {
            let property = self.known.find(&pair.name);
            let name = match property {
                Some(property) => property.name.to_owned(),
                // What follows a secret may be its tail, and must not be shown.
                None if after_secret && self.known.nearest(&pair.name).is_none() => {
                    return Err(match (origin, pair.line) {
                        (Origin::Profile(path), Some(line)) => stray_line(path, line, values.last()),
                        _ => super::unquoted_tail(values.last()),
                    });
                }
                None => pair.name,
            };
            if values.iter().any(|value| is_same_name(&value.name, &name)) {
                return Err(Error::config(name, given_twice(origin, pair.line)));
            }
            after_secret = property.is_some_and(|property| property.secret);
            let written = Secret::new(pair.value.as_str());
            values.push(Value { name, written, property, origin: origin.clone(), lookup: lookup.clone() });
        }
        Ok(values)
    }
}

impl fmt::Debug for Layers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags: Vec<&str> = self.flags.iter().map(|(name, _)| name.as_str()).collect();
        formatter
            .debug_struct("Layers")
            .field("strings", &self.strings.len())
            .field("flags", &flags)
            .field("profile", &self.profile.as_ref().map(|(path, _)| path))
            .finish_non_exhaustive()
    }
}

/// That a property stands in one layer twice, and where a person finds it.
fn given_twice(origin: &Origin, line: Option<usize>) -> String {
    match (origin, line) {
        (Origin::Profile(path), Some(line)) => {
            format!("given twice, again in {}, line {line}", path.display())
        }
        _ => "given twice".to_owned(),
    }
}

/// A line of a profile that no property has the name of, behind a secret that it may be the rest of.
fn stray_line(path: &Path, line: usize, secret: Option<&Value>) -> Error {
    let name = secret.map_or("the one before", Value::name);
    Error::config(
        "profile",
        format!(
            "{}, line {line}: there is no such property. Its name is not shown, since it may be the rest of {name}: a \
             value has one line",
            path.display()
        ),
    )
}

/// Whether a variable begins as ours do, in whatever case and with whatever follows the first word.
fn is_ours(variable: &str) -> bool {
    let word = PREFIX.trim_end_matches('_');
    variable.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// Whether a variable is of the server itself and its packaging, whose names begin further on.
fn is_of_the_server(variable: &str) -> bool {
    variable.starts_with("CONFLUENCE_MCP_")
}
