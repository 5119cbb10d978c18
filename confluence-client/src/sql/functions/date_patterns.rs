//! Points in time written and read by a pattern: `FORMAT(x, 'dd.MM.yyyy')`, `STRTODATE('31.01.2026', 'dd.MM.yyyy')`.

use jiff::civil::{Date, DateTime, Time};

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// The same letter so many times: `yyyy`.
    Field(char, usize),
    Text(String),
}

/// What a pattern may hold, for whoever is told that it holds something else.
const KNOWN: &str = "yyyy, yy, MMMM, MMM, MM, M, dd, d, dddd, ddd, HH, H, hh, h, mm, m, ss, s, fff and tt, and text in quotes";

fn pieces(pattern: &str) -> Result<Vec<Piece>, String> {
    let mut found: Vec<Piece> = Vec::new();
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' => {
                let mut text = String::new();
                loop {
                    match letters.next() {
                        Some(next) if next == letter => break,
                        Some(next) => text.push(next),
                        None => return Err(format!("in the pattern '{pattern}' a quote is not closed")),
                    }
                }
                found.push(Piece::Text(text));
            }
            '\\' => found.extend(letters.next().map(|next| Piece::Text(next.into()))),
            // They stand for themselves in the times of machines: 2026-01-31T09:30:00Z.
            'T' | 'Z' => found.push(Piece::Text(letter.into())),
            _ if letter.is_ascii_alphabetic() => {
                let mut many = 1;
                while letters.next_if_eq(&letter).is_some() {
                    many += 1;
                }
                found.push(Piece::Field(field(letter), many));
                if !is_known(field(letter), many) {
                    let given = letter.to_string().repeat(many);
                    return Err(format!(
                        "the pattern '{pattern}' has {given}, which stands for nothing: it may have {KNOWN}"
                    ));
                }
            }
            _ => found.push(Piece::Text(letter.into())),
        }
    }
    Ok(found)
}

/// Letters by which some mean the same.
fn field(letter: char) -> char {
    match letter {
        'a' => 't',
        'S' | 'F' => 'f',
        'E' => 'E',
        'Y' => 'y',
        other => other,
    }
}

fn is_known(field: char, many: usize) -> bool {
    match field {
        'y' | 'M' | 'd' | 'E' => (1..=4).contains(&many),
        'H' | 'h' | 'm' | 's' | 't' => (1..=2).contains(&many),
        'f' => (1..=3).contains(&many),
        _ => false,
    }
}

/// A point in time in the form of a pattern.
pub(super) fn written(at: DateTime, pattern: &str) -> Result<String, String> {
    let mut text = String::new();
    for piece in pieces(pattern)? {
        match piece {
            Piece::Text(part) => text.push_str(&part),
            Piece::Field(field, many) => text.push_str(&one(at, field, many)),
        }
    }
    Ok(text)
}

fn one(at: DateTime, field: char, many: usize) -> String {
    let twelve = match at.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let number = match (field, many) {
        ('y', 1 | 2) => i64::from(at.year().rem_euclid(100)),
        ('y', _) => return format!("{:04}", at.year()),
        ('M', 4) => return at.strftime("%B").to_string(),
        ('M', 3) => return at.strftime("%b").to_string(),
        ('M', _) => at.month().into(),
        ('d', 4) | ('E', 4) => return at.strftime("%A").to_string(),
        ('d', 3) | ('E', _) => return at.strftime("%a").to_string(),
        ('d', _) => at.day().into(),
        ('H', _) => at.hour().into(),
        ('h', _) => twelve.into(),
        ('m', _) => at.minute().into(),
        ('s', _) => at.second().into(),
        ('t', _) => return (if at.hour() < 12 { "AM" } else { "PM" }).get(..many).unwrap_or("AM").to_owned(),
        _ => {
            let thousandths = format!("{:03}", at.subsec_nanosecond() / 1_000_000);
            return thousandths.get(..many).unwrap_or_default().to_owned();
        }
    };
    if many == 1 { number.to_string() } else { format!("{number:02}") }
}

/// The point in time that a text tells in the form of a pattern; nothing where it is not of that form.
pub(super) fn read(text: &str, pattern: &str) -> Result<Option<DateTime>, String> {
    let pieces = pieces(pattern)?;
    Ok(reading(text.trim(), &pieces))
}

