//! Items below an ordered one that are indented by less than its text: `1. a`, below it `  - b`, then `2. c`.
//!
//! To CommonMark these are three lists side by side. Where the numbers go on behind them, the author meant children, as
//! editors and other tools show them.

use super::line_shape::{Line, OpenFence, is_list_marker};
use crate::storage::text::slice;

/// The lines of children that are indented by too little: how many, and by how much.
pub(super) struct Children {
    pub(super) lines: usize,
    pub(super) missing: usize,
}

/// The marker of an item: what stands before it, its number, and where its text begins.
struct Marker {
    indent: usize,
    number: Option<(u64, u8)>,
    text: usize,
}

/// Looks at the lines behind the one with this number. The last item of a list counts if the one before it did.
pub(super) fn read(lines: &[Line<'_>], number: usize, is_known_list: bool) -> Option<Children> {
    let item = marker(lines.get(number)?.text)?;
    let (count, sign) = item.number?;
    let below = lines.get(number + 1..)?;
    let first = marker(below.first()?.text)?;
    first.indent.checked_sub(item.indent).filter(|deeper| *deeper >= 2)?;
    let missing = item.text.checked_sub(first.indent).filter(|missing| *missing > 0)?;
    let mut fence = OpenFence::default();
    let mut length = 0;
    for (at, line) in below.iter().enumerate() {
        let content = line.text.trim();
        let indent = line.text.len() - line.text.trim_start_matches(' ').len();
        if !fence.is_open() && !content.is_empty() && indent < first.indent {
            let next = marker(line.text).filter(|next| next.indent == item.indent);
            let goes_on = next.is_some_and(|next| next.number == Some((count + 1, sign)));
            return (goes_on || is_known_list).then_some(Children { lines: length, missing });
        }
        fence.read(content);
        if !content.is_empty() {
            length = at + 1;
        }
    }
    is_known_list.then_some(Children { lines: length, missing })
}

fn marker(line: &str) -> Option<Marker> {
    let content = line.trim_start_matches(' ');
    let (token, rest) = content.split_once(' ')?;
    let text = rest.trim_start_matches(' ');
    if !is_list_marker(token) || text.trim().is_empty() {
        return None;
    }
    let indent = line.len() - content.len();
    let digits = slice(token, ..token.len() - 1).parse().ok();
    let number = digits.zip(token.bytes().last());
    Some(Marker { indent, number, text: line.len() - text.len() })
}
