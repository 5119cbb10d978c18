//! Filling a sandbox: spaces, pages and what hangs on them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::Sandbox;
use super::person::{ADMIN, Person};
use super::representation::Body;
use super::store::comments::{NewComment, Selection};
use super::store::content::{Kind, Status, Template};
use super::store::files::NewFile;
use super::store::metadata::PropertyOwner;
use super::store::write::{NewContent, Update};

/// A page to add to the in-memory Confluence.
#[derive(Clone, Debug)]
#[must_use]
pub struct NewPage {
    space: String,
    title: String,
    storage: String,
    parent: Option<String>,
    kind: Kind,
    author: &'static str,
    labels: Vec<String>,
    draft: bool,
    at_root: bool,
}

impl NewPage {
    /// A page of this title in the space of this key, below the homepage.
    pub fn new(space: &str, title: &str) -> Self {
        Self {
            space: space.to_owned(),
            title: title.to_owned(),
            storage: String::new(),
            parent: None,
            kind: Kind::Page,
            author: ADMIN.account_id,
            labels: Vec::new(),
            draft: false,
            at_root: false,
        }
    }

    /// The body in storage format, stored byte for byte.
    pub fn storage(mut self, storage: impl Into<String>) -> Self {
        self.storage = storage.into();
        self
    }

    /// The id of the page or folder above.
    pub fn parent(mut self, id: impl Into<String>) -> Self {
        self.parent = Some(id.into());
        self
    }

    /// At the root of the space, beside the home page.
    pub fn at_root(mut self) -> Self {
        self.at_root = true;
        self
    }

    /// The author, [`ADMIN`] by default.
    pub fn author(mut self, person: Person) -> Self {
        self.author = person.account_id;
        self
    }

    /// Global labels.
    pub fn labels<'l>(mut self, labels: impl IntoIterator<Item = &'l str>) -> Self {
        self.labels.extend(labels.into_iter().map(str::to_owned));
        self
    }

    /// A blog post in place of a page.
    pub fn blog_post(mut self) -> Self {
        self.kind = Kind::BlogPost;
        self
    }

    /// A folder in place of a page.
    pub fn folder(mut self) -> Self {
        self.kind = Kind::Folder;
        self
    }

    /// A whiteboard in place of a page.
    pub fn whiteboard(mut self) -> Self {
        self.kind = Kind::Whiteboard;
        self
    }

    /// A draft, never published.
    pub fn draft(mut self) -> Self {
        self.draft = true;
        self
    }
}

impl Sandbox {
    /// Creates a space with its homepage and returns its id.
    ///
    /// # Panics
    ///
    /// When the key is taken or is none; seeds are checked like requests.
    pub fn add_space(&self, key: &str, name: &str) -> String {
        let created = self.world().store.create_space(key, name, "", ADMIN.account_id);
        sown(created.map(|id| id.to_string()))
    }

    /// Creates a page, blog post or folder and returns its id.
    ///
    /// # Panics
    ///
    /// When the service would refuse it, for example for a taken title.
    pub fn add_page(&self, page: NewPage) -> String {
        let mut world = self.world();
        let space = sown(world.store.space_by_key(&page.space, page.author).map(|space| space.id));
        let parent = page.parent.and_then(|parent| parent.parse().ok());
        let status = if page.draft { Status::Draft } else { Status::Current };
        let new = NewContent::new(page.kind, space, &page.title, page.author);
        let new = if page.at_root { new.at_root() } else { new };
        let id = sown(world.store.create(new.storage(page.storage).parent(parent).status(status)));
        for label in page.labels {
            sown(world.store.add_label(id, "global", &label, page.author));
        }
        id.to_string()
    }

