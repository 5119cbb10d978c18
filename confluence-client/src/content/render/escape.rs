//! Text that Markdown must not take for markup.

use std::ops::Range;

use crate::content::comment_signs::opens_comment;
use crate::content::line_starts::block_mark;
use crate::content::{addresses, short_codes};
use crate::storage::text::{is_escaped, slice};

/// Where a text stands, as far as that decides what needs a backslash.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct EscapeContext {
    pub(crate) line_start: bool,
    /// Whether what stands before it on its line keeps it from beginning a block: the sign of a heading, the bar of a
    /// cell, the box of a task.
    pub(crate) in_line: bool,
    pub(crate) lone: Lone,
    pub(crate) in_pipe_table: bool,
    pub(crate) in_label: bool,
    pub(crate) in_heading: bool,
    pub(crate) in_attribute: bool,
}

/// The delimiters of marks of which a line of text has one alone, so that it can be none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lone {
    pub(crate) asterisk: bool,
    pub(crate) tilde: bool,
}

const fn special_bytes() -> [bool; 128] {
    let mut table = [false; 128];
    let marked = b"\\`*_[](<&~:!|{}#\"%";
    let mut at = 0;
    while at < marked.len() {
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
        {
            table[marked[at] as usize] = true;
        }
        at += 1;
    }
    table
}

static SPECIAL: [bool; 128] = special_bytes();

/// Appends one line of `text` without white space to collapse, escaped.
pub(crate) fn escape_into(out: &mut String, text: &str, place: EscapeContext) {
    let bytes = text.as_bytes();
    let mut done = if place.line_start { escape_line_start(out, text, place) } else { 0 };
    let mut at = done;
    // A bare address is a link of its own, in which nothing is markup. Within a label it is text.
    let mut address = if place.in_label { None } else { bare_address(text, at) };
    while let Some(&byte) = bytes.get(at) {
        if let Some(range) = address.take_if(|range| range.start <= at) {
            at = at.max(range.end);
            address = bare_address(text, at);
            continue;
        }
        if SPECIAL.get(byte as usize).copied().unwrap_or(false) && needs_escape(out, text, done, at, place) {
            out.push_str(slice(text, done..at));
            out.push('\\');
            done = at;
        }
        at += 1;
    }
    out.push_str(slice(text, done..));
}

/// The next URL that Markdown takes as it is.
fn bare_address(text: &str, from: usize) -> Option<Range<usize>> {
    let found = addresses::next(text, from..text.len())?.range;
    let mut ampersands = text.get(found.clone())?.match_indices('&');
    let is_plain = !ampersands.any(|(at, _)| starts_entity(text, found.start + at));
    is_plain.then_some(found)
}

/// Escapes what would start a block and returns how much of the text it has written.
fn escape_line_start(out: &mut String, text: &str, place: EscapeContext) -> usize {
    let next = text.as_bytes().get(1).copied();
    let marked = match text.as_bytes().first() {
        Some(b':') => {
            let opens = next.is_none_or(|byte| matches!(byte, b':' | b'-' | b'|' | b' '))
                && !starts_directive(text, 0, None);
            opens.then_some(0)
        }
        Some(b'!' | b'?') => (text.starts_with("!!! ") || text.starts_with("???")).then_some(0),
        Some(b'|') if place.in_pipe_table => None,
        _ if place.in_line => None,
        // An object of JSON above a text is its front matter.
        Some(b'{') if out.is_empty() => {
            text.get(1..).is_some_and(|rest| rest.trim_start().starts_with('"')).then_some(0)
        }
        _ => block_mark(text),
    };
    let Some(mark) = marked else { return 0 };
    out.push_str(slice(text, ..mark));
    out.push('\\');
    out.push_str(slice(text, mark..=mark));
    mark + 1
}

