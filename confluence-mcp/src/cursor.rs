//! The cursors of our own: where an answer goes on that comes in pieces, and what it is a piece of.
//!
//! A number alone would be taken for anything: for another page, or for a text that was changed between two pieces.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::advice::Failure;

/// What comes in pieces, as its cursors know it.
pub(crate) struct Whole {
    /// What it is, as a failure says it.
    what: &'static str,
    /// What a cursor that does not fit belongs to.
    others: &'static str,
    key: String,
    version: u64,
}

impl Whole {
    /// One version of something, which `named` tells apart from everything else that has cursors of this kind; `others` are
    /// the arguments that are then other ones.
    pub(crate) fn new(what: &'static str, others: &'static str, named: &[&str], version: u64) -> Self {
        Self { what, others, key: key(what, named), version }
    }

    /// Where a cursor goes on; at the beginning without one.
    ///
    /// # Errors
    /// It is none of these, or belongs to something else, to another version, or to nothing of this length.
    pub(crate) fn place(&self, cursor: Option<&str>, length: usize) -> Result<usize, Failure> {
        let Some(cursor) = cursor else { return Ok(0) };
        let Parts { version, key, next } = Parts::of(cursor).ok_or_else(Failure::cursor)?;
        let refused = |why: String| Err(Failure::argument("cursor", why));
        if key != self.key {
            return refused(format!(
                "it belongs to another {}: keep those of the answer that gave it",
                self.others
            ));
        }
        if version != self.version {
            return refused(format!(
                "the {} changed from version {version} to {} meanwhile; read it from the start",
                self.what, self.version
            ));
        }
        match next < length {
            true => Ok(next),
            false => refused(format!("it is beyond the end of the {}; read it from the start", self.what)),
        }
    }

    /// The cursor of a place.
    pub(crate) fn cursor(&self, next: usize) -> String {
        format!("v{}.{}+{next}", self.version, self.key)
    }
}

/// The version that a cursor is of, if it is one of these.
pub(crate) fn version_of(cursor: &str) -> Option<u64> {
    Parts::of(cursor).map(|parts| parts.version)
}

struct Parts<'c> {
    version: u64,
    key: &'c str,
    next: usize,
}

impl<'c> Parts<'c> {
    fn of(cursor: &'c str) -> Option<Self> {
        let (version, rest) = cursor.trim().strip_prefix('v')?.split_once('.')?;
        let (key, next) = rest.split_once('+')?;
        Some(Self { version: version.parse().ok()?, key, next: next.parse().ok()? })
    }
}

/// The cursor of a walk through one list. Where rows have ids it names the last row that was told, so that rows that come or
/// go before it move nothing; else it is the service's own.
pub(crate) struct Walk(String);

impl Walk {
    /// A walk, which `named` tells apart from others.
    pub(crate) fn new(named: &[&str]) -> Self {
        Self(key("walk", named))
    }

    /// The walk through what the arguments of a call name, however they are written. How much of it is asked for at a time
    /// may change on the way, and a flag that is off says nothing: all but `done`, which chooses.
    pub(crate) fn of_call(site: &str, tool: &str, arguments: &Value) -> Self {
        let given = arguments.as_object().into_iter().flatten();
        let given = given.filter(|(name, _)| !matches!(name.as_str(), "cursor" | "limit"));
        let meant = given.filter_map(|(name, value)| Some((name, meant(value)?)));
        let counts: BTreeMap<&String, Value> =
            meant.filter(|(name, value)| value != "false" || *name == "done").collect();
        Self::new(&[site, tool, &json!(counts).to_string()])
    }

    /// The id of the row behind which a cursor goes on.
    ///
    /// # Errors
    /// It is none of these, or belongs to another walk.
    pub(crate) fn last<'c>(&self, cursor: &'c str) -> Result<&'c str, Failure> {
        self.own(cursor)
    }

    /// The service's own cursor in one of ours; what is blank around it belongs to none.
    ///
    /// # Errors
    /// It is none of these, or belongs to another walk.
    pub(crate) fn own<'c>(&self, cursor: &'c str) -> Result<&'c str, Failure> {
        let parts = cursor.trim().strip_prefix('r').and_then(|rest| rest.split_once('+'));
        let (key, last) = parts.filter(|(_, last)| !last.is_empty()).ok_or_else(Failure::cursor)?;
        match key == self.0 {
            true => Ok(last),
            false => Err(Failure::argument(
                "cursor",
                "it belongs to another list: keep the arguments of the answer that gave it",
            )),
        }
    }

    /// The cursor behind a row.
    pub(crate) fn cursor(&self, last: &str) -> String {
        format!("r{}+{last}", self.0)
    }

    /// What is said where the row is not met again.
    pub(crate) fn lost(last: &str) -> Failure {
        let why = format!("{last}, the last row of the previous result, is no longer in the list");
        Failure::argument("cursor", why).next("List it from the start.")
    }
}

