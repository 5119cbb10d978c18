//! Words of other notations within a line: understood where they can mean one thing, else told to their author.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::rewrite::MARK;
use super::{Inline, InlineKind, Source};
use crate::content::short_codes;

mod attributes;
mod directives;
mod double_brackets;
mod other_tools;
mod table_lines;
mod wiki_markup;

pub(crate) use attributes::APPEARANCES;
pub(super) use attributes::{appearance, take_attributes};
pub(super) use directives::instead_of_directive;
pub(super) use other_tools::{in_place_of, tag_of_jsx};
pub(super) use wiki_markup::tell_of_line_start;

/// The longest `{name:parameters}` and `[~name]` of another markup that an author is told of: what is longer is text, and
/// text of openings that never close must not cost quadratic time.
const LONGEST_GUESS: usize = 200;

/// What stands between an opening that is left off already and its end.
fn until_end(rest: &str, end: char) -> Option<&str> {
    let near = rest.get(..rest.floor_char_boundary(LONGEST_GUESS))?;
    near.split_once(end).map(|(inside, _)| inside)
}

/// Looks through the text of a line for elements of the storage format, short codes of emoji and wrong guesses.
pub(super) fn look_through<'m>(source: &'m Source, inlines: &mut Vec<Inline<'m>>) {
    let marked = |inline: &Inline<'_>| {
        matches!(&inline.kind, InlineKind::Text(text, escaped)
            if text.contains(MARK) || !escaped && text.contains([':', '@', '{', '[', '~', '=', '^', '|', '!', '+', '<']))
    };
    if !inlines.iter().any(marked) {
        return;
    }
    let mut out = Vec::with_capacity(inlines.len() + 4);
    let (mut in_link, mut before) = (false, None);
    let mut parts = std::mem::take(inlines).into_iter().peekable();
    while let Some(inline) = parts.next() {
        let last = last_sign(&inline);
        let before = std::mem::replace(&mut before, last);
        match &inline.kind {
            InlineKind::Text(text, escaped) if marked(&inline) => {
                let range = inline.range.clone();
                let before_code = matches!(parts.peek().map(|next| &next.kind), Some(InlineKind::Code(_)));
                let text = Text {
                    source,
                    text: text.clone(),
                    range,
                    escaped: *escaped,
                    in_link,
                    before,
                    before_code,
                };
                if text.split(&mut out) {
                    continue;
                }
            }
            InlineKind::LinkOpen { .. } => in_link = true,
            InlineKind::LinkClose => in_link = false,
            _ => {}
        }
        out.push(inline);
    }
    *inlines = out;
}

/// The sign that a part of a line ends with, as far as that decides what begins behind it.
fn last_sign(inline: &Inline<'_>) -> Option<char> {
    match &inline.kind {
        InlineKind::Text(text, _) => text.chars().next_back(),
        InlineKind::Code(_) => Some('`'),
        _ => None,
    }
}

struct Text<'m> {
    source: &'m Source,
    text: CowStr<'m>,
    range: Range<usize>,
    escaped: bool,
    /// Whether it is the text of a link, in which a name may be that of a mention.
    in_link: bool,
    /// The sign that stands right before it.
    before: Option<char>,
    /// Whether code stands right behind it.
    before_code: bool,
}

impl<'m> Text<'m> {
    /// Hands on the parts of a text in which something is found; false if nothing is.
    fn split(&self, out: &mut Vec<Inline<'m>>) -> bool {
        let (mut done, mut at) = (0, 0);
        while let Some(next) = self
            .text
            .get(at..)
            .and_then(|rest| rest.find([MARK, ':', '@', '{', '[', '=', '^', '~', '!', '+', '<']))
        {
            let start = at + next;
            let behind_other = done == start && done > 0;
            let Some((kind, length)) = self.found(start, behind_other) else {
                at = start + 1;
                continue;
            };
            self.push_text(done..start, out);
            out.push(Inline { kind, range: self.places(start..start + length) });
            done = start + length;
            at = done;
        }
        if done == 0 {
            return false;
        }
        self.push_text(done..self.text.len(), out);
        true
    }

