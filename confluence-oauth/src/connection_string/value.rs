//! One property's value, and reading it as what it should be.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use url::Url;

use super::file_scheme::without_scheme;
use super::property::{Property, is_same_name};
use super::secret_file;
use super::token_like::{is_name_of_variable, is_token_like};
use super::words;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Where environment variables are looked up.
pub(crate) type Lookup = Arc<dyn Fn(&str) -> Option<OsString> + Send + Sync>;

/// The environment of this process.
pub(crate) fn process_environment() -> Lookup {
    Arc::new(|name| std::env::var_os(name))
}

/// The value of one property of a connection string: it knows its name and where it came from, and every error of reading it names
/// both and shows no value.
///
/// A value that reads `env:VARIABLE` stands for what that variable of the environment holds; a secret that reads
/// `file:PATH`, for what is in that file.
///
/// ```
/// # fn main() -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::ConnectionString;
///
/// let mut string = ConnectionString::parse("OAuthExpiresIn=soon")?;
/// let error = string.take("OAuthExpiresIn").unwrap().number::<u64>().unwrap_err();
/// assert_eq!(error.to_string(), "OAuthExpiresIn: must be a whole number, without a unit");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Value {
    pub(super) name: String,
    pub(super) written: Secret,
    pub(super) property: Option<&'static Property>,
    pub(super) origin: Origin,
    pub(super) lookup: Lookup,
}

/// The source of a value: the string, a profile, an environment variable, a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// The connection string itself, or a flag that stands for a part of it.
    String,
    /// This environment variable.
    Environment(String),
    /// This profile file.
    Profile(PathBuf),
    /// The program itself, which gave it as it is: nothing in it is looked up.
    Program,
}

