//! Literals beside columns of some types: `CreatedDate > '2019/03/29 15:00'`, `IsLatest = 'true'`.
//!
//! As text these would compare wrongly and say nothing of it; so what is no point in time at all is refused.

use super::token::{Kind, Token};
use super::{before, next};
use crate::error::Result;
use crate::sql::statement_error::fault;
use crate::sql::table::ColumnType;
use crate::sql::tables::type_of;
use crate::sql::time::{self, Zone};

pub(super) fn rewrite(tokens: &mut [Token<'_>], zone: &Zone) -> Result<()> {
    for at in 0..tokens.len() {
        let Some(kind) = compared(tokens, at) else { continue };
        let Some(token) = tokens.get_mut(at) else { continue };
        let Some(text) = token.text() else { continue };
        match kind {
            ColumnType::Timestamp => {
                let fits = text.contains('/') || text.contains(['T', 'Z', '+']) || text.len() > 10;
                let read = zone.read(&text);
                if read.is_none() && !begins_a_time(&text) {
                    return Err(fault(format!(
                        "'{text}' stands beside a point in time and is none: write '2026-01-31', '2026-01-31 09:30' or \
                         DATEADD(day, -7, GETDATE())"
                    )));
                }
                if let Some(read) = read.filter(|_| fits) {
                    let day = !text.contains(':');
                    let written = time::text(read);
                    let written = if day { written.get(..10).unwrap_or(&written) } else { &written };
                    let quoted = format!("'{written}'");
                    token.put(Kind::Text, quoted);
                }
            }
            ColumnType::Boolean => match text.to_ascii_lowercase().as_str() {
                "true" => token.put(Kind::Word, "TRUE"),
                "false" => token.put(Kind::Word, "FALSE"),
                _ => {}
            },
            _ => {}
        }
    }
    Ok(())
}

/// Whether a text is the beginning of a point in time, such as a year, with which it compares as text; or nothing.
fn begins_a_time(text: &str) -> bool {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let signs = text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '-' | ':' | ' ' | '.'));
    text.is_empty() || (digits == 4 && signs)
}

/// The type of the column that a text is compared with.
fn compared(tokens: &[Token<'_>], at: usize) -> Option<ColumnType> {
    tokens.get(at).filter(|token| token.kind == Kind::Text)?;
    let operator = before(tokens, at)?;
    let token = tokens.get(operator)?;
    if token.is("BETWEEN") {
        return column(tokens, skip_not(tokens, operator)?);
    }
    if token.is("AND")
        // The second bound of a BETWEEN stands three tokens behind it.
        && let Some(first) = before(tokens, operator)
        && let Some(between) =
            before(tokens, first).filter(|at| tokens.get(*at).is_some_and(|it| it.is("BETWEEN")))
    {
        return column(tokens, skip_not(tokens, between)?);
    }
    let compares = |place: usize| {
        let signs = ["=", "<", ">", "<=", ">=", "<>", "!=", "=="];
        tokens.get(place).is_some_and(|it| it.kind == Kind::Sign && signs.contains(&it.text.as_ref()))
    };
    if compares(operator) {
        return column(tokens, before(tokens, operator)?);
    }
    // The column stands behind it.
    let operator = next(tokens, at + 1).filter(|place| compares(*place))?;
    column_behind(tokens, next(tokens, operator + 1)?)
}

/// The type of a column that may have the name of its table in front.
fn column_behind(tokens: &[Token<'_>], at: usize) -> Option<ColumnType> {
    let point = next(tokens, at + 1).filter(|point| tokens.get(*point).is_some_and(|it| it.is_sign(".")));
    column(tokens, point.and_then(|point| next(tokens, point + 1)).unwrap_or(at))
}

fn skip_not(tokens: &[Token<'_>], between: usize) -> Option<usize> {
    let place = before(tokens, between)?;
    if tokens.get(place)?.is("NOT") { before(tokens, place) } else { Some(place) }
}

fn column(tokens: &[Token<'_>], at: usize) -> Option<ColumnType> {
    type_of(&tokens.get(at)?.name()?)
}
