//! Functions of numbers, which SQLite has only where it was built with them; and `GREATEST` and `LEAST`, of anything.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Result};

use super::{FLAGS, given_number, integer, real, text_of};

pub(super) const NAMES: &[&str] = &[
    "acos", "asin", "atan", "atan2", "atn2", "ceil", "ceiling", "cos", "cot", "degrees", "exp", "floor",
    "greatest", "least", "ln", "log", "log10", "mod", "pi", "pow", "power", "radians", "rand", "round_to",
    "sin", "sqrt", "square", "tan",
];

pub(super) fn register(connection: &Connection) -> Result<()> {
    let one = |name: &'static str, make: fn(f64) -> f64| {
        connection.create_scalar_function(name, 1, FLAGS, move |it| {
            Ok(given_number(it, 0, name)?.map(make).filter(|made| made.is_finite()))
        })
    };
    one("exp", f64::exp)?;
    one("sqrt", f64::sqrt)?;
    one("ln", f64::ln)?;
    one("log", f64::ln)?;
    one("log10", f64::log10)?;
    for (name, make) in [
        ("acos", f64::acos as fn(f64) -> f64),
        ("asin", f64::asin),
        ("atan", f64::atan),
        ("cos", f64::cos),
        ("cot", |angle| angle.tan().recip()),
        ("degrees", f64::to_degrees),
        ("radians", f64::to_radians),
        ("sin", f64::sin),
        ("square", |number| number * number),
        ("tan", f64::tan),
    ] {
        one(name, make)?;
    }
    for (name, make) in [("ceil", f64::ceil as fn(f64) -> f64), ("ceiling", f64::ceil), ("floor", f64::floor)]
    {
        connection.create_scalar_function(name, 1, FLAGS, move |it| {
            Ok(given_number(it, 0, name)?.map(make).map_or(Value::Null, whole))
        })?;
    }
    for name in ["pow", "power"] {
        connection.create_scalar_function(name, 2, FLAGS, move |it| {
            Ok(pair(it, name)?.map_or(Value::Null, |(base, exponent)| whole(base.powf(exponent))))
        })?;
    }
    connection.create_scalar_function("mod", 2, FLAGS, |it| {
        let remainder = || integer(it, 0)?.checked_rem(integer(it, 1)?);
        Ok(pair(it, "mod")?.and_then(|_| remainder()))
    })?;
    connection.create_scalar_function("pi", 0, FLAGS, |_| Ok(std::f64::consts::PI))?;
    let varying = FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_INNOCUOUS);
    connection.create_scalar_function("rand", 0, varying, |_| Ok(fastrand::f64()))?;
    connection.create_scalar_function("rand", 1, FLAGS, |it| {
        Ok(integer(it, 0).map(|seed| fastrand::Rng::with_seed(seed.cast_unsigned()).f64()))
    })?;
    two(connection)?;
    for (name, less) in [("least", true), ("greatest", false)] {
        connection.create_scalar_function(name, -1, FLAGS, move |it| Ok(outermost(it, less)))?;
    }
    Ok(())
}

/// Both numbers of a function of two.
fn pair(it: &Context<'_>, function: &str) -> Result<Option<(f64, f64)>> {
    Ok(given_number(it, 0, function)?.zip(given_number(it, 1, function)?))
}

/// The least or the greatest of what is there: of numbers as numbers, of points in time and other texts as texts.
fn outermost(it: &Context<'_>, less: bool) -> Value {
    let there = || (0..it.len()).filter(|at| it.get_raw(*at) != ValueRef::Null);
    let numbers = there().all(|at| real(it, at).is_some());
    let is_less = |one: usize, two: usize| match numbers {
        true => real(it, one) < real(it, two),
        false => text_of(it.get_raw(one)) < text_of(it.get_raw(two)),
    };
    // Of several that are alike it is the first.
    let best = there().reduce(|best, at| {
        let better = if less { is_less(at, best) } else { is_less(best, at) };
        if better { at } else { best }
    });
    best.map_or(Value::Null, |at| match it.get_raw(at) {
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        other => text_of(other).map_or(Value::Null, Value::Text),
    })
}

fn two(connection: &Connection) -> Result<()> {
    for name in ["atan2", "atn2"] {
        connection.create_scalar_function(name, 2, FLAGS, move |it| {
            Ok(pair(it, name)?.map(|(one, two)| one.atan2(two)))
        })?;
    }
    // Of the base behind it.
    connection.create_scalar_function("log", 2, FLAGS, |it| {
        Ok(pair(it, "log")?.map(|(number, base)| number.log(base)).filter(|made| made.is_finite()))
    })?;
    // `ROUND(x, -2)`, which SQLite takes for `ROUND(x)`.
    connection.create_scalar_function("round_to", 2, FLAGS, |it| {
        let made = || {
            let scale = 10_f64.powi(i32::try_from(integer(it, 1)?.checked_neg()?).ok()?);
            Some((real(it, 0)? / scale).round() * scale)
        };
        Ok(pair(it, "round")?.and_then(|_| made()).map_or(Value::Null, whole))
    })
}

/// A number without a fraction is a whole one, as people expect of `FLOOR`.
pub(super) fn whole(number: f64) -> Value {
    /// Beyond it a double has no whole numbers one apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if !number.is_finite() {
        return Value::Null;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is within the range where doubles are exact")]
    match number.fract() == 0.0 && number.abs() < EXACT {
        true => Value::Integer(number as i64),
        false => Value::Real(number),
    }
}
