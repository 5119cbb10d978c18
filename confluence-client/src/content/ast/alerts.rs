//! Alerts (`> [!NOTE]`) and the macros that they mean, whatever they are called.

use pulldown_cmark::CowStr;

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
    let Some(Marker { word, title, is_folded, parts, marked }) = marker(&first.inline) else { return };
    let title = if is_folded && title.is_empty() { word.clone() } else { title };
    let Some(name) = alert_macro(&word) else {
        let message = format!(
            "`[!{word}]` is not a kind of alert, and was written as text; use [!NOTE], [!TIP], [!WARNING] or [!CAUTION]"
        );
        return source.note(first.range.start, message);
    };
    match parts {
        Some(parts) => drop(first.inline.drain(..parts)),
        None => take_marker(&mut first.inline),
    }
    if first.inline.is_empty() {
        block.children.remove(0);
    }
    if let Some(at) = marked {
        source.note(at, "marks in the title of an alert were left out: it is plain text");
    }
    block.kind = match title.is_empty() {
        true => AstKind::Alert(name),
        // An alert of GitHub has no title, the macro has one.
        false => {
            let name = if is_folded { "expand" } else { name };
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
    /// Whether the block is folded, as one that unfolds is.
    is_folded: bool,
    /// How many parts of the line it takes; nothing where what follows is no title, since it has a link or an image in it,
    /// and is the text of the alert.
    parts: Option<usize>,
    /// Where the first mark in the title stands.
    marked: Option<usize>,
}

/// The marker that a quote begins with.
fn marker(inlines: &[Inline<'_>]) -> Option<Marker> {
    let (mut text, mut marked) = (String::new(), None);
    for (index, inline) in inlines.iter().enumerate() {
        let is_title = text.contains(']');
        match &inline.kind {
            InlineKind::Text(part, true) if &**part == " " && !text.is_empty() => {
                return read(&text, Some(index + 1), marked);
            }
            InlineKind::Break => return read(&text, Some(index + 1), marked),
            InlineKind::Text(part, escaped) if is_title || !escaped => text.push_str(part),
            InlineKind::Code(code) if is_title => {
                text.push_str(code);
                marked = marked.or(Some(inline.range.start));
            }
            InlineKind::Open(_) | InlineKind::Close(_) if is_title => {
                marked = marked.or(Some(inline.range.start));
            }
            _ if is_title && is_whole(inlines.first()?) => {
                let marker = read(&text, None, None)?;
                return Some(Marker { title: String::new(), ..marker });
            }
            _ => return None,
        }
    }
    read(&text, Some(inlines.len()), marked)
}

/// Whether a part of a line holds the whole marker.
fn is_whole(first: &Inline<'_>) -> bool {
    matches!(&first.kind, InlineKind::Text(text, false) if text.trim_start().starts_with("[!") && text.contains(']'))
}

/// Takes the marker off the text that goes on behind it.
fn take_marker(inlines: &mut Vec<Inline<'_>>) {
    let Some(Inline { kind: InlineKind::Text(text, false), range }) = inlines.first_mut() else { return };
    let rest = text.split_once(']').map_or("", |(_, rest)| rest.trim_start_matches(['+', '-']).trim_start());
    range.start = (range.start + text.len() - rest.len()).min(range.end);
    *text = CowStr::from(rest.to_owned());
    if text.is_empty() {
        inlines.remove(0);
    }
}

fn read(text: &str, parts: Option<usize>, marked: Option<usize>) -> Option<Marker> {
    let (word, title) = text.trim().strip_prefix("[!")?.split_once(']')?;
    // Obsidian folds those with a sign behind them; of the two signs a plus leaves it open.
    let is_folded = title.starts_with('-');
    let title = title.strip_prefix(['+', '-']).unwrap_or(title);
    let letters = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    let apart = title.is_empty() || title.starts_with(' ');
    (letters && apart).then(|| Marker {
        word: word.to_owned(),
        title: title.trim().to_owned(),
        is_folded,
        parts,
        marked,
    })
}
