//! One stored grant and its name.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock::Milliseconds;
use crate::error::{Error, Result};
use crate::properties::OAuthVersion;
use crate::secret::{Fingerprint, Fingerprints, Secret};
use crate::secret_json::secret_json;

/// The key of an [`Entry`] in a token store: site, application and user.
///
/// It holds no secret. A store that keeps text, such as a table, writes it by serde as JSON and reads it back for
/// [`TokenStore::list`](super::TokenStore::list); the order of the properties is always the same, so that the text can be
/// the key of a row.
///
/// ```
/// use confluence_oauth::EntryKey;
///
/// # fn main() -> serde_json::Result<()> {
/// let row = r#"{"issuer":"https://auth.atlassian.com","client_id":"abc","site":"https://example.atlassian.net","oauth":"2.0","principal":"ada"}"#;
/// let key: EntryKey = serde_json::from_str(row)?;
/// assert_eq!(key.principal(), "ada");
/// assert_eq!(serde_json::to_string(&key)?, row);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryKey {
    issuer: String,
    client_id: String,
    site: String,
    oauth: OAuthVersion,
    #[serde(default)]
    principal: String,
}

impl EntryKey {
    pub(crate) fn new(
        issuer: &str,
        client_id: &str,
        site: &str,
        oauth: OAuthVersion,
        principal: &str,
    ) -> Self {
        let [issuer, client_id, site, principal] = [issuer, client_id, site, principal].map(str::to_owned);
        Self { issuer, client_id, site, oauth, principal }
    }

    /// Who gives the tokens out.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The application's client id, or its consumer key.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The site that the tokens are for.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The OAuth that is spoken.
    #[must_use]
    pub fn oauth(&self) -> OAuthVersion {
        self.oauth
    }

    /// Whose tokens they are; empty where there is one user.
    #[must_use]
    pub fn principal(&self) -> &str {
        &self.principal
    }
}

impl Serialize for OAuthVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for OAuthVersion {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "1.0" => Ok(Self::V1),
            "2.0" => Ok(Self::V2),
            _ => Err(serde::de::Error::custom("no OAuth version")),
        }
    }
}

/// One stored grant of a token store: access token, refresh token, their times, and what a refresh that was cut off
/// leaves behind.
///
/// A store treats it as one piece of secret text with a version.
#[derive(Clone, Default)]
pub struct Entry {
    pub(crate) record: Record,
}

impl Entry {
    /// Reads what [`to_json`](Entry::to_json) wrote.
    ///
    /// # Errors
    /// The text is not an entry.
    pub fn from_json(text: &str) -> Result<Self> {
        let record = serde_json::from_str(text);
        // The parser's message may quote what it found, and that may be a token.
        let record = record.map_err(|_| Error::store("the stored entry is not well formed"))?;
        Ok(Self { record })
    }

    /// The entry as JSON, which holds the tokens in the clear.
    ///
    /// # Errors
    /// None is known; the type allows for what a later form may need.
    pub fn to_json(&self) -> Result<Secret> {
        let failed = || Error::store("the entry cannot be written as JSON");
        let mut bytes = secret_json(&self.record, 0).map_err(|_| failed())?;
        // The bytes themselves become the text, so that none of them is left.
        String::from_utf8(std::mem::take(&mut bytes)).map(Secret::new).map_err(|_| failed())
    }

    /// Counts the publications of this entry, from 1.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.record.version
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Entry").field("version", &self.record.version).finish_non_exhaustive()
    }
}

/// The stored form. Fields that this release does not know are kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Record {
    pub(crate) version: u64,
    #[serde(with = "exposed", skip_serializing_if = "Option::is_none")]
    pub(crate) access_token: Option<Secret>,
    #[serde(with = "exposed", skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<Secret>,
    #[serde(with = "exposed", skip_serializing_if = "Option::is_none")]
    pub(crate) token_secret: Option<Secret>,
    #[serde(with = "exposed", skip_serializing_if = "Option::is_none")]
    pub(crate) session_handle: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issued_at_ms: Option<Milliseconds>,
    /// Seconds; negative means for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_in: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) scope: Vec<String>,
    /// When the user consented: the family of tokens ends a fixed time after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) granted_at_ms: Option<Milliseconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cloud_id: Option<String>,
    /// The tokens of connection strings that were put in here: the one that this entry grew from, or that was there before
    /// a login, last.
    #[serde(skip_serializing_if = "Fingerprints::is_empty")]
    pub(crate) seeds: Fingerprints,
    /// Whether its tokens are those of a connection string, and of no login.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) seeded: bool,
    /// The verifiers that were exchanged.
    #[serde(skip_serializing_if = "Fingerprints::is_empty")]
    pub(crate) verifiers: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) intent: Option<Intent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<Refused>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) pending: Vec<Pending>,
    #[serde(flatten)]
    pub(crate) unknown: Map<String, Value>,
}

impl Record {
    /// Whether it holds more than what a logout leaves behind.
    pub(crate) fn is_of_a_login(&self) -> bool {
        let tokens = [&self.access_token, &self.refresh_token, &self.session_handle, &self.token_secret];
        tokens.iter().any(|token| token.is_some()) || self.refused.is_some() || !self.pending.is_empty()
    }
}

/// A refresh that has begun. If it is still there later, its answer was lost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Intent {
    pub(crate) started_at_ms: Milliseconds,
    pub(crate) token: Fingerprint,
}

/// The service has refused this request for good; it is not sent again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Refused {
    pub(crate) at_ms: Milliseconds,
    pub(crate) request: Fingerprint,
    pub(crate) reason: String,
}

/// A login that was begun and waits for its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(crate) started_at_ms: Milliseconds,
    #[serde(with = "exposed_always")]
    pub(crate) state: Secret,
    #[serde(with = "exposed", default, skip_serializing_if = "Option::is_none")]
    pub(crate) code_verifier: Option<Secret>,
    pub(crate) redirect_uri: String,
    pub(crate) authorization_url: String,
    /// What the program that carries the login keeps with it.
    #[serde(with = "exposed", default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<Secret>,
}

mod exposed {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::secret::Secret;

    pub(super) fn serialize<S: Serializer>(
        secret: &Option<Secret>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match secret {
            Some(secret) => serializer.serialize_some(secret.expose()),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Secret>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()).map(Secret::new))
    }
}

mod exposed_always {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::secret::Secret;

    pub(super) fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_survives_its_text_and_keeps_what_it_does_not_know() {
        let text = r#"{"version":3,"access_token":"a","expires_in":-1,"later":{"x":1}}"#;
        let entry = Entry::from_json(text).unwrap();
        let again = Entry::from_json(entry.to_json().unwrap().expose()).unwrap();
        assert_eq!((again.version(), again.record.expires_in), (3, Some(-1)));
        assert_eq!(again.record.unknown["later"]["x"], 1);
    }

    #[test]
    fn neither_debug_nor_a_parse_error_shows_a_token() {
        let entry = Entry::from_json(r#"{"access_token":"canary"}"#).unwrap();
        assert!(!format!("{entry:?} {:?}", entry.record).contains("canary"));
        let error = Entry::from_json(r#"{"access_token":["canary"]}"#).unwrap_err();
        assert!(!format!("{error:?}").contains("canary"));
    }
}
