//! Blocks that are named by what stands above them: the text of a heading in place of a handle.

use confluence_client::Quoted;
use confluence_client::content::{Document, Handle, Heading, Outline};

use crate::advice::Failure;

pub(super) fn is_handle(text: &str) -> bool {
    text.parse::<Handle>().is_ok()
}

/// The handle of the one heading of this text.
pub(super) fn heading(argument: &str, text: &str, document: &Document) -> Result<Handle, Failure> {
    document.heading(text).map_err(|error| {
        let failure = Failure::argument(argument, error.message());
        failure.next("Read the page with format `handles` for the handles of its blocks, such as #b12.")
    })
}

/// The handle of the only table of the page, or of the only one below a heading.
pub(super) fn table(named: Option<&str>, document: &Document, outline: &Outline) -> Result<Handle, Failure> {
    let tables: Vec<Handle> = match named {
        None => outline.tables.clone(),
        Some(text) => {
            let start = heading("block", text, document)?;
            let level =
                outline.headings.iter().find(|heading| heading.handle == start).map(|heading| heading.level);
            let ends = |other: &&Heading| other.handle > start && Some(other.level) <= level;
            let end = outline.headings.iter().find(ends).map(|heading| heading.handle);
            outline
                .tables
                .iter()
                .copied()
                .filter(|table| *table > start && end.is_none_or(|end| *table < end))
                .collect()
        }
    };
    let place = named.map_or_else(|| "on the page".to_owned(), |text| format!("below {}", Quoted(text)));
    match tables.as_slice() {
        [only] => Ok(*only),
        [] => Err(Failure::argument("block", format!("there is no table {place}"))),
        several => {
            let listed: Vec<String> = several
                .iter()
                .map(|table| match outline.headings.iter().rfind(|heading| heading.handle < *table) {
                    Some(heading) => format!("{table} (below {})", Quoted(&heading.title)),
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
    use super::*;

    #[test]
    fn a_table_is_found_by_what_stands_above_it() {
        let with = "<table><tbody><tr><td><p>x</p></td></tr></tbody></table>";
        let page = format!("<h1>A</h1><h2>\u{dc}bersicht <em>1</em></h2>{with}<h2>Two</h2><p>y</p>");
        let document = Document::parse(&page).unwrap();
        let found = table(None, &document, &document.outline()).unwrap();
        for named in ["\u{fc}bersicht 1", "## \u{dc}bersicht *1*", "A"] {
            assert_eq!(table(Some(named), &document, &document.outline()).unwrap(), found, "{named}");
        }
        for (named, says) in [("Two", "no table below"), ("Three", "no heading is called")] {
            let refused = format!("{:?}", table(Some(named), &document, &document.outline()).unwrap_err());
            assert!(refused.contains(says), "{refused}");
        }
        let two = Document::parse(&format!("{page}{with}")).unwrap();
        let refused = format!("{:?}", table(None, &two, &two.outline()).unwrap_err());
        assert!(refused.contains("several tables") && refused.contains(&found.to_string()), "{refused}");
    }
}
