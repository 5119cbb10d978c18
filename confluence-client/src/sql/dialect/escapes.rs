//! Backslashes in texts, which mean something to other databases: `'O\'Brien'`, `'one\ntwo'`, `E'one\ntwo'`.

use super::token::{BACKSLASHED_QUOTE, Kind, Token, placed, taken_apart};
use super::{is, put};

/// Commands of formulas, which are no line breaks.
const COMMANDS: [&str; 12] = [
    "nabla",
    "ne",
    "neg",
    "neq",
    "newcommand",
    "newline",
    "ni",
    "nolimits",
    "normalsize",
    "not",
    "notin",
    "nu",
];

/// `E'one\ntwo'` is the text that PostgreSQL makes of it.
pub(super) fn rewrite(tokens: &mut [Token<'_>], at: usize) -> bool {
    let text = tokens.get(at + 1).and_then(Token::text);
    let Some(text) = text.filter(|_| is(tokens, Some(at), |token| token.is("E"))) else { return false };
    let (mut made, mut letters) = (String::new(), text.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => made.push('\n'),
                Some('r') => made.push('\r'),
                Some('t') => made.push('\t'),
                Some(other) => made.push(other),
                None => made.push('\\'),
            },
            other => made.push(other),
        }
    }
    put(tokens, at, Kind::Blank, "");
    put(tokens, at + 1, Kind::Text, format!("'{}'", made.replace('\'', "''")));
    true
}

/// Whether a text ends in a backslash, with a word right behind it: its quote was meant.
pub(in crate::sql) fn quoted_by_backslash(sql: &str) -> Option<&'static str> {
    let tokens = placed(sql);
    let ends = |pair: &[super::token::Placed]| match pair {
        [text, behind] => {
            text.kind == Kind::Text
                && text.text.ends_with("\\'")
                && behind.at == text.at + text.text.len()
                && (behind.kind == Kind::Word || behind.text == "\\")
        }
        _ => false,
    };
    tokens.windows(2).any(ends).then_some(BACKSLASHED_QUOTE)
}

/// What is said of a text with `\n` in it, and no line break.
pub(in crate::sql) fn escaped_lines(sql: &str) -> Option<String> {
    let tokens = taken_apart(sql).ok()?;
    let is_plain = |at: usize| {
        let prefixed = at.checked_sub(1).is_some_and(|at| is(&tokens, Some(at), |token| token.is("E")));
        tokens.get(at).filter(|_| !prefixed).and_then(Token::text)
    };
    let text = (0..tokens.len()).filter_map(is_plain).find(|text| has_escaped_line(text))?;
    let begun: String = text.chars().take(40).collect();
    Some(format!(
        "'{begun}' has \\n in it, which is a backslash and an n and no line break: write the line break itself, or \
         E'one\\ntwo'; where a backslash is meant, give the text as a parameter"
    ))
}

fn has_escaped_line(text: &str) -> bool {
    let is_one = |(at, _): (usize, &str)| {
        let (head, tail) = text.split_at_checked(at).unwrap_or_default();
        let word = tail.get(1..).unwrap_or_default();
        let word = word.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
        // A path, or a command of a formula.
        !head.ends_with(['\\', ':']) && !COMMANDS.contains(&word)
    };
    !text.contains('\n') && text.match_indices("\\n").any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_line_break_is_told() {
        for told in [r"SELECT 'one\ntwo'", r"SELECT 1, '# Title\n\nText'", r"SELECT 'a\n'"] {
            assert!(escaped_lines(told).is_some(), "{told}");
        }
        for plain in [
            "SELECT 'one\ntwo, as in \\n'",
            r"SELECT 'C:\new'",
            r"SELECT '\\server\\new'",
            r"SELECT '\nabla x'",
            r"SELECT E'a\nb'",
        ] {
            assert_eq!(escaped_lines(plain), None, "{plain}");
        }
    }

    #[test]
    fn a_quote_behind_a_backslash_is_told() {
        assert!(
            quoted_by_backslash(r"SELECT Id FROM Pages WHERE Title = 'it\'s' OR Title = 'it\'s'").is_some()
        );
        assert!(quoted_by_backslash(r"SELECT 'C:\' AS a, 'x'").is_none());
    }
}
