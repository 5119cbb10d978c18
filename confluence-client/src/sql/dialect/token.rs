//! SQL text in its tokens.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::invisible::is_invisible;
use crate::sql::bounds::LONGEST_STATEMENT;
use crate::sql::statement_error::fault;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Blanks and comments.
    Blank,
    /// A bare name or a keyword.
    Word,
    /// A name in `[]`, `""` or backquotes.
    Name,
    /// Text in single quotes.
    Text,
    /// A number.
    Number,
    /// `?`, `@name`, `:name`, `$name`.
    Parameter,
    /// Anything else, one letter or operator at a time.
    Sign,
}

/// A token, which a rewriting may give other text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: Cow<'a, str>,
}

impl Token<'_> {
    /// Whether it is this word, in any case.
    pub(super) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }

    /// The name that a word or a quoted name stands for.
    pub(super) fn name(&self) -> Option<String> {
        match self.kind {
            Kind::Word => Some(self.text.to_string()),
            Kind::Name => Some(unquoted(&self.text)),
            _ => None,
        }
    }

    /// The text between single quotes.
    pub(super) fn text(&self) -> Option<String> {
        (self.kind == Kind::Text).then(|| unquoted(&self.text))
    }

    /// Leaves nothing of it.
    pub(super) fn clear(&mut self) {
        self.kind = Kind::Blank;
        self.text = Cow::Borrowed("");
    }

    pub(super) fn put(&mut self, kind: Kind, text: impl Into<String>) {
        self.kind = kind;
        self.text = Cow::Owned(text.into());
    }
}

/// What stands between quotes, with doubled ones as one.
fn unquoted(quoted: &str) -> String {
    let mut letters = quoted.chars();
    let (Some(open), Some(_)) = (letters.next(), letters.next_back()) else { return String::new() };
    let close = if open == '[' { ']' } else { open };
    letters.as_str().replace(&format!("{close}{close}"), &close.to_string())
}

/// How deep parentheses may nest. The engine's own bound comes later, behind work that grows with the depth.
const DEEPEST: usize = 250;

/// Takes SQL apart. Everything is there again when the texts are put together, but that signs which only look like those of
/// SQL are those.
pub(super) fn tokens(sql: &str) -> Result<Vec<Token<'_>>> {
    if sql.len() > LONGEST_STATEMENT {
        return Err(fault(format!(
            "a statement has at most {} KiB, and this one has {}: give long values as parameters",
            LONGEST_STATEMENT >> 10,
            sql.len() >> 10
        )));
    }
    taken_apart(sql)
}

/// What is said of a quote behind a backslash.
pub(super) const BACKSLASHED_QUOTE: &str =
    "a backslash takes no meaning from a quote: within a text a quote is doubled, as in 'O''Brien'";

/// The same for what was made of a statement, which may be longer than it.
pub(super) fn taken_apart(sql: &str) -> Result<Vec<Token<'_>>> {
    let mut depth = 0_usize;
    let mut tokens: Vec<Token<'_>> = Vec::new();
    for piece in pieces(sql) {
        // What looks like a quote that is not closed is most often one behind a backslash.
        let (kind, text) =
            piece.map_err(|error| if sql.contains("\\'") { fault(BACKSLASHED_QUOTE) } else { error })?;
        match (kind, text) {
            (Kind::Sign, "(") => depth += 1,
            (Kind::Sign, ")") => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(fault(format!("parentheses nest at most {DEEPEST} deep")));
        }
        let text = plain(kind, text);
        match tokens.last_mut() {
            // One blank, however many comments: what stands behind blanks is looked for again and again.
            Some(last) if (kind, last.kind) == (Kind::Blank, Kind::Blank) => {
                last.text.to_mut().push_str(&text)
            }
            _ => tokens.push(Token { kind, text }),
        }
    }
    Ok(tokens)
}

/// A token in capitals, since case means nothing, and the byte where it begins.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) at: usize,
}

impl Placed {
    /// The name that a word or a quoted name stands for.
    pub(super) fn name(&self) -> Option<&str> {
        let names = matches!(self.kind, Kind::Word | Kind::Name);
        names.then(|| self.text.trim_matches(['[', ']', '"', '`']))
    }
}

/// The tokens of a statement but for blanks, up to what cannot be taken apart.
pub(super) fn placed(sql: &str) -> Vec<Placed> {
    let mut start = 0;
    let all = pieces(sql).map_while(Result::ok).map(|(kind, text)| {
        let at = start;
        start += text.len();
        Placed { kind, text: plain(kind, text).to_ascii_uppercase(), at }
    });
    all.filter(|token| token.kind != Kind::Blank).collect()
}