    /// Publishes another version of a page behind the back of whoever holds the last one.
    ///
    /// # Panics
    ///
    /// When the page does not exist.
    pub fn edit_page(&self, id: impl AsRef<str>, storage: &str) {
        let id = id.as_ref();
        let mut world = self.world();
        let id = id.parse().unwrap_or_default();
        let update = Update { body: Some(Body::storage(storage)), ..Update::default() };
        sown(world.store.push_revision(id, update, Person::GRACE.account_id));
    }

    /// Sets the time zone of all accounts, as minutes that it is ahead of UTC, which it is at first. Dates in queries are
    /// read in it, as the service reads them in the zone of whoever asks; dates in answers stay in UTC.
    pub fn set_time_zone(&self, minutes: i64) {
        self.world().store.zone = minutes * 60_000;
    }

    /// Lets a person's profile on Cloud tell a time zone, by its IANA name. What queries mean is another matter:
    /// [`set_time_zone`](Self::set_time_zone).
    pub fn tell_time_zone(&self, person: Person, zone: &str) {
        let mut world = self.world();
        let users = world.store.users.iter_mut().filter(|user| user.account_id == person.account_id);
        users.for_each(|user| user.time_zone = Some(zone.to_owned()));
    }

    /// Lets a page, blog post or comment be older than it is.
    pub fn backdate(&self, id: impl AsRef<str>, by: Duration) {
        let id = id.as_ref();
        let mut world = self.world();
        if let Some(content) = id.parse().ok().and_then(|id| world.store.contents.get_mut(&id)) {
            content.created = content.created.before(by);
            content.revisions.iter_mut().for_each(|revision| revision.at = revision.at.before(by));
        }
    }

