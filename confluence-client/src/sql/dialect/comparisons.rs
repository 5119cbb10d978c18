//! Comparisons, whose sides SQLite takes as they are: as text a point in time in another form would compare wrongly, and so
//! would a number with a text of digits; nothing would be said of it. So a side is read as what the other one is:
//! `CreatedDate > '2019/03/29 15:00'`, `MAX(CreatedDate) > @since`, `IsLatest = 'true'`, `YEAR(CreatedDate) = '2026'`. What
//! is no point in time at all is refused.

use super::edits::Edits;
use super::operands::{Span, Statement, Type, is_keyword};
use super::token::{Kind, Token};
use super::{arguments, before, next};
use crate::error::Result;
use crate::sql::functions::truth;
use crate::sql::statement_error::fault;
use crate::sql::table::ColumnType;
use crate::sql::time::{self, Zone};

const EQUALS: &[&str] = &["=", "==", "<>", "!="];
const ORDERS: &[&str] = &["<", "<=", ">", ">="];

/// The statement with its sides read; nothing where it stays.
pub(super) fn rewritten(tokens: &[Token<'_>], zone: &Zone) -> Result<Option<String>> {
    let statement = Statement::of(tokens);
    let mut made = Made { statement: &statement, zone, edits: Edits::of(tokens) };
    for at in 0..tokens.len() {
        if let Some(compared) = compared(&statement, at) {
            made.compare(&compared)?;
        }
    }
    Ok(made.edits.made(tokens))
}

/// A value and those that it is compared with.
struct Compared {
    left: Span,
    right: Vec<Span>,
    /// Whether it is asked which is more.
    ordered: bool,
}

/// The comparison whose sign or word stands at this place.
fn compared(statement: &Statement<'_, '_>, at: usize) -> Option<Compared> {
    let token = statement.tokens.get(at)?;
    let signed = |signs: &[&str]| token.kind == Kind::Sign && signs.contains(&token.text.as_ref());
    let word = ["BETWEEN", "IN"].iter().any(|word| token.is(word));
    if !(word || signed(EQUALS) || signed(ORDERS)) {
        return None;
    }
    let not = before(statement.tokens, at).filter(|not| word && statement.is(Some(*not), |it| it.is("NOT")));
    let left = whole(statement, statement.value_before(not.unwrap_or(at))?)?;
    if !word {
        let right = whole(statement, statement.value_from(at + 1)?)?;
        return Some(Compared { left, right: vec![right], ordered: signed(ORDERS) });
    }
    if token.is("BETWEEN") {
        let lower = whole(statement, statement.value_from(at + 1)?)?;
        let and =
            next(statement.tokens, lower.1 + 1).filter(|and| statement.is(Some(*and), |it| it.is("AND")))?;
        let upper = whole(statement, statement.value_from(and + 1)?)?;
        return Some(Compared { left, right: vec![lower, upper], ordered: true });
    }
    let open = next(statement.tokens, at + 1).filter(|open| statement.sign(Some(*open), "("))?;
    let (commas, close) = arguments(statement.tokens, open)?;
    let mut right = Vec::new();
    let mut from = open + 1;
    for end in commas.into_iter().chain([close]) {
        let span = statement.value_from(from)?;
        let ends = next(statement.tokens, span.1 + 1) == Some(end);
        right.extend(Some(span).filter(|_| ends));
        from = end + 1;
    }
    Some(Compared { left, right, ordered: false })
}

/// A value that is a side by itself, and not a part of a product.
fn whole(statement: &Statement<'_, '_>, (start, end): Span) -> Option<Span> {
    const JOINS: &[&str] = &["*", "/", "%", "||", "+", "-", "&", "->", "->>"];
    let joins = |at: Option<usize>| JOINS.iter().any(|sign| statement.sign(at, sign));
    let beside = joins(before(statement.tokens, start)) || joins(next(statement.tokens, end + 1));
    (!beside).then_some((start, end))
}

struct Made<'s, 't, 'a> {
    statement: &'s Statement<'t, 'a>,
    zone: &'s Zone,
    edits: Edits,
}

