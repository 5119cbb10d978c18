//! Values within a statement: where one begins and ends, and what it is as far as its words tell.

use std::collections::HashMap;

use super::token::{Kind, Token};
use super::{before, behind_words, is, next};
use crate::sql::table::ColumnType;
use crate::sql::tables::type_of;
use crate::sql::time::Zone;

mod calls;
mod sums;

pub(super) use sums::{added, taken};

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// A point in time with its time of day.
    Time,
    /// A day.
    Day,
    /// A point in time of which the words do not tell whether it is a day.
    DayOrTime,
    /// A number that is worked out; what it is compared with keeps its own type.
    Number,
    /// Text that is worked out.
    Text,
    /// A column of this type, whose declaration counts in a comparison.
    Column(ColumnType),
    /// A text or a number as it is written, and a text that names a point in time.
    TextAsWritten,
    TimeAsWritten,
    NumberAsWritten,
    /// A value that is given beside the statement.
    Parameter,
    /// Rows of a SELECT.
    Rows,
    Unknown,
}

impl Type {
    pub(super) fn is_time(self) -> bool {
        matches!(self, Self::Time | Self::Day | Self::DayOrTime | Self::Column(ColumnType::Timestamp))
    }

    pub(super) fn is_number(self) -> bool {
        let column = matches!(self, Self::Column(ColumnType::Integer | ColumnType::Boolean));
        column || matches!(self, Self::Number | Self::NumberAsWritten)
    }

    pub(super) fn is_text(self) -> bool {
        let written = matches!(self, Self::TextAsWritten | Self::TimeAsWritten);
        written || matches!(self, Self::Text | Self::Column(ColumnType::Text))
    }
}

/// The places of the first and the last token of a value.
pub(super) type Span = (usize, usize);

/// A statement with what is known of all of it.
pub(super) struct Statement<'t, 'a> {
    pub(super) tokens: &'t [Token<'a>],
    /// For each parenthesis the place of the other, and for each CASE that of its END.
    others: Vec<Option<usize>>,
    /// What names stand for that the statement gives.
    names: HashMap<String, Option<Type>>,
}

