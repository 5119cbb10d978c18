//! Models that mean the same on every deployment.

use serde::Serialize;

use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::{ContentStatus, ContentType};
use crate::wiki::model::located::{Located, Location};
use crate::wiki::model::space_ref::SpaceRef;
use crate::wire::timestamp::Timestamp;

/// A page or a blog post.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// Its address for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A version of a page, comment or attachment: its number, time, author and message.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub minor: bool,
}

/// A user: an id, and a display name where the deployment tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Person {
    /// The account id on Cloud, the user key on Data Center.
    pub id: String,
    /// The name to show, where it came along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A space.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// Its address for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// An entry of the content tree: a page, folder, database, whiteboard or smart link.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Node {
    /// Its id.
    pub id: ContentId,
    /// Its title.
    pub title: String,
    /// `page`, `folder`, `database`, `whiteboard`, `embed`.
    pub kind: String,
    /// Its status; serialized where it is not `current`.
    #[serde(skip_serializing_if = "is_current")]
    pub status: ContentStatus,
}

/// A search result.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    #[serde(skip_serializing_if = "String::is_empty")]
    pub excerpt: String,
    /// Its space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceKey>,
    /// When it was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<Timestamp>,
    /// Who changed it last, where the service says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
    /// Its address for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

fn is_current(status: &ContentStatus) -> bool {
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
