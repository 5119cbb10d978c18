//! What a text defines for all of itself: the URLs of links, and footnotes. Text between tags of HTML is read by itself, and
//! has to know them.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{CowStr, Event, Parser, Tag};

use super::options;

/// The definitions of a text, by their labels.
#[derive(Debug, Default)]
pub(super) struct Known {
    footnotes: HashSet<String>,
    /// URLs and titles.
    links: HashMap<String, (String, String)>,
}

impl Known {
    pub(super) fn of(text: &str) -> Self {
        // Nothing is read by itself but between tags.
        if !text.contains("]:") || !text.contains('<') {
            return Self::default();
        }
        let mut events = Parser::new_ext(text, options()).into_offset_iter();
        let footnotes = events.by_ref().filter_map(|(event, _)| match event {
            Event::Start(Tag::FootnoteDefinition(label)) => Some(folded(&label)),
            _ => None,
        });
        let footnotes = footnotes.collect();
        let definitions = events.reference_definitions().iter();
        let links = definitions.map(|(label, definition)| {
            let title = definition.title.as_deref().unwrap_or("").to_owned();
            (folded(label), (definition.dest.to_string(), title))
        });
        Self { footnotes, links: links.collect() }
    }

    /// Whether a footnote has a text.
    pub(super) fn has_footnote(&self, label: &str) -> bool {
        self.footnotes.contains(&folded(label))
    }

    /// The URL and the title of a link that is written with a label.
    pub(super) fn link<'a>(&self, label: &str) -> Option<(CowStr<'a>, CowStr<'a>)> {
        let (uri, title) = self.links.get(&folded(label))?;
        Some((CowStr::from(uri.clone()), CowStr::from(title.clone())))
    }
}

/// A label as labels are compared.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn what_the_text_defines_is_known_between_tags() {
        let page = to_storage(
            "<p>One [^1] and [site][s] and [s].</p>\n\n[^1]: The note\n\n[s]: https://example.com\n",
            &WriteOptions::new(),
        )
        .unwrap();
        assert!(page.notes.is_empty(), "{:?}", page.notes);
        assert_eq!(page.storage.matches("<a href=\"https://example.com\">").count(), 2, "{}", page.storage);
        assert!(!page.storage.contains("[^1]"), "{}", page.storage);
        let undefined = to_storage("<p>One [^1]</p>", &WriteOptions::new()).unwrap();
        assert!(undefined.notes.iter().any(|note| note.message.contains("which is missing")));
    }
}
