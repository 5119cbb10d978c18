//! Models that mean the same on every deployment.

use serde::{Deserialize, Serialize};

use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::{ContentStatus, ContentType};
use crate::wiki::model::located::{Located, Location};
use crate::wiki::model::space_ref::SpaceRef;
use crate::wire::timestamp::Timestamp;

/// A page or a blog post.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Page {
    /// Its id.
    pub id: ContentId,
    /// `page` or `blogpost`.
    pub kind: ContentType,
    /// `live` for a live doc, every change of which is seen at once; other pages have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtype: Option<String>,
    /// Its title.
    pub title: String,
    /// Its status: current, draft, archived, trashed, ...
    pub status: ContentStatus,
    /// Its space.
    pub space: SpaceRef,
    /// Its parent in the content tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<ContentId>,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// Who created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
    /// Its version.
    pub version: Revision,
    /// Its body in the storage format, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
    /// Its URL for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A version of a page, comment or attachment: its number, time, author and message.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Revision {
    /// Its number, from 1.
    pub number: u64,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
    /// The version message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether it is a minor edit: watchers were not notified.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub minor: bool,
}

/// A user: an id, and a display name where the deployment returns it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Person {
    /// The account id on Cloud, the user key on Data Center.
    pub id: String,
    /// The name to show, where it came along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A space.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Space {
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<SpaceId>,
    /// Its key.
    pub key: SpaceKey,
    /// Its name.
    pub name: String,
    /// `global`, `personal`, ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `current` or `archived`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What it is for, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its home page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homepage: Option<ContentId>,
    /// Its URL for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// An entry of the content tree: a page, folder, database, whiteboard or smart link.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Node {
    /// Its id.
    pub id: ContentId,
    /// Its title.
    pub title: String,
    /// `page`, `folder`, `database`, `whiteboard`, `embed`.
    pub kind: String,
    /// Its status; serialized where it is not `current`.
    #[serde(default = "current", skip_serializing_if = "is_current")]
    pub status: ContentStatus,
}

/// A search result.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Hit {
    /// Its id, if it is content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ContentId>,
    /// `page`, `blogpost`, `comment`, `attachment`, `space`, `user`, ...
    pub kind: String,
    /// Its title, as plain text.
    pub title: String,
    /// An excerpt around the words that were found, as plain text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub excerpt: String,
    /// Its space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceKey>,
    /// The number of its current version, if it is content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// When it was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<Timestamp>,
    /// Who changed it last, where the service says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
    /// Its URL for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Page {
    /// A current page of this id, title and space, in its first version: for tests and caches. The other fields are set
    /// as fields.
    ///
    /// ```
    /// use confluence_client::wiki::{Page, SpaceRef};
    ///
    /// let mut page = Page::new("98765", "Notes", SpaceRef::key("DOCS"));
    /// page.storage = Some("<p>Text</p>".to_owned());
    /// let kept = serde_json::to_string(&page)?;
    /// assert_eq!(serde_json::from_str::<Page>(&kept)?, page);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn new(id: impl Into<ContentId>, title: impl Into<String>, space: SpaceRef) -> Self {
        Self {
            id: id.into(),
            kind: ContentType::Page,
            subtype: None,
            title: title.into(),
            status: ContentStatus::Current,
            space,
            parent: None,
            created: None,
            author: None,
            version: Revision::new(1),
            storage: None,
            url: None,
        }
    }
}

impl Revision {
    /// A version of this number, from 1, of which nothing else is known.
    pub fn new(number: u64) -> Self {
        Self { number, ..Self::default() }
    }
}

impl Person {
    /// A person by account id (Cloud) or user key (Data Center), without a name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None }
    }
}

impl Space {
    /// A space of this key and name, of which nothing else is known.
    pub fn new(key: impl Into<SpaceKey>, name: impl Into<String>) -> Self {
        Self {
            id: None,
            key: key.into(),
            name: name.into(),
            kind: None,
            status: None,
            description: None,
            homepage: None,
            url: None,
        }
    }
}

impl Node {
    /// A current entry of this id, title and kind: `page`, `folder`, `database`, `whiteboard` or `embed`.
    pub fn new(id: impl Into<ContentId>, title: impl Into<String>, kind: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), kind: kind.into(), status: ContentStatus::Current }
    }
}

impl Hit {
    /// A result of this kind (`page`, `space`, `user`, ...) and title, of which nothing else is known.
    pub fn new(kind: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            id: None,
            kind: kind.into(),
            title: title.into(),
            excerpt: String::new(),
            space: None,
            version: None,
            modified: None,
            by: None,
            url: None,
        }
    }
}

/// What an entry of the tree is that does not say its status: see [`is_current`].
pub(super) fn current() -> ContentStatus {
    ContentStatus::Current
}

pub(super) fn is_current(status: &ContentStatus) -> bool {
    *status == ContentStatus::Current
}

impl Located for Page {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::Named(&self.space)]
    }

    fn identity(&self) -> Option<&str> {
        Some(self.id.as_str())
    }
}
