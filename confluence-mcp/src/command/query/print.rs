//! What `query` prints: rows on standard output as they come, everything else on standard error.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use confluence_client::sql::{Format, Rows, Sql, Value};

use crate::command::error::Result;

/// How many bytes of rows are put together before they are written.
const TOGETHER: usize = 256 << 10;

/// How often a person at the terminal is told how far it is.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);

/// Prints rows as they come, some at a time, and says on standard error what a reader should know beside them.
pub(super) async fn rows(rows: Rows, format: Format, for_more: &'static str) -> Result<()> {
    let mut printed = Printed { progress: Progress::new(), rows, format, for_more, begun: false };
    let done = printed.all().await;
    printed.progress.clear()?;
    done?;
    printed.end()
}

/// A result that is being printed.
struct Printed {
    rows: Rows,
    format: Format,
    /// What a person types to get more rows.
    for_more: &'static str,
    progress: Progress,
    begun: bool,
}

impl Printed {
    async fn all(&mut self) -> Result<()> {
        // The widths of a table depend on all its rows; the others are handed on as they come.
        let most = if self.format == Format::Table { usize::MAX } else { TOGETHER };
        let (mut ready, mut bytes) = (Vec::new(), 0);
        while let Some(row) = self.next().await? {
            bytes += row.iter().map(weight).sum::<usize>();
            ready.push(row);
            if bytes >= most {
                self.write(&std::mem::take(&mut ready))?;
                bytes = 0;
            }
        }
        if !ready.is_empty() || !self.begun {
            self.write(&ready)?;
        }
        if self.format == Format::Json {
            writeln!(std::io::stdout(), "]")?;
        }
        Ok(())
    }

    /// The next row; while it is waited for, a person is told how far it is.
    async fn next(&mut self) -> Result<Option<Vec<Value>>> {
        loop {
            match tokio::time::timeout(PROGRESS_INTERVAL, self.rows.next()).await {
                Ok(row) => return Ok(row.transpose()?),
                Err(_) => {
                    let usage = self.rows.usage();
                    self.progress.show(usage.rows, usage.requests)?;
                }
            }
        }
    }

    fn write(&mut self, rows: &[Vec<Value>]) -> Result<()> {
        self.progress.clear()?;
        let names = self.rows.columns();
        let text = self.format.text(names, rows);
        let text = match (self.format, self.begun) {
            // The names of the columns stand above the first rows alone.
            (Format::Csv, true) => text.get(self.format.text(names, &[]).len()..).unwrap_or_default(),
            (Format::Json, begun) => {
                let inner = text.trim_start_matches('[').strip_suffix(']').unwrap_or_default();
                let open = if begun { ",\n" } else { "[" };
                std::io::stdout().write_all(open.as_bytes())?;
                inner
            }
            _ => text.as_str(),
        };
        self.begun = true;
        let mut out = std::io::stdout();
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }

    /// What a reader should know beside the rows.
    fn end(&self) -> Result<()> {
        let mut out = std::io::stderr();
        let usage = self.rows.usage();
        if self.progress.terminal {
            writeln!(out, "{}, {}", many(usage.rows, "row"), many(usage.requests, "request"))?;
        }
        if self.rows.is_cut() {
            writeln!(out, "There are more rows than {}: {} gives more.", usage.rows, self.for_more)?;
        }
        for note in self.rows.notes() {
            writeln!(out, "Note: {note}")?;
        }
        Ok(())
    }
}

fn many(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// How many bytes a value takes, more or less.
fn weight(value: &Value) -> usize {
    value.as_str().map_or(8, str::len)
}

/// A line on a terminal that says how far it is, and is taken away again.
struct Progress {
    terminal: bool,
    shown: bool,
}

impl Progress {
    fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), shown: false }
    }

    fn show(&mut self, rows: u64, requests: u64) -> Result<()> {
        if self.terminal {
            self.shown = true;
            write!(std::io::stderr(), "\r{}, {} so far ", many(rows, "row"), many(requests, "request"))?;
        }
        Ok(())
    }

    fn clear(&mut self) -> Result<()> {
        if std::mem::take(&mut self.shown) {
            // Back to the beginning of the line, and nothing in it.
            write!(std::io::stderr(), "\r\x1b[K")?;
        }
        Ok(())
    }
}

/// The tables in a format.
pub(super) fn tables(sql: &Sql, format: Format) -> String {
    let rows: Vec<_> = sql
        .tables()
        .into_iter()
        .map(|table| {
            vec![table.name.into(), table.available.into(), table.writable.into(), table.description.into()]
        })
        .collect();
    text(format, &["Table", "Available", "Writable", "Description"], &rows)
}

/// The columns of a table in a format, those of this deployment.
pub(super) fn columns(sql: &Sql, table: &str, format: Format) -> Result<String> {
    let columns = sql.columns(table)?;
    let rows: Vec<_> = columns
        .iter()
        .filter(|column| column.available)
        .map(|column| {
            let pushed: Vec<&str> = column.pushed.iter().map(|one| one.operators).collect();
            let pushed = Some(pushed.join(", ")).filter(|text| !text.is_empty());
            vec![column.name.into(), column.kind.into(), pushed.into(), column.summary().into()]
        })
        .collect();
    if rows.is_empty() {
        return Err(format!("{table} is not a table of this deployment: --tables lists which are").into());
    }
    Ok(text(format, &["Column", "DataType", "AnsweredByService", "Remarks"], &rows))
}

/// The procedures in a format.
#[cfg(feature = "shell")]
pub(super) fn procedures(sql: &Sql, format: Format) -> String {
    let rows: Vec<_> = sql
        .procedures()
        .iter()
        .flat_map(|one| one.parameters.iter().map(move |taken| (one, taken)))
        .map(|(one, taken)| {
            vec![one.name.into(), taken.name.into(), taken.required.into(), taken.description.into()]
        })
        .collect();
    text(format, &["Procedure", "Parameter", "Required", "Meaning"], &rows)
}

fn text(format: Format, names: &[&str], rows: &[Vec<Value>]) -> String {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let text = format.text(&names, rows);
    if text.ends_with('\n') { text } else { text + "\n" }
}
