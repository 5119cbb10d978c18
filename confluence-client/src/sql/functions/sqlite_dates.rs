//! SQLite's own functions of points in time, by the clock of the zone of the connection: for them `now` and seconds since 1970
//! are in UTC, `localtime` is the clock of the machine, and a text without an offset is in UTC, whatever the tables tell.

use std::sync::{Arc, Mutex};

use rusqlite::functions::Context;
use rusqlite::limits::Limit;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Error, Result, params_from_iter};

use super::{FLAGS, text_of};
use crate::sql::bounds::LONGEST_VALUE;
use crate::sql::time::{self, Zone};

pub(super) const NAMES: &[&str] =
    &["date", "datetime", "julianday", "strftime", "time", "timediff", "unixepoch"];

/// Julian days end here: greater numbers are seconds to SQLite's modifier `auto`.
const LAST_DAY: f64 = 5_373_484.5;

pub(super) fn register(connection: &Connection, zone: &Zone, now: jiff::Timestamp) -> Result<()> {
    let original = Arc::new(Original::default());
    for name in NAMES {
        let dates = Dates { name, zone: zone.clone(), now: zone.text(now), original: Arc::clone(&original) };
        connection.create_scalar_function(*name, -1, FLAGS, move |context| dates.called(context))?;
    }
    Ok(())
}

/// The functions as SQLite has them: in a database of its own, which is opened when it is needed.
#[derive(Default)]
struct Original(Mutex<Option<Connection>>);

impl Original {
    fn call(&self, name: &str, arguments: &[Value]) -> Result<Value> {
        let mut opened = self.0.lock().map_err(|_| failed("the query broke off"))?;
        let connection = match opened.take() {
            Some(connection) => connection,
            None => {
                let connection = Connection::open_in_memory()?;
                connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE as i32)?;
                connection
            }
        };
        let marks = vec!["?"; arguments.len()].join(", ");
        let sql = format!("SELECT {name}({marks})");
        let called =
            connection.query_row(&sql, params_from_iter(arguments), |row| Ok(value(row.get_ref(0)?)));
        *opened = Some(connection);
        called.map_err(|error| match error {
            Error::SqliteFailure(_, Some(said)) => failed(said),
            other => failed(other.to_string()),
        })
    }
}

fn value(of: ValueRef<'_>) -> Value {
    match of {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        text => text_of(text).map_or(Value::Null, Value::Text),
    }
}

fn failed(said: impl Into<String>) -> Error {
    Error::UserFunctionError(said.into().into())
}

/// One of the functions.
struct Dates {
    name: &'static str,
    zone: Zone,
    now: String,
    original: Arc<Original>,
}

/// A point in time with what is left of its modifiers.
struct Read {
    arguments: Vec<Value>,
    /// Whether a modifier took it over into UTC.
    in_utc: bool,
}

impl Dates {
    fn called(&self, context: &Context<'_>) -> Result<Value> {
        let mut arguments: Vec<Value> = (0..context.len()).map(|at| value(context.get_raw(at))).collect();
        match self.name {
            "timediff" => {
                arguments.iter_mut().for_each(|value| self.place(value));
                self.original.call(self.name, &arguments)
            }
            "strftime" if arguments.is_empty() => self.original.call(self.name, &arguments),
            "strftime" => {
                let mut format = arguments.remove(0);
                let read = self.read(arguments)?;
                if let Value::Text(format) = &mut format {
                    *format = self.with_seconds(format, &read)?;
                }
                let arguments: Vec<Value> = std::iter::once(format).chain(read.arguments).collect();
                self.original.call(self.name, &arguments)
            }
            "unixepoch" => {
                let read = self.read(arguments)?;
                let exact = read.arguments.iter().any(|value| is(value, &["subsec", "subsecond"]));
                let milliseconds = self.milliseconds(&read)?;
                Ok(match milliseconds {
                    None => Value::Null,
                    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
                    Some(milliseconds) if exact => Value::Real(milliseconds as f64 / 1000.0),
                    Some(milliseconds) => Value::Integer(milliseconds.div_euclid(1000)),
                })
            }
            _ => self.original.call(self.name, &self.read(arguments)?.arguments),
        }
    }

