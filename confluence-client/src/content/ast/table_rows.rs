//! Rows of a table between pipes that were broken over two lines.

use crate::storage::text::slice;

/// What is said of the second line of such a row.
pub(super) const BROKEN: &str = "a row of the table goes on in this line, which became a row of its own: a row is one line; \
                                 write `<br>` where a cell breaks its line";

/// Whether a row begins without a pipe below one that begins with a pipe and does not end with one.
pub(super) fn goes_on(text: &str, at: usize) -> bool {
    let start = slice(text, ..at).rfind('\n').map_or(0, |end| end + 1);
    let row = slice(text, start..).lines().next().unwrap_or("");
    let above = slice(text, ..start.saturating_sub(1));
    let above = slice(above, above.rfind('\n').map_or(0, |end| end + 1)..);
    let (row, above) = (content(row), content(above));
    !row.is_empty() && !row.starts_with('|') && above.starts_with('|') && !above.ends_with('|')
}

/// A line without what stands around it.
fn content(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>']).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn a_row_that_is_broken_over_two_lines_is_told() {
        for (rows, told) in [
            ("| 1 | two\nlines |\n| 3 | 4 |", true),
            ("| 1 | two\nlines\n| 3 | 4 |", true),
            ("| 1 | two |\n| 3 | 4 |", false),
            ("1 | two\n3 | 4", false),
            ("| 1 | two\n| 3 | 4", false),
        ] {
            let page = to_storage(&format!("| a | b |\n|---|---|\n{rows}\n"), &WriteOptions::new()).unwrap();
            let is_told = page.notes.iter().any(|note| note.message == BROKEN);
            assert_eq!((is_told, page.notes.len()), (told, usize::from(told)), "{rows}: {:?}", page.notes);
        }
    }
}