impl<'t, 'a> Statement<'t, 'a> {
    pub(super) fn of(tokens: &'t [Token<'a>]) -> Self {
        let mut statement = Self { tokens, others: pairs(tokens), names: HashMap::new() };
        // What a name stands for may have been named itself.
        for _ in 0..2 {
            statement.names = statement.named();
        }
        statement
    }

    pub(super) fn is(&self, at: Option<usize>, fits: impl Fn(&Token<'_>) -> bool) -> bool {
        is(self.tokens, at, fits)
    }

    pub(super) fn sign(&self, at: Option<usize>, sign: &str) -> bool {
        self.is(at, |token| token.is_sign(sign))
    }

    fn word(&self, at: Option<usize>, word: &str) -> bool {
        self.is(at, |token| token.is(word))
    }

    pub(super) fn other(&self, parenthesis: usize) -> Option<usize> {
        self.others.get(parenthesis).copied().flatten()
    }

    /// Whether a value may end at this place.
    pub(super) fn ends_value(&self, at: Option<usize>) -> bool {
        self.is(at, |token| match token.kind {
            Kind::Name | Kind::Text | Kind::Number | Kind::Parameter => true,
            Kind::Word => !is_keyword(token),
            Kind::Sign => token.text == ")",
            Kind::Blank => false,
        })
    }

    /// The value that ends before this place: a call, a name in several parts, a literal.
    pub(super) fn value_before(&self, end: usize) -> Option<Span> {
        let last = before(self.tokens, end).filter(|at| self.ends_value(Some(*at)))?;
        let mut start = last;
        if self.sign(Some(last), ")") {
            start = self.other(last)?;
            let mut called = before(self.tokens, start);
            while self.word(called, "OVER") || self.word(called, "FILTER") {
                start = self.other(before(self.tokens, called?)?)?;
                called = before(self.tokens, start);
            }
            if let Some(name) =
                called.filter(|_| self.is(called, |it| it.kind == Kind::Word && !is_keyword(it)))
            {
                start = name;
            }
        } else if self.word(Some(last), "END") {
            return Some((self.other(last)?, last));
        }
        while let Some(point) = before(self.tokens, start).filter(|at| self.sign(Some(*at), ".")) {
            start = before(self.tokens, point)?;
        }
        Some((start, last))
    }

    /// The value that begins at the next token from this place on.
    pub(super) fn value_from(&self, from: usize) -> Option<Span> {
        let start = next(self.tokens, from)?;
        let mut last = start;
        while self.sign(Some(last), "-") || self.sign(Some(last), "+") || self.sign(Some(last), "~") {
            last = next(self.tokens, last + 1)?;
        }
        let token = self.tokens.get(last)?;
        match token.kind {
            Kind::Text | Kind::Number | Kind::Parameter => return Some((start, last)),
            Kind::Sign if token.text == "(" => return Some((start, self.other(last)?)),
            Kind::Word if token.is("CASE") => return Some((start, self.other(last)?)),
            Kind::Word if is_keyword(token) && !token.is("NULL") => return None,
            Kind::Word | Kind::Name => {}
            _ => return None,
        }
        while let Some(point) = next(self.tokens, last + 1).filter(|at| self.sign(Some(*at), ".")) {
            last = next(self.tokens, point + 1)?;
        }
        let mut behind = next(self.tokens, last + 1);
        if let Some(open) = behind.filter(|open| self.sign(Some(*open), "(")) {
            last = self.other(open)?;
            behind = next(self.tokens, last + 1);
            while self.word(behind, "OVER") || self.word(behind, "FILTER") {
                let open = next(self.tokens, behind? + 1)?;
                last = self.other(open).unwrap_or(open);
                behind = next(self.tokens, last + 1);
            }
        }
        Some((start, last))
    }

    /// What the value between these places is.
    pub(super) fn type_of(&self, span: Span) -> Type {
        if self.value_from(span.0).is_some_and(|first| first.1 < span.1) {
            return self.of_part(span.0, span.1 + 1, 0);
        }
        self.typed(span, 0)
    }

    fn typed(&self, (start, end): Span, depth: usize) -> Type {
        /// Deeper than people nest calls.
        const DEEPEST: usize = 20;
        let Some(token) = self.tokens.get(start).filter(|_| depth < DEEPEST) else { return Type::Unknown };
        if start == end {
            return match token.kind {
                Kind::Text => match Zone::new(None).read(&token.text().unwrap_or_default()) {
                    Some(_) => Type::TimeAsWritten,
                    None => Type::TextAsWritten,
                },
                Kind::Number => Type::NumberAsWritten,
                Kind::Parameter => Type::Parameter,
                Kind::Word | Kind::Name => self.of_name(token),
                _ => Type::Unknown,
            };
        }
        if token.is_sign("-") || token.is_sign("+") {
            let inner = next(self.tokens, start + 1).map(|from| self.typed((from, end), depth + 1));
            // A plus makes nothing of a value.
            if token.is_sign("+") {
                return inner.unwrap_or(Type::Unknown);
            }
            return inner.filter(|it| it.is_number()).unwrap_or(Type::Number);
        }
        if token.is_sign("(") && self.other(start) == Some(end) {
            return self.of_part(start + 1, end, depth);
        }
        let open = next(self.tokens, start + 1);
        match open.filter(|open| self.sign(Some(*open), "(")) {
            // What stands behind it is an OVER.
            Some(open) => self.of_call(token, open, depth),
            None => self.tokens.get(end).map_or(Type::Unknown, |last| self.of_name(last)),
        }
    }

    /// What an expression up to this place is, whatever is in it.
    fn of_part(&self, from: usize, to: usize, depth: usize) -> Type {
        let Some(first) = next(self.tokens, from).filter(|at| *at < to) else { return Type::Unknown };
        if self.word(Some(first), "SELECT") || self.word(Some(first), "WITH") {
            return Type::Rows;
        }
        let (mut found, mut place) = (None, first);
        loop {
            let Some(span) = self.value_from(place).filter(|span| span.1 < to) else { return Type::Unknown };
            let kind = self.typed(span, depth + 1);
            let sign = before(self.tokens, place).filter(|_| found.is_some());
            found = Some(match (found, sign) {
                (Some(left), Some(sign)) => self.joined(left, sign, kind),
                _ => kind,
            });
            match next(self.tokens, span.1 + 1).filter(|at| *at < to) {
                None => return found.unwrap_or(Type::Unknown),
                Some(sign) => place = sign + 1,
            }
            place = match next(self.tokens, place) {
                Some(place) => place,
                None => return Type::Unknown,
            };
        }
    }

    /// What two values and a sign between them make.
    fn joined(&self, left: Type, sign: usize, right: Type) -> Type {
        let text = self.tokens.get(sign).map(|token| token.text.as_ref()).unwrap_or_default();
        match text {
            "+" => added(left, right),
            "-" => taken(left, right),
            "*" | "/" | "%" => Type::Number,
            "||" => Type::Text,
            _ => Type::Unknown,
        }
    }

    fn of_name(&self, token: &Token<'_>) -> Type {
        let Some(name) = token.name() else { return Type::Unknown };
        if token.is("NULL") {
            return Type::Unknown;
        }
        let given = self.names.get(&name.to_ascii_lowercase()).copied();
        match (type_of(&name), given) {
            // `DATE(CreatedDate) AS CreatedDate`: either may be meant.
            (Some(ColumnType::Timestamp), Some(given)) if given != Some(Type::Time) => Type::DayOrTime,
            (Some(kind), _) => Type::Column(kind),
            (None, given) => given.flatten().unwrap_or(Type::Unknown),
        }
    }

    fn of_call(&self, name: &Token<'_>, open: usize, depth: usize) -> Type {
        let name = name.text.to_ascii_lowercase();
        let arguments = || -> Vec<Type> {
            let Some((commas, close)) = super::arguments(self.tokens, open) else { return Vec::new() };
            let ends = commas.iter().copied().chain([close]);
            let mut from = open + 1;
            ends.map(|end| {
                let kind = self.of_part(from, end, depth + 1);
                from = end + 1;
                kind
            })
            .collect()
        };
        calls::made(&name, arguments)
    }

    /// The first column of the rows that a parenthesis holds: `(SELECT MAX(CreatedDate) FROM Pages)`.
    pub(super) fn first_of_rows(&self, open: usize) -> Option<Span> {
        let select = next(self.tokens, open + 1)
            .filter(|at| self.sign(Some(open), "(") && self.word(Some(*at), "SELECT"))?;
        self.sum_from(behind_words(self.tokens, select)?)
    }

    fn names_column(&self, at: usize) -> bool {
        let name = self.tokens.get(at).filter(|token| !is_keyword(token)).and_then(Token::name);
        name.is_some_and(|name| type_of(&name).is_some())
    }

    /// The names that values are given by `AS`, or by a word behind them.
    fn named(&self) -> HashMap<String, Option<Type>> {
        let mut names: HashMap<String, Option<Type>> = HashMap::new();
        for at in 0..self.tokens.len() {
            let name = self.tokens.get(at).filter(|token| !is_keyword(token)).and_then(Token::name);
            let (Some(name), Some(previous)) = (name, before(self.tokens, at)) else { continue };
            let value = match self.word(Some(previous), "AS") {
                true => self.value_before(previous),
                false if self.sign(Some(previous), ")") || self.names_column(previous) => {
                    self.value_before(at)
                }
                false => None,
            };
            let Some(value) = value else { continue };
            let kind = match self.type_of(value) {
                Type::Column(ColumnType::Timestamp) => Type::Time,
                Type::NumberAsWritten => Type::Number,
                Type::TextAsWritten | Type::TimeAsWritten => Type::Text,
                kind => kind,
            };
            let several = names.get(&name.to_ascii_lowercase()).is_some_and(|known| *known != Some(kind));
            names.insert(name.to_ascii_lowercase(), Some(kind).filter(|_| !several));
        }
        names
    }
}

