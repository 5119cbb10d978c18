//! `::: mermaid` around what is no Markdown, as Azure DevOps writes what it draws: a fence of that language.

use std::collections::BTreeSet;

use super::line_shape::Line;
use crate::content::render::longest_run;

pub(super) struct Drawing<'l> {
    pub(super) language: &'static str,
    /// Longer than any fence within it.
    pub(super) fence: String,
    pub(super) body: &'l [Line<'l>],
}

impl<'l> Drawing<'l> {
    /// Reads a line that opens one, and those below up to its end. `endless` are the widths of those that nothing below
    /// ends: to look for it again at each would cost the square of their number.
    pub(super) fn read(line: Line<'_>, below: &'l [Line<'l>], endless: &mut BTreeSet<usize>) -> Option<Self> {
        let colons = |text: &str| text.bytes().take_while(|&byte| byte == b':').count();
        let content = line.text.trim();
        let width = colons(content);
        let name = content.get(width..)?.trim();
        let language = ["mermaid", "plantuml"].into_iter().find(|known| *known == name)?;
        if width < 3 || line.text.starts_with("    ") || endless.contains(&width) {
            return None;
        }
        let ends = |text: &str| text.len() == width && colons(text) == width;
        let Some(end) = below.iter().position(|line| ends(line.text.trim())) else {
            endless.insert(width);
            return None;
        };
        let body = below.get(..end)?;
        let longest = body.iter().map(|line| longest_run(line.text, b'`')).max().unwrap_or(0);
        Some(Self { language, fence: "`".repeat(longest.max(2) + 1), body })
    }
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn what_is_drawn_is_code_and_no_markdown() {
        for (markdown, code) in [
            ("a\n::: mermaid\ngraph TD;\n\n  A-->B *x*\n:::\nb", "graph TD;\n\n  A-->B *x*"),
            (":::mermaid\na ```` b\n:::\nb", "a ```` b"),
        ] {
            let stored = to_storage(markdown, &WriteOptions::new()).unwrap().storage;
            assert!(stored.contains("\"language\">mermaid<") && stored.ends_with("<p>b</p>"), "{stored}");
            assert!(stored.contains(&format!("<![CDATA[{code}]]>")), "{stored}");
        }
        assert!(to_storage("::: mermaid\ngraph", &WriteOptions::new()).is_err());
    }
}
