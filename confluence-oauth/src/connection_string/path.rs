//! Values that are paths: `~`, `$VARIABLE`, `%VARIABLE%` and `file://` work in all of them.

use std::ffi::OsString;
use std::path::PathBuf;

use super::Value;
use super::file_scheme::without_scheme;
use crate::error::Result;

impl Value {
    /// The value as a path: `~`, `$VARIABLE`, `${VARIABLE}`, `%VARIABLE%` and `file://` are understood.
    ///
    /// # Errors
    /// It names nothing, or a variable that is not set.
    pub fn path(&self) -> Result<PathBuf> {
        self.expand(&self.text()?)
    }

    /// The same of a part of the value.
    pub(crate) fn expand(&self, text: &str) -> Result<PathBuf> {
        let text = without_scheme(text.trim());
        if text.is_empty() {
            return Err(self.error("names no file"));
        }
        let held = |name: &str| -> Result<OsString> {
            self.lookup()(name)
                .ok_or_else(|| self.error(format!("the environment variable {name} is not set")))
        };
        let mut path = OsString::new();
        let mut rest = text;
        if rest == "~" || rest.starts_with("~/") || rest.starts_with("~\\") {
            let home = self.lookup()("HOME").map(PathBuf::from).or_else(|| etcetera::home_dir().ok());
            path.push(home.ok_or_else(|| self.error("there is no home folder on this system"))?);
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
        Ok(PathBuf::from(path))
    }
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
