//! The dialect of Markdown that pages are written in: what a model needs to know of it, in few bytes.

/// One example of everything that Markdown has no words for. A test converts each of them.
pub(crate) const SYNTAX: &str = include_str!("syntax.md");

#[cfg(test)]
mod tests {
    use confluence_client::content::{Document, ReadOptions, WriteOptions, to_storage};

    use super::*;

    #[test]
    fn every_example_is_stored_as_what_it_says() {
        // A mention by name is looked up before it is stored.
        let storage =
            to_storage(&SYNTAX.replace("](user:)", "](user:1)"), &WriteOptions::default()).unwrap().storage;
        for name in [
            "info",
            "panel",
            "expand",
            "status",
            "toc",
            "children",
            "jira",
            "anchor",
            "details",
            "detailssummary",
            "excerpt",
            "code",
            "plantuml",
        ] {
            assert!(storage.contains(&format!("ac:name=\"{name}\"")), "{name}");
        }
        for part in ["<time", "ri:user", "ac:task", "ri:page", "ri:attachment", "ac:image", "ac:layout"] {
            assert!(storage.contains(part), "{part}");
        }
        Document::parse(&storage).unwrap().markdown(&ReadOptions::new());
        assert!(SYNTAX.len() < 2_500, "{} bytes", SYNTAX.len());
    }
}
