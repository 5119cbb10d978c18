//! Alerts (`> [!NOTE]`) and the macros that they mean, whatever they are called.

use super::alert_macro;
use super::{AstBlock, AstKind, Inline, InlineKind, Source};

/// Turns a quote that begins with `[!WORD]` into the alert that it is. The parser knows GitHub's five.
pub(super) fn recognise(source: &Source, block: &mut AstBlock<'_>) {
    if !matches!(block.kind, AstKind::Quote) {
        return;
    }
    let Some(first) = block.children.first_mut().filter(|first| matches!(first.kind, AstKind::Paragraph))
    else {
        return;
    };
    let Some((word, rest)) = marker(&first.inline) else { return };
    let Some(name) = alert_macro(&word) else {
        let message = format!(
            "`[!{word}]` is no kind of alert, and was written as text; use [!NOTE], [!TIP], [!WARNING] or [!CAUTION]"
        );
        return source.note(first.range.start, message);
    };
    first.inline.drain(..rest);
    if first.inline.is_empty() {
        block.children.remove(0);
    }
    block.kind = AstKind::Alert(name);
}

/// The word in `[!WORD]` at the start of a line that holds nothing else, and how many parts of the line that takes.
fn marker(inlines: &[Inline<'_>]) -> Option<(String, usize)> {
    let mut text = String::new();
    for (index, inline) in inlines.iter().enumerate() {
        match &inline.kind {
            InlineKind::Text(part, true) if &**part == " " && text.ends_with(']') => {
                return word(&text).map(|word| (word, index + 1));
            }
            InlineKind::Text(part, false) => text.push_str(part),
            InlineKind::Break if text.ends_with(']') => return word(&text).map(|word| (word, index + 1)),
            _ => return None,
        }
    }
    word(&text).map(|word| (word, inlines.len()))
}

fn word(text: &str) -> Option<String> {
    let word = text.trim().strip_prefix("[!")?.strip_suffix(']')?;
    let letters = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    letters.then(|| word.to_owned())
}
