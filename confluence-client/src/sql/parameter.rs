//! Names of parameters, which are written `@name`, `:name` and `$name`, in any case, and the values that they are given.

use rusqlite::Statement;

use super::statement_error::fault;
use super::value::Value;
use crate::error::Result;

/// The sign before a name.
const SIGNS: [char; 3] = ['@', ':', '$'];

/// The name without its sign.
pub(super) fn bare(name: &str) -> &str {
    name.trim_start_matches(SIGNS)
}

/// Whether both are one parameter. What has no name is told by its place.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    !bare(one).is_empty() && bare(one).eq_ignore_ascii_case(bare(other))
}

/// Gives parameters their values: `@p` by name, `?` in order.
pub(super) fn bind(statement: &mut Statement<'_>, parameters: &[(String, Value)]) -> Result<()> {
    let mut in_order = parameters.iter().filter(|(name, _)| name.is_empty()).map(|(_, value)| value);
    for at in 1..=statement.parameter_count() {
        let name = statement.parameter_name(at).map(str::to_owned);
        let value = match name.as_deref().filter(|name| !name.starts_with('?')) {
            Some(name) => {
                let found = parameters.iter().find(|(given, _)| is_same(given, name)).map(|(_, value)| value);
                found.ok_or_else(|| fault(format!("the parameter {name} has no value")))?
            }
            None => in_order.next().or_else(|| numbered(parameters, at)).ok_or_else(|| {
                fault(format!(
                    "the parameter ? number {at} has no value: give it by its number, {{\"{at}\": ...}}"
                ))
            })?,
        };
        statement.raw_bind_parameter(at, value).map_err(|error| fault(error.to_string()))?;
    }
    if in_order.next().is_some() {
        return Err(fault("there are more values than parameters ? in the statement"));
    }
    let taken: Vec<&str> =
        (1..=statement.parameter_count()).filter_map(|at| statement.parameter_name(at)).collect();
    let is_place = |name: &str| {
        let place = place_of(name).filter(|place| *place <= statement.parameter_count());
        place.is_some_and(|place| statement.parameter_name(place).is_none_or(|name| name.starts_with('?')))
    };
    let is_left =
        |name: &str| !name.is_empty() && !is_place(name) && !taken.iter().any(|taken| is_same(taken, name));
    match parameters.iter().find(|(name, _)| is_left(name)) {
        Some((name, _)) => Err(fault(format!("the statement has no parameter @{}", bare(name)))),
        None => Ok(()),
    }
}

/// The value that is given by the number of its place: `{"1": "DOCS"}`.
fn numbered(parameters: &[(String, Value)], at: usize) -> Option<&Value> {
    parameters.iter().find(|(name, _)| place_of(name) == Some(at)).map(|(_, value)| value)
}

/// The place that a name of a parameter is, `1`, `$1` or `?1`.
pub(super) fn place_of(name: &str) -> Option<usize> {
    bare(name).trim_start_matches('?').parse().ok().filter(|place| *place > 0)
}