    /// A point in time as the zone has it, and its modifiers without those that ask for another clock.
    fn read(&self, mut arguments: Vec<Value>) -> Result<Read> {
        if arguments.is_empty() {
            arguments.push(Value::Text("now".to_owned()));
        }
        let rest = arguments.split_off(1);
        let mut read = Read { arguments, in_utc: false };
        if let Some(first) = read.arguments.first_mut() {
            // SQLite takes a number for one however it is written.
            if let Value::Text(text) = &*first
                && let Some(number) = text.trim().parse::<f64>().ok().filter(|number| number.is_finite())
            {
                *first = Value::Real(number);
            }
            self.place(first);
        }
        for modifier in rest {
            let seconds = matches!(read.arguments.as_slice(), [Value::Integer(_) | Value::Real(_)]);
            let of_1970 =
                is(&modifier, &["unixepoch"]) || (is(&modifier, &["auto"]) && is_beyond(&read.arguments));
            if is(&modifier, &["localtime"]) && !read.in_utc {
                continue;
            }
            if of_1970 && seconds {
                read.arguments
                    .extend([Value::Text("unixepoch".to_owned()), Value::Text("subsec".to_owned())]);
                let utc = self.original.call("datetime", &read.arguments)?;
                read.arguments = vec![self.in_zone(utc)];
            } else if is(&modifier, &["utc", "localtime"]) {
                let to_utc = is(&modifier, &["utc"]);
                let Some(milliseconds) = self.milliseconds(&read)? else { return Ok(nothing()) };
                let at = jiff::Timestamp::from_millisecond(milliseconds).unwrap_or_default();
                let zone = if to_utc { Zone::new(None) } else { self.zone.clone() };
                read = Read { arguments: vec![Value::Text(zone.text(at))], in_utc: to_utc };
            } else {
                read.arguments.push(modifier);
            }
        }
        Ok(read)
    }

    /// Writes what stands for a point in time as clocks of the zone show it, where it says which one it means.
    fn place(&self, value: &mut Value) {
        let Value::Text(text) = value else { return };
        if text.trim().eq_ignore_ascii_case("now") {
            text.clone_from(&self.now);
            return;
        }
        // Only an offset makes a difference between zones.
        let (here, utc) = (self.zone.read(text), Zone::new(None).read(text));
        if let Some(here) = here.filter(|_| here != utc) {
            *text = time::text(here);
        }
    }

    fn in_zone(&self, utc: Value) -> Value {
        let Value::Text(text) = utc else { return Value::Null };
        let at = Zone::new(None).read(&text).and_then(|civil| Zone::new(None).instant(civil));
        at.map_or(Value::Null, |at| Value::Text(self.zone.text(at)))
    }

    /// Milliseconds since 1970.
    fn milliseconds(&self, read: &Read) -> Result<Option<i64>> {
        let mut arguments = read.arguments.clone();
        arguments.push(Value::Text("subsec".to_owned()));
        let Value::Text(text) = self.original.call("datetime", &arguments)? else { return Ok(None) };
        let zone = if read.in_utc { Zone::new(None) } else { self.zone.clone() };
        let at = Zone::new(None).read(&text).and_then(|civil| zone.instant(civil));
        Ok(at.map(jiff::Timestamp::as_millisecond))
    }

    /// A format with the seconds since 1970 in place of `%s`.
    fn with_seconds(&self, format: &str, read: &Read) -> Result<String> {
        if !format.contains("%s") {
            return Ok(format.to_owned());
        }
        let seconds = self.milliseconds(read)?.map(|it| it.div_euclid(1000).to_string()).unwrap_or_default();
        let mut made = String::with_capacity(format.len());
        let mut letters = format.chars();
        while let Some(letter) = letters.next() {
            made.push(letter);
            if letter != '%' {
                continue;
            }
            match letters.next() {
                Some('s') => {
                    made.pop();
                    made.push_str(&seconds);
                }
                other => made.extend(other),
            }
        }
        Ok(made)
    }
}