/// What a value says in whichever way it is written: numbers and truth values are text, one is a list of one, and blanks
/// around it, `null` and nothing at all say nothing.
fn meant(value: &Value) -> Option<Value> {
    let text = match value {
        Value::Null => return None,
        Value::Array(list) => {
            let mut list: Vec<Value> = list.iter().filter_map(meant).collect();
            return if list.len() > 1 { Some(list.into()) } else { list.pop() };
        }
        Value::Object(fields) => {
            let fields = fields.iter().filter_map(|(name, value)| Some((name.clone(), meant(value)?)));
            return Some(Value::Object(fields.collect()));
        }
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => {
            let number = number.to_string();
            number.strip_suffix(".0").map(str::to_owned).unwrap_or(number)
        }
    };
    let is_flag = ["true", "false"].iter().any(|flag| text.eq_ignore_ascii_case(flag));
    let text = if is_flag { text.to_ascii_lowercase() } else { text };
    (!text.is_empty()).then(|| text.into())
}

/// Tells apart what has not the same places: FNV-1a over all names.
fn key(what: &str, named: &[&str]) -> String {
    let bytes = std::iter::once(what).chain(named.iter().copied()).flat_map(|text| text.bytes().chain([0]));
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(whole: &Whole, cursor: &str) -> String {
        whole.place(Some(cursor), 100).unwrap_err().text()
    }

    #[test]
    fn a_cursor_goes_on_where_it_belongs_and_nowhere_else() {
        let whole = Whole::new("page", "`page_id`", &["7", "markdown"], 3);
        let cursor = whole.cursor(42);
        assert_eq!((whole.place(Some(&cursor), 100).unwrap(), whole.place(None, 0).unwrap()), (42, 0));
        assert_eq!(version_of(&cursor), Some(3));
        for made_up in ["5", "", "v3.abc", "made up"] {
            assert!(said(&whole, made_up).contains("it is not the `next_cursor`"), "{made_up}");
        }
        let other = Whole::new("page", "`page_id`", &["8", "markdown"], 3);
        assert!(said(&other, &cursor).contains("belongs to another `page_id`"));
        // What one name ends with is not what the next one begins with.
        let glued = Whole::new("page", "`page_id`", &["7mark", "down"], 3);
        assert!(said(&glued, &cursor).contains("belongs to another"));
        let newer = Whole::new("page", "`page_id`", &["7", "markdown"], 4);
        assert!(said(&newer, &cursor).contains("changed from version 3 to 4"));
        assert!(said(&whole, &whole.cursor(100)).contains("beyond the end"));
    }

    #[test]
    fn the_same_arguments_in_another_spelling_are_the_same_walk() {
        let walk = |arguments: Value| Walk::of_call("site", "tool", &arguments).0;
        let asked = walk(json!({"page_id": "65543", "resolved": true, "labels": ["a"]}));
        for same in [
            json!({"page_id": 65543, "resolved": "true", "labels": "a"}),
            json!({"page_id": 65543.0, "resolved": " True", "labels": [" a "], "limit": 5, "cursor": "x"}),
            json!({"page_id": " 65543 ", "resolved": true, "labels": ["a"], "title": null, "filename": " "}),
            json!({"page_id": "65543", "resolved": true, "labels": ["a", null], "draft": "false", "open": false}),
        ] {
            assert_eq!(walk(same.clone()), asked, "{same}");
        }
        for other in [
            json!({"page_id": "65544", "resolved": true, "labels": ["a"]}),
            json!({"page_id": "65543", "labels": ["a"]}),
            json!({"page_id": "65543", "resolved": true, "labels": ["a", "b"]}),
            json!({"page_id": "65543", "resolved": true, "labels": ["a"], "done": false}),
        ] {
            assert_ne!(walk(other.clone()), asked, "{other}");
        }
        assert_ne!(walk(json!({"done": false})), walk(json!({})));
        assert_ne!(walk(json!({"labels": ["a", "b"]})), walk(json!({"labels": ["ab"]})));
    }

    #[test]
    fn a_walk_goes_on_behind_a_row() {
        let walk = Walk::new(&["DOCS", "2"]);
        assert_eq!(walk.last(&walk.cursor("65543")).unwrap(), "65543");
        assert!(
            Walk::new(&["TEAM", "2"]).last(&walk.cursor("1")).unwrap_err().text().contains("another list")
        );
        assert!(walk.last("12").unwrap_err().text().contains("`next_cursor`"));
        for own in ["start:2", "cursor:a+b=="] {
            assert_eq!(walk.own(&walk.cursor(own)).unwrap(), own);
            // As it comes out of a file, or out of a line of text.
            assert_eq!(walk.own(&format!(" {}\r\n", walk.cursor(own))).unwrap(), own);
        }
    }
}