    /// Attaches a file to a page and returns its id.
    ///
    /// # Panics
    ///
    /// When the page does not exist or has a file of this name.
    pub fn add_attachment(
        &self,
        page: impl AsRef<str>,
        name: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> String {
        let page = page.as_ref();
        let file = NewFile {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            bytes: Arc::new(bytes.to_vec()),
            comment: String::new(),
            minor: false,
        };
        let page = page.parse().unwrap_or_default();
        let id = sown(self.world().store.attach(page, file, ADMIN.account_id));
        format!("att{id}")
    }

    /// Writes a footer comment, or a reply to one, and returns its id.
    ///
    /// # Panics
    ///
    /// When the page or comment does not exist.
    pub fn add_comment(
        &self,
        page: impl AsRef<str>,
        reply_to: Option<&str>,
        storage: &str,
        author: Person,
    ) -> String {
        let page = page.as_ref();
        let new = comment(Kind::FooterComment, page, reply_to, storage, author);
        sown(self.world().store.create_comment(new)).to_string()
    }

    /// Writes an inline comment on the first occurrence of a text and returns its id.
    ///
    /// # Panics
    ///
    /// When the text does not occur in the page exactly once.
    pub fn add_inline_comment(
        &self,
        page: impl AsRef<str>,
        text: &str,
        storage: &str,
        author: Person,
    ) -> String {
        let page = page.as_ref();
        let mut new = comment(Kind::InlineComment, page, None, storage, author);
        new.selection = Some(Selection { text: text.to_owned(), match_count: 1, match_index: 0 });
        sown(self.world().store.create_comment(new)).to_string()
    }

    /// Sets a content property.
    ///
    /// # Panics
    ///
    /// When the page does not exist or has the property.
    pub fn add_property(&self, page: impl AsRef<str>, key: &str, value: Value) {
        let page = page.as_ref();
        let owner = PropertyOwner::Content(page.parse().unwrap_or_default());
        sown(self.world().store.create_property(owner, key, value, ADMIN.account_id));
    }

    /// Sets a property of a space.
    pub fn add_space_property(&self, key: &str, property: &str, value: Value) {
        let mut world = self.world();
        let space = sown(world.store.space_by_key(key, ADMIN.account_id)).id;
        sown(world.store.create_property(PropertyOwner::Space(space), property, value, ADMIN.account_id));
    }

    /// Adds a template of the site and returns its id.
    pub fn add_template(&self, name: &str, description: &str, storage: &str) -> String {
        let mut world = self.world();
        let id = world.store.next_id().to_string();
        world.store.templates.push(Template {
            id: id.clone(),
            name: name.to_owned(),
            description: description.to_owned(),
            space: None,
            body: storage.to_owned(),
            labels: Vec::new(),
        });
        id
    }

    /// Puts a label on a space.
    pub fn label_space(&self, key: &str, prefix: &str, name: &str) {
        let mut world = self.world();
        let label = world.store.label(prefix, name);
        let space = sown(world.store.space_by_key(key, ADMIN.account_id)).id;
        if let Some(space) = world.store.spaces.get_mut(&space) {
            space.labels.push(label);
        }
    }

    /// Lets only these people read a page, and all below it.
    ///
    /// # Panics
    ///
    /// When the page does not exist.
    pub fn restrict_reading(&self, page: impl AsRef<str>, to: &[Person]) {
        let page = page.as_ref();
        let mut world = self.world();
        let content = page.parse().ok().and_then(|id: u64| world.store.contents.get_mut(&id));
        let content = content.unwrap_or_else(|| panic!("the sandbox has no page {page} to restrict"));
        content.restrictions.read.users = to.iter().map(|person| person.account_id.to_owned()).collect();
    }

    /// Lets only these people see a space.
    ///
    /// # Panics
    ///
    /// When the space does not exist.
    pub fn restrict_space(&self, key: &str, to: &[Person]) {
        let mut world = self.world();
        let space = world.store.spaces.values_mut().find(|space| space.key == key);
        let space = space.unwrap_or_else(|| panic!("the sandbox has no space {key} to restrict"));
        space.readers = to.iter().map(|person| person.account_id.to_owned()).collect();
    }

    /// Puts a page into the trash.
    pub fn trash_page(&self, id: impl AsRef<str>) {
        let id = id.as_ref();
        self.world().store.trash(id.parse().unwrap_or_default());
    }

    /// Counts views of a page by people.
    pub fn view_page(&self, id: impl AsRef<str>, by: &[Person]) {
        let id = id.as_ref();
        let id: u64 = id.parse().unwrap_or_default();
        if let Some(content) = self.world().store.contents.get_mut(&id) {
            content.views.extend(by.iter().map(|person| person.account_id.to_owned()));
        }
    }

    /// Gives a page a content state.
    pub fn set_content_state(&self, id: impl AsRef<str>, name: &str) {
        let id = id.as_ref();
        if let Ok(id) = id.parse::<u64>()
            && let Some(content) = self.world().store.contents.get_mut(&id)
        {
            content.state = Some(name.to_owned());
        }
    }

    /// Makes a page a live doc.
    pub fn make_live(&self, id: impl AsRef<str>) {
        let id = id.as_ref();
        if let Ok(id) = id.parse::<u64>()
            && let Some(content) = self.world().store.contents.get_mut(&id)
        {
            content.live = true;
        }
    }

    /// Lets people like a page.
    pub fn like_page(&self, id: impl AsRef<str>, by: &[Person]) {
        let id = id.as_ref();
        let id: u64 = id.parse().unwrap_or_default();
        if let Some(content) = self.world().store.contents.get_mut(&id) {
            content.likes.extend(by.iter().map(|person| person.account_id.to_owned()));
        }
    }
}

fn comment(kind: Kind, page: &str, reply_to: Option<&str>, storage: &str, author: Person) -> NewComment {
    NewComment {
        kind,
        container: page.parse().ok(),
        reply_to: reply_to.and_then(|id| id.parse().ok()),
        body: Body::storage(storage),
        selection: None,
        author: author.account_id.to_owned(),
    }
}

fn sown<T>(result: Result<T, super::failure::Failure>) -> T {
    result.unwrap_or_else(|failure| panic!("the sandbox refuses this seed: {}", failure.message))
}