/// For each token that opens or closes something the place of the other.
fn pairs(tokens: &[Token<'_>]) -> Vec<Option<usize>> {
    let mut others = vec![None; tokens.len()];
    let (mut parentheses, mut cases) = (Vec::new(), Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        let begun = if token.is_sign("(") {
            parentheses.push(at);
            None
        } else if token.is("CASE") {
            cases.push(at);
            None
        } else if token.is_sign(")") {
            parentheses.pop()
        } else if token.is("END") {
            cases.pop()
        } else {
            None
        };
        let Some(begun) = begun else { continue };
        for (place, other) in [(begun, at), (at, begun)] {
            if let Some(slot) = others.get_mut(place) {
                *slot = Some(other);
            }
        }
    }
    others
}

/// Words that are no value, and behind which a parenthesis opens no call.
pub(super) fn is_keyword(token: &Token<'_>) -> bool {
    const WORDS: &[&str] = &[
        "ALL",
        "AND",
        "AS",
        "ASC",
        "BETWEEN",
        "BY",
        "CASE",
        "COLLATE",
        "CROSS",
        "DESC",
        "DISTINCT",
        "ELSE",
        "ESCAPE",
        "EXCEPT",
        "FILTER",
        "FROM",
        "FULL",
        "GLOB",
        "GROUP",
        "HAVING",
        "IN",
        "INNER",
        "INTERSECT",
        "INTO",
        "IS",
        "JOIN",
        "LIKE",
        "LIMIT",
        "MATCH",
        "NOT",
        "NULL",
        "OFFSET",
        "ON",
        "OR",
        "ORDER",
        "OUTER",
        "OVER",
        "PARTITION",
        "SELECT",
        "SET",
        "THEN",
        "TOP",
        "UNION",
        "USING",
        "VALUES",
        "WHEN",
        "WHERE",
        "WITH",
    ];
    WORDS.iter().any(|word| token.is(word))
}
