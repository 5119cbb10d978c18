//! Comparisons, whose sides SQLite takes as they are: as text a point in time in another form would compare wrongly, and so
//! would a number with a text of digits; nothing would be said of it. So a side is read as what the other one is:
//! `CreatedDate > '2019/03/29 15:00'`, `MAX(CreatedDate) > @since`, `IsLatest = 'true'`, `YEAR(CreatedDate) = '2026'`. A day
//! beside a point in time is its midnight. What is no point in time at all is refused.

use super::edits::Edits;
use super::operands::{Span, Statement, Type, is_keyword};
use super::token::{Kind, Token};
use super::{arguments, before, next};
use crate::error::Result;
use crate::sql::functions::{is_number, no_number, truth};
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
    if token.is("CASE") {
        return chosen(statement, at);
    }
    let word = ["BETWEEN", "IN"].iter().any(|word| token.is(word));
    if !(word || signed(EQUALS) || signed(ORDERS)) {
        return None;
    }
    let not = before(statement.tokens, at).filter(|not| word && statement.is(Some(*not), |it| it.is("NOT")));
    let left = statement.sum_before(not.unwrap_or(at))?;
    if !word {
        let right = statement.sum_from(at + 1)?;
        return Some(Compared { left, right: vec![right], ordered: signed(ORDERS) });
    }
    if token.is("BETWEEN") {
        let lower = statement.sum_from(at + 1)?;
        let and =
            next(statement.tokens, lower.1 + 1).filter(|and| statement.is(Some(*and), |it| it.is("AND")))?;
        let upper = statement.sum_from(and + 1)?;
        return Some(Compared { left, right: vec![lower, upper], ordered: true });
    }
    let open = next(statement.tokens, at + 1).filter(|open| statement.sign(Some(*open), "("))?;
    if statement.first_of_rows(open).is_some() {
        return Some(Compared { left, right: vec![(open, statement.other(open)?)], ordered: false });
    }
    let (commas, close) = arguments(statement.tokens, open)?;
    let mut right = Vec::new();
    let mut from = open + 1;
    for end in commas.into_iter().chain([close]) {
        let span = statement.sum_from(from)?;
        let ends = next(statement.tokens, span.1 + 1) == Some(end);
        right.extend(Some(span).filter(|_| ends));
        from = end + 1;
    }
    Some(Compared { left, right, ordered: false })
}

/// `CASE x WHEN a THEN .. WHEN b THEN .. END` compares x with a and b.
fn chosen(statement: &Statement<'_, '_>, case: usize) -> Option<Compared> {
    let left = statement.sum_from(case + 1)?;
    let (mut at, end) = (left.1 + 1, statement.other(case)?);
    let mut right = Vec::new();
    while at < end {
        let token = statement.tokens.get(at)?;
        if token.is("WHEN") {
            right.push(statement.sum_from(at + 1)?);
        }
        // What is in parentheses, or in a CASE within, has comparisons of its own.
        let inner = (token.is_sign("(") || token.is("CASE")).then(|| statement.other(at)).flatten();
        at = inner.unwrap_or(at) + 1;
    }
    Some(Compared { left, right, ordered: false })
}

struct Made<'s, 't, 'a> {
    statement: &'s Statement<'t, 'a>,
    zone: &'s Zone,
    edits: Edits,
}