fn needs_escape(out: &str, text: &str, done: usize, at: usize, place: EscapeContext) -> bool {
    let bytes = text.as_bytes();
    let next = bytes.get(at + 1).copied();
    let before = || match text.get(done..at).and_then(|part| part.chars().next_back()) {
        Some(character) => Some(character),
        None => out.chars().next_back(),
    };
    let after = || text.get(at + 1..).and_then(|tail| tail.chars().next());
    let is_comment =
        || text.get(at..).is_some_and(|rest| opens_comment(rest, before()).is_some()) && !place.in_attribute;
    match bytes.get(at) {
        Some(b'{' | b'<' | b'%') if is_comment() => true,
        Some(b'%') => at == 0 && out.ends_with('%'),
        Some(b'"' | b'}') => place.in_attribute,
        Some(b'\\') => next.is_none_or(|byte| byte.is_ascii_punctuation()),
        Some(b'`') => true,
        Some(b'[') => {
            at == 0 && (out.ends_with(']') || ends_with_name(out)) || !opens_nothing(text, at, place)
        }
        Some(b'(') => at == 0 && out.ends_with(']') && !place.in_label,
        Some(b']') => place.in_label,
        // Alone it begins no more than an item of a list.
        Some(b'*') if place.lone.asterisk => {
            place.line_start && at == 0 && !place.in_line && after().is_none_or(char::is_whitespace)
        }
        Some(b'~') if place.lone.tilde => before() == Some('['),
        Some(b'*' | b'~') => {
            !(before().is_none_or(char::is_whitespace) && after().is_some_and(char::is_whitespace))
                || place.line_start && at == 0
        }
        Some(b'_') => {
            !(before().is_some_and(char::is_alphanumeric) && after().is_some_and(char::is_alphanumeric))
        }
        Some(b'<') => {
            next.is_none_or(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?'))
        }
        Some(b'&') => starts_entity(text, at),
        Some(b':') => {
            at == 0 && out.ends_with(']')
                || starts_directive(text, at, before())
                || !place.in_attribute
                    && text.get(at..).is_some_and(|rest| short_codes::leading(rest, before()).is_some())
        }
        Some(b'|') => place.in_pipe_table,
        Some(b'{') => {
            let is_contents =
                text.get(at + 1..).is_some_and(|rest| rest.trim_end().eq_ignore_ascii_case("toc}"));
            next.is_none_or(|byte| byte == b'#')
                || at == 0 && (out.ends_with([']', ')']) || ends_with_autolink(out) || ends_with_name(out))
                || is_contents
        }
        Some(b'#') => {
            place.in_heading && before().is_none_or(|character| character == ' ' || character == '#')
        }
        _ => false,
    }
}

/// Whether a sign begins what is read as one character. What a text that follows makes of the end of this one,
/// [`splits_entity`] tells.
pub(super) fn starts_entity(text: &str, at: usize) -> bool {
    let tail = slice(text, at + 1..);
    let name = tail.bytes().take(LONGEST_ENTITY).take_while(is_part_of_entity).count();
    name > 0 && tail.as_bytes().get(name) == Some(&b';')
}

/// Where a backslash belongs in what is written, so that the text behind it does not make one character of both.
pub(super) fn splits_entity(written: &str, next: &str) -> Option<usize> {
    let begun = written.bytes().rev().take(LONGEST_ENTITY).take_while(is_part_of_entity).count();
    let before = slice(written, ..written.len() - begun).strip_suffix('&')?;
    let rest = next.bytes().take(LONGEST_ENTITY).take_while(is_part_of_entity).count();
    let is_escaped = is_escaped(before, before.len());
    let is_whole = begun + rest > 0 && next.as_bytes().get(rest) == Some(&b';');
    (is_whole && !is_escaped).then_some(before.len())
}

const LONGEST_ENTITY: usize = 40;

fn is_part_of_entity(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'#'
}

/// How far the end of a pair of brackets is looked for: a text full of openings must not cost quadratic time.
const LONGEST_PAIR: usize = 200;

/// The longest name of a directive, as it is read.
const LONGEST_NAME: usize = 100;

/// Whether a bracket stands in a text as one of a pair that is no link, no note, no box to tick: `array[0]`, `[draft]`.
fn opens_nothing(text: &str, at: usize, place: EscapeContext) -> bool {
    if place.in_label || place.in_attribute {
        return false;
    }
    let tail = text.get(at + 1..).unwrap_or("");
    let near = slice(tail, ..tail.floor_char_boundary(LONGEST_PAIR));
    let Some(inside) = near.split_once(']').map(|(inside, _)| inside) else { return false };
    let behind = slice(tail, inside.len() + 1..);
    let is_plain = !inside.contains(['[', '\\', '`', '<', '|', ':'])
        && !inside.starts_with(['^', '~', '!', '@'])
        && !["toc", "_toc_"].iter().any(|word| inside.trim().eq_ignore_ascii_case(word));
    let at_start = place.line_start && at == 0;
    let is_box = matches!(inside.trim(), "" | "x" | "X" | "-");
    is_plain && !(at_start && is_box) && !behind.starts_with(['(', '[', '{', ':', ']'])
}

/// Whether a colon could be read as `:name[..]` or `:name{..}`. Behind a word only our own names are read.
fn starts_directive(text: &str, at: usize, before: Option<char>) -> bool {
    let tail = slice(text, at + 1..);
    if !tail.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return false;
    }
    let length = tail.bytes().take(LONGEST_NAME).take_while(is_part_of_name).count();
    let behind_word = before.is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, ':' | '_'));
    let opens = matches!(tail.as_bytes().get(length), Some(b'[' | b'{'));
    opens && (!behind_word || BEHIND_WORDS.contains(&&*slice(tail, ..length).to_ascii_lowercase()))
}

