//! The fields of a search, and the comparisons that each of them knows.

use std::time::{Duration, SystemTime};

use super::condition::Condition;
use super::literal::{Literal, words};
use super::order::Order;

/// A field that is compared as a whole: a key, an id, a name, such as [`SPACE`] and [`LABEL`].
///
/// ```
/// use confluence_client::cql;
///
/// let labelled = cql::LABEL.is_one_of(["plan", "goals"]).into_cql();
/// assert_eq!(labelled.as_str(), r#"label in ("plan", "goals")"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword(&'static str);

/// A field that is searched as text: [`TITLE`], [`TEXT`] and [`SPACE_TITLE`].
///
/// ```
/// use confluence_client::cql;
///
/// // The parentheses would be operators of the text index.
/// assert_eq!(cql::TEXT.contains("release (draft)").into_cql().as_str(), r#"text ~ "release draft""#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text(&'static str);

/// A field that holds a date and time: [`CREATED`] and [`LAST_MODIFIED`].
///
/// ```
/// use confluence_client::cql::{self, Literal};
///
/// let recent = cql::LAST_MODIFIED.since(Literal::now("-4w")).into_cql();
/// assert_eq!(recent.as_str(), r#"lastmodified >= now("-4w")"#);
/// ```
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
    /// Who marked it as a favourite.
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
    /// `=`: the field has this value.
    pub fn is(self, value: impl Into<Literal>) -> Condition {
        Condition::positive(self.0, "=", &value.into())
    }

    /// `!=`: the field has another value.
    pub fn is_not(self, value: impl Into<Literal>) -> Condition {
        Condition::negative(self.0, "!=", &value.into())
    }

    /// `in`: the field has one of these values, of which there must be one: the language has no empty list.
    pub fn is_one_of(self, values: impl IntoIterator<Item = impl Into<Literal>>) -> Condition {
        Condition::one_of(self.0, "in", values, false)
    }

    /// `not in`: the field has none of these values, of which there must be one: the language has no empty list.
    pub fn is_none_of(self, values: impl IntoIterator<Item = impl Into<Literal>>) -> Condition {
        Condition::one_of(self.0, "not in", values, true)
    }
}

impl Text {
    /// `~`: the text holds these words, in any order. Characters that the index reads as operators count as spaces.
    pub fn contains(self, text: &str) -> Condition {
        Condition::positive(self.0, "~", &words(text).into())
    }

    /// `~` with a quoted phrase: the text holds exactly these words one after the other.
    pub fn phrase(self, text: &str) -> Condition {
        Condition::positive(self.0, "~", &format!("\"{}\"", words(text)).into())
    }

    /// `~` with an expression of the text index: its `*`, `?`, `~` and the rest have their meaning.
    pub fn matches(self, expression: &str) -> Condition {
        Condition::positive(self.0, "~", &expression.into())
    }

    /// `!~`: the text holds nothing that matches an expression of the text index.
    pub fn lacks(self, expression: &str) -> Condition {
        Condition::negative(self.0, "!~", &expression.into())
    }

    /// `=`: the text is exactly this; of the text fields the service takes it for the title alone.
    pub fn is(self, text: &str) -> Condition {
        Condition::positive(self.0, "=", &text.into())
    }
}

/// More than any two time zones are apart: the offsets from UTC go from -12 to +14 hours.
const ANY_ZONE: Duration = Duration::from_secs(26 * 3600);

impl Date {
    /// `<`: before this date and time.
    pub fn before(self, time: impl Into<Literal>) -> Condition {
        Condition::positive(self.0, "<", &time.into())
    }

    /// `>`: after this date and time.
    pub fn after(self, time: impl Into<Literal>) -> Condition {
        Condition::positive(self.0, ">", &time.into())
    }

    /// `>=`: at or after this date and time.
    pub fn since(self, time: impl Into<Literal>) -> Condition {
        Condition::positive(self.0, ">=", &time.into())
    }

    /// `>=`: at or after this point in time whatever the caller's time zone, for jobs that must lose nothing.
    ///
    /// The service reads a date in the zone of the calling user, which may be half a day off UTC on either side, and to
    /// the minute. So the condition reaches 26 hours further back, and the rows hold older ones too: pass over those whose
    /// [`Hit::modified`](crate::wiki::Hit::modified) is before the time that was meant.
    ///
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    /// use confluence_client::cql;
    ///
    /// let last_run = UNIX_EPOCH + Duration::from_secs(1_767_225_600); // 2026-01-01T00:00Z
    /// let changed = cql::LAST_MODIFIED.since_in_any_zone(last_run).into_cql();
    /// assert_eq!(changed.as_str(), r#"lastmodified >= "2025-12-30 22:00""#);
    /// ```
    pub fn since_in_any_zone(self, time: SystemTime) -> Condition {
        self.since(time.checked_sub(ANY_ZONE).unwrap_or(time))
    }

    /// `<=`: at or before this date and time.
    pub fn until(self, time: impl Into<Literal>) -> Condition {
        Condition::positive(self.0, "<=", &time.into())
    }
}

macro_rules! orders {
    ($($Field:ty),*) => {$(
        impl $Field {
            /// Sorts rows by this field, the lowest first.
            #[must_use]
            pub fn ascending(self) -> Order {
                Order::ascending(self.0)
            }

            /// Sorts rows by this field, the highest first.
            #[must_use]
            pub fn descending(self) -> Order {
                Order::descending(self.0)
            }
        }
    )*};
}

orders!(Keyword, Text, Date);
