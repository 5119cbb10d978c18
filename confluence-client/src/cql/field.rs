//! Fields, and what can be said of each.

use super::condition::Condition;
use super::literal::{Literal, words};

/// A field that holds one of some values: a key, an id, a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword(&'static str);

/// A field that holds text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text(&'static str);

/// A field that holds a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(&'static str);

macro_rules! fields {
    ($($(#[$doc:meta])* $NAME:ident: $Kind:ident = $field:literal;)*) => {$(
        $(#[$doc])*
        #[doc = concat!("`", $field, "`")]
        pub const $NAME: $Kind = $Kind($field);
    )*};
}

fields! {
    /// What content lies under, at any depth.
    ANCESTOR: Keyword = "ancestor";
    /// What a comment or an attachment belongs to.
    CONTAINER: Keyword = "container";
    /// The content itself, by id.
    CONTENT: Keyword = "content";
    /// When content was created.
    CREATED: Date = "created";
    /// Who created it.
    CREATOR: Keyword = "creator";
    /// Who created or edited it.
    CONTRIBUTOR: Keyword = "contributor";
    /// Who marked it.
    FAVOURITE: Keyword = "favourite";
    /// The content itself, by id.
    ID: Keyword = "id";
    /// A label.
    LABEL: Keyword = "label";
    /// When content was changed last.
    LAST_MODIFIED: Date = "lastmodified";
    /// A macro in it, by name.
    MACRO: Keyword = "macro";
    /// Who is mentioned in it.
    MENTION: Keyword = "mention";
    /// What it lies directly under.
    PARENT: Keyword = "parent";
    /// Its space, by key.
    SPACE: Keyword = "space";
    /// A label of its space.
    SPACE_CATEGORY: Keyword = "space.category";
    /// The title of its space.
    SPACE_TITLE: Text = "space.title";
    /// The type of its space.
    SPACE_TYPE: Keyword = "space.type";
    /// All of its text: title, body, labels.
    TEXT: Text = "text";
    /// Its title.
    TITLE: Text = "title";
    /// `page`, `blogpost`, `comment`, `attachment`, `space`, `folder`, ...
    TYPE: Keyword = "type";
    /// Who watches it.
    WATCHER: Keyword = "watcher";
}

impl Keyword {
    /// It is this.
    pub fn is(self, value: impl Into<Literal>) -> Condition {
        Condition::positive(self.0, "=", &value.into())
    }

    /// It is something else.
    pub fn is_not(self, value: impl Into<Literal>) -> Condition {
        Condition::negative(self.0, "!=", &value.into())
    }

    /// It is one of these.
    pub fn is_one_of(self, values: impl IntoIterator<Item = impl Into<Literal>>) -> Condition {
        Condition::one_of(self.0, "in", values, false)
    }

    /// It is none of these.
    pub fn is_none_of(self, values: impl IntoIterator<Item = impl Into<Literal>>) -> Condition {
        Condition::one_of(self.0, "not in", values, true)
    }

    pub(super) fn name(self) -> &'static str {
        self.0
    }
}

impl Text {
    /// It holds these words, in any order. Characters that the index reads as operators count as spaces.
    pub fn contains(self, text: &str) -> Condition {
        Condition::positive(self.0, "~", &words(text).into())
    }

    /// It holds exactly these words one after the other.
    pub fn phrase(self, text: &str) -> Condition {
        Condition::positive(self.0, "~", &format!("\"{}\"", words(text)).into())
    }

    /// It matches an expression of the index: `*`, `?`, `~` and the rest have their meaning.
    pub fn matches(self, expression: &str) -> Condition {
        Condition::positive(self.0, "~", &expression.into())
    }

    /// It holds none of what matches an expression of the index.
    pub fn lacks(self, expression: &str) -> Condition {
        Condition::negative(self.0, "!~", &expression.into())
    }

    /// It is exactly this; of the text fields only the title can be asked so.
    pub fn is(self, text: &str) -> Condition {
        Condition::positive(self.0, "=", &text.into())
    }

    pub(super) fn name(self) -> &'static str {
        self.0
    }
}

impl Date {
    /// Before this point in time.
    pub fn before(self, time: impl Into<Literal>) -> Condition {
        Condition::positive(self.0, "<", &time.into())
    }

    /// After this point in time.
    pub fn after(self, time: impl Into<Literal>) -> Condition {
        Condition::positive(self.0, ">", &time.into())
    }

    /// At or after this point in time.
    pub fn since(self, time: impl Into<Literal>) -> Condition {
        Condition::positive(self.0, ">=", &time.into())
    }

    /// At or before this point in time.
    pub fn until(self, time: impl Into<Literal>) -> Condition {
        Condition::positive(self.0, "<=", &time.into())
    }

    pub(super) fn name(self) -> &'static str {
        self.0
    }
}
