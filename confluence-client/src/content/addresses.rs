//! Addresses that are written in a text without being a link: the extended autolinks of GitHub Flavored Markdown,
//! section 6.9.

use std::ops::Range;

use crate::storage::text::slice;

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// A bare address in a text.
pub(crate) struct Address {
    pub(crate) range: Range<usize>,
    /// Whether it begins with `www.` and has no scheme.
    pub(crate) is_short: bool,
}

/// The first address that begins in a range of a text; it may end behind it.
pub(crate) fn next(text: &str, range: Range<usize>) -> Option<Address> {
    let mut at = range.start;
    loop {
        let (start, is_short) =
            candidate(slice(text, at..range.end)).map(|(start, short)| (at + start, short))?;
        at = start + 4;
        if begins(text, start) {
            let length = length(slice(text, start..));
            if length > 0 {
                return Some(Address { range: start..start + length, is_short });
            }
        }
        if at >= range.end || !text.is_char_boundary(at) {
            return None;
        }
    }
}

/// How much of a text is searched first for where an address could begin.
const WINDOW: usize = 512;

/// Where an address could begin. What is searched grows with the distance to it, so that a text full of addresses of one
/// kind is not searched to its end for the other kind again and again.
fn candidate(text: &str) -> Option<(usize, bool)> {
    let mut window = WINDOW;
    loop {
        let end = text.floor_char_boundary(window);
        match candidate_in(slice(text, ..end)) {
            None if end < text.len() => window = window.saturating_mul(4),
            found => return found,
        }
    }
}

fn candidate_in(text: &str) -> Option<(usize, bool)> {
    let mut at = 0;
    let scheme = loop {
        let Some(colon) = slice(text, at..).find("://").map(|colon| at + colon) else { break None };
        let before = slice(text, ..colon + 3);
        if let Some(scheme) = SCHEMES.iter().find(|scheme| before.ends_with(**scheme)) {
            break Some(colon + 3 - scheme.len());
        }
        at = colon + 3;
    };
    match (scheme, text.find("www.")) {
        (Some(scheme), Some(short)) if short < scheme => Some((short, true)),
        (Some(scheme), _) => Some((scheme, false)),
        (None, short) => short.map(|short| (short, true)),
    }
}

/// Whether an address may begin here: at the start, or behind a blank, an opening sign, or a letter of another script.
fn begins(text: &str, at: usize) -> bool {
    let before = slice(text, ..at);
    let opens = |sign: char| {
        sign.is_whitespace() || matches!(sign, '*' | '_' | '~' | '(' | '|' | '"' | '\'') || !sign.is_ascii()
    };
    before.chars().next_back().is_none_or(opens) && !before.ends_with("](")
}

/// How long the address is that a text begins with, without the punctuation behind it; 0 if it has no host.
fn length(text: &str) -> usize {
    let scheme = SCHEMES.iter().find(|scheme| text.starts_with(**scheme)).map_or(0, |scheme| scheme.len());
    let host = slice(text, scheme..);
    if !host.starts_with(char::is_alphanumeric) {
        return 0;
    }
    let mut length = scheme + host.find(ends).unwrap_or(host.len());
    let whole = slice(text, ..length);
    let mut surplus = whole.matches(')').count().saturating_sub(whole.matches('(').count());
    loop {
        let address = slice(text, ..length);
        let Some(last) = address.chars().next_back() else { return 0 };
        let drops = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | ';' | ']' | '}' | '[' | '{' => true,
            ')' => surplus > 0,
            _ => false,
        };
        if !drops {
            // `www.` alone is no host.
            return if length > scheme.max("www.".len()) { length } else { 0 };
        }
        surplus = surplus.saturating_sub(usize::from(last == ')'));
        length -= last.len_utf8();
    }
}

/// Whether an address ends before a character; the punctuation of Chinese and Japanese ends one as well.
fn ends(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(sign, '<' | '>' | '|' | '\\' | '`' | '"')
        || matches!(sign, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
            | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}
