//! Characters: entities decoded, text escaped for XML.

use std::borrow::Cow;
use std::fmt;
use std::slice::SliceIndex;

use html_escape::NAMED_ENTITIES;

/// Resolves `name` of `&name;`, character references included.
pub(crate) fn entity(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else { return named(name).map(Cow::Borrowed) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let character = char::from_u32(code).filter(|&character| is_xml_char(character))?;
    Some(Cow::Owned(character.to_string()))
}

/// What stands for a name, of all that HTML has.
fn named(name: &str) -> Option<&'static str> {
    let found = NAMED_ENTITIES.binary_search_by(|(known, _)| (*known).cmp(name.as_bytes())).ok()?;
    NAMED_ENTITIES.get(found).map(|(_, characters)| *characters)
}

/// Whether XML 1.0 allows the character in a document.
pub(crate) fn is_xml_char(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Decodes every entity of a text that has been checked to hold only known ones.
pub(crate) fn decode(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut decoded = String::with_capacity(raw.len());
    for (piece, text) in segments(raw) {
        match piece {
            Segment::Literal => decoded.push_str(text),
            Segment::Entity(value) => decoded.push_str(&value),
        }
    }
    Cow::Owned(decoded)
}

/// What a stretch of raw text is.
pub(crate) enum Segment {
    Literal,
    Entity(Cow<'static, str>),
}

/// Splits raw text into entities and what is between them.
pub(crate) fn segments(raw: &str) -> impl Iterator<Item = (Segment, &str)> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((value, length)) = leading_entity(rest) {
            let (text, tail) = rest.split_at(length);
            rest = tail;
            return Some((Segment::Entity(value), text));
        }
        let skip = rest.chars().next().map_or(1, char::len_utf8);
        let next = rest.get(skip..).and_then(|tail| tail.find('&')).map_or(rest.len(), |at| at + skip);
        let (text, tail) = rest.split_at_checked(next).unwrap_or((rest, ""));
        rest = tail;
        Some((Segment::Literal, text))
    })
}

/// The longest name of HTML is 31 letters (`CounterClockwiseContourIntegral`); what is longer is no entity, and looking
/// further would cost quadratic time in text made of ampersands.
const LONGEST_ENTITY: usize = 40;

fn leading_entity(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')?;
    Some((entity(body.get(..end)?)?, end + 2))
}

/// Text with the line ends of Unix, which are the only ones that XML hands on.
pub(crate) fn unix_lines(text: &str) -> Cow<'_, str> {
    match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(text),
    }
}

/// Appends `text` as XML character data.
pub(crate) fn escape_into(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>']) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(match tail.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            _ => "&gt;",
        });
        rest = tail.get(1..).unwrap_or("");
    }
    out.push_str(rest);
}

/// Appends ` name="value"`.
pub(crate) fn attribute_into(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    attribute_value_into(out, value);
    out.push('"');
}

/// Appends a text as it stands in the value of an attribute.
pub(crate) fn attribute_value_into(out: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            other => out.push(other),
        }
    }
}

/// Appends a CDATA section; `]]>` inside the text is split over two sections.
pub(crate) fn cdata_into(out: &mut String, text: &str) {
    out.push_str("<![CDATA[");
    out.push_str(&text.replace("]]>", "]]]]><![CDATA[>"));
    out.push_str("]]>");
}

/// Whether a place of Markdown stands behind a backslash that takes its meaning as markup.
pub(crate) fn is_escaped(text: &str, at: usize) -> bool {
    slice(text, ..at).bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

/// A text of Markdown without the backslashes that keep its signs from being markup.
pub(crate) fn without_backslashes(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut signs = markdown.chars().peekable();
    while let Some(sign) = signs.next() {
        let escaped = signs.next_if(|next| sign == '\\' && next.is_ascii_punctuation());
        text.push(escaped.unwrap_or(sign));
    }
    text
}

/// A part of a text. A range that is not one of the text is a mistake of ours: tests and debug builds stop there, and
/// elsewhere the part is empty.
pub(crate) fn slice<R: SliceIndex<str, Output = str> + Clone + fmt::Debug>(text: &str, range: R) -> &str {
    let part = text.get(range.clone());
    debug_assert!(part.is_some(), "{range:?} is no part of a text of {} bytes", text.len());
    part.unwrap_or("")
}

/// A part of a list, with the same promise as [`slice`].
pub(crate) fn part<T, R: SliceIndex<[T], Output = [T]> + Clone + fmt::Debug>(items: &[T], range: R) -> &[T] {
    let part = items.get(range.clone());
    debug_assert!(part.is_some(), "{range:?} is no part of a list of {}", items.len());
    part.unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_named_numeric_and_leaves_lone_ampersands() {
        assert_eq!(decode("é&amp;&é"), "é&&é");
        assert_eq!(decode("a&nbsp;&mdash;&#65;&#x1F600;&amp;lt; & &bogus;"), "a\u{a0}—A😀&lt; & &bogus;");
    }

    #[test]
    fn names_stand_for_what_they_stand_for_in_html() {
        let names =
            [("Alpha", "Α"), ("omega", "ω"), ("OElig", "Œ"), ("Scaron", "Š"), ("Dagger", "‡"), ("nGt", "≫⃒")];
        for (name, characters) in names {
            assert_eq!(entity(name).as_deref(), Some(characters), "{name}");
        }
        assert!(NAMED_ENTITIES.is_sorted_by(|one, next| one.0 < next.0));
        assert_eq!(entity("alphabet"), None);
        assert_eq!(entity(""), None);
    }

    /// The parser of Markdown has a table of its own.
    #[cfg(feature = "markdown")]
    #[test]
    fn every_name_is_read_as_in_markdown() {
        use pulldown_cmark::{Event, Parser};
        for (name, _) in NAMED_ENTITIES {
            let name = str::from_utf8(name).unwrap();
            let written = format!("x&{name};x");
            let read: String = Parser::new(&written)
                .filter_map(|event| match event {
                    Event::Text(text) => Some(text.into_string()),
                    _ => None,
                })
                .collect();
            assert_eq!(format!("x{}x", entity(name).unwrap()), read, "{name}");
        }
    }

    #[test]
    fn refuses_character_references_that_xml_forbids() {
        assert_eq!(entity("#0"), None);
        assert_eq!(entity("#xD800"), None);
        assert_eq!(entity("#99999999999"), None);
    }

    #[test]
    fn splits_the_end_of_a_cdata_section() {
        let mut out = String::new();
        cdata_into(&mut out, "a]]>b");
        assert_eq!(out, "<![CDATA[a]]]]><![CDATA[>b]]>");
    }
}
