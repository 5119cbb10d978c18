//! Functions of numbers, which SQLite has only where it was built with them.

use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, Result};

use super::{FLAGS, integer, real};

pub(super) const NAMES: &[&str] = &[
    "acos", "asin", "atan", "atan2", "atn2", "ceil", "ceiling", "cos", "cot", "degrees", "exp", "floor",
    "greatest", "least", "ln", "log", "log10", "mod", "pi", "pow", "power", "radians", "rand", "round_to",
    "sin", "sqrt", "square", "tan", "trunc",
];

pub(super) fn register(connection: &Connection) -> Result<()> {
    let one = |name: &str, make: fn(f64) -> f64| {
        connection.create_scalar_function(name, 1, FLAGS, move |it| {
            Ok(real(it, 0).map(make).filter(|made| made.is_finite()))
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
    for (name, make) in [
        ("ceil", f64::ceil as fn(f64) -> f64),
        ("ceiling", f64::ceil),
        ("floor", f64::floor),
        ("trunc", f64::trunc),
    ] {
        connection.create_scalar_function(name, 1, FLAGS, move |it| {
            Ok(real(it, 0).map(make).map(whole).unwrap_or(Value::Null))
        })?;
    }
    for name in ["pow", "power"] {
        connection.create_scalar_function(name, 2, FLAGS, |it| {
            let made = || Some(real(it, 0)?.powf(real(it, 1)?));
            Ok(made().map(whole).unwrap_or(Value::Null))
        })?;
    }
    connection.create_scalar_function("mod", 2, FLAGS, |it| {
        let made = || integer(it, 0)?.checked_rem(integer(it, 1)?);
        Ok(made())
    })?;
    connection.create_scalar_function("pi", 0, FLAGS, |_| Ok(std::f64::consts::PI))?;
    let varying = FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_INNOCUOUS);
    connection.create_scalar_function("rand", 0, varying, |_| Ok(fastrand::f64()))?;
    connection.create_scalar_function("rand", 1, FLAGS, |it| {
        Ok(integer(it, 0).map(|seed| fastrand::Rng::with_seed(seed.cast_unsigned()).f64()))
    })?;
    two(connection)?;
    for (name, less) in [("least", true), ("greatest", false)] {
        connection.create_scalar_function(name, -1, FLAGS, move |it| {
            let numbers = (0..it.len()).filter_map(|at| real(it, at));
            let best = numbers.reduce(|one, two| if (two < one) == less { two } else { one });
            Ok(best.map(whole).unwrap_or(Value::Null))
        })?;
    }
    Ok(())
}

fn two(connection: &Connection) -> Result<()> {
    for name in ["atan2", "atn2"] {
        connection.create_scalar_function(name, 2, FLAGS, |it| {
            let made = || Some(real(it, 0)?.atan2(real(it, 1)?));
            Ok(made())
        })?;
    }
    // Of the base behind it.
    connection.create_scalar_function("log", 2, FLAGS, |it| {
        let made = || Some(real(it, 0)?.log(real(it, 1)?)).filter(|made| made.is_finite());
        Ok(made())
    })?;
    connection.create_scalar_function("trunc", 2, FLAGS, |it| {
        let made = || {
            let scale = 10_f64.powi(i32::try_from(integer(it, 1)?).ok()?);
            Some((real(it, 0)? * scale).trunc() / scale)
        };
        Ok(made().map(whole).unwrap_or(Value::Null))
    })?;
    // `ROUND(x, -2)`, which SQLite takes for `ROUND(x)`.
    connection.create_scalar_function("round_to", 2, FLAGS, |it| {
        let made = || {
            let scale = 10_f64.powi(i32::try_from(integer(it, 1)?.checked_neg()?).ok()?);
            Some((real(it, 0)? / scale).round() * scale)
        };
        Ok(made().map(whole).unwrap_or(Value::Null))
    })
}

/// A number without a fraction is a whole one, as people expect of `FLOOR`.
fn whole(number: f64) -> Value {
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
