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
    // SQLite numbers all parameters together, and people those alone that have no name.
    let (mut names, mut places) = (Vec::new(), Vec::new());
    for at in 1..=statement.parameter_count() {
        let name = statement.parameter_name(at).map(str::to_owned);
        let value = match name.filter(|name| !name.starts_with('?')) {
            Some(name) => {
                let found =
                    parameters.iter().find(|(given, _)| is_same(given, &name)).map(|(_, value)| value);
                let value = found.ok_or_else(|| fault(format!("the parameter {name} has no value")))?;
                names.push(name);
                value
            }
            None => {
                let place = statement.parameter_name(at).and_then(place_of).unwrap_or(places.len() + 1);
                places.push(place);
                in_order.next().or_else(|| numbered(parameters, place)).ok_or_else(|| {
                    fault(format!(
                        "the parameter ? number {place} has no value: give it by its number, {{\"{place}\": ...}}"
                    ))
                })?
            }
        };
        statement.raw_bind_parameter(at, value).map_err(|error| fault(error.to_string()))?;
    }
    if in_order.next().is_some() {
        return Err(fault("there are more values than parameters ? in the statement"));
    }
    let is_left = |name: &str| {
        let is_place = place_of(name).is_some_and(|place| places.contains(&place));
        !name.is_empty() && !is_place && !names.iter().any(|taken| is_same(taken, name))
    };
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
