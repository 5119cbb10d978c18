//! Fences that end where their author did not mean it: at no line at all, or at the end of a fence within them.

use std::ops::Range;

use super::Source;

/// Tells of a block of code between fences that takes more, or less, than it looks like.
pub(super) fn tell(source: &Source, range: &Range<usize>) {
    let block = source.slice(range.clone());
    let Some(sign) = block.chars().next().filter(|sign| matches!(sign, '`' | '~')) else { return };
    let width = |line: &str| line.len() - line.trim_start_matches(sign).len();
    let run = width(block);
    let fence = sign.to_string().repeat(run);
    let mut at = range.start;
    let mut closed = false;
    for (number, line) in block.split_inclusive('\n').enumerate() {
        let content = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let info = content.trim_start_matches(sign);
        let is_fence = number > 0 && width(content) >= run;
        closed = is_fence && info.is_empty();
        if is_fence && info.trim_start().starts_with(char::is_alphanumeric) && !info.contains(sign) {
            let message = format!(
                "`{content}` opens no fence here, since it stands in another one, which ends at the next line `{fence}`; put \
                 `{fence}{sign}` around code that has fences in it"
            );
            source.note(at, message);
        }
        at += line.len();
    }
    if !closed {
        let message = format!(
            "the fence `{fence}` is never closed: all that follows in the text, or in the item or quote around it, was written as \
             code; add a line `{fence}` below the code"
        );
        source.note(range.start, message);
    }
}
