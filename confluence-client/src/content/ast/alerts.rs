//! Alerts (`> [!NOTE]`) and the macros that they mean, whatever they are called.

use super::alert_macro;
use super::directive::Directive;
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
    let Some(Marker { word, title, parts: rest }) = marker(&first.inline) else { return };
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
    block.kind = match title.is_empty() {
        true => AstKind::Alert(name),
        // An alert of GitHub has no title, the macro has one.
        false => {
            let attributes = vec![("title".to_owned(), title)];
            let directive = Directive { name: name.to_owned(), attributes, ..Directive::default() };
            AstKind::Container(Box::new(directive))
        }
    };
}

/// The first line of an alert: `[!WORD]`, with a title behind it or none.
struct Marker {
    word: String,
    title: String,
    /// How many parts of the line it takes.
    parts: usize,
}

/// The marker that a quote begins with, in a line of nothing but text.
fn marker(inlines: &[Inline<'_>]) -> Option<Marker> {
    let mut text = String::new();
    for (index, inline) in inlines.iter().enumerate() {
        match &inline.kind {
            InlineKind::Text(part, true) if &**part == " " && !text.is_empty() => {
                return read(&text, index + 1);
            }
            InlineKind::Text(part, false) => text.push_str(part),
            InlineKind::Break => return read(&text, index + 1),
            _ => return None,
        }
    }
    read(&text, inlines.len())
}

fn read(text: &str, parts: usize) -> Option<Marker> {
    let (word, title) = text.trim().strip_prefix("[!")?.split_once(']')?;
    // Obsidian folds those with a sign behind them.
    let title = title.strip_prefix(['+', '-']).unwrap_or(title);
    let letters = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    let apart = title.is_empty() || title.starts_with(' ');
    (letters && apart).then(|| Marker { word: word.to_owned(), title: title.trim().to_owned(), parts })
}
