//! What is wrong with a text as a whole: it was escaped twice, or put into a fence.

use super::{AstBlock, AstKind, Source};

/// Tells of what is understood as it stands, and hardly ever meant.
pub(super) fn tell(source: &Source, blocks: &[AstBlock<'_>]) {
    if !source.is_whole() {
        return;
    }
    let text = source.text().trim();
    if !text.contains('\n') && is_escaped_twice(text) {
        let message = "the text has `\\n` written out and no line break, and was taken as one line: it was escaped twice";
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

/// Whether a line has the breaks of others written out: between paragraphs, before headings, items and rows.
fn is_escaped_twice(line: &str) -> bool {
    let written_out = |(at, _): (usize, &str)| {
        let behind = line.get(at + 2..).unwrap_or_default();
        ["\\n", "# ", "## ", "### ", "- ", "* ", "1. ", "| ", "> ", "```"]
            .iter()
            .any(|start| behind.starts_with(start))
    };
    !line.contains('`') && line.match_indices("\\n").any(written_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_escaped_twice_is_told_from_a_path() {
        for line in ["# A\\n\\nline one\\n- x", "one\\n- two", "a\\n## b"] {
            assert!(is_escaped_twice(line), "{line}");
        }
        for line in ["C:\\new\\notes", "print(\"a\\nb\")", "`a\\n\\nb`", ""] {
            assert!(!is_escaped_twice(line), "{line}");
        }
    }
}
