//! The content tree of Cloud: pages, and the folders, databases, whiteboards and Smart Links between them.

use crate::declare::{bodies, models, open_enums};
use crate::ids::{AccountId, ContentId, SpaceId};
use crate::wire::timestamp::Timestamp;

use super::{ContentProperty, ContentStatus, Included, Links, PermittedOperation, Version};

open_enums! {
    /// Types of content.
    pub enum ContentType {
        /// A page.
        Page = "page",
        /// A blog post.
        BlogPost = "blogpost",
        /// A whiteboard.
        Whiteboard = "whiteboard",
        /// A database.
        Database = "database",
        /// A Smart Link.
        Embed = "embed",
        /// A folder.
        Folder = "folder",
        /// An attachment.
        Attachment = "attachment",
        /// A comment.
        Comment = "comment",
        /// A comment below a piece of content.
        FooterComment = "footer-comment",
        /// A comment on a passage of the text.
        InlineComment = "inline-comment",
    }
}

impl ContentType {
    /// As it stands in a sentence: `a page`, `an attachment`.
    #[cfg(feature = "wiki")]
    pub(crate) fn with_article(&self) -> String {
        let name = self.as_str();
        let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {name}")
    }
}

models! {
    /// A whiteboard, database, folder or Smart Link.
    pub struct TreeContent {
        /// Its id.
        id: ContentId,
        /// Which of these it is.
        kind: Option<ContentType> as "type",
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// Its title.
        title: String = default,
        /// Its space.
        space_id: Option<SpaceId>,
        /// What it lies under.
        parent_id: Option<ContentId>,
        /// The type of its parent.
        parent_type: Option<ContentType>,
        /// Its place among its siblings.
        position: Option<i64> = default,
        /// Who created it.
        author_id: Option<AccountId>,
        /// Who owns it.
        owner_id: Option<AccountId>,
        /// When it was created.
        created_at: Option<Timestamp>,
        /// Where a Smart Link leads.
        embed_url: Option<String>,
        /// Its version.
        version: Option<Version>,
        /// Its properties, if they were asked for.
        properties: Option<Box<Included<ContentProperty>>>,
        /// What the caller may do with it, if that was asked for.
        operations: Option<Box<Included<PermittedOperation>>>,
        /// Its children, if they were asked for.
        direct_children: Option<Box<Included<Child>>>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// What a piece of content lies under.
    pub struct Ancestor {
        /// Its id.
        id: ContentId,
        /// Its type.
        kind: Option<ContentType> as "type",
    }

    /// What lies directly under a piece of content.
    pub struct Child {
        /// Its id.
        id: ContentId,
        /// Its type.
        kind: Option<ContentType> as "type",
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// Its title.
        title: String = default,
        /// Its space.
        space_id: Option<SpaceId>,
        /// Its place among its siblings.
        child_position: Option<i64> = default,
    }

    /// What lies anywhere under a piece of content.
    pub struct Descendant {
        /// Its id.
        id: ContentId,
        /// Its type.
        kind: Option<ContentType> as "type",
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// Its title.
        title: String = default,
        /// What it lies directly under.
        parent_id: Option<ContentId>,
        /// How many levels down it is, from 1.
        depth: Option<u32> = default,
        /// Its place among its siblings.
        child_position: Option<i64> = default,
    }
}

bodies! {
    /// A database or a folder to create.
    pub struct NewTreeContent(
        /// The space it goes into.
        space_id: SpaceId,
    ) {
        /// Its title.
        title: String,
        /// What it lies under; without it, the root of the space.
        parent_id: ContentId,
    }

    /// A Smart Link to create.
    pub struct NewSmartLink(
        /// The space it goes into.
        space_id: SpaceId,
    ) {
        /// Its title.
        title: String,
        /// What it lies under; without it, the root of the space.
        parent_id: ContentId,
        /// Where it leads.
        embed_url: String,
    }

    /// A whiteboard to create.
    pub struct NewWhiteboard(
        /// The space it goes into.
        space_id: SpaceId,
    ) {
        /// Its title.
        title: String,
        /// What it lies under; without it, the root of the space.
        parent_id: ContentId,
        /// The template it starts from, such as `kanban-board`.
        template_key: String,
        /// The language of the template, such as `de-DE`.
        locale: String,
    }

    /// Pieces of content whose types are asked for, at most 100.
    pub struct ContentIds(
        /// The ids.
        content_ids: Vec<ContentId>,
    )
}

models! {
    /// The types of pieces of content.
    pub struct ContentTypes {
        /// By id; nothing where no content of that id is to be seen.
        results: std::collections::BTreeMap<String, Option<ContentType>> = default,
    }
}