impl Value {
    /// The property's canonical name, or the name as written where it is not known.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The row of the property, where it is known.
    #[must_use]
    pub fn property(&self) -> Option<&'static Property> {
        self.property
    }

    /// Where the value came from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The value as it was written: a reference to a variable of the environment is still one.
    #[must_use]
    pub fn written(&self) -> &Secret {
        &self.written
    }

    /// The value as text.
    ///
    /// # Errors
    /// It refers to a variable that is not set, is empty or is not Unicode.
    pub fn text(&self) -> Result<String> {
        Ok(self.secret()?.expose().to_owned())
    }

    /// The value as a secret. One that reads `file:PATH` is in that file, unless its property names a file itself.
    ///
    /// # Errors
    /// It refers to a variable that is not set, is empty or is not Unicode, or to a file that cannot be read.
    pub fn secret(&self) -> Result<Secret> {
        if self.is_in_file() {
            return self.held_in(self.written().expose());
        }
        let Some(variable) = self.reference() else {
            return Ok(self.written.clone());
        };
        if variable.is_empty() || variable.starts_with(['$', '%']) {
            return Err(self.error("env: takes the bare name of a variable, as in env:MY_TOKEN"));
        }
        if !is_name_of_variable(variable) && (self.lookup)(variable).is_none() {
            return Err(self.error(
                "env: takes the name of a variable, as in env:MY_TOKEN, and there is none of this name, which is not shown, \
                 since it may be the secret itself",
            ));
        }
        match (self.lookup)(variable).map(OsString::into_string) {
            Some(Ok(text)) if !text.trim().is_empty() => {
                held(&text).map_err(|why| self.error(format!("the environment variable {variable} {why}")))
            }
            Some(Ok(_)) => Err(self.error(format!("the environment variable {variable} is empty"))),
            Some(Err(_)) => Err(self.error(format!("the environment variable {variable} is not Unicode"))),
            None => Err(self.error(format!("the environment variable {variable} is not set"))),
        }
    }

    /// The variable of the environment that the value names, where it is written as `env:VARIABLE`.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        if self.origin == Origin::Program {
            return None;
        }
        let (scheme, variable) = self.written().expose().split_at_checked("env:".len())?;
        scheme.eq_ignore_ascii_case("env:").then(|| variable.trim())
    }

    /// Whether the value is `file:PATH`, where a secret is kept in a file.
    pub(super) fn is_in_file(&self) -> bool {
        let of_secret = self.property.is_some_and(|property| property.secret && !property.file);
        let head = self.written().expose().get(.."file:".len()).filter(|_| self.origin != Origin::Program);
        of_secret && head.is_some_and(|head| head.eq_ignore_ascii_case("file:"))
    }

    /// The secret in the file of this name; `~`, `$VARIABLE` and `file:` are understood.
    pub(super) fn held_in(&self, name: &str) -> Result<Secret> {
        if is_token_like(without_scheme(name)) && !self.expand(name)?.exists() {
            return Err(self.error(
                "file: takes the path of a file, as in file:/run/secrets/token, and there is none of this name, which is not \
                 shown, since it may be the secret itself",
            ));
        }
        secret_file::read(&self.expand(name)?).map_err(|(why, source)| match source {
            Some(source) => self.error(why).with_source(source),
            None => self.error(why),
        })
    }

    /// The value as a token that is sent as it is: letters, digits and `-._~+/=`, which is all that RFC 6750 (section
    /// 2.1) and tokens of Atlassian have.
    ///
    /// # Errors
    /// It holds something else, such as a placeholder or the word `Bearer`, or as [`secret`](Value::secret).
    pub fn token(&self) -> Result<Secret> {
        let token = self.secret()?;
        let text = token.expose();
        let of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        let is_whole = text.bytes().all(of_token);
        if is_whole && !is_stand_in(text) {
            return match self.beside_the_token(text) {
                None => Ok(token),
                Some(why) => Err(self.error(why)),
            };
        }
        let word = text.split_whitespace().next().unwrap_or_default();
        let why = if ["bearer", "basic", "token"].contains(&word.to_ascii_lowercase().as_str()) {
            "must be the token alone, without the word in front of it"
        } else if is_whole || text.contains(['$', '<', '{', '%']) {
            "holds a placeholder that nobody filled in: write the token, or env:NAME for a variable that holds it"
        } else if is_reference(text) {
            "names a place that is not looked into: write the token itself, env:NAME for a variable that holds it, or \
             file:PATH for a file"
        } else {
            "holds a character that no token has, such as a space, a line end or a quote: copy the token again"
        };
        Err(self.error(why))
    }

    /// Why what has the signs of a token is none: where one is, or a line that has one.
    fn beside_the_token(&self, text: &str) -> Option<&'static str> {
        if self.origin == Origin::Program {
            return None;
        }
        let is_path = text.starts_with(['/', '.', '~']) && text.contains('/');
        if is_path && self.expand(text).is_ok_and(|path| path.is_file()) {
            return Some(
                "is the path of a file: write file: before it, so that the token in the file is taken",
            );
        }
        let is_variable = |name: &str| {
            let of_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
            !name.is_empty() && name.bytes().all(of_name) && !is_token_like(name)
        };
        let is_line = text
            .split_once('=')
            .is_some_and(|(name, rest)| is_variable(name) && !rest.is_empty() && !rest.starts_with('='));
        is_line.then_some("is a line of variables, NAME=token: it must be the token alone")
    }

    /// The environment variable that holds this value: the one that `env:` names, or the one that a secret was read
    /// from.
    #[must_use]
    pub fn variable(&self) -> Option<&str> {
        if let Some(variable) = self.reference() {
            return Some(variable);
        }
        let secret = self.property.is_some_and(|property| property.secret);
        match &self.origin {
            Origin::Environment(variable) if secret && !variable.ends_with("_FILE") => Some(variable),
            _ => None,
        }
    }

    /// The file that holds this value, as a variable of the environment names it: `CONFLUENCE_PAT_FILE=/run/secrets/pat`.
    pub(super) fn named_file(&self) -> Option<String> {
        match &self.origin {
            Origin::Environment(variable) if variable.ends_with("_FILE") => {
                (self.lookup)(variable)?.into_string().ok()
            }
            _ => None,
        }
    }

    /// The value as yes or no: `true`, `false`, `yes`, `no`, `on`, `off`, `1`, `0`.
    ///
    /// # Errors
    /// It is none of these.
    pub fn boolean(&self) -> Result<bool> {
        truth(&self.text()?).ok_or_else(|| self.error("must be true or false"))
    }

    /// The value as a whole number.
    ///
    /// # Errors
    /// It is not one, or does not fit the type.
    pub fn number<N: std::str::FromStr>(&self) -> Result<N> {
        self.text()?.trim().parse().map_err(|_| self.error("must be a whole number, without a unit"))
    }

    /// The value as a list, its items separated by commas, semicolons or spaces; an item may be in quotes.
    ///
    /// # Errors
    /// It refers to a variable that cannot be read.
    pub fn list(&self) -> Result<Vec<String>> {
        let text = self.text()?;
        let items = text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';'));
        let items = items.map(|item| item.trim_matches(['"', '\'']));
        Ok(items.filter(|item| !item.is_empty()).map(str::to_owned).collect())
    }

    /// The value as an `http` or `https` URL.
    ///
    /// # Errors
    /// It is not a URL, has another scheme, or carries a user name or password.
    pub fn url(&self) -> Result<Url> {
        let text = self.text()?;
        // The parser leaves line breaks out without a word, and makes one address of two lines.
        if text.trim().contains(|letter: char| letter.is_control() || letter.is_whitespace()) {
            return Err(self.error("must be one URL, and holds a space or a line break"));
        }
        if text.contains(['<', '>', '{', '}']) {
            return Err(self.error("holds a placeholder that nobody filled in: write the address itself"));
        }
        let url = Url::parse(text.trim()).map_err(|why| match why {
            url::ParseError::RelativeUrlWithoutBase => {
                self.error("must be a URL that begins with https://, such as https://wiki.example.com")
            }
            why => self.error(format!("must be a URL such as https://wiki.example.com: {why}")),
        })?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(self.error("must be an http or https URL"));
        }
        // The parser takes what no name of a host has, such as a placeholder, a second address or an escaped divider.
        let of_host = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
        if url.domain().is_some_and(|host| !host.chars().all(of_host) || matches!(host, "http" | "https")) {
            return Err(
                self.error("must be one URL, with the name of a host and nothing in it to be filled in")
            );
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(self.error("must carry no user name or password"));
        }
        Ok(url)
    }

    /// The value as one of a few words, compared without case, spaces, underscores and hyphens.
    ///
    /// # Errors
    /// It is none of them; the error lists them, and names the one that was probably meant.
    pub fn one_of<T: Copy>(&self, words: &[(&str, T)]) -> Result<T> {
        self.one_of_listed(words, |_| true)
    }

    /// The same where some of the words are understood and not worth a place in the list.
    pub(crate) fn one_of_listed<T: Copy>(
        &self,
        words: &[(&str, T)],
        is_listed: impl Fn(&(&str, T)) -> bool,
    ) -> Result<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| is_same_name(word, &text));
        found.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let known: Vec<&str> =
                words.iter().filter(|word| is_listed(word)).map(|(word, _)| *word).collect();
            let meant = words::meant(&self.name, &text, &known);
            let meant = meant.map(|word| format!("; did you mean {word}?")).unwrap_or_default();
            self.error(format!("must be one of {}{meant}", known.join(", ")))
        })
    }

    pub(crate) fn lookup(&self) -> &Lookup {
        &self.lookup
    }

    /// An error about this value: `why` says what would be right and must not hold the value.
    #[must_use]
    pub fn error(&self, why: impl fmt::Display) -> Error {
        let place = match &self.origin {
            Origin::String | Origin::Program => String::new(),
            Origin::Environment(variable) => format!(" (from {variable})"),
            Origin::Profile(path) => format!(" (from {})", path.display()),
        };
        Error::config(self.name.clone(), format_args!("{why}{place}"))
    }
}

