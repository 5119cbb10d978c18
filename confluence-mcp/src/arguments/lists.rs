//! Lists of names, keys and labels.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer};
use serde_json::Value;

use super::Text;
use crate::advice::Failure;

/// Names, as a list; one name, several with commas or semicolons between, and a list written as JSON or nearly so are
/// understood too. A name in a list may hold a comma itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        named(Value::deserialize(deserializer)?).map(Self).map_err(de::Error::custom)
    }
}

/// Keys, labels and other words without commas, as a list that may be written like that of [`Names`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Vec<String>);

impl Words {
    /// The words, if there are any.
    pub(crate) fn at_least_one(&self, argument: &str) -> Result<&[String], Failure> {
        match self.0.as_slice() {
            [] => Err(Failure::argument(argument, "it is empty")),
            words => Ok(words),
        }
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = named(Value::deserialize(deserializer)?).map_err(de::Error::custom)?;
        Ok(Self(names.iter().flat_map(|name| parted(name)).collect()))
    }
}

/// The names in what was given as a list.
fn named(value: Value) -> Result<Vec<String>, String> {
    let names: Vec<String> = match value {
        Value::Null => return Ok(Vec::new()),
        Value::String(text) => match serde_json::from_str::<Vec<Text>>(&text) {
            Ok(names) => names.into_iter().map(|name| name.0).collect(),
            Err(error) if text.trim_start().starts_with('[') && !text.trim_end().ends_with(']') => {
                return Err(format!("it is not a list in JSON: {error}"));
            }
            Err(_) if text.trim().is_empty() => return Ok(Vec::new()),
            Err(_) => return Ok(parted(&text)),
        },
        value @ Value::Array(_) => {
            let names: Vec<Text> = serde_json::from_value(value).map_err(|error| error.to_string())?;
            names.into_iter().map(|name| name.0).collect()
        }
        value => vec![serde_json::from_value::<Text>(value).map_err(|error| error.to_string())?.0],
    };
    let given = names.len();
    let names: Vec<String> =
        names.iter().map(|name| bare(name).to_owned()).filter(|name| !name.is_empty()).collect();
    // An empty list may mean something, and is not what a list of empty names says.
    if names.is_empty() && given > 0 {
        return Err("it holds nothing but empty text; a list with nothing in it is `[]`".to_owned());
    }
    Ok(names)
}

/// The parts of a text with commas or semicolons between them.
fn parted(text: &str) -> Vec<String> {
    let parts = bare(text).split([',', ';']).map(bare);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The text without brackets and quotation marks around it: they are how somebody wrote it, and in no key, label or id.
fn bare(text: &str) -> &str {
    const BRACKETS: [(char, char); 2] = [('[', ']'), ('(', ')')];
    const PAIRS: [(char, char); 9] = [
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('\u{201c}', '\u{201d}'),
        ('\u{201e}', '\u{201c}'),
        ('\u{201d}', '\u{201d}'),
        ('\u{2018}', '\u{2019}'),
        ('\u{201a}', '\u{2018}'),
        ('\u{ab}', '\u{bb}'),
    ];

    let mut text = text.trim();
    loop {
        let within = |(open, close): &(char, char)| {
            // `'A', 'B'` has a mark at each end, and is not one text between them.
            let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
            (!inner.contains([*open, *close])).then_some(inner)
        };
        let inner = BRACKETS.iter().chain(&PAIRS).find_map(within);
        match inner {
            Some(inner) => text = inner.trim(),
            // One that is left over where a quoted text was parted.
            None => return text.trim_matches('"').trim(),
        }
    }
}

impl JsonSchema for Words {
    fn schema_name() -> Cow<'static, str> {
        "Words".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Names::json_schema(generator)
    }
}

impl JsonSchema for Names {
    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "array", "items": {"type": "string"}})
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn names_are_a_list_however_it_is_written() {
        for written in [json!(["a", "b"]), json!("a, b"), json!("[\"a\", \"b\"]"), json!("a,\"b\",")] {
            assert_eq!(from_value::<Names>(written).unwrap().0, ["a", "b"]);
        }
        assert_eq!(from_value::<Names>(json!(7)).unwrap().0, ["7"]);
        assert_eq!(from_value::<Names>(json!(["Hopper, Grace"])).unwrap().0, ["Hopper, Grace"]);
        assert_eq!(from_value::<Names>(json!("Ada (Inc)")).unwrap().0, ["Ada (Inc)"]);
        for nothing in [json!([]), json!("[]"), json!(""), json!(null)] {
            assert!(from_value::<Names>(nothing).unwrap().0.is_empty());
        }
        for wrong in [json!({}), json!([""]), json!("[\"a\""), json!(["a", {}])] {
            assert!(from_value::<Names>(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_are_parted_however_they_are_quoted() {
        for written in [
            json!(["DOCS", "TEAM"]),
            json!("'DOCS', 'TEAM'"),
            json!("\u{201c}DOCS\u{201d}, \u{201c}TEAM\u{201d}"),
            json!("DOCS; TEAM"),
            json!("(DOCS, TEAM)"),
            json!(["DOCS,TEAM"]),
            json!("`DOCS` , `TEAM`"),
            json!("['DOCS','TEAM']"),
            json!("\"DOCS, TEAM\""),
            json!(["'DOCS'", "\u{ab}TEAM\u{bb}"]),
        ] {
            assert_eq!(from_value::<Words>(written.clone()).unwrap().0, ["DOCS", "TEAM"], "{written}");
        }
        assert!(from_value::<Words>(json!("")).unwrap().at_least_one("labels").is_err());
    }
}
