//! Front matter as TOML: keys with values, in tables or above them.

use super::values::{Piece, Pieces, list, scalar, string};
use super::{FrontMatter, are_labels};
use crate::storage::text::slice;

/// Reads what stands between the fences; nothing if it is no TOML.
pub(super) fn read(body: &str) -> Option<FrontMatter> {
    let mut found = FrontMatter::default();
    let mut table = String::new();
    let (mut at, mut has_key) = (0, false);
    while at < body.len() {
        let rest = slice(body, at..);
        let line = rest.split_inclusive('\n').next().unwrap_or(rest);
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            at += line.len();
        } else if content.starts_with('[') {
            let (name, behind) = content.trim_start_matches('[').split_once(']')?;
            let behind = behind.trim_start_matches(']').trim_start();
            if !behind.is_empty() && !behind.starts_with('#') {
                return None;
            }
            table = format!("{}.", name.trim());
            at += line.len();
        } else {
            let (name, behind) = key(rest)?;
            let length = length(slice(rest, behind..))?;
            has_key = true;
            add(&mut found, &format!("{table}{name}"), slice(rest, behind..behind + length).trim());
            at += behind + length;
        }
    }
    // What has no key may be the text of a page.
    (has_key || body.trim().is_empty()).then_some(found)
}

/// The key that a line begins with, and where its value begins.
fn key(text: &str) -> Option<(String, usize)> {
    let lead = text.len() - text.trim_start().len();
    let content = slice(text, lead..);
    let (name, length) = string(content).or_else(|| {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let length = content.bytes().take_while(is_part).count();
        (length > 0).then(|| (slice(content, ..length).to_owned(), length))
    })?;
    let behind = slice(content, length..);
    let sign = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    slice(behind, sign..).starts_with('=').then_some((name, lead + length + sign + 1))
}

/// The length of a value, which goes on to the end of a line that is within no brackets.
fn length(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_there = false;
    for (at, piece) in Pieces::of(text) {
        match piece {
            Piece::Sign('\n') if depth == 0 => return is_there.then_some(at + 1),
            Piece::Sign('[' | '{') => depth += 1,
            Piece::Sign(']' | '}') => depth = depth.checked_sub(1)?,
            // It is never closed.
            Piece::Sign('"' | '\'') => return None,
            Piece::Sign(_) | Piece::Quoted(_) | Piece::Comment => {}
        }
        is_there |= !matches!(piece, Piece::Comment | Piece::Sign(' ' | '\t' | '\n'));
    }
    (depth == 0 && is_there).then_some(text.len())
}

fn add(found: &mut FrontMatter, name: &str, value: &str) {
    match &*name.to_lowercase() {
        "title" => found.set_title(&scalar(value)),
        lower if are_labels(lower.strip_prefix("taxonomies.").unwrap_or(lower)) => {
            found.labels.extend(list(value));
        }
        _ => found.others.push(name.to_owned()),
    }
}
