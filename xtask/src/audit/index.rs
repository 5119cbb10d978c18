//! The table of all operations in the documentation of each API's module.

use std::{fmt::Write as _, fs};

use ::tests::facts::{self, Api, Facts};
use confluence_client::Operation;

use crate::{Result, step::root};

/// Writes the table anew if it is not as it should be, and says so.
pub(crate) fn fault(facts: &Facts, api: Api, declared: &[&Operation]) -> Result<Option<String>> {
    let name = format!("confluence-client/src/{}/index.md", api.name());
    let file = root().join(&name);
    let text = table(facts, api, declared);
    if fs::read_to_string(&file).is_ok_and(|current| current == text) {
        return Ok(None);
    }
    fs::write(&file, text)?;
    Ok(Some(format!("{name} was not up to date; it is now")))
}

fn table(facts: &Facts, api: Api, declared: &[&Operation]) -> String {
    let mut text = "| function | operation | request | scopes |\n|---|---|---|---|\n".to_owned();
    for row in &facts.operations {
        let ours = declared.iter().find(|ours| is_of(ours, row));
        let function = ours.map(|ours| linked(ours, api, row)).unwrap_or_default();
        let scopes = row.granular.iter().chain(&row.classic).map(|scope| format!("`{scope}`"));
        let scopes = scopes.collect::<Vec<_>>().join(" ");
        let facts::Operation { id, method, path, .. } = row;
        // Writing to a text cannot fail.
        let _ = writeln!(text, "| {function} | `{id}` | `{method} {path}` | {scopes} |");
    }
    text
}

fn is_of(ours: &Operation, row: &facts::Operation) -> bool {
    format!("{:?}", ours.verb) == row.method && super::blanked(&ours.template()) == super::blanked(&row.path)
}

/// The function's name below the module of its API, with a link unless a feature may hide it.
fn linked(ours: &Operation, api: Api, row: &facts::Operation) -> String {
    let module = format!("confluence_client::{}::", api.name());
    let name = ours.function.strip_prefix(&module).unwrap_or(ours.function);
    if row.flags.iter().any(|flag| flag == "experimental") {
        format!("`{name}`")
    } else {
        format!("[`{name}`]({name})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_a_row_for_each_published_operation() {
        let facts = Facts::load(Api::V2).unwrap();
        let declared: Vec<&Operation> = confluence_client::v2::operations().collect();
        let text = table(&facts, Api::V2, &declared);
        assert_eq!(text.lines().count(), 2 + 218);
        let row =
            "| [`pages::get`](pages::get) | `getPageById` | `GET /pages/{id}` | `read:page:confluence` |";
        assert!(text.contains(row), "{text}");
    }
}
