//! Literals beside columns of some types: `CreatedDate > '2019/03/29 15:00'`, `IsLatest = 'true'`.
//!
//! As text these would compare wrongly and say nothing of it.

use super::token::{Kind, Token};
use super::{before, next};
use crate::sql::table::ColumnType;
use crate::sql::tables::type_of;
use crate::sql::time;

pub(super) fn rewrite(tokens: &mut [Token<'_>]) {
    for at in 0..tokens.len() {
        let Some(kind) = compared(tokens, at) else { continue };
        let Some(token) = tokens.get_mut(at) else { continue };
        let Some(text) = token.text() else { continue };
        match kind {
            ColumnType::Timestamp => {
                let fits = text.contains('/') || text.contains(['T', 'Z', '+']) || text.len() > 10;
                if let Some(read) = time::read(&text).filter(|_| fits) {
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
}

/// The type of the column that a text is compared with.
fn compared(tokens: &[Token<'_>], at: usize) -> Option<ColumnType> {
    tokens.get(at).filter(|token| token.kind == Kind::Text)?;
    let operator = before(tokens, at)?;
    let token = tokens.get(operator)?;
    if token.is("BETWEEN") {
        return column(tokens, skip_not(tokens, operator)?);
    }
    if token.is("AND") {
        // The second bound of a BETWEEN stands three tokens behind it.
        let first = before(tokens, operator)?;
        let between =
            before(tokens, first).filter(|at| tokens.get(*at).is_some_and(|it| it.is("BETWEEN")))?;
        return column(tokens, skip_not(tokens, between)?);
    }
    let compares = ["=", "<", ">", "<=", ">=", "<>", "!=", "=="];
    if token.kind != Kind::Sign || !compares.contains(&token.text.as_ref()) {
        return None;
    }
    column(tokens, before(tokens, operator)?).or_else(|| column(tokens, next(tokens, at + 1)?))
}

fn skip_not(tokens: &[Token<'_>], between: usize) -> Option<usize> {
    let place = before(tokens, between)?;
    if tokens.get(place)?.is("NOT") { before(tokens, place) } else { Some(place) }
}

fn column(tokens: &[Token<'_>], at: usize) -> Option<ColumnType> {
    type_of(&tokens.get(at)?.name()?)
}
