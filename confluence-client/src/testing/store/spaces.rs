//! Spaces.

use std::collections::BTreeSet;

use super::super::failure::Failure;
use super::content::{Kind, Space, Status};
use super::write::NewContent;
use super::{Content, Store};

impl Space {
    pub(crate) fn admits(&self, account: &str) -> bool {
        self.readers.is_empty() || self.readers.contains(account)
    }
}

impl Store {
    /// A space by numeric id.
    ///
    /// # Errors
    /// 404 if there is none that the account may see.
    pub(crate) fn space(&self, id: u64, account: &str) -> Result<&Space, Failure> {
        let found = self.spaces.get(&id).filter(|space| space.admits(account));
        found.ok_or_else(|| Failure::not_found(format!("Cannot find space with id [{id}]")))
    }

    /// A space by key, whose case does not matter.
    ///
    /// # Errors
    /// 404 if there is none that the account may see.
    pub(crate) fn space_by_key(&self, key: &str, account: &str) -> Result<&Space, Failure> {
        let fits = |space: &&Space| space.key.eq_ignore_ascii_case(key) && space.admits(account);
        self.spaces
            .values()
            .find(fits)
            .ok_or_else(|| Failure::not_found(format!("No space with key : {key}")))
    }

    /// Creates a space with its homepage.
    ///
    /// # Errors
    /// 400 when the key is taken or is not one.
    pub(crate) fn create_space(
        &mut self,
        key: &str,
        name: &str,
        description: &str,
        author: &str,
    ) -> Result<u64, Failure> {
        let personal = key.starts_with('~');
        let plain = key.trim_start_matches('~');
        if plain.is_empty() || !(personal || plain.chars().all(|sign| sign.is_ascii_alphanumeric())) {
            return Err(Failure::invalid(format!("Invalid space key: {key}")));
        }
        if self.spaces.values().any(|space| space.key.eq_ignore_ascii_case(key)) {
            return Err(Failure::invalid(format!("A space already exists with key {key}")));
        }
        let id = self.next_id();
        let space = Space {
            id,
            key: key.to_owned(),
            name: name.to_owned(),
            kind: if personal { "personal" } else { "global" },
            archived: false,
            description: description.to_owned(),
            homepage: None,
            author: author.to_owned(),
            created: self.now(),
            labels: Vec::new(),
            properties: Vec::new(),
            watchers: BTreeSet::new(),
            readers: BTreeSet::new(),
        };
        self.spaces.insert(id, space);
        let home = NewContent::new(Kind::Page, id, name, author).storage(format!("<p>{name}</p>")).at_root();
        let homepage = self.create(home)?;
        if let Some(space) = self.spaces.get_mut(&id) {
            space.homepage = Some(homepage);
        }
        Ok(id)
    }

    /// Removes a space and all that is in it.
    pub(crate) fn delete_space(&mut self, id: u64) {
        let inside: Vec<u64> =
            self.contents.values().filter(|content| content.space == id).map(|it| it.id).collect();
        for content in inside {
            self.purge(content);
        }
        self.spaces.remove(&id);
    }

    /// The records of a kind and status in a space, by id.
    pub(crate) fn in_space(&self, space: u64, kind: Kind, status: Status) -> impl Iterator<Item = &Content> {
        let fits = move |content: &&Content| {
            content.space == space && content.kind == kind && content.status == status
        };
        self.contents.values().filter(fits)
    }
}
