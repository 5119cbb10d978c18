//! What a document says of a value beside its type, in one cell of a table.
//!
//! ```text
//! value=1..250  length=..255  items=1..100  pattern=(att)?[0-9]+  unique  read-only  write-only
//! ```

use std::{fmt, str::FromStr};

use regex::Regex;
use serde_json::Value;

/// The least and the most, both of which may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub least: Option<i64>,
    /// The most.
    pub most: Option<i64>,
}

impl Bounds {
    fn is_none(self) -> bool {
        self == Self::default()
    }

    fn in_words(self) -> String {
        match (self.least, self.most) {
            (Some(least), Some(most)) => format!("between {least} and {most}"),
            (Some(least), None) => format!("{least} or more"),
            (None, Some(most)) => format!("{most} or less"),
            (None, None) => "bounded".to_owned(),
        }
    }

    fn admits(self, size: i64) -> bool {
        self.least.is_none_or(|least| least <= size) && self.most.is_none_or(|most| size <= most)
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |bound: Option<i64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        write!(formatter, "{}..{}", text(self.least), text(self.most))
    }
}

impl FromStr for Bounds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (least, most) = text.split_once("..").ok_or_else(|| format!("`{text}` has no `..`"))?;
        let bound = |text: &str| match text {
            "" => Ok(None),
            number => number.parse().map(Some).map_err(|_| format!("`{number}` is no whole number")),
        };
        Ok(Self { least: bound(least)?, most: bound(most)? })
    }
}

/// What a value has to be beside being of its type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// How small and how large a number may be.
    pub value: Bounds,
    /// How many characters a text may have.
    pub length: Bounds,
    /// How many items a list may have.
    pub items: Bounds,
    /// What a text has to look like, from its first character to its last.
    pub pattern: Option<String>,
    /// A list has nothing twice.
    pub unique: bool,
    /// Answers have it, requests do not.
    pub read_only: bool,
    /// Requests have it, answers do not.
    pub write_only: bool,
}

impl Limits {
    /// What is wrong with a value, which is of the right type.
    pub fn fault(&self, value: &Value) -> Option<String> {
        let outside = |bounds: Bounds, what: &str, size: i64| {
            (!bounds.admits(size)).then(|| format!("has {what} {size}, which is not {}", bounds.in_words()))
        };
        match value {
            Value::Number(number) => outside(self.value, "the value", number.as_i64().unwrap_or(i64::MAX)),
            Value::Array(items) => outside(self.items, "the number of items", count(items.len()))
                .or_else(|| twice(items).filter(|_| self.unique).map(|item| format!("has `{item}` twice"))),
            Value::String(text) => {
                outside(self.length, "the length", count(text.chars().count())).or_else(|| {
                    let pattern = self.pattern.as_deref().filter(|pattern| !fits(pattern, text))?;
                    Some(format!("is `{text}`, which does not fit `{pattern}`"))
                })
            }
            _ => None,
        }
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// An item that a list has a second time.
fn twice(items: &[Value]) -> Option<&Value> {
    items.iter().enumerate().find(|(index, item)| items[..*index].contains(item)).map(|(_, item)| item)
}

/// The documents write some patterns without the anchors that they mean.
fn fits(pattern: &str, text: &str) -> bool {
    Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|whole| whole.is_match(text))
}

impl fmt::Display for Limits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounds = [("value", self.value), ("length", self.length), ("items", self.items)];
        let bounds = bounds.into_iter().filter(|(_, bounds)| !bounds.is_none());
        let mut words: Vec<String> = bounds.map(|(name, bounds)| format!("{name}={bounds}")).collect();
        words.extend(self.pattern.as_ref().map(|pattern| format!("pattern={pattern}")));
        let flags = [("unique", self.unique), ("read-only", self.read_only), ("write-only", self.write_only)];
        words.extend(flags.iter().filter(|(_, set)| *set).map(|(name, _)| (*name).to_owned()));
        formatter.write_str(&words.join(" "))
    }
}

impl FromStr for Limits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut limits = Self::default();
        for word in text.split_whitespace() {
            match word.split_once('=').unwrap_or((word, "")) {
                ("value", bounds) => limits.value = bounds.parse()?,
                ("length", bounds) => limits.length = bounds.parse()?,
                ("items", bounds) => limits.items = bounds.parse()?,
                ("pattern", pattern) => {
                    Regex::new(pattern).map_err(|error| format!("`{pattern}` is no pattern: {error}"))?;
                    limits.pattern = Some(pattern.to_owned());
                }
                ("unique", "") => limits.unique = true,
                ("read-only", "") => limits.read_only = true,
                ("write-only", "") => limits.write_only = true,
                _ => return Err(format!("`{word}` is no limit")),
            }
        }
        Ok(limits)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        for text in
            ["", "value=1..250", "length=..255 pattern=^[-_a-zA-Z0-9]+$", "items=1..100 unique read-only"]
        {
            assert_eq!(text.parse::<Limits>().map(|limits| limits.to_string()), Ok(text.to_owned()));
        }
        for text in ["most=3", "value=3", "value=a..", "pattern=(", "unique=yes"] {
            assert!(text.parse::<Limits>().is_err(), "{text}");
        }
    }

    #[test]
    fn each_limit_refuses_what_is_beyond_it() {
        for (limits, good, bad) in [
            ("value=1..", json!(1), json!(0)),
            ("value=0..10", json!(10), json!(11)),
            ("length=1..2", json!("äö"), json!("abc")),
            ("items=1..", json!([1]), json!([])),
            ("unique", json!([1, 2]), json!([1, 2, 1])),
            ("pattern=(att)?[0-9]+", json!("att12"), json!("x12")),
            ("pattern=(att)?[0-9]+", json!("12"), json!("12/")),
        ] {
            let limits: Limits = limits.parse().unwrap();
            assert_eq!(limits.fault(&good), None, "{limits}");
            assert!(limits.fault(&bad).is_some(), "{limits}");
        }
    }
}
