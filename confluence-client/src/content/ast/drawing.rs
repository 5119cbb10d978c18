//! `::: mermaid` around what is no Markdown, as Azure DevOps writes what it draws: a fence of that language.

use super::line_shape::Line;

pub(super) struct Drawing<'l> {
    pub(super) language: &'static str,
    /// Longer than any fence within it.
    pub(super) fence: String,
    pub(super) body: &'l [Line<'l>],
}

impl<'l> Drawing<'l> {
    /// Reads a line that opens one, and those below up to its end.
    pub(super) fn read(line: Line<'_>, below: &'l [Line<'l>]) -> Option<Self> {
        let colons = |text: &str| text.bytes().take_while(|&byte| byte == b':').count();
        let content = line.text.trim();
        let width = colons(content);
        let language = match content.get(width..)?.trim() {
            "mermaid" => "mermaid",
            "plantuml" => "plantuml",
            _ => return None,
        };
        if width < 3 || line.text.starts_with("    ") {
            return None;
        }
        let ends = |text: &str| text.len() == width && colons(text) == width;
        let body = below.get(..below.iter().position(|line| ends(line.text.trim()))?)?;
        let runs = body.iter().flat_map(|line| line.text.split(|sign| sign != '`').map(str::len));
        Some(Self { language, fence: "`".repeat(runs.max().map_or(3, |run| (run + 1).max(3))), body })
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