/// What is no point in time.
fn nothing() -> Read {
    Read { arguments: vec![Value::Null], in_utc: false }
}

fn is(value: &Value, words: &[&str]) -> bool {
    matches!(value, Value::Text(text) if words.iter().any(|word| text.trim().eq_ignore_ascii_case(word)))
}

/// Whether a number is no Julian day.
fn is_beyond(arguments: &[Value]) -> bool {
    match arguments {
        #[expect(clippy::cast_precision_loss, reason = "only which is more counts")]
        [Value::Integer(number)] => !(0.0..LAST_DAY).contains(&(*number as f64)),
        [Value::Real(number)] => !(0.0..LAST_DAY).contains(number),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(zone: &str, sql: &str) -> Value {
        let connection = Connection::open_in_memory().unwrap();
        let zone = Zone::new(Some(&zone.parse().unwrap()));
        let now = "2026-04-01T09:30:00Z".parse().unwrap();
        register(&connection, &zone, now).unwrap();
        connection.query_row(&format!("SELECT {sql}"), [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn all_of_them_have_one_clock() {
        for (sql, there) in [
            ("datetime('now')", "2026-04-01 15:00:00"),
            ("datetime()", "2026-04-01 15:00:00"),
            ("datetime('NOW', '-1 hour')", "2026-04-01 14:00:00"),
            ("datetime('now', 'localtime')", "2026-04-01 15:00:00"),
            ("datetime('now', 'utc')", "2026-04-01 09:30:00"),
            ("datetime('now', 'utc', 'localtime')", "2026-04-01 15:00:00"),
            ("date('now', 'start of month')", "2026-04-01"),
            ("time('now')", "15:00:00"),
            ("datetime(0, 'unixepoch')", "1970-01-01 05:30:00"),
            ("datetime(1775035800, 'auto')", "2026-04-01 15:00:00"),
            ("datetime('2026-04-01T09:30:00Z')", "2026-04-01 15:00:00"),
            ("datetime('2026-04-01 15:00:00')", "2026-04-01 15:00:00"),
            ("strftime('%s|%%s|%H', 'now')", "1775035800|%s|15"),
            ("strftime('%s', '2026-04-01 15:00:00')", "1775035800"),
        ] {
            assert_eq!(asked("Asia/Kolkata", sql), Value::Text(there.to_owned()), "{sql}");
        }
        for (sql, there) in [
            ("unixepoch('now')", 1_775_035_800),
            ("unixepoch('2026-04-01 15:00:00')", 1_775_035_800),
            ("unixepoch(1775035800, 'unixepoch')", 1_775_035_800),
            ("unixepoch('2026-04-01 15:00:00', 'utc')", 1_775_035_800),
            ("round((julianday('now') - julianday('2026-04-01 03:00:00')) * 24)", 12),
        ] {
            let found = asked("Asia/Kolkata", &format!("CAST({sql} AS INTEGER)"));
            assert_eq!(found, Value::Integer(there), "{sql}");
        }
        assert_eq!(asked("Asia/Kolkata", "datetime('soon')"), Value::Null);
    }

    #[test]
    fn in_utc_they_are_what_they_were() {
        for sql in [
            "datetime('2026-04-01T09:30:00+02:00', '+1 day')",
            "strftime('%s %Y', 1775035800, 'unixepoch')",
            "unixepoch('2026-04-01 09:30:00.5', 'subsec')",
            "julianday('2026-04-01')",
            "date(2460000.5)",
            "timediff('2026-04-01', '2026-01-01')",
            "datetime(NULL)",
            "strftime('%d', 'soon')",
        ] {
            let plain = Connection::open_in_memory().unwrap();
            let original: Value = plain.query_row(&format!("SELECT {sql}"), [], |row| row.get(0)).unwrap();
            assert_eq!(asked("UTC", sql), original, "{sql}");
        }
    }
}
