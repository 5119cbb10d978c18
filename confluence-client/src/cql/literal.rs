//! Values: quoted text, dates and functions.

use std::fmt::Write as _;
use std::time::SystemTime;

use crate::ids::{AccountId, ContentId, PageId, SpaceKey, UserKey};
use crate::time_zone::TimeZone;
use crate::wire::timestamp::in_calendar;

/// A value in a search: text, a date, or a function of the query language. Text is always quoted; a function is
/// written as it is.
///
/// ```
/// use confluence_client::cql::{self, Literal};
///
/// let mine = cql::CREATOR.is(Literal::current_user()).into_cql();
/// assert_eq!(mine.as_str(), "creator = currentUser()");
/// assert_eq!(cql::TITLE.is(r#"say "hi""#).into_cql().as_str(), r#"title = "say \"hi\"""#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal(String);

impl Literal {
    /// Quoted text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self(quote(text))
    }

    /// `currentUser()`: the caller.
    #[must_use]
    pub fn current_user() -> Self {
        Self("currentUser()".to_owned())
    }

    /// `now()`, or with an offset before or after, such as `-4w` or `+2d`.
    #[must_use]
    pub fn now(offset: &str) -> Self {
        Self::function("now", offset)
    }

    /// `startOfDay()` and its like: the start of the period, or with an offset of one before or after, such as `-1M`.
    #[must_use]
    pub fn start_of(period: Period, offset: &str) -> Self {
        Self::function(&format!("startOf{}", period.name()), offset)
    }

    /// `endOfDay()` and its like: the end of the period, or with an offset of one before or after.
    #[must_use]
    pub fn end_of(period: Period, offset: &str) -> Self {
        Self::function(&format!("endOf{}", period.name()), offset)
    }

    /// `favouriteSpaces()`: the spaces that the caller marked as favourites.
    #[must_use]
    pub fn favourite_spaces() -> Self {
        Self("favouriteSpaces()".to_owned())
    }

    /// `recentlyViewedContent(count)`: the content that the caller viewed last.
    #[must_use]
    pub fn recently_viewed_content(count: u32) -> Self {
        Self(format!("recentlyViewedContent({count})"))
    }

    /// `recentlyViewedSpaces(count)`: the spaces that the caller viewed last.
    #[must_use]
    pub fn recently_viewed_spaces(count: u32) -> Self {
        Self(format!("recentlyViewedSpaces({count})"))
    }

    /// A point in time as clocks in a time zone show it, to the minute. In the zone of the account, in which the service
    /// reads dates, it is exact; of an hour that comes twice when clocks are put back it is some hours early, so that
    /// [`since`](super::Date::since) misses nothing.
    ///
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    /// use confluence_client::cql::{self, Literal};
    ///
    /// let zone = "America/New_York".parse()?;
    /// let midnight_in_utc = UNIX_EPOCH + Duration::from_secs(1_767_225_600);
    /// let changed = cql::LAST_MODIFIED.since(Literal::in_time_zone(midnight_in_utc, &zone));
    /// assert_eq!(changed.into_cql().as_str(), r#"lastmodified >= "2025-12-31 19:00""#);
    /// # Ok::<_, confluence_client::Error>(())
    /// ```
    #[must_use]
    pub fn in_time_zone(time: SystemTime, zone: &TimeZone) -> Self {
        Self::text(&zone.at_or_before(time).strftime("%Y-%m-%d %H:%M").to_string())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    fn function(name: &str, offset: &str) -> Self {
        let mut call = format!("{name}(");
        if !offset.is_empty() {
            call.push_str(&quote(offset));
        }
        call.push(')');
        Self(call)
    }
}

macro_rules! texts {
    ($($Text:ty),*) => {$(
        impl From<$Text> for Literal {
            fn from(text: $Text) -> Self {
                Self::text(text.as_ref())
            }
        }
    )*};
}

texts!(&str, String, &String);

macro_rules! ids {
    ($($Id:ty),*) => {$(
        impl From<&$Id> for Literal {
            fn from(id: &$Id) -> Self {
                Self::text(id.as_str())
            }
        }

        impl From<$Id> for Literal {
            fn from(id: $Id) -> Self {
                Self::text(id.as_str())
            }
        }
    )*};
}

ids!(ContentId, PageId, SpaceKey, AccountId, UserKey);

/// An id.
impl From<u64> for Literal {
    fn from(number: u64) -> Self {
        Self::text(&number.to_string())
    }
}

impl From<SystemTime> for Literal {
    /// To the minute, in UTC; the service reads dates in the caller's own time zone: see [`Literal::in_time_zone`].
    fn from(time: SystemTime) -> Self {
        let time = in_calendar(time);
        Self::text(&time.strftime("%Y-%m-%d %H:%M").to_string())
    }
}

/// A calendar period, for [`Literal::start_of`] and [`Literal::end_of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Period {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Period {
    fn name(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
            Self::Year => "Year",
        }
    }
}

/// Writes text as a literal of the language: in double quotes, so that nothing in it is read as anything else.
/// Line ends and other control characters, which no literal may hold, become spaces.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => literal.extend(['\\', letter]),
            control if control.is_control() => literal.push(' '),
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}

/// Takes the meaning from the characters that the text index reads as operators; most punctuation is not indexed.
pub(crate) fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split(|letter: char| letter.is_whitespace() || OPERATORS.contains(letter)) {
        if !word.is_empty() {
            let _ = write!(words, "{}{word}", if words.is_empty() { "" } else { " " });
        }
    }
    words
}

/// What the syntax of Lucene's query parser reserves, `"` and the escape among them. Confluence hands the words of `~`
/// to it as they are.
const OPERATORS: &str = "+-&|!(){}[]^~*?\\:\"/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_hold_anything() {
        assert_eq!(quote(r#"say "hi" \o/"#), r#""say \"hi\" \\o/""#);
        assert_eq!(quote("a\nb"), "\"a b\"");
        assert_eq!(Literal::now("-4w\") or (\"").as_str(), r#"now("-4w\") or (\"")"#);
    }

    #[test]
    fn operators_of_the_index_lose_their_meaning() {
        assert_eq!(words("C++: a \"b c\" (d* OR e?)"), "C a b c d OR e");
        assert_eq!(words("***"), "");
    }

    #[test]
    fn times_are_written_to_the_minute() {
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_786_694_400);
        assert_eq!(Literal::from(time).as_str(), "\"2026-08-14 08:00\"");
        let beyond = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(300_000_000_000);
        assert!(
            Literal::from(beyond).as_str().starts_with("\"9999-12-30"),
            "what is far ahead is not long ago"
        );
    }
}
