//! What programs of other drivers ask for beside the name of a table: the catalog and the schema, which are one here, and
//! a name or a pattern of it.

use confluence_client::sql::Value;
use rmcp::model::JsonObject;

use crate::synonyms::snake;

/// The schema that the tables are in.
const SCHEMA: &str = "Confluence";

/// Takes off what names the one schema, and puts `tableName` and its like under the name that the tool has.
pub(super) fn prepare(arguments: &mut JsonObject, name: &str) {
    let named = |key: &str| snake(key).trim_end_matches("_name").to_owned();
    let keys: Vec<String> = arguments.keys().cloned().collect();
    for key in keys {
        let value = arguments.get(&key).cloned().unwrap_or_default();
        let text = value.as_str().unwrap_or_default().trim_matches(['[', ']', '"', '`', '%']);
        match named(&key).as_str() {
            // A connection has whatever name its owner gave it.
            "catalog" | "database" if value.is_null() || value.is_string() => drop(arguments.remove(&key)),
            "schema" | "default_schema"
                if value.is_null() || text.is_empty() || text.eq_ignore_ascii_case(SCHEMA) =>
            {
                drop(arguments.remove(&key));
            }
            meant if meant == name && key != name && !arguments.contains_key(name) => {
                arguments.remove(&key);
                arguments.insert(name.to_owned(), value);
            }
            _ => {}
        }
    }
}

/// Whether a row is about what is asked for: a name in any case, where `%` stands for any letters.
pub(super) fn fits(asked: Option<&str>, row: &[Value]) -> bool {
    let Some(asked) = asked.map(str::to_lowercase).filter(|asked| !asked.is_empty()) else { return true };
    let asked = asked.rsplit('.').next().unwrap_or_default().trim_matches(['[', ']', '"', '`']).to_owned();
    let name = row.first().and_then(Value::as_str).unwrap_or_default().to_lowercase();
    match (asked.strip_prefix('%'), asked.strip_suffix('%')) {
        (Some(rest), Some(_)) => name.contains(rest.trim_end_matches('%')),
        (Some(end), None) => name.ends_with(end),
        (None, Some(start)) => name.starts_with(start),
        (None, None) => name == asked,
    }
}
