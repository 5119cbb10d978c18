//! Creating, updating, trashing and restoring records: the rules that all faces share.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::failure::Failure;
use super::super::representation::{self, Body};
use super::Store;
use super::content::{Content, Kind, Restrictions, Revision, Status};

const MAXIMUM_BODY: usize = 5 << 20;

/// A record to be created.
#[derive(Clone, Debug)]
pub(crate) struct NewContent {
    pub(crate) kind: Kind,
    pub(crate) space: u64,
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) parent: Option<u64>,
    pub(crate) body: Body,
    pub(crate) status: Status,
    pub(crate) message: String,
    at_root: bool,
}

impl NewContent {
    pub(crate) fn new(kind: Kind, space: u64, title: &str, author: &str) -> Self {
        Self {
            kind,
            space,
            title: title.to_owned(),
            author: author.to_owned(),
            parent: None,
            body: Body::default(),
            status: Status::Current,
            message: String::new(),
            at_root: false,
        }
    }

    pub(crate) fn storage(mut self, storage: impl Into<Arc<str>>) -> Self {
        self.body = Body::storage(storage);
        self
    }

    pub(crate) fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    pub(crate) fn parent(mut self, parent: Option<u64>) -> Self {
        self.parent = parent;
        self
    }

    pub(crate) fn status(mut self, status: Status) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn at_root(mut self) -> Self {
        self.at_root = true;
        self
    }
}

/// A change to a record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Update {
    pub(crate) title: Option<String>,
    pub(crate) body: Option<Body>,
    pub(crate) status: Option<Status>,
    pub(crate) parent: Option<u64>,
    pub(crate) owner: Option<String>,
    pub(crate) version: u64,
    pub(crate) message: String,
    pub(crate) minor: bool,
}

impl Store {
    /// Creates a record.
    ///
    /// # Errors
    /// 400 for a missing or taken title, a bad parent, a body that is not well-formed; 413 for one too large.
    pub(crate) fn create(&mut self, new: NewContent) -> Result<u64, Failure> {
        check_body(&new.body)?;
        self.check_title(&new)?;
        let parent = self.place(&new)?;
        let id = self.next_id();
        let now = self.now();
        let revision = Revision {
            number: 1,
            author: new.author.clone(),
            at: now,
            message: new.message,
            minor: false,
            title: new.title,
            body: new.body,
            bytes: None,
        };
        self.insert(Content {
            id,
            kind: new.kind,
            status: new.status,
            space: new.space,
            parent,
            position: i64::try_from(id).unwrap_or(i64::MAX) * 16,
            owner: new.author.clone(),
            author: new.author,
            created: now,
            revisions: vec![revision],
            draft: None,
            labels: Vec::new(),
            properties: Vec::new(),
            restrictions: Restrictions::default(),
            likes: BTreeSet::new(),
            watchers: BTreeSet::new(),
            views: Vec::new(),
            comment: None,
            attachment: None,
            custom_type: None,
            embed_url: None,
            state: None,
            live: false,
        });
        Ok(id)
    }

    /// What the service stores of a value in a representation.
    ///
    /// # Errors
    /// 400 for an unknown representation or a value that is no document of it.
    pub(crate) fn body(&mut self, representation: &str, value: &str) -> Result<Body, Failure> {
        match representation {
            "storage" | "raw" => {
                let mut stored = representation::rewritten(value, || self.uuid());
                // Whoever is named by a user name is stored by the key.
                for user in self.users.iter().filter(|_| value.contains("ri:username")) {
                    let named = |name: &str, value: &str| format!("ri:{name}=\"{value}\"");
                    stored =
                        stored.replace(&named("username", &user.username), &named("userkey", &user.user_key));
                }
                Ok(Body::storage(stored))
            }
            "wiki" => Ok(representation::from_wiki(value)),
            "atlas_doc_format" => representation::from_adf(value)
                .map_err(|problem| Failure::invalid(format!("Invalid Atlassian Document Format: {problem}"))),
            other => Err(Failure::invalid(format!("Unsupported representation: {other}"))),
        }
    }

    fn check_title(&self, new: &NewContent) -> Result<(), Failure> {
        check_letters(new.kind, new.status, &new.title)?;
        if new.kind == Kind::Page
            && new.status == Status::Current
            && self.titled(new.space, &new.title).is_some()
        {
            return Err(Failure::invalid(format!(
                "A page with this title already exists: A page already exists with the same TITLE in this space: {}",
                new.title
            )));
        }
        Ok(())
    }

    fn place(&self, new: &NewContent) -> Result<Option<u64>, Failure> {
        let Some(parent) = new.parent else {
            let home = self.spaces.get(&new.space).and_then(|space| space.homepage);
            return Ok(home.filter(|_| new.kind == Kind::Page && !new.at_root));
        };
        let bad =
            || Failure::invalid(format!("Parent content with id [{parent}] does not exist in this space"));
        let above = self.contents.get(&parent).ok_or_else(bad)?;
        if above.space != new.space || matches!(above.status, Status::Trashed) {
            return Err(bad());
        }
        Ok(Some(parent))
    }

    /// Applies a versioned change; `what` names the record in the message of a 409.
    ///
    /// # Errors
    /// 409 unless the version is the next one, and everything that [`Store::create`] refuses.
    pub(crate) fn update(&mut self, id: u64, update: Update, account: &str) -> Result<(), Failure> {
        let content = self.changed(id, account)?.clone();
        if let Some(body) = &update.body {
            check_body(body)?;
        }
        let target = update.status.unwrap_or(content.status);
        if content.status == Status::Trashed && target == Status::Current {
            return self.restore(id);
        }
        if content.status == Status::Draft || target == Status::Draft {
            return self.update_draft(content, target, update, account);
        }
        if update.version != content.version() + 1 {
            return Err(Failure::stale(content.kind.name(), content.version(), update.version));
        }
        if let Some(parent) = update.parent {
            self.reparent(&content, parent)?;
        }
        self.push_revision(id, update, account)
    }

