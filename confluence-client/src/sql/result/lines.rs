//! A result as text, a piece at a time.

use serde::Serialize;

use super::super::value::Value;
use super::{Rows, csv, json};
use crate::error::Result;
use crate::invisible::is_invisible;

/// How a result is written.
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

/// A result as text.
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

impl Rows {
    /// Writes the rows that are left, up to so many bytes: at least one row, and no row in part.
    ///
    /// # Errors
    /// The first error among the rows.
    pub async fn write(&mut self, format: Format, most: usize) -> Result<Written> {
        let names = self.columns().to_vec();
        let mut rows: Vec<Vec<Value>> = Vec::new();
        let (mut bytes, mut more) = (0, false);
        while let Some(row) = self.next().await {
            let row = row?;
            let weight: usize = row.iter().map(Value::weight).sum();
            if bytes + weight > most && !rows.is_empty() {
                self.put_back(row);
                more = true;
                break;
            }
            bytes += weight;
            rows.push(row);
        }
        let text = format.text(&names, &rows);
        Ok(Written { text, rows: rows.len() as u64, more: more || self.is_cut() })
    }
}

impl Format {
    /// Rows as text, with the names of their columns.
    #[must_use]
    pub fn text(self, names: &[String], rows: &[Vec<Value>]) -> String {
        let mut text = String::new();
        match self {
            Self::Csv => {
                csv::header(&mut text, names);
                rows.iter().for_each(|row| csv::line(&mut text, row.iter()));
            }
            Self::Json => {
                let names = json::distinct(names);
                text.push('[');
                for (at, row) in rows.iter().enumerate() {
                    if at > 0 {
                        text.push_str(",\n");
                    }
                    json::object(&mut text, &names, row);
                }
                text.push(']');
            }
            Self::NdJson => {
                let names = json::distinct(names);
                for row in rows {
                    json::object(&mut text, &names, row);
                    text.push('\n');
                }
            }
            Self::Table => table(&mut text, names, rows),
        }
        text
    }
}

fn table(to: &mut String, names: &[String], rows: &[Vec<Value>]) {
    let shown: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(for_the_eye).collect()).collect();
    let width = |at: usize, name: &String| {
        let longest = shown.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
        longest.unwrap_or(0).max(name.chars().count())
    };
    let widths: Vec<usize> = names.iter().enumerate().map(|(at, name)| width(at, name)).collect();
    let mut line = |cells: &[String]| {
        let padded: Vec<String> =
            cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        to.push_str(padded.join("  ").trim_end());
        to.push('\n');
    };
    line(names);
    line(&widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>());
    shown.iter().for_each(|row| line(row));
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
    fn json_keeps_every_column() {
        let rows = [vec![Value::from("1"), Value::Null, Value::from(2.5)]];
        let names = names(&["Id", "Id", "N"]);
        assert_eq!(Format::Json.text(&names, &rows), r#"[{"Id":"1","Id2":null,"N":2.5}]"#);
        assert_eq!(Format::NdJson.text(&names, &rows), "{\"Id\":\"1\",\"Id2\":null,\"N\":2.5}\n");
        assert_eq!(Format::Json.text(&names, &[]), "[]");
    }

    #[test]
    fn a_table_is_for_the_eye() {
        let rows =
            [vec![Value::from("one\n\u{202e}two"), Value::from(10)], vec![Value::from("x"), Value::Null]];
        let text = Format::Table.text(&names(&["Title", "N"]), &rows);
        assert_eq!(text, "Title    N\n-------  --\none two  10\nx\n");
    }
}