/// The tokens as they are written.
fn pieces(sql: &str) -> impl Iterator<Item = Result<(Kind, &str)>> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        let letter = rest.chars().next()?;
        let (kind, length) = match one(rest, letter) {
            Ok(found) => found,
            Err(error) => {
                rest = "";
                return Some(Err(error));
            }
        };
        let (text, after) = rest.split_at(length.clamp(letter.len_utf8(), rest.len()));
        rest = after;
        Some(Ok((kind, text)))
    })
}

/// Takes a text apart into the statements that a semicolon ends, and what is left behind the last one.
pub(in crate::sql) fn statements(text: &str) -> (Vec<&str>, &str) {
    let (mut found, mut start, mut at, mut any) = (Vec::new(), 0, 0, false);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let letter = rest.chars().next().unwrap_or(' ');
        // What is not closed goes on to the end.
        let (kind, length) = one(rest, letter).unwrap_or((Kind::Text, rest.len()));
        at += length.clamp(letter.len_utf8(), rest.len());
        if (kind, letter) == (Kind::Sign, ';') {
            found.extend(text.get(start..at).filter(|_| any).map(str::trim));
            (start, any) = (at, false);
        } else if kind != Kind::Blank {
            any = true;
        }
    }
    let rest = if any { text.get(start..).unwrap_or_default() } else { "" };
    (found, rest.trim())
}

/// What was pasted from a document: blanks that are no spaces, and quotes that are curly.
fn plain(kind: Kind, text: &str) -> Cow<'_, str> {
    let comment = text.starts_with("--") || text.starts_with("/*");
    match (kind, text.chars().next()) {
        (Kind::Blank, _) if !comment && !text.is_ascii() => {
            // A line that ends here ends a comment before it.
            Cow::Owned(if text.contains('\n') { "\n" } else { " " }.to_owned())
        }
        (Kind::Text, Some(open)) if is_curly(open) => {
            let inner = text.trim_start_matches(is_curly).trim_end_matches(is_curly);
            Cow::Owned(format!("'{}'", inner.replace('\'', "''")))
        }
        (Kind::Name, Some(open)) if is_curly_double(open) => {
            let inner = text.trim_start_matches(is_curly_double).trim_end_matches(is_curly_double);
            Cow::Owned(format!("\"{}\"", inner.replace('"', "\"\"")))
        }
        _ => Cow::Borrowed(text),
    }
}

fn is_curly(letter: char) -> bool {
    matches!(letter, '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}')
}

fn is_curly_double(letter: char) -> bool {
    matches!(letter, '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}')
}

/// Whether a letter divides words and shows nothing.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || is_invisible(letter)
}

/// The length of what curly quotes stand around.
fn curly(text: &str, is_quote: fn(char) -> bool) -> Result<usize> {
    let close = text.char_indices().skip(1).find(|(_, letter)| is_quote(*letter));
    close.map(|(at, letter)| at + letter.len_utf8()).ok_or_else(|| unclosed(text))
}

fn unclosed(text: &str) -> Error {
    let begun: String = text.chars().take(20).collect();
    fault(format!("a quote is not closed: {begun}"))
}

fn one(rest: &str, letter: char) -> Result<(Kind, usize)> {
    let second = rest.chars().nth(1);
    Ok(match letter {
        _ if is_blank(letter) => (Kind::Blank, run(rest, is_blank)),
        '-' if second == Some('-') => (Kind::Blank, rest.find('\n').unwrap_or(rest.len())),
        '/' if second == Some('*') => match rest.get(2..).and_then(|body| body.find("*/")) {
            Some(end) => (Kind::Blank, end + 4),
            None => return Err(fault("a comment begins with /* and does not end")),
        },
        '\'' => (Kind::Text, quoted(rest, '\'')?),
        _ if is_curly(letter) => (Kind::Text, curly(rest, is_curly)?),
        _ if is_curly_double(letter) => (Kind::Name, curly(rest, is_curly_double)?),
        '"' | '`' => (Kind::Name, quoted(rest, letter)?),
        '[' => (Kind::Name, quoted(rest, ']')?),
        '?' => (Kind::Parameter, 1 + run(rest.get(1..).unwrap_or_default(), |next| next.is_ascii_digit())),
        '@' | ':' | '$' if second.is_some_and(starts_word) => {
            (Kind::Parameter, 1 + run(rest.get(1..).unwrap_or_default(), in_word))
        }
        _ if letter.is_ascii_digit()
            || (letter == '.' && second.is_some_and(|next| next.is_ascii_digit())) =>
        {
            (Kind::Number, number(rest))
        }
        _ if starts_word(letter) => (Kind::Word, run(rest, in_word)),
        '-' if rest.starts_with("->>") => (Kind::Sign, 3),
        _ => {
            let double = rest
                .get(..2)
                .filter(|two| ["<=", ">=", "<>", "!=", "==", "||", "<<", ">>", "->"].contains(two));
            (Kind::Sign, double.map_or(letter.len_utf8(), str::len))
        }
    })
}

