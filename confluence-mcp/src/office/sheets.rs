//! The cells of an Excel file, row by row, with tabs between them.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, NumberFormat, Reader as _, SheetVisible, Style, Xlsx};

use super::text::Text;

/// Cells are read one after the other, never as the rectangle that they span: two cells at opposite corners of a sheet
/// span seventeen billion.
pub(super) fn text(bytes: &[u8]) -> Result<Text, String> {
    let damaged = |error: calamine::XlsxError| format!("it is no workbook that can be read: {error}");
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut text = Text::default();
    let mut has_cells = false;
    let sheets = workbook.sheets_metadata().iter();
    let sheets: Vec<_> = sheets.map(|sheet| (sheet.name.clone(), sheet.visible)).collect();
    for (name, visible) in sheets {
        if text.is_full() {
            break;
        }
        match visible {
            SheetVisible::Visible => text.part(&name),
            _ => text.part(&format!("{name} (hidden)")),
        };
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else { continue };
        let mut last: Option<(u32, u32)> = None;
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged)? {
            let (row, column) = cell.get_position();
            let value = match Data::from(cell.get_value().clone()) {
                Data::DateTime(time) if !has_time(cells.styles().get(style)) => Data::Float(time.as_f64()),
                value => value,
            };
            let value = shown(&value);
            if value.is_empty() {
                continue;
            }
            has_cells = true;
            let gap = match last {
                Some((before, at)) if before == row => tabs(column.saturating_sub(at)),
                Some((before, _)) => {
                    let rows = row.saturating_sub(before).clamp(1, MOST_ROWS);
                    format!("{}{}", "\n".repeat(rows as usize), tabs(column))
                }
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

/// The most line ends between two rows: sheets have a row here and one a million rows below.
const MOST_ROWS: u32 = 5;

/// A cell as text: a number that is formatted as a date or a time is that.
fn shown(value: &Data) -> String {
    match value {
        Data::DateTime(time) if time.is_duration() => duration(time.as_f64()),
        Data::DateTime(time) => moment(time),
        value => value.to_string(),
    }
}

/// Whether a style shows numbers as points in time. The reader of workbooks tells it by the letters in the format, and takes
/// some formats of numbers for such ones, as `"Std_"0" d"`.
fn has_time(style: Option<&Style>) -> bool {
    let format = style.and_then(|style| style.number_format.as_ref());
    // Those that are built in and depend on the language of the program have no code.
    let is_built_in =
        |format: &&NumberFormat| format.format_id.is_some_and(|id| matches!(id, 27..=36 | 50..=58));
    match format {
        None => true,
        Some(format) if is_built_in(&format) && format.format_code == "General" => true,
        Some(format) => shows_time(&format.format_code),
    }
}

/// Whether a format code has parts of a date or a time for positive numbers, which its first section is for: ECMA-376, part
/// 1, section 18.8.31. What is quoted, escaped or in brackets is none of them, but for `[h]` and its like, and nothing that
/// has places for digits beside fractions of a second is one of these.
fn shows_time(code: &str) -> bool {
    let is_elapsed = |inside: &str| {
        ["h", "m", "s"].iter().any(|unit| {
            !inside.is_empty()
                && inside.to_ascii_lowercase().trim_matches(|letter| unit.starts_with(letter)).is_empty()
        })
    };
    let (mut words, mut signs, mut before) = (vec![String::new()], code.chars(), ' ');
    while let Some(sign) = signs.next() {
        match sign {
            '"' => drop(signs.by_ref().find(|sign| *sign == '"')),
            '\\' | '_' | '*' => drop(signs.next()),
            '[' => {
                let inside: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                if is_elapsed(&inside) {
                    return true;
                }
            }
            ';' => break,
            '#' | '?' | '%' => return false,
            '0' if !matches!(before, '.' | ',' | '0') => return false,
            _ => {}
        }
        match words.last_mut() {
            Some(word) if sign.is_ascii_alphabetic() => word.push(sign.to_ascii_lowercase()),
            _ => words.push(String::new()),
        }
        before = sign;
    }
    let is_of_time = |word: &String| {
        let word = word.trim_end_matches("am").trim_end_matches('a');
        // Eras, and years of Buddha, stand beside the others.
        word.contains(['d', 'm', 'y', 'h', 's']) && word.chars().all(|letter| "dmyhsegb".contains(letter))
    };
    words.iter().any(is_of_time)
}

/// A day, a point in time, or a time of day, which is what has no day.
fn moment(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let clock = match second {
        0 => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    match (time.as_f64(), hour, minute, second) {
        (value, ..) if (0.0..1.0).contains(&value) => clock,
        (_, 0, 0, 0) => date,
        _ => format!("{date} {clock}"),
    }
}

/// Hours, which may be more than a day has, minutes and seconds.
fn duration(days: f64) -> String {
    const DAY: f64 = 86_400.0;

    let sign = if days < 0.0 { "-" } else { "" };
    let seconds = (days.abs() * DAY).round();
    let (hours, rest) = ((seconds / 3_600.0).floor(), seconds % 3_600.0);
    let (minutes, seconds) = ((rest / 60.0).floor(), rest % 60.0);
    match seconds {
        0.0 => format!("{sign}{hours:.0}:{minutes:02.0}"),
        _ => format!("{sign}{hours:.0}:{minutes:02.0}:{seconds:02.0}"),
    }
}

fn tabs(count: u32) -> String {
    "\t".repeat(count.min(MOST_TABS) as usize)
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    use super::*;

    #[test]
    fn dates_and_times_are_read_as_such() {
        for (value, kind, expected) in [
            (45_000.0, DateTime, "2023-03-15"),
            (45_000.5, DateTime, "2023-03-15 12:00"),
            (0.5, DateTime, "12:00"),
            (0.000_023_148_148, DateTime, "00:00:02"),
            (1.5, TimeDelta, "36:00"),
            (-0.25, TimeDelta, "-6:00"),
            (0.000_023_148_148, TimeDelta, "0:00:02"),
        ] {
            let cell = Data::DateTime(ExcelDateTime::new(value, kind, false));
            assert_eq!(shown(&cell), expected);
        }
        assert_eq!(shown(&Data::Float(0.25)), "0.25");
    }

    #[test]
    fn a_format_of_numbers_is_none_of_dates() {
        for code in [
            "DD/MM/YY",
            "yyyy\\-mm\\-dd;@",
            "h:mm AM/PM",
            "[h]:mm:ss",
            "[$-409]d\\-mmm\\-yy;@",
            "mmss.0",
            "[ss].000",
            "yyyy年m月d日",
            "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
            "ggge",
            "hAM/PM",
            "[Red]m/d/yy h:mm",
        ] {
            assert_eq!(shows_time(code), code != "ggge", "{code}");
        }
        for code in [
            "General",
            "Standard",
            "0",
            "#,##0.00",
            "\"Std_\"0\" d\"",
            "\"a*\"0\" d\"",
            "0 \"Days\"",
            "#,##0\\ [$kr-41D]",
            "0.00\"m\";d",
            "[Magenta]0",
            "0.0E+00",
            "# ?/?",
            "0%",
            "0 d",
        ] {
            assert!(!shows_time(code), "{code}");
        }
    }
}
