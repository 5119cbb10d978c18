//! Identifiers: string-backed, because the service writes the same id as a number in a path and as text in JSON.
//!
//! ```
//! use confluence_client::ids::PageId;
//!
//! let id = PageId::from(98765);
//! assert_eq!(id, PageId::from("98765"));
//! assert_eq!((id.as_str(), id.as_u64()), ("98765", Some(98765)));
//! assert_eq!(String::from(id), "98765");
//! ```

use std::fmt;

use serde::de::{self, Deserializer, Visitor};

/// Declares id types over `String` that also read numbers.
macro_rules! ids {
    ($($(#[$doc:meta])* $Id:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $Id(String);

        impl $Id {
            /// The id as the service writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The id as a number; `None` if it is not one, such as `att123`.
            #[must_use]
            pub fn as_u64(&self) -> Option<u64> {
                self.0.parse().ok()
            }
        }

        impl AsRef<str> for $Id {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<$Id> for String {
            fn from(id: $Id) -> Self {
                id.0
            }
        }

        impl fmt::Display for $Id {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        // The only integer, so that a literal of any size is one.
        impl From<u64> for $Id {
            fn from(number: u64) -> Self {
                Self(number.to_string())
            }
        }

        impl From<&str> for $Id {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $Id {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&String> for $Id {
            fn from(text: &String) -> Self {
                Self(text.clone())
            }
        }

        impl std::str::FromStr for $Id {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self(text.to_owned()))
            }
        }

        impl From<&$Id> for $Id {
            fn from(id: &$Id) -> Self {
                id.clone()
            }
        }

        impl<'de> serde::Deserialize<'de> for $Id {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(TextOrNumber).map(Self)
            }
        }

        impl $crate::operation::describe::Described for $Id {
            const KIND: $crate::operation::describe::Kind = $crate::operation::describe::Kind::Id;
        }

        impl $crate::wire::values::QueryValue for $Id {
            fn values(&self, add: &mut dyn FnMut(String)) {
                add(self.0.clone());
            }
        }

        impl $crate::wire::values::PathArg for $Id {
            fn encode(&self) -> String {
                $crate::wire::values::encode_segment(&self.0)
            }
        }

        #[cfg(feature = "unstable")]
        impl $crate::declare::sample::Sample for $Id {
            fn sample(index: usize) -> Self {
                Self::from(index as u64 + 1)
            }
        }

        $crate::wire::values::arguments!($Id: $Id, &$Id, &str, &String, String, u64);
    )*};
}

ids! {
    /// A page.
    PageId
    /// A blog post.
    BlogPostId
    /// Any content of the v1 and Data Center APIs: a page, a blog post, a comment, an attachment.
    ContentId
    /// A space, by number. Its key is a [`SpaceKey`].
    SpaceId
    /// A space, by key, such as `DOCS` or `~557058:ab`.
    SpaceKey
    /// An attachment, such as `att123`.
    AttachmentId
    /// A comment, footer or inline.
    CommentId
    /// A comment below a piece of content.
    FooterCommentId
    /// A comment on a passage of the text.
    InlineCommentId
    /// A piece of custom content.
    CustomContentId
    /// A whiteboard.
    WhiteboardId
    /// A database.
    DatabaseId
    /// A Smart Link in the content tree, which the API calls an embed.
    EmbedId
    /// A folder.
    FolderId
    /// A label.
    LabelId
    /// A content property.
    PropertyId
    /// An inline task.
    TaskId
    /// A template.
    TemplateId
    /// A group.
    GroupId
    /// A person or app on Cloud.
    AccountId
    /// A person on Data Center, by the key that survives renaming.
    UserKey
    /// A role of a space.
    RoleId
    /// A classification level.
    ClassificationLevelId
    /// A long-running task.
    LongTaskId
    /// A permission that was granted in a space.
    PermissionId
    /// A backup or a restore, on Data Center.
    JobId
    /// A webhook, on Data Center.
    WebhookId
}

/// An id of one kind that may stand where a wider kind is asked for.
macro_rules! widened {
    ($($Narrow:ident => $Wide:ident),* $(,)?) => {$(
        impl From<$Narrow> for $Wide {
            fn from(id: $Narrow) -> Self {
                Self(id.0)
            }
        }

        impl From<&$Narrow> for $Wide {
            fn from(id: &$Narrow) -> Self {
                Self(id.0.clone())
            }
        }

        $crate::wire::values::arguments!($Wide: $Narrow, &$Narrow);
    )*};
}

widened! {
    FooterCommentId => CommentId, InlineCommentId => CommentId,
    PageId => ContentId, BlogPostId => ContentId, AttachmentId => ContentId, CommentId => ContentId,
    CustomContentId => ContentId, WhiteboardId => ContentId, DatabaseId => ContentId, EmbedId => ContentId,
    FolderId => ContentId, FooterCommentId => ContentId, InlineCommentId => ContentId,
}

/// An id of any content where one of its kind is asked for, by a caller who knows what it is: the service answers an id of
/// another kind by `NotFound`.
macro_rules! narrowed {
    ($($Narrow:ident),* $(,)?) => {$(
        impl From<ContentId> for $Narrow {
            fn from(id: ContentId) -> Self {
                Self(id.0)
            }
        }

        impl From<&ContentId> for $Narrow {
            fn from(id: &ContentId) -> Self {
                Self(id.0.clone())
            }
        }

        $crate::wire::values::arguments!($Narrow: ContentId, &ContentId);
    )*};
}

narrowed! { PageId, BlogPostId, AttachmentId, CommentId, FolderId }

struct TextOrNumber;

impl Visitor<'_> for TextOrNumber {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an id as text or number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_text_and_numbers() {
        let ids: Vec<PageId> = serde_json::from_str(r#"["12", 34, "att5"]"#).unwrap();
        assert_eq!(ids, [PageId::from("12"), PageId::from(34), PageId::from("att5")]);
        assert_eq!(serde_json::from_str::<PageId>("-1.5").unwrap().as_str(), "-1.5");
        assert!(serde_json::from_str::<PageId>("null").is_err());
    }

    #[test]
    fn an_id_of_content_is_one_of_its_kind() {
        let id = ContentId::from(7);
        assert_eq!((PageId::from(&id), ContentId::from(PageId::from(7))), (PageId::from(7), id.clone()));
        #[cfg(feature = "v2")]
        let _ = (crate::v2::pages::get(&id), crate::v2::blog_posts::get(id));
    }

    #[test]
    fn writes_text() {
        assert_eq!(serde_json::to_string(&PageId::from(7)).unwrap(), r#""7""#);
    }
}