impl Made<'_, '_, '_> {
    fn compare(&mut self, compared: &Compared) -> Result<()> {
        let left = self.statement.type_of(compared.left);
        let mut all: Vec<(Span, Type)> = vec![(compared.left, left)];
        all.extend(compared.right.iter().map(|span| (*span, self.statement.type_of(*span))));
        let among = |fits: fn(Type) -> bool| all.iter().any(|(_, kind)| fits(*kind));
        if among(Type::is_time) {
            // Only where all of them are days is midnight one.
            let day = !all.iter().any(|(_, kind)| kind.is_time() && *kind != Type::Day);
            return all
                .iter()
                .filter(|(_, kind)| !kind.is_time())
                .try_for_each(|(span, kind)| self.time(*span, *kind, day));
        }
        if among(|kind| kind == Type::Column(ColumnType::Boolean)) {
            return all.iter().try_for_each(|(span, kind)| self.truth(*span, *kind));
        }
        let worked_out = among(|kind| kind == Type::Number);
        let written = among(|kind| kind == Type::NumberAsWritten);
        let given = among(|kind| kind == Type::Parameter);
        let text = among(|kind| kind == Type::Text);
        for (span, kind) in &all {
            let number = match kind {
                Type::Number | Type::NumberAsWritten | Type::Rows => false,
                Type::Column(ColumnType::Integer) => false,
                Type::Column(ColumnType::Text) => {
                    compared.ordered && (written || (given && self.is_id(*span)))
                }
                Type::Parameter => {
                    worked_out || written || (compared.ordered && all.iter().any(|it| self.is_id_column(*it)))
                }
                Type::Text | Type::TextAsWritten | Type::TimeAsWritten => worked_out || written,
                Type::Unknown => (worked_out || written) && self.is_call(*span),
                _ => false,
            };
            if number {
                self.edits.call("as_number", *span);
            } else if *kind == Type::Parameter && text {
                self.edits.call("tostring", *span);
            }
        }
        Ok(())
    }

    /// Reads a value as a point in time.
    fn time(&mut self, span: Span, kind: Type, day: bool) -> Result<()> {
        let name = if day { "as_day" } else { "as_time" };
        let Some(token) = self.statement.tokens.get(span.0) else { return Ok(()) };
        match kind {
            Type::TextAsWritten | Type::TimeAsWritten | Type::NumberAsWritten if span.0 == span.1 => {
                let given = token.text().unwrap_or_else(|| token.text.to_string());
                let read = time::compared(&given, self.zone, day).ok_or_else(|| fault(time::none(&given)))?;
                if kind == Type::NumberAsWritten || read != given {
                    self.edits.put(span.0, format!("'{}'", read.replace('\'', "''")));
                }
            }
            // A column keeps what it is, so that the service can answer the condition.
            Type::Rows | Type::Column(_) => {}
            _ if token.is("NULL") => {}
            // What a table holds is compared as it is where it is no point in time.
            _ if self.names_something(span) => self.edits.call("time_or_text", span),
            _ => self.edits.call(name, span),
        }
        Ok(())
    }

    fn truth(&mut self, span: Span, kind: Type) -> Result<()> {
        match kind {
            Type::TextAsWritten if span.0 == span.1 => {
                let given = self.statement.tokens.get(span.0).and_then(Token::text).unwrap_or_default();
                let named = truth(&given).ok_or_else(|| {
                    fault(format!("'{given}' is compared with a truth value: write TRUE or FALSE"))
                })?;
                self.edits.put(span.0, if named { "TRUE" } else { "FALSE" });
            }
            Type::Parameter => self.edits.call("truth_of", span),
            _ => {}
        }
        Ok(())
    }

    /// Whether names of columns may be in it.
    fn names_something(&self, (start, end): Span) -> bool {
        (start..=end).any(|at| {
            let Some(token) = self.statement.tokens.get(at) else { return false };
            let called = self.statement.sign(next(self.statement.tokens, at + 1), "(");
            token.kind == Kind::Name || (token.kind == Kind::Word && !called && !is_keyword(token))
        })
    }

    fn is_call(&self, (start, end): Span) -> bool {
        start != end && self.statement.sign(next(self.statement.tokens, start + 1), "(")
    }

    /// Whether it is the column of an id, which is text to us and a number to people.
    fn is_id(&self, (_, end): Span) -> bool {
        let name = self.statement.tokens.get(end).and_then(Token::name);
        name.is_some_and(|name| name.to_ascii_lowercase().ends_with("id"))
    }

    fn is_id_column(&self, (span, kind): (Span, Type)) -> bool {
        kind == Type::Column(ColumnType::Text) && self.is_id(span)
    }
}
