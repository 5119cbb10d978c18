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
    put(tokens, at, Kind::Blank, "");
    put(tokens, at + 1, Kind::Text, format!("'{}'", unescaped(&text).replace('\'', "''")));
    true
}

/// What the escapes of a text stand for (PostgreSQL, "String Constants with C-Style Escapes").
fn unescaped(text: &str) -> String {
    let (mut made, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((head, escape)) = rest.split_once('\\') {
        made.push_str(head);
        let mut letters = escape.chars();
        rest = match letters.next() {
            Some('b') => after(&mut made, '\u{8}', letters.as_str()),
            Some('f') => after(&mut made, '\u{c}', letters.as_str()),
            Some('n') => after(&mut made, '\n', letters.as_str()),
            Some('r') => after(&mut made, '\r', letters.as_str()),
            Some('t') => after(&mut made, '\t', letters.as_str()),
            Some(sign @ ('u' | 'U' | 'x' | '0'..='7')) => match code(sign, escape) {
                Some((letter, length)) => after(&mut made, letter, escape.get(length..).unwrap_or_default()),
                // It stands for nothing, and stays as it is.
                None => {
                    made.push('\\');
                    after(&mut made, sign, letters.as_str())
                }
            },
            Some(other) => after(&mut made, other, letters.as_str()),
            None => after(&mut made, '\\', ""),
        };
    }
    made.push_str(rest);
    made
}

fn after<'t>(made: &mut String, letter: char, rest: &'t str) -> &'t str {
    made.push(letter);
    rest
}

/// The character that an escape by its number stands for, and the bytes that it takes: `u20ac`, `U0001f600`, `xe9`, `351`.
fn code(sign: char, escape: &str) -> Option<(char, usize)> {
    let (skipped, radix, most, exact) = match sign {
        'u' => (1, 16, 4, true),
        'U' => (1, 16, 8, true),
        'x' => (1, 16, 2, false),
        _ => (0, 8, 3, false),
    };
    let digits = escape.get(skipped..)?.chars().take(most).take_while(|digit| digit.is_digit(radix)).count();
    if digits == 0 || (exact && digits < most) {
        return None;
    }
    let number = u32::from_str_radix(escape.get(skipped..skipped + digits)?, radix).ok()?;
    // The two halves of a surrogate pair are one character.
    if let Some(low) = escape.get(5..).and_then(|behind| behind.strip_prefix("\\u"))
        && sign == 'u'
        && (0xD800..0xDC00).contains(&number)
    {
        let units = [number as u16, u16::from_str_radix(low.get(..4)?, 16).ok()?];
        return Some((char::decode_utf16(units).next()?.ok()?, 11));
    }
    // A zero ends texts in other languages, and is none in a page.
    Some((char::from_u32(number).filter(|letter| *letter != '\0')?, skipped + digits))
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
    fn escapes_stand_for_what_they_stand_for_elsewhere() {
        for (written, read) in [
            (r"Caf\u00e9\n10 \u20ac", "Caf\u{e9}\n10 \u{20ac}"),
            (r"\U0001f600\x41\101\t\ud83d\ude00\ud83d", "\u{1f600}AA\t\u{1f600}\\ud83d"),
            (r"C:\\new \q \u12", r"C:\new q \u12"),
            (r"\", r"\"),
        ] {
            assert_eq!(unescaped(written), read, "{written}");
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
