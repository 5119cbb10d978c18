//! Text that is part of a line, whatever it begins with: `<h2>1. Set up</h2>`.
//!
//! The parser reads blocks alone, and to it `1.` begins a list. So what would begin one gets a backslash before the
//! parser sees it, and the places are counted without them.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, Event, Parser};

use super::known::Known;
use super::options;
use crate::content::line_starts::block_mark;
use crate::storage::text::slice;

/// A text, and where in it a block of Markdown would begin.
pub(super) struct OneLine<'t> {
    text: &'t str,
    marks: Vec<usize>,
}

impl<'t> OneLine<'t> {
    /// Fences of code are blocks still, which nothing else can mean, but where no block can stand.
    pub(super) fn of(text: &'t str, without_fences: bool) -> Self {
        let mut marks = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_start_matches([' ', '\t']);
            let lead = line.len() - content.len();
            let content = content.trim_end();
            if !without_fences && is_fence(content) {
                break;
            }
            marks.extend(mark(content).map(|mark| at + lead + mark));
            at += line.len();
        }
        Self { text, marks }
    }

    /// Where the first block would begin.
    pub(super) fn first_mark(&self) -> Option<usize> {
        self.marks.first().copied()
    }

    /// What the parser finds, with the places in the text.
    pub(super) fn events(&self, known: &Known) -> Vec<(Event<'t>, Range<usize>)> {
        if self.marks.is_empty() {
            let parser = Parser::new_with_broken_link_callback(
                self.text,
                options(),
                Some(|link: BrokenLink<'t>| known.link(&link.reference)),
            );
            return parser.into_offset_iter().collect();
        }
        let mut escaped = String::with_capacity(self.text.len() + self.marks.len());
        let mut added = Vec::with_capacity(self.marks.len());
        let mut done = 0;
        for &mark in &self.marks {
            escaped.push_str(slice(self.text, done..mark));
            added.push(escaped.len());
            escaped.push('\\');
            done = mark;
        }
        escaped.push_str(slice(self.text, done..));
        let place = |at: usize| at - added.partition_point(|&backslash| backslash < at);
        let link = |link: BrokenLink<'_>| known.link(&link.reference);
        let events =
            Parser::new_with_broken_link_callback(&escaped, options(), Some(link)).into_offset_iter();
        events.map(|(event, range)| (event.into_static(), place(range.start)..place(range.end))).collect()
    }
}

/// Where a line has to have a backslash, so that it begins no block.
fn mark(line: &str) -> Option<usize> {
    block_mark(line).or_else(|| {
        let next = line.as_bytes().get(1);
        let begins = match line.as_bytes().first()? {
            b'*' => next.is_none_or(|byte| matches!(byte, b' ' | b'\t')) || is_rule(line, b'*'),
            b'_' => is_rule(line, b'_'),
            // The second line of a table.
            b':' => next.is_some_and(|&byte| byte == b'-'),
            b'[' => line.contains("]:"),
            b'`' | b'~' => is_fence(line),
            _ => false,
        };
        begins.then_some(0)
    })
}

fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

fn is_rule(line: &str, sign: u8) -> bool {
    line.bytes().filter(|&byte| byte == sign).count() > 2
        && line.bytes().all(|byte| byte == sign || byte.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::Tag;

    use super::*;

    #[test]
    fn nothing_but_a_fence_is_a_block() {
        for text in [
            "1. a",
            "12) a",
            "1.",
            "- a",
            "-",
            "--",
            "---",
            "* a",
            "*",
            "* * *",
            "_ _ _",
            "+ a",
            "# a",
            "#",
            "###### a",
            "> a",
            "a\n---",
            "a\n===",
            "a\n- b",
            "a | b\n--- | ---\nc | d",
            "| a |\n|---|",
            "a|b\n:-:|-:",
            "[x]: http://e.com",
            "[^1]: note",
            "a\n# b",
            "a\n    b",
        ] {
            let events = OneLine::of(text, true).events(&Known::default());
            let blocks = events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Paragraph)));
            assert_eq!(blocks.count(), 1, "{text}: {events:?}");
            let kept: String = events
                .iter()
                .filter(|(event, _)| matches!(event, Event::Text(_)))
                .map(|(_, range)| slice(text, range.clone()))
                .collect();
            let letters = |text: &str| text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>();
            assert_eq!(letters(&kept), letters(text));
        }
        let fence = OneLine::of("```js\n- x\n```", false).events(&Known::default());
        assert!(matches!(fence.first(), Some((Event::Start(Tag::CodeBlock(_)), _))));
    }
}
