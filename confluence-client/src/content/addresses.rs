//! Addresses that are written in a text without being a link: the extended autolinks of GitHub Flavored Markdown,
//! section 6.9.

use std::ops::Range;

use crate::storage::text::slice;

const SCHEMES: [&str; 3] = ["https://", "http://", "ftp://"];

/// A bare address in a text.
pub(crate) struct Address {
    pub(crate) range: Range<usize>,
    /// Whether it begins with `www.` and has no scheme.
    pub(crate) is_short: bool,
}

/// Where an address could begin, and of which kind it would be.
#[derive(Clone, Copy)]
enum Candidate {
    Web(usize),
    Short(usize),
    /// With the place of its `@`.
    Mail(usize, usize),
}

/// The first address that begins in a range of a text; it may end behind it.
pub(crate) fn next(text: &str, range: Range<usize>) -> Option<Address> {
    let mut at = range.start;
    loop {
        let (start, length, is_short) = match candidate(slice(text, at..range.end))? {
            Candidate::Mail(start, sign) => {
                let (start, sign) = (at + start, at + sign);
                at = sign + 1;
                let before = slice(text, ..start);
                let is_mail = start < sign
                    && begins(text, start)
                    && !before.ends_with("[~")
                    && !before.ends_with("[\\~");
                (start, if is_mail { mail(text, start, sign) } else { 0 }, false)
            }
            candidate @ (Candidate::Web(start) | Candidate::Short(start)) => {
                let start = at + start;
                at = start + 4;
                let found = if begins(text, start) { length(slice(text, start..)) } else { 0 };
                (start, found, matches!(candidate, Candidate::Short(_)))
            }
        };
        if length > 0 {
            return Some(Address { range: start..start + length, is_short });
        }
        if at >= range.end || !text.is_char_boundary(at) {
            return None;
        }
    }
}

/// How long the part of an address of mail may be that names the box: RFC 5321, section 4.5.3.1.1.
const LONGEST_BOX: usize = 64;

fn is_of_box(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+')
}

/// The length of the address of mail whose `@` is at a place; 0 if it has no host. One of a program, as in
/// `git@example.com:path`, is none.
fn mail(text: &str, start: usize, sign: usize) -> usize {
    let host = slice(text, sign + 1..);
    let end = host.bytes().take_while(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let host = slice(host, ..end.count());
    let after = slice(text, sign + 1 + host.len()..);
    let host = host.trim_end_matches(['.', '-']);
    let is_top = |label: &str| label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    let named = host.rsplit_once('.').is_some_and(|(rest, top)| !rest.is_empty() && is_top(top));
    let goes_on = after.starts_with(['@', '/', '_'])
        || after.strip_prefix(':').is_some_and(|path| path.starts_with(|next: char| !next.is_whitespace()));
    if named && !host.contains("..") && !goes_on { sign + 1 + host.len() - start } else { 0 }
}

/// How much of a text is searched first for where an address could begin.
const WINDOW: usize = 512;

/// Where an address could begin. What is searched grows with the distance to it, so that a text full of addresses of one
/// kind is not searched to its end for the other kind again and again.
fn candidate(text: &str) -> Option<Candidate> {
    let mut window = WINDOW;
    loop {
        let end = text.floor_char_boundary(window);
        match candidate_in(slice(text, ..end)) {
            None if end < text.len() => window = window.saturating_mul(4),
            found => return found,
        }
    }
}

fn candidate_in(text: &str) -> Option<Candidate> {
    let sign = text.find('@');
    let before = slice(text, ..sign.unwrap_or(text.len()));
    let mut at = 0;
    let scheme = loop {
        let Some(colon) = slice(before, at..).find("://").map(|colon| at + colon) else { break None };
        let until = slice(before, ..colon + 3);
        if let Some(scheme) = SCHEMES.iter().find(|scheme| until.ends_with(**scheme)) {
            break Some(colon + 3 - scheme.len());
        }
        at = colon + 3;
    };
    match (scheme, before.find("www."), sign) {
        (Some(scheme), Some(short), _) if short < scheme => Some(Candidate::Short(short)),
        (Some(scheme), _, _) => Some(Candidate::Web(scheme)),
        (None, Some(short), _) => Some(Candidate::Short(short)),
        (None, None, Some(sign)) => {
            let named = before.as_bytes().iter().rev().take(LONGEST_BOX);
            Some(Candidate::Mail(sign - named.take_while(|&&byte| is_of_box(byte)).count(), sign))
        }
        (None, None, None) => None,
    }
}

/// Whether an address may begin here: at the start, or behind a blank, an opening sign, or a letter of another script.
fn begins(text: &str, at: usize) -> bool {
    let before = slice(text, ..at);
    let opens = |sign: char| {
        sign.is_whitespace()
            || matches!(sign, '*' | '_' | '~' | '(' | '|' | '"' | '\'' | '>')
            || !sign.is_ascii()
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
    let mut surplus = PAIRS.map(|(open, close)| {
        let whole = slice(text, ..length);
        whole.matches(close).count().saturating_sub(whole.matches(open).count())
    });
    loop {
        let address = slice(text, ..length);
        let Some(last) = address.chars().next_back() else { return 0 };
        let mut pairs = PAIRS.iter().zip(&mut surplus);
        let drops = match pairs.find(|((_, close), _)| *close == last) {
            Some((_, surplus)) => {
                let drops = *surplus > 0;
                *surplus = surplus.saturating_sub(1);
                drops
            }
            None => matches!(last, '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | ';' | '[' | '{'),
        };
        if !drops {
            // `www.` alone is no host.
            return if length > scheme.max("www.".len()) { length } else { 0 };
        }
        length -= last.len_utf8();
    }
}

/// What belongs to an address where it is opened and closed in it: `https://example.com/users/{id}`.
const PAIRS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// Whether an address ends before a character; the punctuation of Chinese and Japanese ends one as well.
fn ends(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(sign, '<' | '>' | '|' | '\\' | '`' | '"')
        || matches!(sign, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
            | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}