/// Whether a text stands in examples for a token, though it has no other signs than a token has: `...`, `xxx`,
/// `your_api_token`.
fn is_stand_in(text: &str) -> bool {
    /// Tokens are as long, and may begin with any letters.
    const TOKEN: usize = 32;
    let lower = text.to_ascii_lowercase();
    let letters: Vec<u8> = lower.bytes().filter(u8::is_ascii_alphanumeric).collect();
    // An empty one is told as what it is, elsewhere.
    let is_filler =
        letters.iter().all(|letter| *letter == b'x') && !matches!(letters.len(), 1 | 2) && !text.is_empty();
    let is_yours = |rest: &str| text.len() < TOKEN || rest.starts_with(['_', '-', '.']);
    is_filler || lower.strip_prefix("your").is_some_and(is_yours)
}

/// What a variable of the environment holds, without the line break that `$(cat FILE)` or a here-document left at its
/// end, and the byte order mark that a file had at its beginning.
pub(super) fn held(text: &str) -> std::result::Result<Secret, &'static str> {
    let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']);
    let quoted = |quote: char| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
    if quoted('"') || quoted('\'') {
        return Err("holds its value in quotes, as `docker --env-file` leaves them; remove them");
    }
    Ok(Secret::new(text))
}

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Value")
            .field("name", &self.name)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