impl Made<'_, '_, '_> {
    fn compare(&mut self, compared: &Compared) -> Result<()> {
        let sides = std::iter::once(&compared.left).chain(&compared.right);
        let all: Vec<(Span, Type)> = sides.map(|span| self.side(*span)).collect();
        let among = |fits: fn(Type) -> bool| all.iter().any(|(_, kind)| fits(*kind));
        if among(Type::is_time) {
            // Only where all of them are days is midnight one.
            let days = !all.iter().any(|(_, kind)| kind.is_time() && *kind != Type::Day);
            return all.iter().try_for_each(|(span, kind)| self.time(*span, *kind, days));
        }
        if among(|kind| kind == Type::Column(ColumnType::Boolean)) {
            return all.iter().try_for_each(|(span, kind)| self.truth(*span, *kind));
        }
        let worked_out = among(|kind| kind == Type::Number);
        let written = among(|kind| kind == Type::NumberAsWritten);
        let text = among(|kind| kind == Type::Text);
        let numbers = worked_out || written || among(|kind| kind == Type::Column(ColumnType::Integer));
        if compared.ordered && numbers {
            return all.iter().try_for_each(|(span, kind)| self.ordered_number(*span, *kind));
        }
        let ids = among(|kind| kind == Type::Column(ColumnType::Text));
        for (span, kind) in &all {
            if ids && *kind == Type::NumberAsWritten {
                self.whole(*span);
                continue;
            }
            let number = match kind {
                Type::Parameter | Type::Text | Type::TextAsWritten | Type::TimeAsWritten => {
                    worked_out || written
                }
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

    /// Writes a number such as `65605.0` as the text that an id is, which is compared by its digits.
    fn whole(&mut self, span: Span) {
        let written = self.statement.tokens.get(span.0).filter(|_| span.0 == span.1);
        let Some(number) = written.filter(|token| token.text.contains(['.', 'e', 'E'])) else { return };
        if let Some(value) = number.text.parse::<f64>().ok().filter(|it| it.fract() == 0.0 && it.abs() < 9e15)
        {
            self.edits.put(span.0, format!("{value:.0}"));
        }
    }

    /// Reads a value that is asked to be more or less than a number as one: every text is more than all numbers.
    fn ordered_number(&mut self, span: Span, kind: Type) -> Result<()> {
        let text = self.statement.tokens.get(span.0).and_then(Token::text).filter(|_| span.0 == span.1);
        match (kind, text) {
            (Type::TextAsWritten | Type::TimeAsWritten, Some(text)) if !is_number(&text) => {
                Err(fault(no_number(&text)))
            }
            (Type::TextAsWritten, Some(text)) => {
                self.edits.put(span.0, text);
                Ok(())
            }
            (Type::Parameter, _) => {
                self.edits.call("ordered_number", span);
                Ok(())
            }
            (Type::Column(ColumnType::Text) | Type::Text, _) => {
                self.edits.call("as_number", span);
                Ok(())
            }
            (Type::Unknown, _) if self.is_call(span) => {
                self.edits.call("as_number", span);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// What is compared, and what it is: of rows it is their one column.
    fn side(&self, span: Span) -> (Span, Type) {
        let rows =
            self.statement.first_of_rows(span.0).filter(|_| self.statement.other(span.0) == Some(span.1));
        match rows.map(|column| (column, self.statement.type_of(column))) {
            Some((column, kind)) if kind.is_time() => (column, kind),
            _ => (span, self.statement.type_of(span)),
        }
    }

    /// Reads a value as a point in time: as a day where all are days.
    fn time(&mut self, span: Span, kind: Type, days: bool) -> Result<()> {
        let (strict, lenient) = if days { ("as_day", "day_or_text") } else { ("as_time", "time_or_text") };
        let Some(token) = self.statement.tokens.get(span.0) else { return Ok(()) };
        match kind {
            Type::TextAsWritten | Type::TimeAsWritten | Type::NumberAsWritten if span.0 == span.1 => {
                let given = token.text().unwrap_or_else(|| token.text.to_string());
                let read =
                    time::compared(&given, self.zone, days).ok_or_else(|| fault(time::none(&given)))?;
                if kind == Type::NumberAsWritten || read != given {
                    self.edits.put(span.0, format!("'{}'", read.replace('\'', "''")));
                }
            }
            // A column keeps what it is, so that the service can answer the condition.
            Type::Rows | Type::Column(_) | Type::Time => {}
            Type::Day if days => {}
            _ if token.is("NULL") => {}
            // What a table holds is compared as it is where it is no point in time.
            _ if self.names_something(span) => self.edits.call(lenient, span),
            _ => self.edits.call(strict, span),
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
}
