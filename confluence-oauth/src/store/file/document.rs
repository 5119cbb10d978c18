//! The JSON document: `{"version": 1, "entries": [{"key": ..., "entry": ...}]}`.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::import;
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::store::{Entry, EntryKey, Record};

const VERSION: u64 = 1;

type Fields = BTreeMap<String, Box<RawValue>>;

/// What a file holds.
#[derive(Debug)]
pub(super) enum Contents {
    Document(Document),
    /// The settings file of another program: one entry, for whoever asks.
    Imported(Box<Record>),
}

/// Entries stay text until they are asked for, so that what this release does not know survives a rewrite.
#[derive(Debug, Default)]
pub(super) struct Document {
    fields: Fields,
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    key: EntryKey,
    fields: Fields,
}

/// Reads the text of a settings file.
pub(super) fn parse(bytes: &[u8]) -> Result<Contents, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not text")?;
    match text.trim_start().as_bytes().first() {
        None => Ok(Contents::Document(Document::default())),
        Some(b'{') => Document::parse(text).map(Contents::Document),
        Some(_) => import::parse(text).map(|record| Contents::Imported(Box::new(record))),
    }
}

impl Contents {
    pub(super) fn entry(&self, key: &EntryKey) -> Result<Option<Entry>> {
        match self {
            Self::Document(document) => document.entry(key),
            Self::Imported(record) => Ok(Some(Entry { record: (**record).clone() })),
        }
    }

    pub(super) fn keys(&self) -> Vec<EntryKey> {
        match self {
            Self::Document(document) => document.items.iter().map(|item| item.key.clone()).collect(),
            Self::Imported(_) => Vec::new(),
        }
    }
}

impl Document {
    fn parse(text: &str) -> Result<Self, &'static str> {
        const DAMAGED: &str = "is not a token file, or is damaged";
        let mut fields: Fields = serde_json::from_str(text).map_err(|_| DAMAGED)?;
        match fields.remove("version").map(|version| version.get().parse()) {
            Some(Ok(VERSION)) => {}
            Some(Ok(_)) => return Err("was written by a newer release"),
            _ => return Err(DAMAGED),
        }
        let entries = fields.remove("entries").ok_or(DAMAGED)?;
        let entries: Vec<Fields> = serde_json::from_str(entries.get()).map_err(|_| DAMAGED)?;
        let items = entries.into_iter().map(|mut fields| {
            let key = serde_json::from_str(fields.remove("key")?.get()).ok()?;
            fields.contains_key("entry").then_some(Item { key, fields })
        });
        Ok(Self { items: items.collect::<Option<_>>().ok_or(DAMAGED)?, fields })
    }

    fn entry(&self, key: &EntryKey) -> Result<Option<Entry>> {
        let found = self.items.iter().find(|item| item.key == *key);
        found.and_then(|item| item.fields.get("entry")).map(|entry| Entry::from_json(entry.get())).transpose()
    }

    pub(super) fn put(&mut self, key: &EntryKey, entry: &Secret) {
        let Ok(raw) = RawValue::from_string(entry.expose().to_owned()) else {
            return;
        };
        match self.items.iter_mut().find(|item| item.key == *key) {
            Some(item) => drop(item.fields.insert("entry".into(), raw)),
            None => self.items.push(Item { key: key.clone(), fields: Fields::from([("entry".into(), raw)]) }),
        }
    }

    pub(super) fn remove(&mut self, key: &EntryKey) {
        self.items.retain(|item| item.key != *key);
    }

    pub(super) fn to_json(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.serialized()
            .map(Zeroizing::new)
            .map_err(|_| Error::store("the token file cannot be written as JSON"))
    }

    fn serialized(&self) -> serde_json::Result<Vec<u8>> {
        let mut entries = Vec::new();
        for item in &self.items {
            let mut fields = item.fields.clone();
            fields.insert("key".into(), serde_json::value::to_raw_value(&item.key)?);
            entries.push(fields);
        }
        let mut fields = self.fields.clone();
        fields.insert("version".into(), serde_json::value::to_raw_value(&VERSION)?);
        fields.insert("entries".into(), serde_json::value::to_raw_value(&entries)?);
        let mut bytes = serde_json::to_vec(&fields)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}
