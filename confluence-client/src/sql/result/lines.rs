//! A result as text, a piece at a time.

use std::borrow::Cow;

use serde::Serialize;

use super::super::value::Value;
use super::{Rows, csv, json};
use crate::error::Result;
use crate::invisible::is_invisible;
use crate::wide::is_wide;

/// The format of a written result: CSV, JSON, table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Comma-separated values with a line of names, by RFC 4180; NULL is nothing, empty text is `""`.
    #[default]
    Csv,
    /// An array of objects.
    Json,
    /// An object a line.
    NdJson,
    /// Columns side by side, for people.
    Table,
}

/// A query result as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Written {
    /// The rows, and the names of the columns where the format has them.
    pub text: String,
    /// How many rows.
    pub rows: u64,
    /// Whether there are more.
    pub more: bool,
}

/// How wide a column of a table gets; longer values are shortened for the eye.
const WIDEST: usize = 60;

/// Fewer letters than this of a value tell nothing.
const SHORTEST: usize = 64;

impl Rows {
    /// Writes the rows that are left, up to so many bytes: at least one row, and no row in part. Of a row that alone has more
    /// bytes the longest texts are cut, which [`notes`](Self::notes) says.
    ///
    /// # Errors
    /// The first error among the rows.
    pub async fn write(&mut self, format: Format, most: usize) -> Result<Written> {
        let names = self.columns().to_vec();
        let writer = Writer::of(format, &names);
        let mut text = writer.begin();
        let (mut rows, mut more) = (0, false);
        // What is side by side has to be known as a whole.
        let mut side_by_side = Vec::new();
        while let Some(row) = self.next().await {
            let mut row = row?;
            let left = most.saturating_sub(text.len());
            let mut piece = writer.piece(rows, &row);
            if piece.len() > left && rows > 0 {
                self.put_back(row);
                more = true;
                break;
            }
            if piece.len() > left {
                for note in writer.cut(&mut row, left) {
                    self.flow.notes.add(note);
                }
                piece = writer.piece(rows, &row);
            }
            text.push_str(&piece);
            rows += 1;
            if format == Format::Table {
                side_by_side.push(row);
            }
        }
        text.push_str(writer.end());
        if format == Format::Table {
            text = format.text(&names, &side_by_side);
        }
        Ok(Written { text, rows, more: more || self.is_cut() })
    }
}

impl Format {
    /// Rows as text, with the names of their columns.
    #[must_use]
    pub fn text(self, names: &[String], rows: &[Vec<Value>]) -> String {
        if self == Self::Table {
            let mut text = String::new();
            table(&mut text, names, rows);
            return text;
        }
        let writer = Writer::of(self, names);
        let pieces = rows.iter().zip(0..).map(|(row, at)| writer.piece(at, row));
        writer.begin() + &pieces.collect::<String>() + writer.end()
    }
}

/// Writes rows one after the other; those of a table as lines of values, by which its size is known before its look.
struct Writer<'n> {
    format: Format,
    names: Cow<'n, [String]>,
}

impl<'n> Writer<'n> {
    fn of(format: Format, names: &'n [String]) -> Self {
        let names = match format {
            Format::Json | Format::NdJson => Cow::Owned(json::distinct(names)),
            Format::Csv | Format::Table => Cow::Borrowed(names),
        };
        Self { format, names }
    }

    fn begin(&self) -> String {
        let mut text = String::new();
        match self.format {
            Format::Json => text.push('['),
            Format::NdJson => {}
            Format::Csv | Format::Table => csv::header(&mut text, &self.names),
        }
        text
    }

    fn end(&self) -> &'static str {
        if self.format == Format::Json { "]" } else { "" }
    }

    /// A row behind so many others.
    fn piece(&self, behind: u64, row: &[Value]) -> String {
        let mut text = String::new();
        match self.format {
            Format::Json => {
                if behind > 0 {
                    text.push_str(",\n");
                }
                json::object(&mut text, &self.names, row);
            }
            Format::NdJson => {
                json::object(&mut text, &self.names, row);
                text.push('\n');
            }
            Format::Csv | Format::Table => csv::line(&mut text, row.iter()),
        }
        text
    }

    /// Cuts the longest texts of a row until it has no more than so many bytes, and says which.
    fn cut(&self, row: &mut [Value], most: usize) -> Vec<String> {
        let whole: Vec<usize> = row.iter().map(letters).collect();
        loop {
            let size = self.piece(0, row).len();
            let longest = row.iter_mut().max_by_key(|value| letters(value));
            let Some(Value::Text(text)) = longest.filter(|value| size > most && letters(value) > SHORTEST)
            else {
                break;
            };
            let count = text.chars().count();
            let kept = (count.saturating_mul(most) / size.max(1)).clamp(SHORTEST, count - 1);
            *text = text.chars().take(kept).collect();
        }
        let mut notes = Vec::new();
        for ((value, whole), name) in row.iter_mut().zip(whole).zip(self.names.iter()) {
            let kept = letters(value);
            if let Value::Text(text) = value
                && kept < whole
            {
                text.push('…');
                let name: String = name.chars().take(60).collect();
                notes.push(format!(
                    "{name} has {whole} characters, and the first {kept} are here: SUBSTR(x, {}, {kept}) of it has the next ones",
                    kept + 1
                ));
            }
        }
        notes
    }
}

