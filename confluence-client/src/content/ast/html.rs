//! Raw HTML, taken apart into tags and text.

use std::borrow::Cow;
use std::ops::Range;

use crate::storage::text::decode;

/// A tag, or the text between two tags.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'h> {
    Open {
        name: String,
        attributes: &'h str,
    },
    Close {
        name: String,
    },
    Comment,
    /// `<!DOCTYPE html>`, `<?php ?>`, `<![CDATA[..]]>`.
    Declaration,
    /// A comment or the like that goes on to the end of the text, and what would end it.
    Endless {
        end: &'static str,
    },
    Text,
}

/// Splits raw HTML into tags and text, with their places in it.
pub(super) fn tokens(html: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let mut tokens: Vec<(Token<'_>, Range<usize>)> = Vec::new();
    let last_end = html.rfind('>').unwrap_or(0);
    let mut at = 0;
    while at < html.len() {
        let rest = html.get(at..).unwrap_or("");
        let found = delimited(rest).or_else(|| if at <= last_end { tag(rest) } else { None });
        let (token, length) = found.unwrap_or_else(|| {
            let skip = rest.chars().next().map_or(1, char::len_utf8);
            let next = rest.get(skip..).and_then(|tail| tail.find('<'));
            (Token::Text, next.map_or(rest.len(), |next| next + skip))
        });
        match tokens.last_mut() {
            Some((Token::Text, range)) if token == Token::Text => range.end = at + length,
            _ => tokens.push((token, at..at + length)),
        }
        at += length;
    }
    tokens
}

/// What is no tag, and ends with signs of its own: an arrow within `<?php .. ?>` ends nothing.
fn delimited(rest: &str) -> Option<(Token<'_>, usize)> {
    let (token, end) = match rest.strip_prefix('<')? {
        body if body.starts_with("!--") => (Token::Comment, "-->"),
        body if body.starts_with('?') => (Token::Declaration, "?>"),
        body if body.starts_with("![CDATA[") => (Token::Declaration, "]]>"),
        _ => return None,
    };
    Some(match rest.find(end) {
        Some(at) => (token, at + end.len()),
        None => (Token::Endless { end }, rest.len()),
    })
}

fn tag(rest: &str) -> Option<(Token<'_>, usize)> {
    let body = rest.strip_prefix('<')?;
    if body.starts_with('!') {
        return Some((Token::Declaration, rest.find('>')? + 1));
    }
    let end = tag_end(rest)?;
    let inside = rest.get(1..end)?.trim_end_matches('/');
    let (closing, inside) = match inside.strip_prefix('/') {
        Some(name) => (true, name),
        None => (false, inside),
    };
    let length = inside.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let (name, attributes) = inside.split_at_checked(length).filter(|(name, _)| !name.is_empty())?;
    if !name.starts_with(|first: char| first.is_ascii_alphabetic())
        || !attributes.is_empty()
            && !attributes.starts_with(|first: char| first.is_ascii_whitespace() || first == '/')
    {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let token = if closing { Token::Close { name } } else { Token::Open { name, attributes } };
    Some((token, end + 1))
}

/// Where a tag ends; a bracket within the quotes of a value does not end it.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of an attribute.
pub(super) fn attribute<'h>(attributes: &'h str, name: &str) -> Option<Cow<'h, str>> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_ascii_whitespace() || sign == '/');
        let length = rest.find(|sign: char| sign.is_ascii_whitespace() || sign == '=').unwrap_or(rest.len());
        if length == 0 {
            return None;
        }
        let (key, tail) = rest.split_at_checked(length)?;
        let tail = tail.trim_start();
        let (value, after) = match tail.strip_prefix('=') {
            None => ("", tail),
            Some(value) => {
                let value = value.trim_start();
                match value.chars().next().filter(|quote| matches!(quote, '"' | '\'')) {
                    Some(quote) => value.get(1..)?.split_once(quote)?,
                    None => {
                        let end = value.find(|sign: char| sign.is_ascii_whitespace()).unwrap_or(value.len());
                        value.split_at_checked(end)?
                    }
                }
            }
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(decode(value));
        }
        rest = after;
    }
}

/// The pixels that a style sets, as in `width: 300px`.
pub(super) fn pixels(style: &str, property: &str) -> Option<String> {
    let value =
        style.split(';').filter_map(|set| set.split_once(':')).find(|(name, _)| name.trim() == property)?.1;
    let digits = value.trim().strip_suffix("px")?.trim();
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.to_owned())
}

/// The number in `name="2"`.
pub(super) fn number(attributes: &str, name: &str) -> Option<u32> {
    let value = attribute(attributes, name)?;
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    value.get(..digits)?.parse().ok()
}

/// Whether an element aligns what is in it.
pub(super) fn alignment(name: &str, attributes: &str) -> Option<&'static str> {
    let style = attribute(attributes, "style").unwrap_or_default();
    let named = attribute(attributes, "align").unwrap_or_default().to_ascii_lowercase();
    let said = |word: &str| named == word || style.contains("text-align") && style.contains(word);
    match name {
        "center" => Some("center"),
        _ if said("center") => Some("center"),
        _ if said("right") => Some("right"),
        _ => None,
    }
}

/// The element for emphasis and the like that storage has too.
pub(super) fn mark(name: &str) -> Option<&'static str> {
    Some(match name {
        "strong" | "b" => "strong",
        "em" | "i" | "dfn" => "em",
        "del" | "s" | "strike" => "del",
        "u" => "u",
        "ins" => "ins",
        "sub" => "sub",
        "sup" => "sup",
        "small" => "small",
        "big" => "big",
        "cite" => "cite",
        "kbd" => "kbd",
        "var" => "var",
        "code" | "tt" | "samp" => "code",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_tags_and_text() {
        let found = tokens("<td colspan=\"2\">a < b</td>");
        assert_eq!(
            found.first().unwrap().0,
            Token::Open { name: "td".to_owned(), attributes: " colspan=\"2\"" }
        );
        assert_eq!(number(" colspan=\"2\"", "colspan"), Some(2));
        assert_eq!(found.last().unwrap().0, Token::Close { name: "td".to_owned() });
    }

    #[test]
    fn attributes_are_read_whatever_the_quotes() {
        let attributes = " src='a>b.png' alt=\"R &amp; D\" width=300 hidden /";
        assert_eq!(attribute(attributes, "src").as_deref(), Some("a>b.png"));
        assert_eq!(attribute(attributes, "alt").as_deref(), Some("R & D"));
        assert_eq!(attribute(attributes, "hidden").as_deref(), Some(""));
        assert_eq!((number(attributes, "width"), number(attributes, "height")), (Some(300), None));
    }
}
