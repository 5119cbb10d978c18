//! Labels of links that are defined again: to Markdown the first definition is the one, and the others show nothing.

use std::ops::Range;

use pulldown_cmark::{Event, RefDefs, Tag};

use super::Source;
use super::line_shape::OpenFence;

/// Lines that may define a label again, by where they begin, and whether the parser found something in them.
pub(super) struct SecondDefinitions(Vec<(usize, String, bool)>);

impl SecondDefinitions {
    pub(super) fn of(text: &str, known: &RefDefs<'_>) -> Self {
        let mut found = Vec::new();
        let mut fence = OpenFence::default();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_start_matches([' ', '>']);
            let start = at + line.len() - content.len();
            at += line.len();
            let in_code = fence.is_open();
            fence.read(content.trim_end());
            let label =
                content.strip_prefix('[').and_then(|rest| rest.split_once("]:")).map(|(label, _)| label);
            let Some(label) = label.filter(|label| !in_code && !label.starts_with('^')) else { continue };
            if known.get(label).is_some_and(|first| !first.span.contains(&start)) {
                found.push((start, label.to_owned(), false));
            }
        }
        Self(found)
    }

    /// Takes in what the parser found, which is no definition.
    pub(super) fn see(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let shows = matches!(
            event,
            Event::Text(_)
                | Event::Code(_)
                | Event::Html(_)
                | Event::InlineHtml(_)
                | Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. })
        );
        if !shows || self.0.is_empty() {
            return;
        }
        let first = self.0.partition_point(|(at, ..)| *at < range.start);
        let within = self.0.iter_mut().skip(first).take_while(|(at, ..)| *at < range.end);
        within.for_each(|(_, _, shown)| *shown = true);
    }

    pub(super) fn tell(&self, source: &Source) {
        for (at, label, _) in self.0.iter().filter(|(_, _, shown)| !shown) {
            let message = format!(
                "the second definition `[{label}]: ...` was left out: a label has one URL, that of its first definition"
            );
            source.note(*at, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn a_label_that_is_defined_again_is_told() {
        let told = |markdown: &str| {
            let notes = to_storage(markdown, &WriteOptions::new()).unwrap().notes;
            notes.iter().filter(|note| note.message.contains("second definition")).count()
        };
        assert_eq!(told("[a]\n\n[a]: https://x.org\n[A]: https://y.org\n"), 1);
        assert_eq!(told("> [a]\n\n> [a]: https://x.org\n\n[a]: https://y.org"), 1);
        for quiet in [
            "[a]\n\n[a]: https://x.org\n",
            "[a]\n\n[a]: https://x.org\n\n```\n[a]: https://y.org\n```\n",
            "[a]\n\n[a]: https://x.org\n\ntext\n[a]: https://y.org\n",
        ] {
            assert_eq!(told(quiet), 0, "{quiet}");
        }
    }
}
