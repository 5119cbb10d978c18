//! URLs that come with an answer.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::operation::describe::{Described, Kind};

/// URLs by name, relative to the site's base; see [`Site::link`](crate::Site::link).
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(transparent)]
pub struct Links(BTreeMap<String, Value>);

impl Links {
    /// The URL of a name; `None` where it is absent or something else than a URL.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// To read it.
    #[must_use]
    pub fn webui(&self) -> Option<&str> {
        self.get("webui")
    }

    /// The short URL.
    #[must_use]
    pub fn tinyui(&self) -> Option<&str> {
        self.get("tinyui")
    }

    /// Its bytes; on Cloud use [`attachments::download`](crate::v1::attachments::download), which takes every kind
    /// of credential.
    #[must_use]
    pub fn download(&self) -> Option<&str> {
        self.get("download")
    }

    /// The site's base URL.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        self.get("base")
    }

    /// Itself, for programs.
    #[must_use]
    pub fn itself(&self) -> Option<&str> {
        self.get("self")
    }

    /// All of them; a few are objects or lists.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl crate::wire::field::Field<'_> for Links {}

impl Described for Links {
    const KIND: Kind = Kind::Map(&Kind::Any);
    const OPTIONAL: bool = true;
}