    /// What begins at a place, right behind something else that was found or not, and its length.
    fn found(&self, at: usize, behind_other: bool) -> Option<(InlineKind<'m>, usize)> {
        let rest = self.text.get(at..)?;
        if let Some(inside) = rest.strip_prefix(MARK) {
            let number = until_end(inside, MARK)?;
            return Some((InlineKind::Stored(number.parse().ok()?), number.len() + 2));
        }
        if self.escaped {
            return None;
        }
        match rest.as_bytes().first() {
            Some(b':') => {
                let before = self.text.get(..at)?.chars().next_back().or(self.before);
                let code = short_codes::leading(rest, before.filter(|_| !behind_other));
                let stands_alone = |length: usize| !(self.before_code && length == rest.len());
                let Some((character, length)) = code.filter(|&(_, length)| stands_alone(length)) else {
                    return self.unknown_directive(at, rest);
                };
                Some((InlineKind::Text(CowStr::Borrowed(character), true), length))
            }
            Some(b'@') if self.in_link => None,
            Some(b'@') => self.name(at, rest),
            Some(b'{') => self.wiki_markup(at, rest),
            Some(b'=') => self.highlight(at, rest),
            Some(b'^' | b'~') => self.raised(at, rest),
            Some(b'!') => self.wiki_image(at, rest),
            Some(b'+') => self.doubled(at, rest, "++"),
            Some(b'<') => self.tag_of_jsx(at),
            _ => self.wiki_link(at, rest),
        }
    }