fn starts_word(letter: char) -> bool {
    letter.is_alphabetic()
        || letter == '_'
        || (letter > '\u{7f}' && !is_blank(letter) && !is_curly(letter) && !is_curly_double(letter))
}

fn in_word(letter: char) -> bool {
    starts_word(letter) || letter.is_ascii_digit() || letter == '$'
}

fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !fits(letter)).unwrap_or(text.len())
}

/// Digits with a point and an exponent, or hexadecimal ones.
fn number(text: &str) -> usize {
    let mut before = '0';
    let end = text.char_indices().find(|(_, letter)| {
        let sign = matches!(letter, '+' | '-') && matches!(before, 'e' | 'E') && !text.starts_with("0x");
        let fits = letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_') || sign;
        before = *letter;
        !fits
    });
    end.map_or(text.len(), |(at, _)| at)
}

/// The length of what begins with a quote and goes on to `close`, which stands for itself where it is doubled.
fn quoted(text: &str, close: char) -> Result<usize> {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != close {
            continue;
        }
        if close != ']' && letters.peek().is_some_and(|(_, next)| *next == close) {
            letters.next();
            continue;
        }
        return Ok(at + close.len_utf8());
    }
    Err(unclosed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(sql: &str) -> Vec<(Kind, String)> {
        let found = tokens(sql).unwrap();
        assert_eq!(found.iter().map(|token| token.text.as_ref()).collect::<String>(), sql);
        found
            .into_iter()
            .filter(|token| token.kind != Kind::Blank)
            .map(|token| (token.kind, token.text.into_owned()))
            .collect()
    }

    #[test]
    fn everything_is_told_apart() {
        use Kind::{Name, Number, Parameter, Sign, Text, Word};
        let expected = [
            (Word, "SELECT"),
            (Name, "[Key]"),
            (Sign, ","),
            (Name, "\"a\"\"b\""),
            (Sign, "<>"),
            (Text, "'it''s'"),
            (Sign, "+"),
            (Number, "1.5e-3"),
            (Parameter, "@p1"),
            (Parameter, "?2"),
            (Word, "größe"),
            (Sign, "-"),
            (Sign, ">="),
        ];
        let found = kinds("SELECT [Key], \"a\"\"b\" <> 'it''s' + 1.5e-3 -- c\n @p1 ?2 /* x */ größe - >=");
        assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn what_is_pasted_from_a_document_is_read_as_it_looks() {
        let pasted = "SELECT\u{a0}Id,\u{200b}Title FROM Pages\u{2003}WHERE Title = \u{2018}it's\u{2019} AND \u{201c}Id\u{201d} = '\u{a0}'";
        let text: String = tokens(pasted).unwrap().iter().map(|token| token.text.to_string()).collect();
        assert_eq!(text, "SELECT Id, Title FROM Pages WHERE Title = 'it''s' AND \"Id\" = '\u{a0}'");
        assert!(tokens("SELECT \u{2018}x").unwrap_err().to_string().contains("not closed"));
    }

    #[test]
    fn statements_end_with_a_semicolon_that_is_not_quoted() {
        let text = "SELECT ';' ; -- one; two\n\n SELECT [a;b] /* ; */;;\nSELECT 'a;";
        let (whole, rest) = statements(text);
        assert_eq!(whole, ["SELECT ';' ;", "-- one; two\n\n SELECT [a;b] /* ; */;"]);
        assert_eq!(rest, "SELECT 'a;");
        assert_eq!(statements("SELECT 1; -- done"), (vec!["SELECT 1;"], ""));
        assert_eq!(statements(" ;; "), (Vec::new(), ""));
    }

    #[test]
    fn what_is_too_long_or_too_deep_is_refused_before_it_is_worked_on() {
        let long = format!("SELECT '{}'", "x".repeat(LONGEST_STATEMENT));
        assert!(tokens(&long).unwrap_err().to_string().contains("at most 256 KiB"));
        let deep = format!("SELECT {}1{}", "(".repeat(300), ")".repeat(300));
        assert!(tokens(&deep).unwrap_err().to_string().contains("at most 250 deep"));
    }

    #[test]
    fn quotes_that_do_not_end_are_named() {
        for open in ["SELECT 'a", "SELECT [a", "SELECT \"a", "/* x"] {
            assert!(tokens(open).is_err(), "{open}");
        }
        assert_eq!(tokens("'it''s'").unwrap()[0].text().as_deref(), Some("it's"));
        assert_eq!(tokens("[a b]").unwrap()[0].name().as_deref(), Some("a b"));
    }
}
