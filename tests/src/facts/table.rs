//! Rows of tab-separated tables: one struct a table, one file an API and table.

use super::notation::Type;

/// Where the tables stand.
pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../xtask/spec");

/// A row that knows its columns.
pub trait Row: Sized {
    /// The table's name: the end of the file's name.
    const TABLE: &'static str;
    /// The columns, in order.
    const COLUMNS: &'static [&'static str];

    /// The row, cell by cell.
    fn cells(&self) -> Vec<String>;

    /// Reads a row.
    ///
    /// # Errors
    /// Says what is wrong with a cell.
    fn read(cells: &mut Cells<'_>) -> Result<Self, String>;
}

/// The cells of one line, taken from the left.
pub struct Cells<'a>(std::str::Split<'a, char>);

impl<'a> Cells<'a> {
    /// A cell as it is.
    ///
    /// # Errors
    /// There is none left.
    pub fn text(&mut self) -> Result<String, String> {
        self.next().map(str::to_owned)
    }

    /// A cell that is empty when it has no value.
    ///
    /// # Errors
    /// There is none left, or it is something else.
    pub fn option(&mut self) -> Result<Option<String>, String> {
        self.text().map(|cell| Some(cell).filter(|cell| !cell.is_empty()))
    }

    /// A cell of words, separated by spaces.
    ///
    /// # Errors
    /// There is none left, or it is something else.
    pub fn words(&mut self) -> Result<Vec<String>, String> {
        self.next().map(|cell| cell.split_whitespace().map(str::to_owned).collect())
    }

    /// A cell that is `yes` or empty.
    ///
    /// # Errors
    /// There is none left, or it is something else.
    pub fn flag(&mut self) -> Result<bool, String> {
        match self.next()? {
            "yes" => Ok(true),
            "" => Ok(false),
            other => Err(format!("`{other}` is neither `yes` nor empty")),
        }
    }

    /// A cell that holds a type.
    ///
    /// # Errors
    /// There is none left, or it is no type.
    pub fn kind(&mut self) -> Result<Type, String> {
        self.next()?.parse()
    }

    fn next(&mut self) -> Result<&'a str, String> {
        self.0.next().ok_or_else(|| "a cell is missing".to_owned())
    }
}

/// The cell of something that is so, or is not.
pub fn flag(set: bool) -> String {
    if set { "yes".to_owned() } else { String::new() }
}

/// The text of a whole table.
pub fn write<R: Row>(rows: &[R]) -> String {
    let mut text = R::COLUMNS.join("\t") + "\n";
    for row in rows {
        text += &row.cells().join("\t");
        text.push('\n');
    }
    text
}

/// Reads a whole table.
///
/// # Errors
/// Names the line at fault.
pub fn read<R: Row>(text: &str) -> Result<Vec<R>, String> {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default();
    if header != R::COLUMNS.join("\t") {
        return Err(format!("table {}: the columns are `{header}`, expected {:?}", R::TABLE, R::COLUMNS));
    }
    let row = |(index, line): (usize, &str)| {
        R::read(&mut Cells(line.split('\t')))
            .map_err(|error| format!("table {}, line {}: {error}", R::TABLE, index + 2))
    };
    lines.enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Pair(String, bool);

    impl Row for Pair {
        const TABLE: &'static str = "pairs";
        const COLUMNS: &'static [&'static str] = &["name", "set"];

        fn cells(&self) -> Vec<String> {
            vec![self.0.clone(), flag(self.1)]
        }

        fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
            Ok(Self(cells.text()?, cells.flag()?))
        }
    }

    #[test]
    fn reads_back_what_it_writes() {
        let rows = vec![Pair("a".into(), true), Pair("b".into(), false)];
        assert_eq!(read::<Pair>(&write(&rows)), Ok(rows));
    }

    #[test]
    fn names_the_line_at_fault() {
        let error = read::<Pair>("name\tset\na\tyes\nb\tno\n").unwrap_err();
        assert!(error.contains("line 3") && error.contains("`no`"), "{error}");
    }

    #[test]
    fn refuses_other_columns() {
        assert!(read::<Pair>("name\n").is_err());
    }
}
