//! `Name=Value;Name=Value`: how everything here is configured.

mod file_scheme;
mod known;
mod layers;
mod merge;
mod nearest;
mod parse;
mod path;
mod property;
mod saved;
mod secret_file;
mod shown;
mod table;
mod taking_away;
mod token_like;
mod unquoted;
mod value;
mod words;
mod written;

use std::fmt;

pub(crate) use self::known::Known;
pub use self::layers::Layers;
pub(crate) use self::parse::lines;
use self::property::{OURS, is_same_name, normalize};
pub use self::property::{Property, Treatment};
pub use self::table::PROPERTIES;
pub(crate) use self::token_like::is_name_of_variable;
pub(crate) use self::value::{Lookup, process_environment};
pub use self::value::{Origin, Value};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// A connection string: `Name=Value;Name=Value`, whose properties are taken by whoever understands them.
///
/// Names are compared without case, spaces and underscores. A value with a `;` or with spaces at its ends is
/// quoted with `'` or `"`, and a quote inside is doubled. Any value may be given as `Name=env:VARIABLE`, a secret as
/// `Name=file:PATH` too.
/// What nobody took is an error of [`finish`](ConnectionString::finish), which suggests the name that was
/// probably meant.
///
/// ```
/// # fn main() -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::ConnectionString;
///
/// let mut string = ConnectionString::parse("URL=https://example.atlassian.net;OAuth Client Id=abc")?;
/// assert_eq!(string.take("OAuthClientId").unwrap().text()?, "abc");
/// assert_eq!(string.to_string(), "URL=https://example.atlassian.net");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ConnectionString {
    values: Vec<Value>,
    /// The first placeholder that somebody took.
    unfilled: Option<Value>,
    ignored: Vec<String>,
    /// Variables of restrictions that hold nothing.
    empty: Vec<String>,
    /// Restrictions of one layer in whose place a wider one of another layer counts, a line for each.
    loosened: Vec<String>,
    lookup: Lookup,
    known: Known,
}

impl ConnectionString {
    /// Parses one string, with or without the prefix `confluence:` or `jdbc:confluence:`.
    ///
    /// # Errors
    /// The text is not well formed or names a property twice.
    pub fn parse(text: &str) -> Result<Self> {
        Self::layers().string(text).build()
    }

    /// Begins a string that is gathered from flags, the environment and a profile file.
    pub fn layers() -> Layers {
        Layers::default()
    }

