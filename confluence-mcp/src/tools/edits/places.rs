//! Blocks that are named by what stands above them: the text of a heading in place of a handle.

use confluence_client::content::{Handle, Heading, Outline};

use crate::advice::Failure;

pub(super) fn is_handle(text: &str) -> bool {
    text.parse::<Handle>().is_ok()
}

/// The handle of the one heading of this text, which may be written as Markdown.
pub(super) fn handle_of(argument: &str, text: &str, outline: &Outline) -> Result<String, Failure> {
    heading(argument, text, outline).map(|heading| heading.handle.to_string())
}

fn heading<'o>(argument: &str, text: &str, outline: &'o Outline) -> Result<&'o Heading, Failure> {
    let wanted = text.trim().trim_start_matches('#').trim();
    let mut found = outline.headings.iter().filter(|heading| heading.title.eq_ignore_ascii_case(wanted));
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(Failure::argument(
            argument,
            format!("several headings read {wanted:?}: name the one by its handle"),
        )),
        _ => Err(Failure::argument(
            argument,
            format!(
                "{wanted:?} is no handle such as #b12 and no heading of the page; read it with format `handles`"
            ),
        )),
    }
}

/// The handle of the only table of the page, or of the only one below a heading.
pub(super) fn table_of(named: Option<&str>, outline: &Outline) -> Result<String, Failure> {
    let tables: Vec<Handle> = match named {
        None => outline.tables.clone(),
        Some(text) => {
            let heading = heading("block", text, outline)?;
            let end = outline
                .headings
                .iter()
                .find(|other| other.handle > heading.handle && other.level <= heading.level);
            let below =
                |table: &&Handle| **table > heading.handle && end.is_none_or(|end| **table < end.handle);
            outline.tables.iter().filter(below).copied().collect()
        }
    };
    let place = named.map_or_else(|| "on the page".to_owned(), |text| format!("below {text:?}"));
    match tables.as_slice() {
        [only] => Ok(only.to_string()),
        [] => Err(Failure::argument("block", format!("there is no table {place}"))),
        several => {
            let listed: Vec<String> = several
                .iter()
                .map(|table| match outline.headings.iter().rfind(|heading| heading.handle < *table) {
                    Some(heading) => format!("{table} (below {:?})", heading.title),
                    None => table.to_string(),
                })
                .collect();
            Err(Failure::argument(
                "block",
                format!("there are several tables {place}; name one by its handle: {}", listed.join(", ")),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use confluence_client::content::Document;

    use super::*;

    #[test]
    fn a_table_is_found_by_what_stands_above_it() {
        let table = "<table><tbody><tr><td><p>x</p></td></tr></tbody></table>";
        let page = format!("<h1>A</h1><h2>One</h2>{table}<h2>Two</h2><p>y</p>");
        let outline = Document::parse(&page).unwrap().outline();
        let found = table_of(None, &outline).unwrap();
        for named in ["One", "## One", "A"] {
            assert_eq!(table_of(Some(named), &outline).unwrap(), found, "{named}");
        }
        for (named, says) in [("Two", "no table below"), ("Three", "no heading")] {
            let refused = format!("{:?}", table_of(Some(named), &outline).unwrap_err());
            assert!(refused.contains(says), "{refused}");
        }
        let two = Document::parse(&format!("{page}{table}")).unwrap().outline();
        let refused = format!("{:?}", table_of(None, &two).unwrap_err());
        assert!(refused.contains("several tables") && refused.contains(&found), "{refused}");
    }
}
