//! `CONTAINS(Text, 'install AND NOT linux')`: a search for words, which a table may have its service answer. Operators in
//! what is looked for become those of SQL.

use super::token::{Kind, Token};
use super::{arguments, joined, next, put};
use crate::error::Result;
use crate::sql::statement_error::fault;
use crate::sql::words::operator_named;

/// What is looked for, with what stands before it.
struct Wanted {
    joined: &'static str,
    not: &'static str,
    words: String,
}

/// `CONTAINS(a, 'b')` is `(a MATCH 'b')`.
pub(super) fn contains(tokens: &mut [Token<'_>], at: usize, open: usize) -> Result<()> {
    let Some((commas, close)) = arguments(tokens, open) else { return Ok(()) };
    let [comma] = commas.as_slice() else { return Ok(()) };
    let place = next(tokens, comma + 1).filter(|place| next(tokens, place + 1) == Some(close));
    let literal = place.and_then(|place| Some((place, tokens.get(place)?.text()?)));
    let column = joined(tokens.get(open + 1..*comma).unwrap_or_default()).trim().to_owned();
    put(tokens, at, Kind::Blank, "");
    put(tokens, *comma, Kind::Word, " MATCH ");
    let Some((place, text)) = literal else { return Ok(()) };
    let all = wanted(&text)?;
    let Some((first, rest)) =
        all.split_first().filter(|(first, rest)| !rest.is_empty() || !first.not.is_empty())
    else {
        return Ok(());
    };
    let mut written = quoted(&first.words);
    for one in rest {
        written.push_str(&format!("{}{}{column} MATCH {}", one.joined, one.not, quoted(&one.words)));
    }
    put(tokens, open, Kind::Sign, format!("({}", first.not));
    put(tokens, place, Kind::Word, written);
    Ok(())
}

fn quoted(words: &str) -> String {
    format!("'{}'", words.replace('\'', "''"))
}

/// Takes what is looked for apart at its operators.
fn wanted(text: &str) -> Result<Vec<Wanted>> {
    let wrong = |what: &str| {
        fault(format!(
            "CONTAINS '{text}' {what}: write CONTAINS(Text, 'a') AND (CONTAINS(Text, 'b') OR CONTAINS(Text, 'c'))"
        ))
    };
    let quotes = text.contains('"');
    let blank = || Wanted { joined: "", not: "", words: String::new() };
    let (mut all, mut any) = (vec![blank()], false);
    for piece in pieces(text) {
        let operator = operator_named(piece, quotes);
        let Some(last) = all.last_mut() else { break };
        match operator {
            Some("NEAR") => return Err(wrong("has NEAR, which is not offered")),
            Some("NOT") if last.words.is_empty() && last.not.is_empty() => last.not = "NOT ",
            Some("AND" | "OR") if !last.words.is_empty() => {
                let joined = if operator == Some("OR") { " OR " } else { " AND " };
                all.push(Wanted { joined, ..blank() });
            }
            Some(_) => return Err(wrong("has an operator without words on both sides")),
            None => {
                let space = if last.words.is_empty() { "" } else { " " };
                last.words.push_str(&format!("{space}{piece}"));
            }
        }
        any |= operator.is_some();
    }
    if any && text.contains(['(', ')']) {
        return Err(wrong("has parentheses, which are those of SQL"));
    }
    match all.last() {
        Some(last) if any && last.words.is_empty() => Err(wrong("ends with an operator")),
        _ => Ok(all),
    }
}

/// Words, and what is in quotes as one with them.
fn pieces(text: &str) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), text.trim_start());
    while !rest.is_empty() {
        let end = match rest.strip_prefix('"').and_then(|body| body.find('"')) {
            Some(end) => end + 2,
            None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let (piece, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        found.push(piece);
        rest = behind.trim_start();
    }
    found
}