    /// Takes a property out; `None` if it is not given or empty. An empty restriction, which would restrict nothing, stays, and
    /// [`finish`](Self::finish) refuses it, as it does a placeholder that was taken.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        let is_it = |value: &Value| is_same_name(&value.name, name) && !restricts_nothing(value);
        let at = self.values.iter().position(is_it)?;
        let taken = Some(self.values.remove(at)).filter(|value| !value.written().is_empty())?;
        if self.unfilled.is_none() && is_unfilled(&taken) {
            self.unfilled = Some(taken.clone());
        }
        Some(taken)
    }

    /// The same string with one more property, whose value is read as if it were written in the string: `env:` and `file:`
    /// at its beginning name where it is. What the program has itself goes by [`with_secret`](Self::with_secret).
    ///
    /// # Errors
    /// It has a property of this name already.
    pub fn with(self, name: &str, value: impl Into<String>) -> Result<Self> {
        self.adding(name, Secret::new(value), Origin::String)
    }

    /// The same string with one more property, whose value is what the program gives, letter by letter: a password may begin
    /// with `env:`.
    ///
    /// ```
    /// # fn main() -> Result<(), confluence_oauth::Error> {
    /// use confluence_oauth::{ConnectionString, Secret};
    ///
    /// let string = ConnectionString::parse("URL=https://example.atlassian.net;OAuthClientId=abc")?;
    /// let mut string = string.with_secret("OAuthClientSecret", Secret::new("env:is a part of it"))?;
    /// assert!(string.take("OAuthClientSecret").unwrap().secret()?.matches("env:is a part of it"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// It has a property of this name already.
    pub fn with_secret(self, name: &str, value: impl Into<Secret>) -> Result<Self> {
        self.adding(name, value.into(), Origin::Program)
    }

    fn adding(mut self, name: &str, written: Secret, origin: Origin) -> Result<Self> {
        let property = self.known.find(name);
        let name = property.map_or(name, |property| property.name);
        if self.values.iter().any(|held| is_same_name(&held.name, name)) {
            return Err(Error::config(name, "given twice"));
        }
        let (name, lookup) = (name.to_owned(), self.lookup.clone());
        self.values.push(Value { name, written, property, origin, lookup });
        Ok(self)
    }

    /// Looks at a property and leaves it for others; `None` if it is not given or empty.
    #[must_use]
    pub fn peek(&self, name: &str) -> Option<&Value> {
        let found = self.values.iter().find(|value| is_same_name(&value.name, name));
        found.filter(|value| !value.written().is_empty())
    }

    /// The same for somebody who understands more properties, if the string was parsed without knowing them.
    ///
    /// # Errors
    /// A property is given twice, under two of its names.
    pub fn with_properties(mut self, properties: &'static [Property]) -> Result<Self> {
        self.known.add(properties);
        for at in 0..self.values.len() {
            let Some(value) = self.values.get_mut(at) else { break };
            let Some(property) = self.known.find(&value.name) else { continue };
            value.property = Some(property);
            value.name = property.name.to_owned();
            let earlier = self.values.get(..at).unwrap_or_default();
            if earlier.iter().any(|other| other.name == property.name) {
                return Err(Error::config(property.name, "given twice"));
            }
        }
        Ok(self)
    }

    /// Looks at the names before anything is taken, so that a misspelt one is reported as what it is and not as a
    /// property that is missing.
    ///
    /// # Errors
    /// Names that no property has, all of them, each with the nearest that there is; a property that is refused; a
    /// restriction that is empty; or a value that is a placeholder.
    pub fn check_names(&self) -> Result<()> {
        let given = || self.values.iter().filter(|value| !value.written().is_empty());
        let unknown: Vec<&Value> = given().filter(|value| value.property.is_none()).collect();
        if let Some((first, more)) = unknown.split_first() {
            let mut why = self.no_such(&first.name);
            for value in more {
                why = format!("{why}. {}: {}", value.name, self.no_such(&value.name));
            }
            return Err(first.error(why));
        }
        if let Some(value) = self.values.iter().find(|value| restricts_nothing(value)) {
            let example = value.property.map_or("", |property| property.example);
            let why = format!(
                "is empty, which would restrict nothing: give a value, such as {example}, or leave it out"
            );
            return Err(value.error(why));
        }
        let refused = given().find_map(|value| {
            let property = value.property.filter(|property| property.treatment == Treatment::Refused)?;
            // What is switched off asks for nothing.
            (!value.boolean().is_ok_and(|on| !on)).then_some((value, property))
        });
        if let Some((value, property)) = refused {
            return Err(value.error(property.meaning));
        }
        if let Some(value) = self.unfilled.as_ref().or_else(|| given().find(|value| is_unfilled(value))) {
            let why = "holds a placeholder that nobody filled in: write the value, or env:NAME for a variable that holds it";
            return Err(value.error(why));
        }
        self.check_environment()
    }

    /// A variable that is nearly one of ours: whoever set it would not get what they meant.
    fn check_environment(&self) -> Result<()> {
        let meant = |name: &String| {
            let property = match self.says_read_only(name) {
                true => self.known.find("ReadOnly")?,
                false => self.known.meant_by(name).filter(|_| !self.is_off(name))?,
            };
            // What was meant is so already.
            if property.name == "ReadOnly"
                && self.peek("ReadOnly").is_some_and(|value| value.boolean().is_ok_and(|is_so| is_so))
            {
                return None;
            }
            // A name without our prefix may be that of another program, and what it may have meant is said.
            let is_said = !normalize(name).starts_with(OURS) && self.peek(property.name).is_some();
            (!is_said).then(|| (name.clone(), property))
        };
        let Some((name, property)) = self.ignored.iter().find_map(meant) else { return Ok(()) };
        let right = property.variable();
        let meant = if self.says_read_only(&name) {
            format!("{right}=true keeps everything from being changed: set that")
        } else if let Some(instead) = self.known.instead_of(&name, property, Property::variable) {
            instead
        } else if property.name == "APIToken" && self.known.is_any_token(&name) {
            format!("did you mean {right}, or CONFLUENCE_PAT on Data Center? Correct it")
        } else {
            format!("did you mean {right}? Correct it")
        };
        let why = format!(
            "the variable {name} of the environment names no property and would not count; {meant} or unset it"
        );
        Err(Error::config(property.name, why))
    }

    /// Whether a variable that begins as ours do holds a word for changing nothing: `CONFLUENCE_MODE=readonly`.
    fn says_read_only(&self, name: &str) -> bool {
        let held = || (self.lookup)(name);
        normalize(name).starts_with(OURS)
            && held().is_some_and(|value| value.to_str().is_some_and(taking_away::says_read_only))
    }

    /// Whether a variable that would keep everything from being changed is switched off.
    fn is_off(&self, name: &str) -> bool {
        let held = || (self.lookup)(name);
        taking_away::keeps_unchanged(name)
            && held().is_some_and(|text| text.to_str().and_then(value::truth) == Some(false))
    }

    fn no_such(&self, name: &str) -> String {
        format!("there is no such property{}", self.known.advice(name))
    }

    /// What was given and has no effect here, a line for each property: its name and why.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let ignored = self.values.iter().filter_map(|value| {
            let property = value.property.filter(|property| property.treatment == Treatment::Ignored)?;
            Some(format!("{} is ignored: {}", property.name, property.meaning))
        });
        let unknown = self.ignored.iter().map(|name| match self.known.bare_name_of(name) {
            // It may be that of another program.
            Some(property) => format!(
                "the variable {name} of the environment restricts nothing: the one that counts is {}",
                property.variable()
            ),
            None => format!("{name} names no property and is ignored"),
        });
        let empty = self.empty.iter().map(|name| {
            format!("the variable {name} of the environment is empty and restricts nothing: if a restriction was meant, its value is missing")
        });
        let narrow = self.values.iter().filter_map(space_of_a_publisher);
        ignored.chain(unknown).chain(empty).chain(narrow).chain(self.loosened.iter().cloned()).collect()
    }

    /// Restrictions that do not count because another layer says otherwise and comes first, a line for each: `ReadOnly` of
    /// a profile beside a variable that says `false`. [`notes`](Self::notes) has them too.
    #[must_use]
    pub fn loosened_restrictions(&self) -> &[String] {
        &self.loosened
    }

    /// Variables of the environment that stand for a restriction and hold nothing: a template that was not filled in
    /// leaves them so. [`notes`](Self::notes) has them too.
    #[must_use]
    pub fn empty_restrictions(&self) -> &[String] {
        &self.empty
    }

    /// Ends the taking: whatever is left in the string or the profile is an error.
    ///
    /// # Errors
    /// A property that does not exist, with the nearest that does, or one that has no use here; an empty restriction; or a
    /// placeholder that nobody filled in, taken or not.
    pub fn finish(self) -> Result<()> {
        self.check_names()?;
        let unused = |value: &&Value| {
            let used = value.property.is_none_or(|property| property.treatment == Treatment::Used);
            used && !matches!(value.origin, Origin::Environment(_)) && !value.written().is_empty()
        };
        match self.values.iter().find(unused) {
            Some(value) => Err(value.error("has no use with the other properties given; remove it")),
            None => Ok(()),
        }
    }

    /// Variables of the environment, most of them `CONFLUENCE_...`, that name no property and were ignored.
    #[must_use]
    pub fn ignored_environment(&self) -> &[String] {
        &self.ignored
    }

    pub(crate) fn lookup(&self) -> &Lookup {
        &self.lookup
    }

    /// The properties that nobody took yet.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.values.iter()
    }
}