/// Whether what is written ends with a link that shows its URL, which braces behind it could make a card.
fn ends_with_autolink(out: &str) -> bool {
    out.ends_with('>') && out.rfind('<').is_some_and(|open| slice(out, open..).starts_with("<http"))
}

/// Whether what is written ends with the name of a directive, whose bracket a text after it may bring.
fn ends_with_name(out: &str) -> bool {
    let name = out.bytes().rev().take(LONGEST_NAME).take_while(is_part_of_name).count();
    let name = slice(out, out.len() - name..);
    name.rsplit_once(':').is_some_and(|(_, last)| last.starts_with(|first: char| first.is_ascii_alphabetic()))
}

fn is_part_of_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':')
}

/// The directives that are read right behind a word.
const BEHIND_WORDS: [&str; 8] =
    ["status", "date", "emoticon", "placeholder", "adf-extension", "c", "jira", "anchor"];

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        escape_into(&mut out, text, EscapeContext { line_start: true, ..EscapeContext::default() });
        out
    }

    #[test]
    fn escapes_only_what_would_be_markup() {
        assert_eq!(
            escaped("snake_case 3 * 4 a*b* C:\\temp & R&D, AT&amp; x"),
            "snake_case 3 * 4 a\\*b\\* C:\\temp & R&D, AT\\&amp; x"
        );
        assert_eq!(escaped("- x"), "\\- x");
        assert_eq!(escaped("-5 degrees"), "-5 degrees");
        assert_eq!(escaped("1. x"), "1\\. x");
        assert_eq!(escaped("1.5 x"), "1.5 x");
        assert_eq!(escaped("::toc{#b1}"), "\\::toc\\{#b1}");
        assert_eq!(escaped("see :status[x]"), "see \\:status[x]");
        assert_eq!(
            escaped("array[0] [draft] a[b][c] [x](y) [^1] f[i]: x"),
            "array[0] [draft] a\\[b][c] \\[x](y) \\[^1] f\\[i]: x"
        );
        assert_eq!(escaped("[x] done"), "\\[x] done");
        assert_eq!(escaped("[TOC]"), "\\[TOC]");
        assert_eq!(escaped("std::vec::Vec Note:x"), "std::vec::Vec Note:x");
        assert_eq!(escaped("==x== "), "==x== ");
        assert_eq!(escaped("==="), "\\===");
        assert_eq!(escaped("time 10:30"), "time 10:30");
        assert_eq!(escaped("a < b <c>"), "a < b \\<c>");
        assert_eq!(escaped("a %% x %% 5%% {/* y */} {{!-- z"), "a \\%% x \\%% 5%% \\{/\\* y \\*/} \\{{!-- z");
        assert_eq!(escaped("{ \"a\": 1 }"), "\\{ \"a\": 1 }");
        assert_eq!(escaped("# x"), "\\# x");
        assert_eq!(escaped("#tag"), "#tag");
        assert_eq!(escaped("Q&A"), "Q&A");
    }

    #[test]
    fn what_two_texts_would_make_one_character_of_is_kept_apart() {
        assert_eq!(splits_entity("Q&am", "p;x"), Some(1));
        assert_eq!(splits_entity("Q&", "amp;"), Some(1));
        assert_eq!(splits_entity("Q&A", " x;"), None);
        assert_eq!(splits_entity("Q\\&am", "p;"), None);
        assert_eq!(splits_entity("Q\\\\&am", "p;"), Some(3));
    }

    #[test]
    fn behind_a_marker_no_block_begins() {
        for text in ["1. Intro", "- dash", ">= 5", "# of items", "---", "=="] {
            let mut out = String::new();
            let place = EscapeContext { line_start: true, in_line: true, ..EscapeContext::default() };
            escape_into(&mut out, text, place);
            assert_eq!(out, text);
        }
    }

    #[test]
    fn a_lone_delimiter_is_a_sign() {
        let lone = Lone { asterisk: true, tilde: true };
        for (text, written) in
            [("2*3 ~5", "2*3 ~5"), ("x*", "x*"), ("* x", "\\* x"), ("[~ada]", "\\[\\~ada]")]
        {
            let mut out = String::new();
            escape_into(&mut out, text, EscapeContext { line_start: true, lone, ..EscapeContext::default() });
            assert_eq!(out, written);
        }
    }
}
