//! The tags of HTML that our Markdown knows, found in raw HTML.

use crate::storage::text::slice;
use std::ops::Range;

/// A tag, or the text between two tags.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'h> {
    Open { name: String, attributes: &'h str },
    Close { name: String },
    Comment,
    Text,
}

/// Splits raw HTML into tags and text, with their places in it.
pub(super) fn tokens(html: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let mut tokens: Vec<(Token<'_>, Range<usize>)> = Vec::new();
    let last_end = html.rfind('>').unwrap_or(0);
    let mut at = 0;
    while at < html.len() {
        let rest = slice(html, at..);
        let found = if at <= last_end { tag(rest) } else { None };
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

fn tag(rest: &str) -> Option<(Token<'_>, usize)> {
    let body = rest.strip_prefix('<')?;
    if body.starts_with("!--") {
        return Some((Token::Comment, rest.find("-->").map_or(rest.len(), |end| end + 3)));
    }
    let end = rest.find('>')?;
    let inside = rest.get(1..end)?.trim_end_matches('/');
    let (closing, inside) = match inside.strip_prefix('/') {
        Some(name) => (true, name),
        None => (false, inside),
    };
    let length = inside.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, attributes) = inside.split_at_checked(length).filter(|(name, _)| !name.is_empty())?;
    let name = name.to_ascii_lowercase();
    let token = if closing { Token::Close { name } } else { Token::Open { name, attributes } };
    Some((token, end + 1))
}

/// The number in `name="2"`.
pub(super) fn number(attributes: &str, name: &str) -> Option<u32> {
    let (_, rest) = attributes.split_once(name)?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    value.get(..digits)?.parse().ok()
}

/// The element for emphasis and the like that storage has too.
pub(super) fn mark(name: &str) -> Option<&'static str> {
    Some(match name {
        "strong" | "b" => "strong",
        "em" | "i" => "em",
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
}