impl std::str::FromStr for ConnectionString {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl fmt::Display for ConnectionString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(&[]))
    }
}

impl fmt::Debug for ConnectionString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ConnectionString({self})")
    }
}

/// Whether a value is a placeholder of a template, a shell or a client: `<your-token>`, `${TOKEN}`, `{{token}}`. Passwords
/// may be anything, and files may hold anything.
fn is_unfilled(value: &Value) -> bool {
    let free = value.property.is_none_or(|property| property.file || property.name.ends_with("Password"));
    let text = value.written().expose().trim();
    let inner = |open: &str, close: &str| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let inner = inner("${", "}").or_else(|| inner("{{", "}}")).or_else(|| inner("<", ">"));
    !free && inner.is_some_and(|inner| !inner.contains(['<', '"']))
}

/// Whether a restriction was written and says nothing.
fn restricts_nothing(value: &Value) -> bool {
    value.written().is_empty() && value.property.is_some_and(|property| property.restricts)
}

/// Says of a variable that names one space what it does here: other programs publish there.
fn space_of_a_publisher(value: &Value) -> Option<String> {
    let Origin::Environment(variable) = &value.origin else { return None };
    let is_one =
        normalize(variable).strip_prefix(OURS).is_some_and(|rest| matches!(rest, "space" | "spacekey"));
    (value.name == "Spaces" && is_one).then(|| {
        format!(
            "the variable {variable} of the environment counts as CONFLUENCE_SPACES: no other space is seen or changed. If it \
             is for another program, start this one without it"
        )
    })
}

