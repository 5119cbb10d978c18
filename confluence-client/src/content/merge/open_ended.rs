//! Whether something in a text goes on beyond its end.

use crate::content::ast::{OpenFence, without_markers};

/// Whether a text opens a fence, a container or an element of HTML that it does not close: what follows it belongs to that.
/// It may say so of one that is closed after all.
pub(super) fn is_open_ended(markdown: &str) -> bool {
    let (mut fence, mut containers) = (OpenFence::default(), 0_usize);
    for line in markdown.lines() {
        let content = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let was_open = fence.is_open();
        let content = if was_open { content } else { without_markers(content) };
        fence.read(content);
        if was_open || fence.is_open() {
            continue;
        }
        let name = content.trim_start_matches(':');
        match content.len() - name.len() {
            // Which elements end where is for the parser to find out.
            _ if content.starts_with('<') => return true,
            3.. if name.trim().is_empty() => containers = containers.saturating_sub(1),
            3.. => containers += 1,
            _ => {}
        }
    }
    fence.is_open() || containers > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_at_the_end_is_found() {
        for (text, open) in [
            ("a\n\n```\nb", true),
            ("a\n\n```\nb\n```\n\nc", false),
            ("> ~~~~\n> ~~~\n", true),
            ("- ```rust\n  x\n  ```", false),
            ("1) ```\n   b", true),
            (":::panel\n\nx", true),
            (":::panel\n\nx\n\n:::\n", false),
            ("<div>\n\nx", true),
            ("a `code` b\n\n::toc", false),
        ] {
            assert_eq!(is_open_ended(text), open, "{text}");
        }
    }
}
