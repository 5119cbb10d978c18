//! The records of the store.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::super::clock::Timestamp;
use super::super::representation::Body;

/// What a content record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Page,
    BlogPost,
    Folder,
    Whiteboard,
    Database,
    Embed,
    CustomContent,
    FooterComment,
    InlineComment,
    Attachment,
}

impl Kind {
    /// The kind behind a collection of Cloud v2, `pages` for example.
    pub(crate) fn of_collection(collection: &str) -> Option<Self> {
        Some(match collection {
            "pages" => Self::Page,
            "blogposts" => Self::BlogPost,
            "folders" => Self::Folder,
            "whiteboards" => Self::Whiteboard,
            "databases" => Self::Database,
            "embeds" => Self::Embed,
            "custom-content" => Self::CustomContent,
            "footer-comments" => Self::FooterComment,
            "inline-comments" => Self::InlineComment,
            "attachments" => Self::Attachment,
            _ => return None,
        })
    }

    /// The name in `type` fields and in CQL.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::BlogPost => "blogpost",
            Self::Folder => "folder",
            Self::Whiteboard => "whiteboard",
            Self::Database => "database",
            Self::Embed => "embed",
            Self::CustomContent => "custom",
            Self::FooterComment | Self::InlineComment => "comment",
            Self::Attachment => "attachment",
        }
    }

    pub(crate) fn is_comment(self) -> bool {
        matches!(self, Self::FooterComment | Self::InlineComment)
    }

    /// Whether records of this kind have a place in the page tree.
    pub(crate) fn in_tree(self) -> bool {
        matches!(self, Self::Page | Self::Folder | Self::Whiteboard | Self::Database | Self::Embed)
    }
}

/// Where in its life a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Current,
    Draft,
    Archived,
    Trashed,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Draft => "draft",
            Self::Archived => "archived",
            Self::Trashed => "trashed",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Current, Self::Draft, Self::Archived, Self::Trashed]
            .into_iter()
            .find(|status| status.name() == name)
    }
}

/// One version.
#[derive(Clone, Debug, Default)]
pub(crate) struct Revision {
    pub(crate) number: u64,
    pub(crate) author: String,
    pub(crate) at: Timestamp,
    pub(crate) message: String,
    pub(crate) minor: bool,
    pub(crate) title: String,
    pub(crate) body: Body,
    pub(crate) bytes: Option<Arc<Vec<u8>>>,
}

/// A page, blog post, folder, comment, attachment or any other record that has an id of its own.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) id: u64,
    pub(crate) kind: Kind,
    pub(crate) status: Status,
    pub(crate) space: u64,
    /// The parent in the tree; for comments and attachments, the content they belong to.
    pub(crate) parent: Option<u64>,
    pub(crate) position: i64,
    pub(crate) author: String,
    pub(crate) owner: String,
    pub(crate) created: Timestamp,
    /// Oldest first, never empty.
    pub(crate) revisions: Vec<Revision>,
    pub(crate) draft: Option<Revision>,
    pub(crate) labels: Vec<Label>,
    pub(crate) properties: Vec<Property>,
    pub(crate) restrictions: Restrictions,
    pub(crate) likes: BTreeSet<String>,
    pub(crate) watchers: BTreeSet<String>,
    pub(crate) views: Vec<String>,
    pub(crate) comment: Option<Comment>,
    pub(crate) attachment: Option<Attachment>,
    pub(crate) custom_type: Option<String>,
    pub(crate) embed_url: Option<String>,
    /// The name of the content state.
    pub(crate) state: Option<String>,
    /// A live doc.
    pub(crate) live: bool,
}

impl Content {
    pub(crate) fn latest(&self) -> &Revision {
        self.revisions.last().unwrap_or(&EMPTY)
    }

    pub(crate) fn title(&self) -> &str {
        &self.latest().title
    }

    pub(crate) fn version(&self) -> u64 {
        self.latest().number
    }

