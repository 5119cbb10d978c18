//! The key that encrypts what is stored, read from where `OAuthSettingsKey` says.

use crate::connection_string::is_name_of_variable;
use crate::error::{Error, ErrorKind, Result};
use crate::properties::KeyLocation;
use crate::secret::Secret;

/// Reads the key's text from where it is.
pub(super) fn load(location: &KeyLocation) -> Result<Secret> {
    let lost = |what: String| Error::new(ErrorKind::KeyLost, what).on_property("OAuthSettingsKey");
    match location {
        KeyLocation::Given(key) => Ok(key.clone()),
        KeyLocation::Environment(variable) => std::env::var(variable).map(Secret::new).map_err(|error| {
            let named = match is_name_of_variable(variable) {
                true => variable.as_str(),
                false => "that env: names (not shown, since it may be the key itself)",
            };
            let what = match error {
                std::env::VarError::NotPresent => "is not set",
                std::env::VarError::NotUnicode(_) => "holds no text",
            };
            lost(format!("OAuthSettingsKey: the environment variable {named} {what}"))
        }),
        KeyLocation::File(path) => std::fs::read_to_string(path).map(Secret::new).map_err(|source| {
            lost(format!("OAuthSettingsKey: cannot read the key file {}", path.display())).with_source(source)
        }),
        #[cfg(feature = "keyring")]
        KeyLocation::Keyring(name) => super::keyring::key(name)?.ok_or_else(|| {
            lost(format!(
                "OAuthSettingsKey: the keyring has no key under {name}; without it what is stored cannot be \
                     read: bring the key back, or log in to a new place"
            ))
        }),
        #[cfg(not(feature = "keyring"))]
        KeyLocation::Keyring(_) => Err(Error::new(
            ErrorKind::Unsupported,
            "OAuthSettingsKey: keyring:// is not in this build; use a build with the feature `keyring`, or \
                 env:VARIABLE or file:PATH",
        )
        .on_property("OAuthSettingsKey")),
    }
}
