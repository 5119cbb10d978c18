//! Lines of a paragraph that stand for themselves: they begin with a sign that looks like that of a list, and is none (`• a`,
//! `a. one`, `① one`, `1、一`), with a picture (`✅ a`), or with what they are about (`Owner: Ada`).

use super::line_shape::is_list_marker;
use super::{Inline, InlineKind, Source};
use crate::content::short_codes;

/// Why a line stands for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    /// It begins with the sign of an item.
    Item,
    /// It begins with a box to tick.
    Box,
    /// It begins with a picture or an arrow.
    Picture,
    /// It says what it is about: `Owner: Ada`.
    Label,
}

/// Keeps lines apart that stand for themselves, where there are several: to the parser they are one. Their author is told.
pub(super) fn keep_apart(source: &Source, line: &mut [Inline<'_>]) {
    let mut is_start = true;
    let (mut places, mut lines) = (Vec::new(), 0_usize);
    for (index, inline) in line.iter().enumerate() {
        let begins =
            std::mem::replace(&mut is_start, is_line_end(&inline.kind) || inline.kind == InlineKind::Break);
        if begins {
            lines += 1;
            places.extend(stands(line, index).map(|stands| (index, stands)));
        }
    }
    // A sentence may go on behind a word and a colon, but not each line of it.
    if places.len() < lines {
        places.retain(|&(at, stands)| {
            stands != Stands::Label || matches!(line.get(at), Some(Inline { kind: InlineKind::Open(_), .. }))
        });
    }
    let [(first, kind), _, ..] = *places.as_slice() else { return };
    let at = line.get(first).map_or(0, |inline| inline.range.start);
    let mut parted = false;
    for before in places.iter().filter_map(|(place, _)| place.checked_sub(1)) {
        if let Some(end) = line.get_mut(before).filter(|inline| is_line_end(&inline.kind)) {
            end.kind = InlineKind::Break;
            parted = true;
        }
    }
    let has_items = places.iter().any(|(_, stands)| *stands == Stands::Item);
    let message = match kind {
        _ if has_items => {
            "lines that begin with signs such as `•`, `a.`, `-item` or `2.` are not a list here, and were written as lines of one \
             paragraph; an item is `- text` or `1. text`, the first below a blank line"
        }
        _ if !parted => return,
        // Of the first line of a paragraph it is told by another.
        Stands::Box if first == 0 => return,
        Stands::Box => {
            "lines that begin with a box were written as lines of one paragraph; a task is `- [ ] text` in a list of its own, or \
             `- [x] text`"
        }
        Stands::Picture | Stands::Label | Stands::Item => {
            "lines that begin with a sign such as `✅`, or with a `Label:`, were kept as lines of one paragraph; to Markdown they are \
             one line: end each with a backslash, or write items `- text` (a task is `- [ ] text`)"
        }
    };
    source.note(at, message);
}

/// Why the line that begins at an inline stands for itself, if it does.
fn stands(line: &[Inline<'_>], at: usize) -> Option<Stands> {
    if let Some(Inline { kind: InlineKind::Text(text, false), .. }) = line.get(at) {
        if sign(text).is_some() {
            return Some(Stands::Item);
        }
        if ["[ ] ", "[x] ", "[X] ", "[] "].iter().any(|box_| text.starts_with(box_)) {
            return Some(Stands::Box);
        }
    }
    let is_mark = |inline: &&Inline<'_>| matches!(inline.kind, InlineKind::Open(_));
    let marks = line.get(at..)?.iter().take_while(is_mark).count();
    let Some(Inline { kind: InlineKind::Text(text, false), .. }) = line.get(at + marks) else { return None };
    if is_picture(text) {
        return Some(Stands::Picture);
    }
    is_labelled(line, at, text).then_some(Stands::Label)
}

/// Whether a line begins with a picture or an arrow: `✅ done`, `→ next`, `:rocket: go`.
fn is_picture(line: &str) -> bool {
    let first = line.chars().next();
    let is_one = first.is_some_and(|first| {
        matches!(first, '\u{2190}'..='\u{21ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
            | '\u{1f000}'..='\u{1faff}')
    });
    is_one || line.starts_with("-> ") || line.starts_with("=> ") || short_codes::leading(line, None).is_some()
}

/// Whether a line begins with what it is about: `Owner: Ada`, `**Owner:** Ada`, `**Owner**: Ada`.
fn is_labelled(line: &[Inline<'_>], at: usize, text: &str) -> bool {
    const COLONS: [char; 2] = [':', '\u{ff1a}'];
    if !matches!(line.get(at).map(|first| &first.kind), Some(InlineKind::Open(_))) {
        return text.split_once(COLONS).is_some_and(|(label, rest)| {
            let is_wide = text.get(label.len()..).is_some_and(|rest| rest.starts_with('\u{ff1a}'));
            (is_wide || rest.is_empty() || rest.starts_with(' ')) && is_label(label)
        });
    }
    let is_closed = matches!(line.get(at + 2).map(|next| &next.kind), Some(InlineKind::Close(_)));
    let behind = match line.get(at + 3).map(|next| &next.kind) {
        Some(InlineKind::Text(behind, _)) => behind,
        _ => "",
    };
    let label = text.trim_end().strip_suffix(COLONS);
    is_closed && label.or(behind.starts_with(COLONS).then_some(text)).is_some_and(is_label)
}

/// Whether some words name what stands behind them.
fn is_label(label: &str) -> bool {
    let is_part = |sign: char| sign.is_alphanumeric() || " -/&()'.".contains(sign);
    let begins = |first: char| first.is_uppercase() || first.is_alphabetic() && !first.is_lowercase();
    label.starts_with(begins)
        && label.chars().count() <= LONGEST_LABEL
        && label.split_whitespace().count() <= 4
        && label.chars().all(is_part)
}

/// What is longer is a sentence.
const LONGEST_LABEL: usize = 40;

/// Tells of lines of a cell between pipes that begin with the sign of an item: it holds one line, and no list.
pub(super) fn tell_of_cell(source: &Source, line: &[Inline<'_>]) {
    let mut is_start = true;
    let mut items = 0_usize;
    for inline in line {
        let begins = std::mem::replace(&mut is_start, inline.kind == InlineKind::Break);
        let InlineKind::Text(text, false) = &inline.kind else { continue };
        let is_item = text.split_once(' ').is_some_and(|(marker, _)| is_list_marker(marker) || marker == ">");
        items += usize::from(begins && is_item);
    }
    let Some(first) = line.first().filter(|_| items > 1) else { return };
    let message = "a cell between pipes holds no items, quotes or tasks: their signs were written as text; write \
                   `<ul><li>one</li><li>two</li></ul>` in it";
    source.note(first.range.start, message);
}

/// Whether the parser found the end of a line that means no more than a blank.
pub(super) fn is_line_end(kind: &InlineKind<'_>) -> bool {
    matches!(kind, InlineKind::Text(text, true) if &**text == " ")
}

/// What a line begins with that looks like the sign of an item.
fn sign(line: &str) -> Option<&str> {
    let first = line.chars().next()?;
    let length = match first {
        '•'
        | '◦'
        | '▪'
        | '‣'
        | '●'
        | '○'
        | '■'
        | '□'
        | '・'
        | '\u{2460}'..='\u{24ff}'
        | '\u{2776}'..='\u{2793}' => first.len_utf8(),
        '–' | '—' | '·' => first.len_utf8(),
        '-' => return line.get(1..)?.starts_with(char::is_alphabetic).then(|| line.get(..1))?,
        '(' => {
            let (inside, _) = line.get(1..)?.split_once(')')?;
            is_count(inside).then_some(inside.len() + 2)?
        }
        _ => return counted(line),
    };
    let needs_blank = matches!(first, '(' | '–' | '—' | '·');
    let rest = line.get(length..)?;
    (!needs_blank || rest.starts_with(' ')).then(|| line.get(..length))?
}

/// `a.`, `2)`, `１．`, `一、`: what counts lines, and the sign behind it.
fn counted(line: &str) -> Option<&str> {
    let end = line.find(['.', ')', '、', '．', '）'])?;
    let (count, rest) = line.split_at_checked(end)?;
    let mark = rest.chars().next()?;
    let behind = rest.get(mark.len_utf8()..)?;
    let is_wide = !mark.is_ascii();
    let is_number = count.bytes().all(|byte| byte.is_ascii_digit());
    let fits = if is_wide {
        is_wide_count(count) || is_count(count)
    } else {
        // `3.x` is a version, and `A. Smith` a name.
        let is_word = || behind.chars().take_while(|sign| sign.is_alphabetic()).count() > 1;
        let is_initial = count.bytes().all(|byte| byte.is_ascii_uppercase());
        let follows = behind.starts_with(' ') && !is_initial || is_number && is_word();
        is_count(count) && follows || is_wide_count(count)
    };
    fits.then(|| line.get(..end + mark.len_utf8()))?
}

/// A number, a letter, or a small roman number.
fn is_count(text: &str) -> bool {
    let is_number = text.len() < 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_letter = text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_roman = text.len() < 5 && text.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    !text.is_empty() && (is_number || is_letter || is_roman)
}

fn is_wide_count(text: &str) -> bool {
    let is_count = |sign: char| "一二三四五六七八九十百".contains(sign) || ('０'..='９').contains(&sign);
    !text.is_empty() && text.chars().count() < 5 && text.chars().all(is_count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_other_notations_are_known() {
        for (line, expected) in [
            ("a. one", Some("a.")),
            ("(1) x", Some("(1)")),
            ("① x", Some("①")),
            ("– one", Some("–")),
            ("・あ", Some("・")),
            ("1、一", Some("1、")),
            ("一、甲", Some("一、")),
            ("１．一", Some("１．")),
            ("-item", Some("-")),
            ("1.item", Some("1.")),
            ("2. x", Some("2.")),
            ("iv) x", Some("iv)")),
            ("1.5 GB", None),
            ("3.x release", None),
            ("A. Smith", None),
            ("-5 degrees", None),
            ("e.g. this", None),
            ("(see) that", None),
            ("Words end. Here", None),
            ("", None),
        ] {
            assert_eq!(sign(line), expected, "{line}");
        }
    }

    #[test]
    fn lines_that_stand_for_themselves_stay_lines() {
        for (markdown, stored, told) in [
            ("✅ one\n❌ two", "<p>✅ one<br />❌ two</p>", 1),
            ("☐ one\n☑ two", "<p>☐ one<br />☑ two</p>", 1),
            ("[ ] one\n[x] two", "<p>[ ] one<br />[x] two</p>", 1),
            ("Steps:\n→ one\n→ two\ngoes on", "<p>Steps:<br />→ one<br />→ two goes on</p>", 1),
            (":rocket: one\n:tada: two", "<p>\u{1f680} one<br />\u{1f389} two</p>", 1),
            ("Date: 2026-01-02\nOwner: Ada", "<p>Date: 2026-01-02<br />Owner: Ada</p>", 1),
            (
                "**Date:** today\n**Owner**: Ada\nand Bob",
                "<p><strong>Date:</strong> today<br /><strong>Owner</strong>: Ada and Bob</p>",
                1,
            ),
            ("状态：完成\n负责人：甲", "<p>状态：完成<br />负责人：甲</p>", 1),
            ("Note: this is\na sentence", "<p>Note: this is a sentence</p>", 0),
            ("We ship ✅ and\n✅ again", "<p>We ship ✅ and ✅ again</p>", 0),
            ("See https://e.com\nand http://f.com", "<p>See <a href", 0),
            ("✅ one\\\n❌ two", "<p>✅ one<br />❌ two</p>", 0),
            ("Date: 1  \nOwner: 2", "<p>Date: 1<br />Owner: 2</p>", 0),
        ] {
            let page = crate::content::to_storage(markdown, &Default::default()).unwrap();
            assert!(page.storage.starts_with(stored), "{markdown}: {}", page.storage);
            assert_eq!(page.notes.len(), told, "{markdown}: {:?}", page.notes);
        }
    }
}