    pub(crate) fn revision(&self, number: u64) -> Option<&Revision> {
        self.revisions.iter().find(|revision| revision.number == number)
    }

    /// The id on the wire; attachments carry a prefix.
    pub(crate) fn wire_id(&self) -> String {
        if self.kind == Kind::Attachment { format!("att{}", self.id) } else { self.id.to_string() }
    }
}

static EMPTY: std::sync::LazyLock<Revision> = std::sync::LazyLock::new(Revision::default);

/// What only comments have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comment {
    /// The comment that this one answers.
    pub(crate) reply_to: Option<u64>,
    pub(crate) marker: String,
    pub(crate) selection: String,
    /// `open`, `reopened`, `resolved` or `dangling`; empty for footer comments.
    pub(crate) resolution: &'static str,
    pub(crate) resolved_by: Option<(String, Timestamp)>,
}

/// What only attachments have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attachment {
    pub(crate) media_type: String,
    pub(crate) comment: String,
    pub(crate) file_id: String,
}

/// A label on a content record or a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) id: u64,
    pub(crate) prefix: String,
    pub(crate) name: String,
}

/// A content or space property, with a version of its own.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) id: u64,
    pub(crate) key: String,
    pub(crate) value: Value,
    pub(crate) version: u64,
    pub(crate) message: String,
    pub(crate) author: String,
    pub(crate) at: Timestamp,
}

/// Who may read and who may update; an empty list restricts nobody.
#[derive(Clone, Debug, Default)]
pub(crate) struct Restrictions {
    pub(crate) read: Subjects,
    pub(crate) update: Subjects,
}

impl Restrictions {
    pub(crate) fn of(&self, operation: &str) -> Option<&Subjects> {
        match operation {
            "read" => Some(&self.read),
            "update" => Some(&self.update),
            _ => None,
        }
    }

    pub(crate) fn of_mut(&mut self, operation: &str) -> Option<&mut Subjects> {
        match operation {
            "read" => Some(&mut self.read),
            "update" => Some(&mut self.update),
            _ => None,
        }
    }
}

/// Account ids and group ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subjects {
    pub(crate) users: BTreeSet<String>,
    pub(crate) groups: BTreeSet<String>,
}

impl Subjects {
    pub(crate) fn is_empty(&self) -> bool {
        self.users.is_empty() && self.groups.is_empty()
    }
}

/// A space.
#[derive(Clone, Debug)]
pub(crate) struct Space {
    pub(crate) id: u64,
    pub(crate) key: String,
    pub(crate) name: String,
    /// `global`, `personal`, `collaboration` or `knowledge_base`.
    pub(crate) kind: &'static str,
    pub(crate) archived: bool,
    pub(crate) description: String,
    pub(crate) homepage: Option<u64>,
    pub(crate) author: String,
    pub(crate) created: Timestamp,
    pub(crate) labels: Vec<Label>,
    pub(crate) properties: Vec<Property>,
    pub(crate) watchers: BTreeSet<String>,
    /// Only these accounts may see it, unless empty.
    pub(crate) readers: BTreeSet<String>,
}

/// A person or an app.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) account_id: String,
    pub(crate) username: String,
    pub(crate) user_key: String,
    pub(crate) display_name: String,
    pub(crate) email: String,
    /// `atlassian`, `app` or `customer`.
    pub(crate) account_type: &'static str,
    pub(crate) admin: bool,
    /// The time zone in the profile, where the user lets others know it.
    pub(crate) time_zone: Option<String>,
}

/// A group and the account ids in it.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) members: BTreeSet<String>,
}

/// A content template.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) space: Option<u64>,
    pub(crate) body: String,
    pub(crate) labels: Vec<Label>,
}

/// A task of the service itself.
#[derive(Clone, Debug)]
pub(crate) struct LongTask {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) started: Timestamp,
    /// How many more times it is reported unfinished.
    pub(crate) polls_left: u32,
    pub(crate) outcome: Result<Value, String>,
}
