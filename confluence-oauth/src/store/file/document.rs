//! The JSON document: `{"version": 1, "entries": [{"key": ..., "entry": ...}]}`.

use std::collections::BTreeMap;

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::import::{self, Imported};
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::secret_json::secret_json;
use crate::store::{Entry, EntryKey};

const VERSION: u64 = 1;

/// Values are borrowed from the text that holds them: a copy of a token would stay in memory.
type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// What a file holds.
#[derive(Debug)]
pub(super) enum Contents<'a> {
    Document(Document<'a>),
    /// The settings file of another program: the login of one user.
    Imported(Box<Imported>),
}

/// Entries stay text until they are asked for, so that what this release does not know survives a rewrite.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    fields: Fields<'a>,
    items: BTreeMap<EntryKey, Fields<'a>>,
}

/// Reads the text of a settings file.
pub(super) fn parse(bytes: &[u8]) -> Result<Contents<'_>, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not text")?;
    match text.trim_start().as_bytes().first() {
        None => Ok(Contents::Document(Document::default())),
        Some(b'{') => Document::parse(text).map(Contents::Document),
        Some(_) => import::parse(text).map(|found| Contents::Imported(Box::new(found))),
    }
}

impl Contents<'_> {
    pub(super) fn keys(&self) -> Vec<EntryKey> {
        match self {
            Self::Document(document) => document.keys(),
            Self::Imported(_) => Vec::new(),
        }
    }
}

impl<'a> Document<'a> {
    fn parse(text: &'a str) -> Result<Self, &'static str> {
        const DAMAGED: &str = "is not a token file, or is damaged";
        let mut fields: Fields<'a> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
        match fields.remove("version").map(|version| version.get().parse()) {
            Some(Ok(VERSION)) => {}
            Some(Ok(_)) => return Err("was written by a newer release"),
            _ => return Err(DAMAGED),
        }
        let entries = fields.remove("entries").ok_or(DAMAGED)?;
        let entries: Vec<Fields<'a>> = serde_json::from_str(entries.get()).map_err(|_| DAMAGED)?;
        let items = entries.into_iter().map(|mut fields| {
            let key = serde_json::from_str(fields.remove("key")?.get()).ok()?;
            fields.contains_key("entry").then_some((key, fields))
        });
        Ok(Self { items: items.collect::<Option<_>>().ok_or(DAMAGED)?, fields })
    }

    pub(super) fn keys(&self) -> Vec<EntryKey> {
        self.items.keys().cloned().collect()
    }

    pub(super) fn entry(&self, key: &EntryKey) -> Result<Option<Entry>> {
        let found = self.items.get(key).and_then(|fields| fields.get("entry"));
        found.map(|entry| Entry::from_json(entry.get())).transpose()
    }

    pub(super) fn put(&mut self, key: &EntryKey, entry: &'a Secret) -> Result<()> {
        // The parser's message may quote what it found, and that may be a token.
        let raw = serde_json::from_str(entry.expose());
        let raw = raw.map_err(|_| Error::store("the entry is not JSON, and was not stored"))?;
        self.items.entry(key.clone()).or_default().insert("entry".into(), raw);
        Ok(())
    }

    pub(super) fn remove(&mut self, key: &EntryKey) {
        self.items.remove(key);
    }

    pub(super) fn to_json(&self) -> Result<Zeroizing<Vec<u8>>> {
        let failed = |_| Error::store("the token file cannot be written as JSON");
        let mut bytes = secret_json(self, 1).map_err(failed)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &VERSION)?;
        for (name, value) in &self.fields {
            map.serialize_entry(name, value)?;
        }
        map.serialize_entry("entries", &Items(&self.items))?;
        map.end()
    }
}

struct Items<'a>(&'a BTreeMap<EntryKey, Fields<'a>>);

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for (key, fields) in self.0 {
            list.serialize_element(&Item { key, fields })?;
        }
        list.end()
    }
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(flatten)]
    fields: &'a Fields<'a>,
    key: &'a EntryKey,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_json_is_not_said_to_be_stored() {
        let key = serde_json::from_str(r#"{"issuer":"i","client_id":"c","site":"s","oauth":"2.0"}"#).unwrap();
        let (good, broken) = (Secret::new(r#"{"version":1}"#), Secret::new("canary"));
        let mut document = Document::default();
        document.put(&key, &good).unwrap();
        assert!(!document.put(&key, &broken).unwrap_err().to_string().contains("canary"));
        assert_eq!(document.entry(&key).unwrap().unwrap().version(), 1);
    }
}
