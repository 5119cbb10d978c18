//! Query text to tokens.

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Quoted(String),
    Operator(&'static str),
    Open,
    Close,
    Comma,
}

/// Splits a query into tokens.
///
/// # Errors
/// What cannot be read, and where.
pub(super) fn tokens(query: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let at = query.len() - rest.len();
        let (token, length) = match first {
            _ if first.is_whitespace() => {
                rest = rest.trim_start();
                continue;
            }
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '"' | '\'' => {
                quoted(rest, first).ok_or_else(|| format!("a quote is not closed at position {at}"))?
            }
            '=' | '!' | '<' | '>' | '~' => {
                operator(rest).ok_or_else(|| format!("unexpected '{first}' at position {at}"))?
            }
            _ if is_word(first) => {
                let end = rest.find(|sign| !is_word(sign)).unwrap_or(rest.len());
                let (word, _) = rest.split_at(end);
                (Token::Word(word.to_owned()), end)
            }
            _ => return Err(format!("unexpected '{first}' at position {at}")),
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(tokens)
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || "._-[]*?".contains(sign)
}

fn operator(rest: &str) -> Option<(Token, usize)> {
    let known = ["!=", ">=", "<=", "!~", "=", ">", "<", "~"];
    known
        .into_iter()
        .find(|operator| rest.starts_with(operator))
        .map(|found| (Token::Operator(found), found.len()))
}

/// A quoted literal; a backslash takes the next sign as it is.
fn quoted(rest: &str, quote: char) -> Option<(Token, usize)> {
    let mut text = String::new();
    let mut signs = rest.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => text.push(signs.next()?.1),
            _ if sign == quote => return Some((Token::Quoted(text), at + 1)),
            _ => text.push(sign),
        }
    }
    None
}
