//! A string as text again: as a profile with its secrets, or to be shown without them.

use std::path::Path;

use zeroize::Zeroizing;

use super::parse::has_a_comment;
use super::property::is_same_name;
use super::shown::presentable;
use super::{ConnectionString, Origin, Value};
use crate::error::Result;
use crate::secret::Secret;

impl ConnectionString {
    /// What is left as a profile file, one property a line, with its secrets. A secret of an environment variable
    /// stays a reference to the variable (`PAT=env:MY_PAT`), and one of a file stays a reference to the file
    /// (`PAT=file:/run/secrets/pat`), unless `resolve` asks for what they hold. A file that is named from the current
    /// folder is named from the root, since a profile is read from other folders too.
    ///
    /// # Errors
    /// A value has several lines, a variable that is resolved is not set, or a profile cannot name the file that holds a
    /// value.
    pub fn to_profile(&self, resolve: bool) -> Result<Secret> {
        let mut lines = Vec::new();
        for value in &self.values {
            let held = match (value.variable(), value.named_file()) {
                (Some(variable), _) if !resolve => Secret::new(format!("env:{variable}")),
                (Some(_), _) => value.secret()?,
                (None, Some(file)) if !resolve => self.in_file(value, &file)?,
                (None, _) => anchored(value)?,
            };
            if value.origin == Origin::Program && is_looked_up(held.expose()) {
                let why = "begins with env: or file:, which whoever reads the profile would look up";
                return Err(value.error(why));
            }
            if held.expose().contains(['\n', '\r']) {
                return Err(
                    value.error("has several lines, which a profile cannot hold; name a file instead")
                );
            }
            lines.push(Zeroizing::new(format!("{}={}\n", value.name, quote(held.expose()))));
        }
        // As large as it becomes, so that growing leaves no copies of a secret behind.
        let mut text = String::with_capacity(lines.iter().map(|line| line.len()).sum());
        lines.iter().for_each(|line| text.push_str(line));
        Ok(Secret::new(text))
    }

    /// The value as a reference to the file that a variable of the environment named it in: a secret that somebody keeps
    /// in a file is not copied out of it.
    fn in_file(&self, value: &Value, name: &str) -> Result<Secret> {
        let failed = |source| value.error("has no whole path").with_source(source);
        let path = std::path::absolute(value.expand(name)?).map_err(failed)?;
        let (secret, file) =
            value.property.map_or((false, false), |property| (property.secret, property.file));
        let kind = format!("{}Type", value.name);
        let pasted = self
            .peek(&kind)
            .is_some_and(|kind| kind.written().expose().to_ascii_uppercase().ends_with("BLOB"));
        match (secret, file) {
            (true, false) => Ok(Secret::new(format!("file:{}", path.display()))),
            // Such a property names its file itself.
            (true, true) if !pasted => Ok(Secret::new(path.display().to_string())),
            _ => Err(value.error(format!(
                "is in the file {}, to which a profile cannot refer: give it as {}=env:VARIABLE, or keep it in the profile \
                 as it is",
                path.display(),
                value.name
            ))),
        }
    }

    /// What is left, in canonical spelling and quoting. Secrets show as `***` unless `reveal` names them.
    #[must_use]
    pub fn render(&self, reveal: &[&str]) -> String {
        let shown = |value: &Value| {
            let revealed = reveal.iter().any(|name| is_same_name(name, &value.name));
            let text = if revealed { value.written().expose() } else { presentable(value) };
            format!("{}={}", value.name, quote(text))
        };
        self.values.iter().map(shown).collect::<Vec<_>>().join(";")
    }
}

/// Whether a string takes this for the name of where the value is.
fn is_looked_up(text: &str) -> bool {
    let head = text.get(.."file:".len()).unwrap_or(text).to_ascii_lowercase();
    head.starts_with("env:") || head == "file:"
}

/// The value, or the same file named from the root.
fn anchored(value: &Value) -> Result<Secret> {
    let (scheme, name) = match value.written().expose().split_at_checked("file:".len()) {
        Some(("file:", name)) if !name.starts_with("//") => ("file:", name),
        _ => ("", value.written().expose()),
    };
    let path = Path::new(name);
    let made_later =
        value.name == "OAuthSettingsLocation" && !name.contains("://") && !name.starts_with(['~', '$', '%']);
    let file = value.is_in_file() || value.property.is_some_and(|property| property.file);
    if !file || !path.is_relative() || !(made_later || path.is_file()) {
        return Ok(value.written.clone());
    }
    let whole =
        std::path::absolute(path).map_err(|source| value.error("has no whole path").with_source(source))?;
    Ok(Secret::new(format!("{scheme}{}", whole.display())))
}

fn quote(text: &str) -> String {
    let plain = !text.contains(';') && !text.starts_with(['\'', '"']) && text.trim() == text;
    let plain = plain && !has_a_comment(text);
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}
