//! Models that mean the same on every deployment.

use serde::Serialize;

use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::{ContentStatus, ContentType};
use crate::wiki::model::located::{Located, Location};
use crate::wire::timestamp::Timestamp;

/// A page or a blog post.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Page {
    /// Its id.
    pub id: ContentId,
    /// `page` or `blogpost`.
    pub kind: ContentType,
    /// Its title.
    pub title: String,
    /// Where it stands in its life.
    pub status: ContentStatus,
    /// Its space.
    pub space: SpaceRef,
    /// What it lies under.
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

/// A space, as content names it: Cloud by number, Data Center by key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SpaceRef {
    /// Its number, on Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<SpaceId>,
    /// Its key; on Cloud taken from the page's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<SpaceKey>,
}

/// A version.
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
    /// What they said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether watchers were not told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub minor: bool,
}

/// A person, as far as the deployment tells.
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

/// An entry of the content tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Node {
    /// Its id.
    pub id: ContentId,
    /// Its title.
    pub title: String,
    /// `page`, `folder`, `database`, `whiteboard`, `embed`.
    pub kind: String,
    /// Where it stands in its life; written where that is not `current`.
    #[serde(skip_serializing_if = "is_current")]
    pub status: ContentStatus,
}

/// Something that a search found.
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
    /// Where the words were found, as plain text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub excerpt: String,
    /// Its space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceKey>,
    /// When it was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<Timestamp>,
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
