//! The parts of points in time: years, weeks, minutes.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{SignedDuration, Span};
use rusqlite::{Error, Result};

/// A part of a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Part {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    DayOfYear,
    Weekday,
    Hour,
    Minute,
    Second,
    Millisecond,
}

impl Part {
    /// The names and abbreviations that other databases know.
    pub(super) fn named(name: &str) -> Result<Self> {
        let lower = name.trim().to_ascii_lowercase();
        Ok(match lower.strip_prefix("sql_tsi_").unwrap_or(&lower) {
            "year" | "yy" | "yyyy" | "y" => Self::Year,
            "quarter" | "qq" | "q" => Self::Quarter,
            "month" | "mm" | "m" => Self::Month,
            "week" | "ww" | "wk" | "w" | "isowk" | "isoww" | "iso_week" => Self::Week,
            "day" | "dd" | "d" => Self::Day,
            "dayofyear" | "dy" => Self::DayOfYear,
            "weekday" | "dw" => Self::Weekday,
            "hour" | "hh" | "h" => Self::Hour,
            "minute" | "mi" | "n" => Self::Minute,
            "second" | "ss" | "s" => Self::Second,
            "millisecond" | "ms" => Self::Millisecond,
            other => {
                let known = "year, quarter, month, week, day, dayofyear, weekday, hour, minute, second or millisecond";
                return Err(Error::UserFunctionError(
                    format!("{other} is not a part of a date: {known}").into(),
                ));
            }
        })
    }

    pub(super) fn of(self, at: DateTime) -> i64 {
        match self {
            Self::Year => at.year().into(),
            Self::Quarter => i64::from((at.month() - 1) / 3 + 1),
            Self::Month => at.month().into(),
            Self::Week => at.date().iso_week_date().week().into(),
            Self::Day => at.day().into(),
            Self::DayOfYear => at.day_of_year().into(),
            Self::Weekday => i64::from(at.weekday().to_sunday_zero_offset()) + 1,
            Self::Hour => at.hour().into(),
            Self::Minute => at.minute().into(),
            Self::Second => at.second().into(),
            Self::Millisecond => i64::from(at.subsec_nanosecond() / 1_000_000),
        }
    }

    /// The same time, so many parts later.
    pub(super) fn add(self, at: DateTime, many: i64) -> Option<DateTime> {
        let span = Span::new();
        let span = match self {
            Self::Year => span.try_years(many),
            Self::Quarter => span.try_months(many.checked_mul(3)?),
            Self::Month => span.try_months(many),
            Self::Week => span.try_weeks(many),
            Self::Day | Self::DayOfYear | Self::Weekday => span.try_days(many),
            Self::Hour => span.try_hours(many),
            Self::Minute => span.try_minutes(many),
            Self::Second => span.try_seconds(many),
            Self::Millisecond => span.try_milliseconds(many),
        };
        at.checked_add(span.ok()?).ok()
    }

    /// The beginning of the part that a time lies in.
    pub(super) fn begin(self, at: DateTime) -> DateTime {
        let (date, day) = (at.date(), |date: Date| date.to_datetime(Time::midnight()));
        match self {
            Self::Year => day(date.first_of_year()),
            Self::Quarter => {
                let month = (date.month() - 1) / 3 * 3 + 1;
                day(Date::new(date.year(), month, 1).unwrap_or(date))
            }
            Self::Month => day(date.first_of_month()),
            Self::Week => {
                let behind = Weekday::Monday.since(date.weekday());
                let back = (7 - i64::from(behind)) % 7;
                day(date.checked_sub(SignedDuration::from_hours(24 * back)).unwrap_or(date))
            }
            Self::Day | Self::DayOfYear | Self::Weekday => day(date),
            Self::Hour => at.with().minute(0).second(0).subsec_nanosecond(0).build().unwrap_or(at),
            Self::Minute => at.with().second(0).subsec_nanosecond(0).build().unwrap_or(at),
            Self::Second => at.with().subsec_nanosecond(0).build().unwrap_or(at),
            Self::Millisecond => at,
        }
    }

    /// How many borders of this part lie between two times.
    pub(super) fn between(self, from: DateTime, to: DateTime) -> Option<i64> {
        let months = |at: DateTime| i64::from(at.year()) * 12 + i64::from(at.month() - 1);
        Some(match self {
            Self::Year => i64::from(to.year()) - i64::from(from.year()),
            Self::Quarter => months(to).div_euclid(3) - months(from).div_euclid(3),
            Self::Month => months(to) - months(from),
            _ => {
                let (from, to) = (self.begin(from), self.begin(to));
                let apart = to.duration_since(from);
                let milliseconds = i64::try_from(apart.as_millis()).ok()?;
                milliseconds / self.milliseconds()
            }
        })
    }

    /// How many whole parts lie between two times: of a year and eleven months one year.
    pub(super) fn whole_between(self, from: DateTime, to: DateTime) -> Option<i64> {
        let of_months = match self {
            Self::Year => 12,
            Self::Quarter => 3,
            Self::Month => 1,
            _ => {
                return i64::try_from(to.duration_since(from).as_millis())
                    .ok()
                    .map(|it| it / self.milliseconds());
            }
        };
        let within = |at: DateTime| (at.day(), at.time());
        let borders = Self::Month.between(from, to)?;
        let whole = match borders {
            1.. if within(to) < within(from) => borders - 1,
            i64::MIN..=-1 if within(to) > within(from) => borders + 1,
            _ => borders,
        };
        Some(whole / of_months)
    }

    /// Whether it is a day or more of them.
    pub(super) fn is_of_days(self) -> bool {
        !matches!(self, Self::Hour | Self::Minute | Self::Second | Self::Millisecond)
    }

    fn milliseconds(self) -> i64 {
        match self {
            Self::Week => 7 * 86_400_000,
            Self::Hour => 3_600_000,
            Self::Minute => 60_000,
            Self::Second => 1000,
            Self::Millisecond => 1,
            _ => 86_400_000,
        }
    }
}
