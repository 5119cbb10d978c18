//! The cells of an Excel file, row by row, with tabs between them.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use super::text::Text;

/// Cells are read one after the other, never as the rectangle that they span: two cells at opposite corners of a sheet
/// span seventeen billion.
pub(super) fn text(bytes: &[u8]) -> Result<Text, String> {
    let damaged = |error: calamine::XlsxError| format!("it is no workbook that can be read: {error}");
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut text = Text::default();
    let mut has_cells = false;
    for name in workbook.sheet_names() {
        if text.is_full() {
            break;
        }
        text.part(&name);
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else { continue };
        let mut last: Option<(u32, u32)> = None;
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            let (row, column) = cell.get_position();
            let value = Data::from(cell.get_value().clone()).to_string();
            if value.is_empty() {
                continue;
            }
            has_cells = true;
            let gap = match last {
                Some((before, at)) if before == row => tabs(column.saturating_sub(at)),
                Some(_) => format!("\n{}", tabs(column)),
                None => tabs(column),
            };
            // One line is one row.
            if !text.push(&gap) || !text.push(&value.replace(['\n', '\r', '\t'], " ")) {
                break;
            }
            last = Some((row, column));
        }
    }
    if has_cells { Ok(text) } else { Err("its sheets are empty".to_owned()) }
}

/// The most empty cells that are shown between two: a cell may stand sixteen thousand columns from the next.
const MOST_TABS: u32 = 30;

fn tabs(count: u32) -> String {
    "\t".repeat(count.min(MOST_TABS) as usize)
}
