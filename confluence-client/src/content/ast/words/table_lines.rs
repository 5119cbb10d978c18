//! Lines between pipes that are no table: why not.

use super::super::Source;
use super::super::line_shape::cells;

/// What is said of a line that begins at a place, if it stands between pipes.
pub(super) fn row_of_nothing(source: &Source, text: &str, at: usize) -> Option<String> {
    let mut lines = source.text().get(at..).filter(|_| text.starts_with('|'))?.lines();
    let line = lines.next()?.trim();
    if line.strip_prefix('|')?.strip_suffix('|')?.trim().is_empty() {
        return None;
    }
    let below = lines.next().unwrap_or("").trim_start_matches([' ', '\t', '>']).trim_end();
    let (width, ruled) = (cells(line).len(), cells(below).len());
    let above = source.text().get(..at).unwrap_or("").trim_end_matches([' ', '\t', '>']);
    let above = above.strip_suffix('\n').and_then(|above| above.lines().next_back()).unwrap_or("");
    let why = if above.trim_start_matches([' ', '\t', '>']).starts_with(['+', '='])
        && below.starts_with(['+', '='])
    {
        "lines `+---+` around rows are a table in another Markdown; here a table has a line `|---|---|` below its first \
         row alone"
            .to_owned()
    } else if is_rule(below, "-") && ruled != width {
        format!(
            "the first line has {} and the line `|---|` below it {ruled}; a table has as many in both",
            counted(width)
        )
    } else if is_rule(below, "-=_*~\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{2500}\u{ff0d}")
        && !is_rule(below, "-")
    {
        format!("`{below}` makes no table of the line above it; write `|{}`", "---|".repeat(width))
    } else {
        "lines between pipes are a table only with a line `|---|---|` below the first, a blank line before them, and none \
         between them"
            .to_owned()
    };
    Some(format!("{why}; they were written as text, in one line"))
}

fn counted(cells: usize) -> String {
    if cells == 1 { "one cell".to_owned() } else { format!("{cells} cells") }
}

/// Whether the cells of a line hold nothing but such signs, and colons beside them.
fn is_rule(line: &str, signs: &str) -> bool {
    let is_sign = |sign: char| signs.contains(sign);
    let is_ruled = |cell: &&str| {
        let inside = cell.trim().trim_matches(':');
        !inside.is_empty() && inside.chars().all(is_sign)
    };
    line.contains('|') && cells(line).iter().all(is_ruled)
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn what_keeps_lines_from_being_a_table_is_named() {
        for (markdown, why) in [
            (
                "| a | b | c |\n|---|---|\n| 1 | 2 | 3 |",
                "the first line has 3 cells and the line `|---|` below it 2;",
            ),
            ("> | a |\n> |---|:-:|", "the first line has one cell and the line `|---|` below it 2;"),
            (
                "| a | b |\n| \u{2014} | \u{2014} |\n| 1 | 2 |",
                "makes no table of the line above it; write `|---|---|`",
            ),
            ("| a | b |\n|===|===|", "`|===|===|` makes no table"),
            ("+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+", "lines `+---+` around rows"),
            ("| a | b |\n| 1 | 2 |", "only with a line `|---|---|` below the first"),
            ("| a | b |\n\n|---|---|", "and none between them"),
        ] {
            let notes = to_storage(markdown, &WriteOptions::new()).unwrap().notes;
            let first = notes.first().map_or("", |note| &*note.message);
            assert!(first.contains(why), "{markdown}: {notes:?}");
        }
    }
}
