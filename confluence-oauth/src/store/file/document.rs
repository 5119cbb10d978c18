//! The JSON document: `{"version": 1, "entries": [{"key": ..., "entry": ...}]}`.

use std::collections::BTreeMap;

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::import::{self, Imported};
use crate::error::{Error, Result};
use crate::secret::Secret;
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

    pub(super) fn put(&mut self, key: &EntryKey, entry: &'a Secret) {
        if let Ok(raw) = serde_json::from_str(entry.expose()) {
            self.items.entry(key.clone()).or_default().insert("entry".into(), raw);
        }
    }

    pub(super) fn remove(&mut self, key: &EntryKey) {
        self.items.remove(key);
    }

    pub(super) fn to_json(&self) -> Result<Zeroizing<Vec<u8>>> {
        let failed = |_| Error::store("the token file cannot be written as JSON");
        // One allocation of the final size: growing would leave copies of tokens behind.
        let mut size = Size(1);
        serde_json::to_writer(&mut size, self).map_err(failed)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(size.0));
        serde_json::to_writer(&mut *bytes, self).map_err(failed)?;
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

/// Counts what is written.
struct Size(usize);

impl std::io::Write for Size {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