    /// A name behind an `@` mentions nobody.
    fn name<K>(&self, at: usize, rest: &str) -> Option<K> {
        let before = self.text.get(..at)?.chars().next_back();
        let name: String = rest
            .chars()
            .skip(1)
            .take_while(|sign| sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_'))
            .collect();
        let name = name.trim_end_matches(['.', '-']);
        let next = rest.get(1 + name.len()..)?.chars().next();
        let is_name = name.starts_with(char::is_alphabetic) && !matches!(next, Some('/' | '@' | '('));
        if is_name && before.is_none_or(|sign| sign.is_whitespace() || matches!(sign, '(' | '[')) {
            let message = format!(
                "`@{name}` mentions nobody, and was written as text; a mention is `[@Name](user:ACCOUNT_ID)`"
            );
            self.source.note(self.place(at), message);
        }
        None
    }

    /// `==text==` is a highlight in the Markdown of other tools.
    fn highlight<K>(&self, at: usize, rest: &str) -> Option<K> {
        let before = self.text.get(..at)?.chars().next_back();
        let inside = rest.strip_prefix("==")?.split_once("==").map(|(inside, _)| inside)?;
        let is_word = inside.starts_with(char::is_alphanumeric) && inside.ends_with(char::is_alphanumeric);
        if before.is_none_or(char::is_whitespace) && is_word && inside.len() <= LONGEST_GUESS {
            let message = format!(
                "`=={inside}==` was written as text: a highlight cannot be written in Markdown; `**{inside}**` is bold"
            );
            self.source.note(self.place(at), message);
        }
        None
    }

    /// `x^2^` and `H~2~O` are raised and lowered in the Markdown of other tools.
    fn raised<K>(&self, at: usize, rest: &str) -> Option<K> {
        self.inline_note(at, rest);
        self.doubled::<K>(at, rest, "^^");
        let before = self.text.get(..at)?.chars().next_back();
        let sign = rest.chars().next()?;
        let inside = until_end(rest.get(1..)?, sign)?;
        let after = rest.get(inside.len() + 2..)?.chars().next();
        let is_short = (1..=10).contains(&inside.len())
            && inside.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-'));
        let ends = sign == '~' || after.is_none_or(|next| !next.is_alphanumeric());
        if is_short && ends && before.is_some_and(|sign| sign.is_alphanumeric() || sign == ')') {
            let tag = if sign == '^' { "sup" } else { "sub" };
            let message =
                format!("`{sign}{inside}{sign}` was written as text; write `<{tag}>{inside}</{tag}>`");
            self.source.note(self.place(at), message);
        }
        None
    }

    /// `^^text^^` and `++text++` are insertions, and `++ctrl+alt++` keys, in the Markdown of other tools.
    fn doubled<K>(&self, at: usize, rest: &str, marks: &str) -> Option<K> {
        let before = self.text.get(..at)?.chars().next_back();
        let behind = rest.strip_prefix(marks)?;
        let near = behind.get(..behind.floor_char_boundary(LONGEST_GUESS))?;
        let inside = near.split_once(marks)?.0;
        let is_word = inside.starts_with(char::is_alphanumeric) && inside.ends_with(char::is_alphanumeric);
        if before.is_none_or(|sign| sign.is_whitespace() || sign == '(') && is_word {
            let are_keys = marks == "++" && inside.contains('+') && !inside.contains(' ');
            let instead = match are_keys {
                true => format!("`<kbd>{}</kbd>`", inside.replace('+', "</kbd>+<kbd>")),
                false => format!("`<ins>{inside}</ins>`"),
            };
            let message = format!("`{marks}{inside}{marks}` was written as text; write {instead}");
            self.source.note(self.place(at), message);
        }
        None
    }

    /// `![alt](address =200x100)` is an image in the Markdown of other tools.
    fn sized_image(&self, at: usize) {
        let rest = self.source.written_from(self.place(at));
        let Some((image, size)) = until_end(rest, ')').and_then(|image| image.rsplit_once(" =")) else {
            return;
        };
        let (width, height) = size.split_once('x').unwrap_or((size, ""));
        let digits = |measure: &str| {
            measure.trim_end_matches(['%', 'p', 'x']).bytes().all(|byte| byte.is_ascii_digit())
        };
        if !image.contains("](") || width.len() + height.len() == 0 || !digits(width) || !digits(height) {
            return;
        }
        let pixels = |measure: &str| {
            let digits = measure.strip_suffix("px").unwrap_or(measure);
            (!digits.is_empty() && !digits.ends_with('%')).then(|| digits.to_owned())
        };
        let (how, wanted) = match (pixels(width), pixels(height)) {
            (Some(width), _) => ("behind it", format!("width={width}")),
            (None, Some(height)) => ("behind it", format!("height={height}")),
            (None, None) => ("behind it, in pixels", "width=300".to_owned()),
        };
        let message = format!(
            "`!{image} ={size})` is not an image, and was written as text; its size stands {how}: `!{image}){{{wanted}}}`"
        );
        self.source.note(self.place(at).saturating_sub(1), message);
    }

    fn place(&self, at: usize) -> usize {
        (self.range.start + at).min(self.range.end)
    }

    fn places(&self, range: Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end)
    }

    fn push_text(&self, range: Range<usize>, out: &mut Vec<Inline<'m>>) {
        let text = self.text.get(range.clone()).unwrap_or("");
        if !text.is_empty() {
            let kind = InlineKind::Text(CowStr::from(text.to_owned()), self.escaped);
            out.push(Inline { kind, range: self.places(range) });
        }
    }
}

/// Whether a line is one of the ways in which other tools write a table of contents.
pub(super) fn is_table_of_contents(text: &str) -> bool {
    matches!(
        &*text.trim().to_ascii_lowercase(),
        "[[_toc_]]"
            | "[toc]"
            | "[[toc]]"
            | "@[toc]"
            | "{toc}"
            | "${toc}"
            | "{{toc}}"
            | "{:toc}"
            | "toc {:toc}"
    )
}
