//! Labels, properties, likes and watches: what hangs on a record.

use serde_json::Value;

use super::super::failure::Failure;
use super::Store;
use super::content::{Content, Label, Property};

const MAXIMUM_PROPERTY: usize = 32_768;

impl Store {
    /// A label with the id that it has everywhere on the site.
    pub(crate) fn label(&mut self, prefix: &str, name: &str) -> Label {
        let (prefix, name) = (prefix.to_owned(), name.to_lowercase());
        let key = (prefix.clone(), name.clone());
        let id = match self.label_ids.get(&key) {
            Some(id) => *id,
            None => {
                let id = self.next_id();
                self.label_ids.insert(key, id);
                id
            }
        };
        Label { id, prefix, name }
    }

    /// Adds a label to a record, once.
    ///
    /// # Errors
    /// 400 for a name with a space or sign that labels may not have.
    pub(crate) fn add_label(
        &mut self,
        id: u64,
        prefix: &str,
        name: &str,
        account: &str,
    ) -> Result<(), Failure> {
        check_label(name)?;
        let label = self.label(prefix, name);
        let content = self.changed(id, account)?;
        if !content.labels.contains(&label) {
            content.labels.push(label);
        }
        Ok(())
    }

    /// Every label in use, by id.
    pub(crate) fn labels_in_use(&self) -> Vec<Label> {
        let of_contents = self.contents.values().flat_map(|content| &content.labels);
        let of_spaces = self.spaces.values().flat_map(|space| &space.labels);
        let mut labels: Vec<Label> = of_contents.chain(of_spaces).cloned().collect();
        labels.sort_by_key(|label| label.id);
        labels.dedup();
        labels
    }

    /// The list of properties of a record (`Ok`) or a space (`Err`).
    pub(crate) fn properties_mut(&mut self, owner: PropertyOwner) -> Option<&mut Vec<Property>> {
        match owner {
            PropertyOwner::Content(id) => self.contents.get_mut(&id).map(|content| &mut content.properties),
            PropertyOwner::Space(id) => self.spaces.get_mut(&id).map(|space| &mut space.properties),
        }
    }

    /// Creates a property.
    ///
    /// # Errors
    /// 400 without a key or with one that exists, 413 for a value over 32 KB.
    pub(crate) fn create_property(
        &mut self,
        owner: PropertyOwner,
        key: &str,
        value: Value,
        author: &str,
    ) -> Result<Property, Failure> {
        if key.is_empty() {
            return Err(Failure::invalid("A property must have a key"));
        }
        if value.to_string().len() > MAXIMUM_PROPERTY {
            return Err(Failure::too_large("The value of a property may have at most 32768 bytes"));
        }
        let (id, at) = (self.next_id(), self.now());
        let list = self.properties_mut(owner).ok_or_else(|| Failure::not_found("Not Found"))?;
        if list.iter().any(|property| property.key == key) {
            return Err(Failure::conflict(format!("A property with key {key} already exists")));
        }
        let property = Property {
            id,
            key: key.to_owned(),
            value,
            version: 1,
            message: String::new(),
            author: author.to_owned(),
            at,
        };
        list.push(property.clone());
        Ok(property)
    }

    /// Replaces the value of a property.
    ///
    /// # Errors
    /// 404 for an unknown one, 409 unless the version is the next.
    pub(crate) fn update_property(
        &mut self,
        owner: PropertyOwner,
        fits: impl Fn(&Property) -> bool,
        change: (Value, u64, String),
        author: &str,
    ) -> Result<Property, Failure> {
        let at = self.now();
        let (value, version, message) = change;
        let list = self.properties_mut(owner).ok_or_else(|| Failure::not_found("Not Found"))?;
        let property = list.iter_mut().find(|property| fits(property));
        let property =
            property.ok_or_else(|| Failure::not_found("Cannot find a property of this id or key"))?;
        if version != property.version + 1 {
            return Err(Failure::stale("property", property.version, version));
        }
        *property = Property { value, version, message, author: author.to_owned(), at, ..property.clone() };
        Ok(property.clone())
    }

    /// Copies labels and properties of one record to another.
    pub(crate) fn copy_metadata(&mut self, from: &Content, to: u64, labels: bool, properties: bool) {
        let ids: Vec<u64> = from.properties.iter().map(|_| self.next_id()).collect();
        if let Some(target) = self.contents.get_mut(&to) {
            if labels {
                target.labels.clone_from(&from.labels);
            }
            if properties {
                let copies = from.properties.iter().zip(ids);
                target.properties =
                    copies.map(|(property, id)| Property { id, version: 1, ..property.clone() }).collect();
            }
        }
    }
}

/// Whose properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PropertyOwner {
    Content(u64),
    Space(u64),
}

/// Whether a label may be called so.
///
/// # Errors
/// 400 when not.
pub(crate) fn check_label(name: &str) -> Result<(), Failure> {
    const FORBIDDEN: &str = " !#&()*,.:;<>?@[]^";
    if name.is_empty() {
        return Err(Failure::invalid("Could not parse Labels"));
    }
    match name.chars().find(|sign| FORBIDDEN.contains(*sign)) {
        Some(sign) => {
            Err(Failure::invalid(format!("The label '{name}' contains the invalid character '{sign}'")))
        }
        None => Ok(()),
    }
}