/// How long a text is.
fn letters(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

fn table(to: &mut String, names: &[String], rows: &[Vec<Value>]) {
    let shown: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(for_the_eye).collect()).collect();
    let width = |at: usize, name: &String| {
        let longest = shown.iter().filter_map(|row| row.get(at)).map(|cell| columns(cell)).max();
        longest.unwrap_or(0).max(columns(name))
    };
    let widths: Vec<usize> = names.iter().enumerate().map(|(at, name)| width(at, name)).collect();
    let mut line = |cells: &[String]| {
        let padded: Vec<String> =
            cells.iter().zip(&widths).map(|(cell, width)| padded(cell, *width)).collect();
        to.push_str(padded.join("  ").trim_end());
        to.push('\n');
    };
    line(names);
    line(&widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>());
    shown.iter().for_each(|row| line(row));
}

/// How many columns a text takes on a screen: letters of some scripts take two.
fn columns(text: &str) -> usize {
    text.chars().map(|letter| if is_wide(letter) { 2 } else { 1 }).sum()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// A value in one line, without what would steer a terminal.
fn for_the_eye(value: &Value) -> String {
    let text = value.to_string();
    let line: String = text
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .map(|letter| if letter.is_control() || letter.is_whitespace() { ' ' } else { letter })
        .collect();
    match line.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn null_and_empty_text_are_told_apart_and_no_comma_is_lost() {
        let rows = [
            vec![Value::Null, Value::from(""), Value::from(1)],
            vec![Value::from("a,\"b\"\nc"), Value::from(" x"), Value::Boolean(true)],
        ];
        let text = Format::Csv.text(&names(&["A", "B,", "C"]), &rows);
        assert_eq!(text, "A,\"B,\",C\r\n,\"\",1\r\n\"a,\"\"b\"\"\nc\",\" x\",true\r\n");
    }

    #[test]
    fn wide_letters_take_two_columns() {
        let rows = [vec![Value::from("日本"), Value::from("x")], vec![Value::from("abc"), Value::from("y")]];
        let text = Format::Table.text(&names(&["A", "B"]), &rows);
        assert_eq!(text, "A     B\n----  -\n日本  x\nabc   y\n");
    }

    #[test]
    fn json_keeps_every_column() {
        let rows = [vec![Value::from("1"), Value::Null, Value::from(2.5)]];
        let names = names(&["Id", "Id", "N"]);
        assert_eq!(Format::Json.text(&names, &rows), r#"[{"Id":"1","Id2":null,"N":2.5}]"#);
        assert_eq!(Format::NdJson.text(&names, &rows), "{\"Id\":\"1\",\"Id2\":null,\"N\":2.5}\n");
        assert_eq!(Format::Json.text(&names, &[]), "[]");
    }

    #[test]
    fn a_row_that_is_too_long_is_cut_where_it_is_longest() {
        let names = names(&["Id", "Text", "More"]);
        for format in [Format::Csv, Format::Json] {
            let writer = Writer::of(format, &names);
            let mut row =
                vec![Value::from("1"), Value::from("\"\n".repeat(5000)), Value::from("ä".repeat(900))];
            let notes = writer.cut(&mut row, 1000);
            let size = writer.piece(0, &row).len();
            assert!((500..=1010).contains(&size), "{size}");
            assert_eq!(row.first(), Some(&Value::from("1")));
            assert!(notes[0].starts_with("Text has 10000 characters, and the first "), "{notes:?}");
            let kept = row[1].as_str().unwrap().chars().count() - 1;
            assert!(notes[0].contains(&format!("SUBSTR(x, {}, {kept})", kept + 1)), "{notes:?}");
        }
    }

    #[test]
    fn a_table_is_for_the_eye() {
        let rows =
            [vec![Value::from("one\n\u{202e}two"), Value::from(10)], vec![Value::from("x"), Value::Null]];
        let text = Format::Table.text(&names(&["Title", "N"]), &rows);
        assert_eq!(text, "Title    N\n-------  --\none two  10\nx\n");
    }
}