/// The name of what follows is not shown, since it may be a part of the secret.
fn unquoted_tail(secret: Option<&Value>) -> Error {
    let name = secret.map_or("connection string", Value::name);
    let why = "what follows it is not a property that is known here: quote a value that holds `;`, or leave out a property \
               that only another library understands, which has its own way to read the string";
    Error::config(name, why)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    /// Properties of somebody who understands more than this crate.
    static MORE: &[Property] = &[
        Property::new("Toolsets", "x"),
        Property::new("User", "x"),
        Property::new("Password", "x").secret(),
        Property::new("PAT", "x").secret(),
        Property::new("ProxyServer", "x"),
        Property::new("Spaces", "x").variables(&["SPACES_FILTER"]).restricts().example("DOCS,OPS"),
        Property::new("SSLServerCert", "x").file(),
        Property::new("SSLClientCert", "x").secret().file(),
        Property::ignored("Verbosity", "there are no log files."),
        Property::refused("Offline", "there is no cache to be offline with."),
    ];

    fn layers() -> Layers {
        ConnectionString::layers().with_properties(MORE)
    }

    fn parse(text: &str) -> Result<ConnectionString> {
        layers().string(text).build()
    }

    fn variables(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        pairs.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    #[test]
    fn a_name_given_twice_is_an_error_however_it_is_spelt() {
        let error = parse("OAuthClientId=a;oauth_client_id=b").unwrap_err();
        assert_eq!(error.to_string(), "OAuthClientId: given twice");
    }

    #[test]
    fn what_the_program_gives_is_not_looked_up() {
        let name = "OAuthClientSecret";
        for text in ["env:HOME", "file:/etc/passwd"] {
            let given = parse("").unwrap().with_secret(name, text).unwrap();
            assert!(given.clone().take(name).unwrap().secret().unwrap().matches(text));
            assert_eq!(given.render(&[]), format!("{name}=***"));
            // A profile has no way to say so.
            assert_eq!(given.to_profile(false).unwrap_err().property(), Some(name));
            assert!(given.with_secret(name, "twice").is_err());
        }
        let written = parse("").unwrap().with(name, "env:NO_SUCH_VARIABLE").unwrap().take(name).unwrap();
        assert!(written.secret().is_err());
    }

    #[test]
    fn taking_hides_neither_an_empty_restriction_nor_a_placeholder() {
        let mut string = parse("Spaces=;User=").unwrap();
        assert!(string.take("Spaces").is_none() && string.take("User").is_none());
        assert_eq!(string.finish().unwrap_err().property(), Some("Spaces"));
        for text in ["OAuthClientId=<your-id>", "User=${USER}", "OAuthClientId='{{id}}'"] {
            let mut string = parse(text).unwrap();
            for name in ["OAuthClientId", "User"] {
                string.take(name);
            }
            let error = string.finish().unwrap_err();
            assert!(error.to_string().contains("placeholder"), "{text}: {error}");
        }
        let mut string = parse("Spaces=DOCS;OAuthClientId=id").unwrap();
        assert!(string.take("Spaces").is_some() && string.take("OAuthClientId").is_some());
        string.finish().unwrap();
    }

    #[test]
    fn what_nobody_took_is_an_error_with_a_suggestion() {
        let left = |text: &str| parse(text).unwrap().finish().unwrap_err();
        let error = left("OAuthClientSecrt=canary").to_string();
        assert_eq!(error, "OAuthClientSecrt: there is no such property; did you mean OAuthClientSecret?");
        assert!(left("Toolset=a").to_string().contains("did you mean Toolsets?"));
        assert!(left("Other=a").to_string().contains("no such property"));
        assert!(left("User=me").to_string().contains("no use"));
        assert!(parse("User=").unwrap().finish().is_ok());
        let all = left("Usr=me;Zzz=1;Colour=2").to_string();
        assert!(all.starts_with("Usr: there is no such property; did you mean User?. Zzz: "), "{all}");
        assert!(all.contains("Colour: "), "{all}");
    }

    #[test]
    fn a_suggestion_leads_to_what_was_meant() {
        let left = |text: &str| parse(text).unwrap().finish().unwrap_err().to_string();
        assert!(
            left("PAT_FILE=/run/pat").ends_with("; write PAT=file:PATH"),
            "{}",
            left("PAT_FILE=/run/pat")
        );
        static READS: &[Property] =
            &[Property::new("ReadOnly", "x").restricts(), Property::new("APIToken", "x").secret()];
        let told = |name: &str| {
            let string =
                layers().with_properties(READS).variables(variables(&[(name, "false")])).build().unwrap();
            string.check_names().unwrap_err().to_string()
        };
        for name in ["CONFLUENCE_ENABLE_WRITE", "CONFLUENCE_ALLOW_DELETE"] {
            assert!(
                told(name).contains("CONFLUENCE_READ_ONLY=true, which is its opposite"),
                "{}",
                told(name)
            );
        }
        assert!(told("CONFLUENCE_DISABLE_WRITE").contains("did you mean CONFLUENCE_READ_ONLY?"));
        assert!(told("CONFLUENCE_TOKEN").contains("or CONFLUENCE_PAT on Data Center"));
    }

    #[test]
    fn what_has_no_effect_is_noted_and_what_cannot_be_is_refused() {
        let string = parse("Verbosity=3").unwrap();
        assert_eq!(string.notes(), ["Verbosity is ignored: there are no log files."]);
        string.finish().unwrap();
        parse("Offline=false").unwrap().finish().unwrap();
        let error = parse("Offline=true").unwrap().check_names().unwrap_err();
        assert_eq!(error.to_string(), "Offline: there is no cache to be offline with.");
    }

    #[test]
    fn a_restriction_that_says_nothing_is_refused_or_told() {
        for text in ["Spaces=", "Spaces=''", "spaces = ;User=me"] {
            let error = parse(text).unwrap().check_names().unwrap_err();
            assert_eq!(error.property(), Some("Spaces"), "{text}");
            assert!(error.to_string().contains("such as DOCS,OPS, or leave it out"), "{error}");
        }
        let profile = layers().profile_text("p", "Spaces=").build().unwrap().check_names().unwrap_err();
        assert_eq!(profile.property(), Some("Spaces"));
        // An empty variable takes nothing away, and nothing back either.
        let empty = variables(&[("CONFLUENCE_SPACES", ""), ("SPACES_FILTER", ""), ("CONFLUENCE_USER", "")]);
        let string = layers().variables(empty).profile_text("p", "Spaces=DOCS").build().unwrap();
        string.check_names().unwrap();
        assert_eq!(string.peek("Spaces").unwrap().written().expose(), "DOCS");
        assert_eq!(string.empty_restrictions(), ["CONFLUENCE_SPACES", "SPACES_FILTER"]);
        let notes = string.notes().join(". ");
        assert!(notes.contains("the variable CONFLUENCE_SPACES of the environment is empty"), "{notes}");
    }

    #[test]
    fn more_can_be_known_later() {
        let string = ConnectionString::parse("pat=canary;user=me").unwrap().with_properties(MORE).unwrap();
        assert_eq!(string.to_string(), "PAT=***;User=me");
    }

    #[test]
    fn the_tail_of_a_secret_is_not_shown() {
        let error = parse("Password=ab;canary=").unwrap_err();
        assert_eq!(error.property(), Some("Password"));
        assert!(!error.to_string().contains("canary"));
    }

    #[test]
    fn rendering_is_canonical_and_redacted() {
        let text =
            "pat = canary ;url=https://x/;user='a;b';proxy server=http://u:canary@p;oauthclientsecrt=canary";
        let string = parse(text).unwrap();
        assert_eq!(
            string.to_string(),
            "PAT=***;URL=https://x/;User='a;b';ProxyServer=***;oauthclientsecrt=***"
        );
        assert!(string.render(&["PAT"]).starts_with("PAT=canary;"));
        assert_eq!(parse("PAT=env:MY_PAT").unwrap().to_string(), "PAT=env:MY_PAT");
    }

    #[test]
    fn a_rendered_string_reads_back_as_itself() {
        let text = "URL=https://x/;User=' a''b;';Spaces=A,B";
        let string = parse(text).unwrap();
        assert_eq!(parse(&string.to_string()).unwrap().to_string(), text);
    }

    #[test]
    fn a_profile_keeps_references_unless_they_are_to_be_resolved() {
        let held = variables(&[("MINE", "a;b"), ("CONFLUENCE_PAT", "canary")]);
        let string =
            layers().string("URL=https://x;Password=env:MINE").variables(held.clone()).build().unwrap();
        let profile = string.to_profile(false).unwrap();
        assert_eq!(profile.expose(), "URL=https://x\nPassword=env:MINE\nPAT=env:CONFLUENCE_PAT\n");
        let resolved = string.to_profile(true).unwrap();
        assert_eq!(resolved.expose(), "URL=https://x\nPassword='a;b'\nPAT=canary\n");
        let read = |text: &str| {
            let layers = layers().profile_text("p", text).variables(held.clone());
            layers.build().unwrap().take("Password").unwrap().secret().unwrap().expose().to_owned()
        };
        assert_eq!((read(profile.expose()), read(resolved.expose())), ("a;b".into(), "a;b".into()));
    }

    #[test]
    fn a_secret_that_is_kept_in_a_file_is_not_copied_out_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "canary\n").unwrap();
        let path = path.to_str().unwrap();
        let of = |variable: &str| layers().variables(variables(&[(variable, path)])).build().unwrap();
        for (variable, line) in [
            ("CONFLUENCE_PAT_FILE", format!("PAT=file:{path}\n")),
            ("CONFLUENCE_PASSWORD_FILE", format!("Password=file:{path}\n")),
            ("CONFLUENCE_OAUTH_CLIENT_SECRET_FILE", format!("OAuthClientSecret=file:{path}\n")),
            ("CONFLUENCE_CERTIFICATE_STORE_FILE", format!("CertificateStore={path}\n")),
        ] {
            assert_eq!(of(variable).to_profile(false).unwrap().expose(), line, "{variable}");
        }
        assert_eq!(of("CONFLUENCE_PAT_FILE").to_profile(true).unwrap().expose(), "PAT=canary\n");
        let error = of("CONFLUENCE_OAUTH_SETTINGS_LOCATION_FILE").to_profile(false).unwrap_err();
        assert_eq!(error.property(), Some("OAuthSettingsLocation"));
        assert!(error.to_string().contains(path) && !error.to_string().contains("canary"), "{error}");
    }

    #[test]
    fn a_line_that_is_no_property_is_told_as_what_it_is() {
        let read = |text: &str| layers().profile_text("p.conf", text).build();
        let error = read("URL=https://x\nPAT=canary\nMaxPages=5").unwrap_err().to_string();
        assert!(error.contains("p.conf, line 3: there is no such property"), "{error}");
        assert!(!error.contains("canary") && !error.contains("MaxPages") && !error.contains('`'), "{error}");
        let error = read("User=me\nMaxPages=5").unwrap().check_names().unwrap_err();
        assert!(error.to_string().starts_with("MaxPages: there is no such property"), "{error}");
        let error = read("User=ada@example.com # me").unwrap_err().to_string();
        assert!(error.contains("p.conf, line 1: User: holds ` #`"), "{error}");
    }

    #[test]
    fn a_profile_that_is_written_is_read_as_the_same() {
        let string = parse("User='a # b';Scope=read;Password='x #y'").unwrap();
        let text = string.to_profile(false).unwrap();
        let again = layers().profile_text("p", text.expose()).build().unwrap();
        assert_eq!(again.to_profile(false).unwrap().expose(), text.expose());
    }

    #[test]
    fn a_profile_names_files_from_the_root() {
        let text = "URL=https://x;CertificateStore=Cargo.toml;OAuthSettingsKey=file:Cargo.toml;\
                    OAuthSettingsLocation=tokens.json;SSLServerCert=MIIB;SSLClientCert=/etc/x";
        let profile = parse(text).unwrap().to_profile(false).unwrap();
        let here = std::env::current_dir().unwrap();
        let file = |name: &str| here.join(name).display().to_string();
        let lines = [
            format!("CertificateStore={}\n", file("Cargo.toml")),
            format!("OAuthSettingsKey=file:{}\n", file("Cargo.toml")),
            format!("OAuthSettingsLocation={}\n", file("tokens.json")),
            "SSLServerCert=MIIB\n".to_owned(),
            "SSLClientCert=/etc/x\n".to_owned(),
        ];
        assert_eq!(profile.expose(), format!("URL=https://x\n{}", lines.concat()));
        for kept in ["~/a.json", "keyring://a", "$HOME/a"] {
            let string = parse(&format!("OAuthSettingsLocation={kept}")).unwrap();
            assert!(string.to_profile(false).unwrap().expose().ends_with(&format!("={kept}\n")));
        }
    }

    #[test]
    fn a_profile_holds_no_value_of_several_lines() {
        let string = parse("CertificateStore='a\ncanary'").unwrap();
        let error = string.to_profile(false).unwrap_err();
        assert_eq!(error.property(), Some("CertificateStore"));
        assert!(!error.to_string().contains("canary"));
    }

    #[test]
    fn the_string_wins_over_the_environment_and_that_over_the_profile() {
        let mut string = layers()
            .string("URL=https://string")
            .variables(variables(&[("CONFLUENCE_URL", "https://env"), ("CONFLUENCE_OAUTH_CLIENT_ID", "env")]))
            .profile_text("profile", "OAuthClientId=profile\nScope=read")
            .build()
            .unwrap();
        assert_eq!(string.take("URL").unwrap().text().unwrap(), "https://string");
        let id = string.take("OAuthClientId").unwrap();
        assert_eq!(
            (id.written().expose(), id.origin()),
            ("env", &Origin::Environment("CONFLUENCE_OAUTH_CLIENT_ID".into()))
        );
        assert_eq!(string.take("Scope").unwrap().text().unwrap(), "read");
    }

    #[test]
    fn unknown_variables_are_listed_and_unused_ones_do_not_matter() {
        let string = layers()
            .variables(variables(&[("CONFLUENCE_COLOUR", "x"), ("CONFLUENCE_PAT", "x"), ("HOME", "/")]))
            .build()
            .unwrap();
        assert_eq!(string.ignored_environment(), ["CONFLUENCE_COLOUR"]);
        assert!(string.finish().is_ok());
    }

    #[test]
    fn secrets_come_from_files_and_variables() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pat");
        std::fs::write(&path, "held\n").unwrap();
        let mut string = layers()
            .string("Password=env:MINE")
            .variables(variables(&[("CONFLUENCE_PAT_FILE", path.to_str().unwrap()), ("MINE", "mine")]))
            .build()
            .unwrap();
        assert_eq!(string.take("PAT").unwrap().secret().unwrap().expose(), "held");
        assert_eq!(string.take("Password").unwrap().secret().unwrap().expose(), "mine");
    }

    #[test]
    fn a_variable_whose_value_says_that_nothing_is_changed_is_refused() {
        let said = |name: &str, value: &str| {
            let string =
                layers().with_properties(RESTRICTS).variables(variables(&[(name, value)])).build().unwrap();
            string.check_names().err().map(|error| error.to_string())
        };
        for (name, value) in [
            ("CONFLUENCE_MODE", "readonly"),
            ("CONFLUENCE_PERMISSIONS", "read"),
            ("CONFLUENCE_ACCESS", "read"),
            ("CONFLUENCE_OPERATIONS", "read,search"),
            ("CONFLUENCE_ALLOWED_ACTIONS", "read"),
        ] {
            let said = said(name, value).unwrap_or_default();
            assert!(said.contains(name) && said.contains("CONFLUENCE_READ_ONLY=true"), "{name}: {said}");
        }
        assert!(said("CONFLUENCE_DRY_RUN", "true").unwrap().contains("CONFLUENCE_READ_ONLY"));
        assert_eq!(said("CONFLUENCE_ALLOWED_ACTIONS", "read,write"), None);
        for (other, value) in [
            ("CONFLUENCE_COLOUR", "blue"),
            ("CONFLUENCE_METHOD", "GET"),
            ("CONFLUENCE_DRY_RUN", "false"),
            ("CONFLUENCE_LOCKED", "0"),
        ] {
            assert_eq!(said(other, value), None, "{other}");
        }
        let both = variables(&[("CONFLUENCE_MODE", "readonly"), ("CONFLUENCE_READ_ONLY", "true")]);
        assert!(layers().with_properties(RESTRICTS).variables(both).build().unwrap().check_names().is_ok());
    }

    #[test]
    fn the_space_of_a_publisher_is_told_what_it_does() {
        let of = |name: &str| {
            layers()
                .with_properties(RESTRICTS)
                .variables(variables(&[(name, "DOCS")]))
                .build()
                .unwrap()
                .notes()
                .concat()
        };
        assert!(of("CONFLUENCE_SPACE_KEY").contains("no other space is seen"));
        assert_eq!(of("CONFLUENCE_SPACES"), "");
    }

    static RESTRICTS: &[Property] = &[
        Property::new("ReadOnly", "x").restricts(),
        Property::new("Spaces", "x").aliases(&["Space", "SpaceKey", "AllowedSpaces"]).restricts(),
    ];

    #[test]
    fn a_variable_and_its_file_together_are_an_error() {
        let both = variables(&[("CONFLUENCE_PAT_FILE", "/dev/null"), ("CONFLUENCE_PAT", "x")]);
        let error = layers().variables(both).build().unwrap_err();
        assert_eq!(error.property(), Some("PAT"));
    }
}
