//! Values of front matter: strings in quotes, lists between brackets, comments.

use crate::storage::text::slice;

/// A part of some values.
pub(super) enum Piece<'t> {
    /// A string, with its quotes.
    Quoted(&'t str),
    /// A comment, up to the end of its line.
    Comment,
    Sign(char),
}

/// The parts of some values, each with where it begins.
pub(super) struct Pieces<'t> {
    text: &'t str,
    at: usize,
    before: char,
    /// Whether a quote was found that nothing closes: to look for the end of each would cost quadratic time.
    is_unclosed: bool,
}

impl<'t> Pieces<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, at: 0, before: ' ', is_unclosed: false }
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = (usize, Piece<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        let rest = slice(self.text, at..);
        let sign = rest.chars().next()?;
        // An apostrophe within a word opens nothing.
        let opens = matches!(sign, '"' | '\'') && !self.before.is_alphanumeric() && !self.is_unclosed;
        let quoted = if opens { string(rest) } else { None };
        self.is_unclosed |= opens && quoted.is_none();
        let piece = match quoted {
            Some((_, length)) => Piece::Quoted(slice(rest, ..length)),
            None if sign == '#' && self.before.is_whitespace() => Piece::Comment,
            None => Piece::Sign(sign),
        };
        let length = match &piece {
            Piece::Quoted(quoted) => quoted.len(),
            Piece::Comment => rest.find('\n').unwrap_or(rest.len()),
            Piece::Sign(sign) => sign.len_utf8(),
        };
        self.at += length;
        self.before = slice(self.text, ..self.at).chars().next_back().unwrap_or(' ');
        Some((at, piece))
    }
}

/// The string in quotes that a text begins with, and its length there. Its line breaks are blanks.
pub(super) fn string(text: &str) -> Option<(String, usize)> {
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    quotes.into_iter().find_map(|quotes| {
        let (value, length) = closed(text.strip_prefix(quotes)?, quotes)?;
        let value = value.trim_start_matches('\n').split('\n').map(str::trim).collect::<Vec<_>>().join(" ");
        Some((value, quotes.len() + length))
    })
}

/// The value up to its quotes, and the length of both.
fn closed(body: &str, quotes: &str) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut signs = body.char_indices();
    while let Some((at, sign)) = signs.next() {
        let rest = slice(body, at..);
        if quotes == "'" && rest.starts_with("''") {
            signs.next();
        } else if rest.starts_with(quotes) {
            return Some((value, at + quotes.len()));
        } else if sign == '\\' && quotes.starts_with('"') {
            match signs.next()?.1 {
                'n' | 't' | 'r' => value.push(' '),
                escape @ ('u' | 'U' | 'x') => {
                    let digits = match escape {
                        'x' => 2,
                        'u' => 4,
                        _ => 8,
                    };
                    let code: String = signs.by_ref().take(digits).map(|(_, digit)| digit).collect();
                    value.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                other => value.push(other),
            }
            continue;
        }
        value.push(sign);
    }
    None
}

/// One value: what is in its quotes, or the text without the comment behind it.
pub(super) fn scalar(text: &str) -> String {
    let text = text.trim();
    string(text).map_or_else(|| without_comment(text).to_owned(), |(value, _)| value)
}

/// A text up to the comment behind it.
pub(super) fn without_comment(text: &str) -> &str {
    let is_comment =
        |&(at, _): &(usize, &str)| slice(text, ..at).chars().next_back().is_none_or(char::is_whitespace);
    let end = text.match_indices('#').find(is_comment).map_or(text.len(), |(at, _)| at);
    slice(text, ..end).trim()
}

/// The values that commas part; those within brackets of their own are one.
pub(super) fn parts(inside: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    for (_, piece) in Pieces::of(inside) {
        let Some(part) = parts.last_mut() else { break };
        match piece {
            Piece::Comment => {}
            Piece::Quoted(quoted) => part.push_str(quoted),
            Piece::Sign(',') if depth == 0 => parts.push(String::new()),
            Piece::Sign(sign) => {
                match sign {
                    '[' | '{' => depth += 1,
                    ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                part.push(sign);
            }
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// The values of a list, with its brackets or without.
pub(super) fn list(text: &str) -> Vec<String> {
    let text = text.trim();
    let inside = match text.strip_prefix('[') {
        Some(inside) => inside.rsplit_once(']').map_or(inside, |(inside, _)| inside),
        None => text,
    };
    parts(inside).iter().map(|part| scalar(part)).filter(|value| !value.is_empty()).collect()
}