/// What was read so far.
struct Reading {
    year: i32,
    month: i8,
    day: i32,
    hour: i32,
    minute: i32,
    second: i32,
    thousandths: i32,
    afternoon: Option<bool>,
}

fn reading(text: &str, pieces: &[Piece]) -> Option<DateTime> {
    let mut read =
        Reading { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, thousandths: 0, afternoon: None };
    let mut rest = text;
    for (place, piece) in pieces.iter().enumerate() {
        rest = match piece {
            Piece::Text(part) => rest.strip_prefix(part.as_str())?,
            Piece::Field(field, many) => {
                // Digits that follow each other without a sign between are as many as the pattern has letters.
                let tight = matches!(pieces.get(place + 1), Some(Piece::Field(..)));
                read.take(rest, *field, *many, tight)?
            }
        };
    }
    if rest.is_empty() { read.made() } else { None }
}

impl Reading {
    /// Takes a field off a text; what follows it.
    fn take<'t>(&mut self, text: &'t str, field: char, many: usize, tight: bool) -> Option<&'t str> {
        match (field, many) {
            ('M', 3 | 4) => {
                let (month, rest) = named(text, Date::month, many == 4, Names::Months)?;
                self.month = month;
                return Some(rest);
            }
            // The day of the week follows from the date.
            ('d', 3 | 4) | ('E', _) => return Some(named(text, Date::day, many == 4, Names::Days)?.1),
            ('t', _) => {
                self.afternoon = Some(text.get(..many)?.to_ascii_uppercase().starts_with('P'));
                return text.get(many..);
            }
            _ => {}
        }
        let (number, rest) = digits(text, many, tight)?;
        match field {
            // Two digits are of the fifty years on either side of 2000.
            'y' if many <= 2 && number < 100 => {
                self.year = if number < 50 { 2000 + number } else { 1900 + number };
            }
            'y' => self.year = number,
            'M' => self.month = number.try_into().ok()?,
            'd' => self.day = number,
            'H' | 'h' => self.hour = number,
            'm' => self.minute = number,
            's' => self.second = number,
            _ => self.thousandths = number.checked_mul([100, 10, 1].get(many - 1).copied()?)?,
        }
        Some(rest)
    }

    fn made(self) -> Option<DateTime> {
        let hour = match self.afternoon {
            Some(true) if self.hour < 12 => self.hour + 12,
            Some(false) if self.hour == 12 => 0,
            _ => self.hour,
        };
        let small = |number: i32| i8::try_from(number).ok();
        let nanoseconds = self.thousandths.checked_mul(1_000_000)?;
        let time = Time::new(small(hour)?, small(self.minute)?, small(self.second)?, nanoseconds).ok()?;
        let date = Date::new(i16::try_from(self.year).ok()?, self.month, small(self.day)?).ok()?;
        Some(date.to_datetime(time))
    }
}

/// The number at the beginning of a text, and what follows it.
fn digits(text: &str, many: usize, tight: bool) -> Option<(i32, &str)> {
    let most = if tight { many } else { many.max(4) };
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(length)?;
    Some((number.parse().ok()?, rest))
}

#[derive(Clone, Copy)]
enum Names {
    Months,
    Days,
}

/// The month or day of the week whose name a text begins with, and what follows it.
fn named(text: &str, of: fn(Date) -> i8, whole: bool, names: Names) -> Option<(i8, &str)> {
    let (count, format) = match (names, whole) {
        (Names::Months, true) => (12, "%B"),
        (Names::Months, false) => (12, "%b"),
        (Names::Days, true) => (7, "%A"),
        (Names::Days, false) => (7, "%a"),
    };
    (1..=count).find_map(|number| {
        let date = match names {
            Names::Months => Date::new(2024, number, 1),
            Names::Days => Date::new(2024, 1, number),
        };
        let date = date.ok()?;
        let name = date.strftime(format).to_string();
        let begins = text.get(..name.len())?.eq_ignore_ascii_case(&name);
        begins.then(|| Some((of(date), text.get(name.len()..)?)))?
    })
}
