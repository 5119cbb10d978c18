//! `>>>` on a line of its own begins and ends a quote in GitLab's Markdown.

use super::line_shape::{Line, OpenFence};

const FENCE: &str = ">>>";

/// The lines of the quote that the line with this number opens, with the marker of a quote each; nothing if it opens none.
pub(super) fn read(lines: &[Line<'_>], number: usize) -> Option<Vec<(usize, String)>> {
    let is_fence = |line: &Line<'_>| line.text.trim_end() == FENCE;
    lines.get(number).filter(|line| is_fence(line))?;
    let mut code = OpenFence::default();
    let mut quote = Vec::new();
    for line in lines.get(number + 1..)? {
        if is_fence(line) && !code.is_open() {
            return (!quote.is_empty()).then_some(quote);
        }
        code.read(line.text.trim());
        quote.push((line.at.saturating_sub(2), format!("> {}", line.text)));
    }
    None
}