    /// Adds the revision that an update describes, without looking at its version.
    pub(crate) fn push_revision(&mut self, id: u64, update: Update, account: &str) -> Result<(), Failure> {
        let Some(old) = self.contents.get(&id).cloned() else { return Err(Failure::not_found("Not Found")) };
        if let Some(title) = &update.title {
            check_letters(old.kind, old.status, title)?;
        }
        let title = update.title.unwrap_or_else(|| old.title().to_owned());
        self.check_rename(&old, &title)?;
        let revision = Revision {
            number: old.version() + 1,
            author: account.to_owned(),
            at: self.now(),
            message: update.message,
            minor: update.minor,
            body: update.body.unwrap_or_else(|| old.latest().body.clone()),
            title,
            bytes: old.latest().bytes.clone(),
        };
        self.forget_title(&old);
        let mut new = old;
        new.owner = update.owner.unwrap_or(new.owner);
        new.parent = self.contents.get(&id).and_then(|content| content.parent);
        new.position = self.contents.get(&id).map_or(new.position, |content| content.position);
        new.revisions.push(revision);
        new.draft = None;
        self.index_title(&new);
        self.contents.insert(id, new);
        Ok(())
    }

    fn check_rename(&self, content: &Content, title: &str) -> Result<(), Failure> {
        let taken = self.titled(content.space, title).is_some_and(|other| other.id != content.id);
        if content.kind == Kind::Page && taken {
            return Err(Failure::invalid(format!(
                "A page with this title already exists: A page already exists with the same TITLE in this space: {title}"
            )));
        }
        Ok(())
    }

    fn reparent(&mut self, content: &Content, parent: u64) -> Result<(), Failure> {
        if content.parent == Some(parent) {
            return Ok(());
        }
        let bad =
            || Failure::invalid(format!("Parent content with id [{parent}] does not exist in this space"));
        let above =
            self.contents.get(&parent).filter(|above| above.space == content.space).ok_or_else(bad)?;
        if self.is_within(above.id, content.id) {
            return Err(Failure::invalid("Cannot move a page below itself or one of its descendants"));
        }
        self.set_parent(content.id, Some(parent));
        Ok(())
    }

    fn update_draft(
        &mut self,
        mut content: Content,
        target: Status,
        update: Update,
        account: &str,
    ) -> Result<(), Failure> {
        if update.version != 1 {
            return Err(Failure::stale("draft", 1, update.version));
        }
        let base = content.draft.as_ref().unwrap_or(content.latest());
        let revision = Revision {
            number: 1,
            author: account.to_owned(),
            at: self.now(),
            message: update.message,
            minor: update.minor,
            title: update.title.unwrap_or_else(|| base.title.clone()),
            body: update.body.unwrap_or_else(|| base.body.clone()),
            bytes: None,
        };
        check_letters(content.kind, target, &revision.title)?;
        if content.status == Status::Draft {
            self.check_rename(&content, &revision.title)?;
            content.status = target;
            content.revisions = vec![revision];
            self.index_title(&content);
        } else {
            content.draft = Some(revision);
        }
        self.contents.insert(content.id, content);
        Ok(())
    }

    /// Puts a record and what belongs to it into the trash.
    pub(crate) fn trash(&mut self, id: u64) {
        if let Some(content) = self.contents.get(&id).cloned() {
            self.forget_title(&content);
            let survivors: Vec<u64> =
                self.belonging(id).filter(|it| it.kind.in_tree()).map(|it| it.id).collect();
            for child in survivors {
                self.set_parent(child, content.parent);
            }
            if let Some(content) = self.contents.get_mut(&id) {
                content.status = Status::Trashed;
            }
        }
    }

    /// Removes a record and what belongs to it for ever.
    pub(crate) fn purge(&mut self, id: u64) {
        if let Some(content) = self.contents.get(&id).cloned() {
            self.forget_title(&content);
            self.set_parent(id, None);
            for child in self.children.remove(&id).unwrap_or_default() {
                self.purge(child);
            }
            self.contents.remove(&id);
        }
    }

    /// Takes a record out of the trash or the archive.
    ///
    /// # Errors
    /// 400 when its title has been taken meanwhile.
    pub(crate) fn restore(&mut self, id: u64) -> Result<(), Failure> {
        let Some(mut content) = self.contents.get(&id).cloned() else {
            return Err(Failure::not_found("Not Found"));
        };
        self.check_rename(&content, content.title())?;
        content.status = Status::Current;
        self.index_title(&content);
        self.contents.insert(id, content);
        Ok(())
    }
}

/// What titles are made of, whoever gives them: a draft may be without one until it is published.
fn check_letters(kind: Kind, status: Status, title: &str) -> Result<(), Failure> {
    let titled = matches!(kind, Kind::Page | Kind::BlogPost);
    if titled && status == Status::Current && title.trim().is_empty() {
        return Err(Failure::invalid("Title is required: a title must be provided to publish content"));
    }
    if title.chars().count() > 255 {
        return Err(Failure::invalid("Title must be 255 characters or less"));
    }
    Ok(())
}

fn check_body(body: &Body) -> Result<(), Failure> {
    if body.storage.len() > MAXIMUM_BODY {
        return Err(Failure::too_large("Request body exceeds the limit of 5 MB"));
    }
    representation::check(&body.storage)
        .map_err(|problem| Failure::invalid(format!("Error parsing xhtml: {problem}")))
}
