//! What is known of a column: how it is shown and compared, what the service answers of it, which values it has.

use super::other_names::OtherNames;
use crate::site::Deployment;
use crate::sql::column_type::{ANY_CASE, ColumnType, IDS};

/// How many rows a condition leaves, more or less, for one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sql) enum Reach {
    /// One.
    One,
    /// Those around one thing.
    Few,
    /// Those of a space.
    Many,
}

impl Reach {
    pub(in crate::sql) fn rows(self) -> f64 {
        match self {
            Self::One => 1.0,
            Self::Few => 25.0,
            Self::Many => 1000.0,
        }
    }
}

/// A condition that the service answers, and by which operation on each deployment; empty where it does not there.
#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct Push {
    pub(in crate::sql) reach: Reach,
    pub(in crate::sql) cloud: &'static str,
    pub(in crate::sql) data_center: &'static str,
    /// How many values one request takes.
    pub(in crate::sql) together: usize,
}

/// How a column is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Shown {
    /// In `SELECT *` and by name.
    Always,
    /// By name.
    Named,
    /// By name, as another name of this column.
    Alias(&'static str),
    /// As a condition alone: it has the value that it was given. Each `=` of it narrows the rows further.
    Filter,
    /// The same, with one value.
    FilterOfOne,
}

impl Shown {
    /// Whether the column is there only to be given a value in WHERE.
    pub(in crate::sql) fn is_condition(self) -> bool {
        matches!(self, Self::Filter | Self::FilterOfOne)
    }

    /// Whether it is another name of a column.
    pub(in crate::sql) fn is_alias(self) -> bool {
        matches!(self, Self::Alias(_))
    }
}

/// What is known of a column.
#[derive(Clone, Copy, Debug)]
pub(in crate::sql) struct About {
    pub(in crate::sql) name: &'static str,
    pub(in crate::sql) kind: ColumnType,
    pub(in crate::sql) doc: &'static str,
    pub(in crate::sql) shown: Shown,
    pub(in crate::sql) any_case: bool,
    /// Whether it is part of what tells a row from all others.
    pub(in crate::sql) key: bool,
    pub(in crate::sql) needs: u32,
    pub(in crate::sql) equal: Option<Push>,
    pub(in crate::sql) range: Option<Push>,
    pub(in crate::sql) like: Option<Push>,
    pub(in crate::sql) matching: Option<Push>,
    pub(in crate::sql) order: Option<Push>,
    /// Whether rows have a value of it only where a condition asks for one, which leads to other rows.
    pub(in crate::sql) leading: bool,
    /// What it is in all rows, unless a condition asks for something else.
    pub(in crate::sql) usual: Option<&'static str>,
    /// `cloud` or `data_center` alone.
    pub(in crate::sql) only: Option<Deployment>,
    /// Which values rows can have of it.
    pub(in crate::sql) domain: Domain,
}

/// Which values rows can have of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Domain {
    /// Any.
    Open,
    /// One of these words.
    Words(&'static [&'static str]),
    /// Ids of content.
    ContentIds,
    /// Labels, in any case.
    Labels,
}

impl About {
    pub(super) fn declaration(&self, other: &OtherNames) -> String {
        // Of two conditions on a column that compares byte by byte SQLite concludes that no row fits both; a page may
        // well have two labels.
        let any_case = self.any_case || self.shown.is_condition();
        let collation = if any_case { Some(ANY_CASE) } else { self.is_id().then_some(IDS) };
        let kind = self.kind.declared();
        let kind = match (self.shown == Shown::Always, collation) {
            (true, None) => kind.to_owned(),
            (true, Some(collation)) => format!("{kind} COLLATE {collation}"),
            (false, None) => format!("{kind} HIDDEN"),
            // SQLite takes HIDDEN out of the text of the type, and then looks for the collation as far behind it as
            // before: it finds what the text had last, which is therefore the name of the collation.
            (false, Some(collation)) => format!("HIDDEN {kind} {collation} COLLATE {collation}"),
        };
        // Its place stays where it has no name that a statement could write.
        let hidden = self.shown.is_alias() && !other.has(self.name);
        format!("\"{}{}\" {kind}", if hidden { "\u{1}" } else { "" }, self.name)
    }

    /// Whether it is an id of what the service counts. Those of people are no numbers, and other columns that name people
    /// compare as text with them.
    fn is_id(&self) -> bool {
        self.kind == ColumnType::Text && self.name.ends_with("Id") && !self.name.ends_with("AccountId")
    }
}
