//! The text of a PDF, page by page.

use super::text::Text;

pub(super) fn text(bytes: &[u8]) -> Result<Text, String> {
    let pages = pdf_extract::extract_text_from_mem_by_pages(bytes)
        .map_err(|error| format!("it is no PDF that can be read, or needs a password: {error}"))?;
    let mut text = Text::default();
    let has_words = pages.iter().any(|page| !page.trim().is_empty());
    if !has_words {
        return Err("it has no text: its pages are pictures, as those of a scanner are".to_owned());
    }
    for (index, page) in pages.iter().enumerate() {
        text.part(&format!("Page {}", index + 1));
        // The library puts empty lines between those that stand apart.
        let lines = page.lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
        for line in lines {
            text.push(line);
            text.push("\n");
        }
        if text.is_full() {
            break;
        }
    }
    Ok(text)
}
