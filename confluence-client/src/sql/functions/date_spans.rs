//! Spans of days such as the last week: what `L_LAST_WEEK()` and its like stand for beside a point in time. The dialect
//! makes comparisons with `l_span_begin` and `l_span_end` of them.

use jiff::civil::DateTime;
use rusqlite::{Connection, Error, Result};

use super::date_parts::Part;
use super::{FLAGS, integer, text};
use crate::sql::time;

pub(super) const NAMES: &[&str] = &["l_span_begin", "l_span_end"];

/// A span, told by how many units from now it begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) struct Span {
    unit: Part,
    when: When,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// So many units from this one on, and so many to its end: the last one is -1 to -1.
    Fixed(i64, i64),
    /// The last n, without this one.
    Last,
    /// The next n; of days this one is the first.
    Next,
}

impl Span {
    /// What a function's name says, such as `L_LAST_N_DAYS`.
    pub(in crate::sql) fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_uppercase();
        let fixed = |unit, from, to| Some(Self { unit, when: When::Fixed(from, to) });
        if name == "TODAY" {
            return fixed(Part::Day, 0, 0);
        }
        match name.strip_prefix("L_")? {
            "YESTERDAY" => return fixed(Part::Day, -1, -1),
            "TODAY" => return fixed(Part::Day, 0, 0),
            "TOMORROW" => return fixed(Part::Day, 1, 1),
            "LAST_90_DAYS" => return fixed(Part::Day, -90, -1),
            "NEXT_90_DAYS" => return fixed(Part::Day, 0, 89),
            _ => {}
        }
        let (which, unit) = name.strip_prefix("L_")?.split_once('_')?;
        let (unit, counted) = match unit.strip_prefix("N_") {
            Some(units) => (units.strip_suffix('S')?, true),
            None => (unit, false),
        };
        let unit = match unit {
            "DAY" if counted => Part::Day,
            "WEEK" => Part::Week,
            "MONTH" => Part::Month,
            "QUARTER" => Part::Quarter,
            "YEAR" => Part::Year,
            _ => return None,
        };
        match (which, counted) {
            ("LAST", false) => fixed(unit, -1, -1),
            ("THIS", false) => fixed(unit, 0, 0),
            ("NEXT", false) => fixed(unit, 1, 1),
            ("LAST", true) => Some(Self { unit, when: When::Last }),
            ("NEXT", true) => Some(Self { unit, when: When::Next }),
            _ => None,
        }
    }

    /// Whether it takes a number of units.
    pub(in crate::sql) fn is_counted(self) -> bool {
        !matches!(self.when, When::Fixed(..))
    }

    /// Whether it is one day, which has a value of its own.
    pub(in crate::sql) fn is_day(self) -> bool {
        self.unit == Part::Day && matches!(self.when, When::Fixed(from, to) if from == to)
    }

    /// The first day, and the last moment.
    fn around(self, now: DateTime, count: i64) -> Option<(DateTime, DateTime)> {
        let (from, to) = match self.when {
            When::Fixed(from, to) => (from, to),
            When::Last => (count.checked_neg()?, -1),
            When::Next if self.unit == Part::Day => (0, count.checked_sub(1)?),
            When::Next => (1, count),
        };
        let here = self.unit.begin(now);
        let behind = self.unit.add(here, to.checked_add(1)?)?;
        Some((self.unit.add(here, from)?, Part::Millisecond.add(behind, -1)?))
    }
}

pub(super) fn register(connection: &Connection, now: DateTime) -> Result<()> {
    for (function, begins) in [("l_span_begin", true), ("l_span_end", false)] {
        connection.create_scalar_function(function, 2, FLAGS, move |it| {
            let name = text(it, 0).unwrap_or_default();
            let wrong = |said: String| Error::UserFunctionError(said.into());
            let span = Span::named(&name).ok_or_else(|| wrong(format!("{name} is not a span of days")))?;
            let count = integer(it, 1).filter(|count| *count > 0).ok_or_else(|| {
                let example = format!("{}(7)", name.to_ascii_uppercase());
                wrong(format!("{name} takes a whole number above 0, such as {example}"))
            })?;
            let around = span.around(now, count);
            let (begin, end) =
                around.ok_or_else(|| wrong(format!("{name}({count}) is beyond the calendar")))?;
            // A day is less than every time of it, also where it is told without one.
            Ok(if begins { time::text(begin).get(..10).map(str::to_owned) } else { Some(time::text(end)) })
        })?;
    }
    Ok(())
}
