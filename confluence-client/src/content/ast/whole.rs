//! What is wrong with a text as a whole: it was escaped twice, put into a fence, or is none of Markdown.

use super::line_shape::{INDENTATION, OpenFence};
use super::{AstBlock, AstKind, InlineKind, Source};

/// Tells of what is understood as it stands, and hardly ever meant.
pub(super) fn tell(source: &Source, blocks: &[AstBlock<'_>]) {
    let text = source.text().trim();
    let escaped = line_escaped_twice(text, blocks);
    if let Some((at, message)) = escaped {
        source.note(at, message);
    }
    if !source.is_whole() {
        return;
    }
    let found = text_escaped_twice(text).or_else(|| other_notation(text));
    if let Some(message) = found.filter(|_| escaped.is_none()) {
        source.note(0, message);
    }
    if let Some(message) = indented(source, blocks) {
        source.note(0, message);
    }
    if let [AstBlock { kind: AstKind::Code { info, body }, range, .. }] = blocks
        && matches!(info.split_whitespace().next(), Some("markdown" | "md"))
        && body.trim_start().starts_with('#')
    {
        let message = "all of the text stands in one fence, and was written as a block of code: without the fence it is the \
                       text of the page";
        source.note(range.start, message);
    }
}

/// What is told of a text that is indented as a whole, its first line aside, as one in a program is.
fn indented(source: &Source, blocks: &[AstBlock<'_>]) -> Option<&'static str> {
    let (first, last) = match blocks {
        [last] => (None, last),
        [first, last] => (Some(first), last),
        _ => return None,
    };
    let AstKind::Code { info, body } = &last.kind else { return None };
    let line = source.text().get(..last.range.start)?.rfind('\n').map_or(0, |end| end + 1);
    let line = source.text().get(line..)?;
    let is_indented = line.starts_with(INDENTATION) || line.starts_with('\t');
    let is_marked = |line: &str| {
        let line = line.trim_start();
        ["# ", "## ", "### ", "- ", "* ", "1. ", "| ", "> ", "```"].iter().any(|mark| line.starts_with(mark))
    };
    let is_meant = first.is_none() || body.lines().any(is_marked);
    (info.is_empty() && is_indented && is_meant).then_some(
        "the text is indented by four blanks or more, and was written as a block of code; take the indentation away, or put code \
         between fences of three backticks",
    )
}

/// What is told of a text that was escaped as a whole once more than its author knows.
fn text_escaped_twice(text: &str) -> Option<&'static str> {
    if text.starts_with("&lt;") && text.ends_with("&gt;") && text.contains("&lt;/") {
        return Some(
            "the text is HTML with its signs escaped, and was written as text: it was escaped twice; give it unescaped",
        );
    }
    let is_object = text.starts_with('{') && text.ends_with('}');
    let has_text = ["\"body\"", "\"content\""].iter().any(|key| text.contains(key));
    (is_object && has_text && is_json(text)).then_some(
        "the text is JSON, and was written as text; give the text itself as `content`, or put the JSON in a fence of code",
    )
}

/// The first line whose breaks or signs are written out, and what is told of it.
fn line_escaped_twice(text: &str, blocks: &[AstBlock<'_>]) -> Option<(usize, &'static str)> {
    if !text.contains("\\n") && !text.contains("\\u00") {
        return None;
    }
    let mut work: Vec<&AstBlock<'_>> = blocks.iter().rev().collect();
    while let Some(block) = work.pop() {
        work.extend(block.children.iter().rev());
        let mut line = String::new();
        for inline in &block.inline {
            match &inline.kind {
                InlineKind::Text(part, _) => line.push_str(part),
                InlineKind::Code(_) => line.push('`'),
                _ => {}
            }
        }
        if has_breaks_written_out(&line) {
            let message = "the text has `\\n` written out, and was taken as one line: it was escaped twice; give it with its line \
                           breaks";
            return Some((block.range.start, message));
        }
        if line.contains("\\u003c") && line.contains("\\u003e") {
            let message =
                "the text has `\\u003c` written out in place of `<`: it was escaped twice; give it unescaped";
            return Some((block.range.start, message));
        }
    }
    None
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Whether a line has the breaks of others written out: between paragraphs, before headings, items and rows.
fn has_breaks_written_out(line: &str) -> bool {
    let written_out = |(at, _): (usize, &str)| {
        let behind = line.get(at + 2..).unwrap_or_default();
        ["\\n", "# ", "## ", "### ", "- ", "* ", "1. ", "| ", "> ", "```"]
            .iter()
            .any(|start| behind.starts_with(start))
    };
    line.match_indices("\\n").any(written_out)
}

/// What is told of a text that is written in AsciiDoc or Org.
fn other_notation(text: &str) -> Option<&'static str> {
    let mut fence = OpenFence::default();
    for line in text.lines().map(str::trim_end) {
        let in_code = fence.is_open();
        fence.read(line.trim_start());
        if in_code || fence.is_open() {
            continue;
        }
        let heading = line.trim_start_matches('=');
        let marks = line.len() - heading.len();
        let is_heading = (2..=6).contains(&marks)
            && heading.strip_prefix(' ').is_some_and(|title| title.starts_with(char::is_alphanumeric));
        if line == "|===" || line.starts_with("[source") && line.ends_with(']') || is_heading {
            return Some(
                "the text looks like AsciiDoc or wiki markup, and was read as Markdown: a heading is `## Title`, code stands \
                 between fences of three backticks, a table has a line `|---|---|` below its first",
            );
        }
        let keyword = line.get(..line.floor_char_boundary(12)).unwrap_or(line).to_ascii_lowercase();
        if ["#+begin_", "#+title:", "#+options:"].iter().any(|start| keyword.starts_with(start)) {
            return Some(
                "the text looks like Org, and was read as Markdown: a heading is `## Title`, code stands between fences of three \
                 backticks",
            );
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_escaped_twice_is_told_from_a_path() {
        for line in ["# A\\n\\nline one\\n- x", "one\\n- two", "a\\n## b"] {
            assert!(has_breaks_written_out(line), "{line}");
        }
        for line in ["C:\\new\\notes", "print(\"a\\nb\")", ""] {
            assert!(!has_breaks_written_out(line), "{line}");
        }
    }

    #[test]
    fn a_text_that_is_indented_as_a_whole_is_told() {
        let is_told = |markdown: &str| {
            let notes = crate::content::to_storage(markdown, &Default::default()).unwrap().notes;
            notes.iter().any(|note| note.message.contains("is indented by four blanks"))
        };
        for told in ["    # A\n\n    - b\n", "\n    text\n    more", "\tText", "# A\n\n    - b\n\n    - c"] {
            assert!(is_told(told), "{told}");
        }
        for quiet in
            ["```\n    x\n```", "<pre>\n    x\n</pre>", "Run:\n\n    make all", "- a\n\n      code\n", "Text"]
        {
            assert!(!is_told(quiet), "{quiet}");
        }
    }
}