/// What a text says of a switch, if it says something.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// Whether a text is where other programs keep a secret, such as `op://vault/item/field`.
fn is_reference(text: &str) -> bool {
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        let lookup: Lookup = Arc::new(|name| match name {
            "SET" => Some("held\n".into()),
            "QUOTED" => Some("\"held\"".into()),
            _ => None,
        });
        Value { name: "Thing".into(), written: text.into(), property: None, origin: Origin::String, lookup }
    }

    #[test]
    fn values_are_read_from_the_environment_in_any_case() {
        for reference in ["env:SET", "Env:SET", "ENV: SET"] {
            assert_eq!(value(reference).secret().unwrap().expose(), "held");
            assert_eq!(value(reference).text().unwrap(), "held");
            assert_eq!(value(reference).list().unwrap(), ["held"]);
        }
        assert_eq!(value("plain").secret().unwrap().expose(), "plain");
        let error = value("env:UNSET").secret().unwrap_err();
        assert_eq!(error.to_string(), "Thing: the environment variable UNSET is not set");
        let error = value("env:QUOTED").secret().unwrap_err().to_string();
        assert!(error.contains("in quotes") && !error.contains("held\""), "{error}");
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
    fn addresses_carry_no_credentials_and_no_line_breaks() {
        assert!(value("https://user:pw@example.com").url().is_err());
        assert!(value("ftp://example.com").url().is_err());
        assert!(value("https://example.com\nReadOnly=true").url().is_err());
        assert_eq!(value("https://example.com/wiki").url().unwrap().path(), "/wiki");
    }

    #[test]
    fn an_address_is_one_and_has_a_host() {
        let why = |text: &str| value(text).url().unwrap_err().to_string();
        assert!(why("x.atlassian.net/wiki").contains("begins with https://"));
        for text in ["https://https://x.example", "https://a.example,https://b.example"] {
            assert!(why(text).contains("name of a host"), "{text}");
        }
        for text in ["https://${HOST}/wiki", "https://<your-site>.atlassian.net"] {
            assert!(why(text).contains("placeholder that nobody filled in"), "{text}");
        }
        assert!(value("https://[::1]:8090/wiki").url().is_ok());
    }

    #[test]
    fn a_token_is_nothing_but_itself() {
        for good in ["ATATT3x-_.~+/a=1B2C==", "yourNTk4MzQ1MjM5OTI3OjOyOtEPS/8vLK", "x1", "x", "t"] {
            assert!(value(good).token().is_ok(), "{good}");
        }
        for (text, part) in [
            ("Bearer canary", "without the word"),
            ("${canary}", "placeholder"),
            ("<canary>", "placeholder"),
            ("%CANARY%", "placeholder"),
            ("...", "placeholder"),
            ("your_api_token", "placeholder"),
            ("YOUR_PAT", "placeholder"),
            ("YOUR-PERSONAL-ACCESS-TOKEN-OF-CONFLUENCE", "placeholder"),
            ("xxx", "placeholder"),
            ("XXXX-XXXX", "placeholder"),
            ("canary x", "copy the token again"),
            ("***", "copy the token again"),
            ("op://canary/x/y", "env:NAME for a variable"),
            ("CONFLUENCE_PAT=canary", "the token alone"),
        ] {
            let why = value(text).token().unwrap_err().to_string();
            assert!(why.contains(part) && !why.to_lowercase().contains("canary"), "{why}");
        }
        let why = value("env:$SET").secret().unwrap_err().to_string();
        assert!(why.contains("bare name"), "{why}");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_in_the_place_of_a_token_is_told_as_one() {
        let file = tempfile::NamedTempFile::with_prefix("canary").unwrap();
        let why = value(file.path().to_str().unwrap()).token().unwrap_err().to_string();
        assert!(why.contains("write file: before it") && !why.contains("canary"), "{why}");
        assert!(value("/nothing/is/here").token().is_ok());
    }

    #[test]
    fn lists_are_divided_by_spaces_and_commas_and_items_may_be_quoted() {
        assert_eq!(value("a b,c , d").list().unwrap(), ["a", "b", "c", "d"]);
        assert_eq!(value("DOCS, \"TEAM\"").list().unwrap(), ["DOCS", "TEAM"]);
    }
}
