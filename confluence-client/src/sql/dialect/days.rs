//! Days without their quotes: `CreatedDate > 2027-01-01` is a subtraction to the engine, and the year 2025.

use super::token::{Kind, Token};
use crate::error::Result;
use crate::sql::statement_error::fault;

/// Refuses what looks like a day and would be worked out.
pub(super) fn check(tokens: &[Token<'_>]) -> Result<()> {
    let day = tokens.windows(5).find_map(|five| match five {
        [year, one, month, two, day] if is_day(year, one, month, two, day) => {
            Some(format!("{}-{}-{}", year.text, month.text, day.text))
        }
        _ => None,
    });
    day.map_or(Ok(()), |day| Err(fault(format!("a date goes into quotes: '{day}'"))))
}

fn is_day(year: &Token<'_>, one: &Token<'_>, month: &Token<'_>, two: &Token<'_>, day: &Token<'_>) -> bool {
    let number = |token: &Token<'_>, digits: usize| -> Option<u16> {
        (token.kind == Kind::Number && token.text.len() == digits).then(|| token.text.parse().ok())?
    };
    let divided = ["-", "/"].iter().any(|sign| one.is_sign(sign) && two.is_sign(sign));
    let within = |found: Option<u16>, from: u16, to: u16| found.is_some_and(|it| (from..=to).contains(&it));
    divided
        && within(number(year, 4), 1900, 2199)
        && within(number(month, 2), 1, 12)
        && within(number(day, 2), 1, 31)
}
