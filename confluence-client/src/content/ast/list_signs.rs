//! Lines that begin with a sign that looks like that of a list, and is none: `• a`, `a. one`, `① one`, `1、一`.

use super::line_shape::is_list_marker;
use super::{Inline, InlineKind, Source};

/// Keeps such lines apart, where there are several: to the parser they are one. Their author is told.
pub(super) fn keep_apart(source: &Source, line: &mut [Inline<'_>]) {
    let mut is_start = true;
    let mut places = Vec::new();
    for (index, inline) in line.iter().enumerate() {
        let begins =
            std::mem::replace(&mut is_start, is_line_end(&inline.kind) || inline.kind == InlineKind::Break);
        let InlineKind::Text(text, false) = &inline.kind else { continue };
        if begins && sign(text).is_some() {
            places.push(index);
        }
    }
    let [first, _, ..] = places.as_slice() else { return };
    let at = line.get(*first).map_or(0, |inline| inline.range.start);
    for before in places.into_iter().filter_map(|place| place.checked_sub(1)) {
        if let Some(end) = line.get_mut(before).filter(|inline| is_line_end(&inline.kind)) {
            end.kind = InlineKind::Break;
        }
    }
    let message = "lines that begin with signs such as `•`, `a.`, `-item` or `2.` are not a list here, and were written as lines of one \
                   paragraph; an item is `- text` or `1. text`, the first below a blank line";
    source.note(at, message);
}

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
}
