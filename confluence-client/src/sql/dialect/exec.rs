//! `EXEC procedure name = value, ...`, and `CALL procedure(value, ...)`.

use super::next;
use super::token::{Kind, Token, tokens};
use crate::error::Result;
use crate::sql::statement_error::fault;
use crate::sql::value::Value;

/// A call of a procedure.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sql) struct Exec {
    /// Which one.
    pub(in crate::sql) procedure: String,
    /// Its arguments by name, which is empty for those that are told by their place.
    pub(in crate::sql) arguments: Vec<(String, Value)>,
}

/// Reads a call; `parameter` knows what a parameter such as `@p` stands for.
pub(in crate::sql) fn parse(sql: &str, parameter: impl Fn(&str) -> Option<Value>) -> Result<Exec> {
    let all = tokens(sql)?;
    let wrong = || {
        fault(
            "write EXEC procedure name = 'value', other = 2: with single quotes, numbers, NULL, TRUE, FALSE or parameters",
        )
    };
    let mut tokens: Vec<Token<'_>> = all.into_iter().filter(|token| token.kind != Kind::Blank).collect();
    unescaped(&mut tokens);
    let mut place = next(&tokens, 0).ok_or_else(wrong)? + 1;
    let mut procedure = tokens.get(place).and_then(Token::name).ok_or_else(wrong)?;
    place += 1;
    while tokens.get(place).is_some_and(|token| token.is_sign(".")) {
        procedure = tokens.get(place + 1).and_then(Token::name).ok_or_else(wrong)?;
        place += 2;
    }
    let open = tokens.get(place).is_some_and(|token| token.is_sign("("));
    place += usize::from(open);
    let ends = |token: &Token<'_>| token.is_sign(";") || (open && token.is_sign(")"));
    let mut arguments = Vec::new();
    while let Some(token) = tokens.get(place).filter(|token| !ends(token)) {
        let named = tokens.get(place + 1).is_some_and(|token| token.is_sign("="));
        let name = match token.kind {
            _ if !named => String::new(),
            Kind::Parameter => token.text.trim_start_matches('@').to_owned(),
            _ => token.name().ok_or_else(wrong)?,
        };
        place += if named { 2 } else { 0 };
        let (value, taken) = value(tokens.get(place..).unwrap_or_default(), &parameter).ok_or_else(wrong)?;
        arguments.push((name, value));
        place += taken;
        match tokens.get(place) {
            Some(token) if token.is_sign(",") => place += 1,
            Some(token) if ends(token) => break,
            None => break,
            Some(_) => return Err(wrong()),
        }
    }
    let closed = tokens.get(place).is_some_and(|token| token.is_sign(")"));
    if open != closed || tokens.iter().skip(place + usize::from(closed)).any(|token| !token.is_sign(";")) {
        return Err(wrong());
    }
    Ok(Exec { procedure, arguments })
}

/// Takes the escape of ODBC and JDBC off: `{call name(...)}`, `{? = call name(...)}`.
fn unescaped(tokens: &mut Vec<Token<'_>>) {
    let is_sign = |at: Option<&Token<'_>>, sign: &str| at.is_some_and(|token| token.is_sign(sign));
    if !is_sign(tokens.first(), "{") || !is_sign(tokens.last(), "}") {
        return;
    }
    tokens.pop();
    let result =
        tokens.get(1).is_some_and(|token| token.kind == Kind::Parameter) && is_sign(tokens.get(2), "=");
    tokens.drain(..if result { 3 } else { 1 });
}

/// A value, and of how many tokens it is.
fn value(tokens: &[Token<'_>], parameter: impl Fn(&str) -> Option<Value>) -> Option<(Value, usize)> {
    let token = tokens.first()?;
    let found = match token.kind {
        Kind::Text => Value::Text(token.text()?),
        Kind::Number => number(&token.text)?,
        Kind::Parameter => parameter(&token.text)?,
        Kind::Word if token.is("NULL") => Value::Null,
        Kind::Word if token.is("TRUE") => Value::Boolean(true),
        Kind::Word if token.is("FALSE") => Value::Boolean(false),
        Kind::Sign if token.is_sign("-") => {
            let (value, taken) = self::value(tokens.get(1..)?, parameter)?;
            return match value {
                Value::Integer(number) => Some((Value::Integer(number.checked_neg()?), taken + 1)),
                Value::Real(number) => Some((Value::Real(-number), taken + 1)),
                _ => None,
            };
        }
        _ => return None,
    };
    Some((found, 1))
}

fn number(text: &str) -> Option<Value> {
    text.parse().map(Value::Integer).or_else(|_| text.parse().map(Value::Real)).ok()
}
