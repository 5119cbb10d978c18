//! What can be changed in a table.

/// A row or a column: by number, counted from 1, by the text of its first cell, or the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Line {
    /// By number, counted from 1; the header counts.
    Number(usize),
    /// By the text of its first cell; a number counts where no first cell has it as its text.
    Title(String),
    /// The last one.
    Last,
}

impl From<usize> for Line {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Line {
    fn from(title: &str) -> Self {
        Self::Title(title.to_owned())
    }
}

impl From<String> for Line {
    fn from(title: String) -> Self {
        Self::Title(title)
    }
}

/// A change to a table. Contents of cells are Markdown.
///
/// ```
/// use confluence_client::content::{Document, Edit, TableEdit};
///
/// let page = Document::parse("<table><tbody><tr><th>Who</th><th>State</th></tr><tr><td>Ada</td><td>-</td></tr></tbody></table>")?;
/// let set = TableEdit::SetCell { row: "Ada".into(), column: "State".into(), markdown: "**done**".to_owned() };
/// let edited = page.edit(&[Edit::table("#b1".parse()?, set)])?;
/// assert!(edited.storage.contains("<strong>done</strong>"));
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableEdit {
    /// Changes the content of one cell.
    SetCell {
        /// The row.
        row: Line,
        /// The column.
        column: Line,
        /// The new content.
        markdown: String,
    },
    /// Adds a row.
    InsertRow {
        /// The row above it; the new row is the first one if there is none.
        after: Option<Line>,
        /// The contents of its cells; cells that are not given are empty.
        cells: Vec<String>,
    },
    /// Deletes a row, on purpose.
    DeleteRow {
        /// The row.
        row: Line,
    },
    /// Adds a column.
    InsertColumn {
        /// The column before it; the new column is the first one if there is none.
        after: Option<Line>,
        /// The contents of its cells from the top, the header included; cells that are not given are empty.
        cells: Vec<String>,
    },
    /// Deletes a column, on purpose.
    DeleteColumn {
        /// The column.
        column: Line,
    },
}

impl TableEdit {
    /// How many bytes of text the edit brings.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::SetCell { markdown, .. } => markdown.len(),
            Self::InsertRow { cells, .. } | Self::InsertColumn { cells, .. } => {
                cells.iter().map(String::len).sum()
            }
            Self::DeleteRow { .. } | Self::DeleteColumn { .. } => 0,
        }
    }
}
