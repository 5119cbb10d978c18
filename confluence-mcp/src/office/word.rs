//! The text of a Word file, paragraph by paragraph: ECMA-376, part 1, section 17.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::text::Text;
use super::xml::{local, words};

pub(super) fn text(archive: &mut Archive<'_>) -> Result<Text, String> {
    let mut text = Text::default();
    let document = archive.read("word/document.xml")?;
    paragraphs(&document, &mut text)?;
    for (part, title) in [("word/footnotes.xml", "Footnotes"), ("word/endnotes.xml", "Endnotes")] {
        if archive.has(part) && !text.is_full() {
            let mut notes = Text::default();
            paragraphs(&archive.read(part)?, &mut notes)?;
            if !notes.is_empty() {
                text.part(title);
                text.push(&notes.finish().text);
            }
        }
    }
    match text.is_empty() {
        true => Err("it has no text".to_owned()),
        false => Ok(text),
    }
}

/// The paragraphs, the cells of a row with tabs between them. What was deleted under revision is in elements of other
/// names, and so left out.
fn paragraphs(xml: &str, text: &mut Text) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let mut in_text = false;
    // In a row, paragraphs do not end the line.
    let mut cells = 0_usize;
    while !text.is_full() {
        match reader.read_event().map_err(|error| format!("its text is damaged: {error}"))? {
            Event::Start(tag) => match local(&tag) {
                "t" => in_text = true,
                "tc" => cells += 1,
                "pStyle" => heading(&tag, text),
                _ => {}
            },
            Event::Empty(tag) => match local(&tag) {
                "tab" if !in_text => {
                    text.push("\t");
                }
                "br" | "cr" => {
                    text.push("\n");
                }
                "pStyle" => heading(&tag, text),
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "p" if cells == 0 => {
                    text.push("\n");
                }
                "p" => {
                    text.push(" ");
                }
                "tc" => {
                    cells = cells.saturating_sub(1);
                    text.push("\t");
                }
                "tr" => text.end_line(),
                _ => {}
            },
            Event::Eof => break,
            event if in_text => {
                text.push(&words(event));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Marks a paragraph whose style is `Heading2` or `Title` as Markdown does.
fn heading(style: &BytesStart<'_>, text: &mut Text) {
    let value = style.attributes().flatten().find(|attribute| attribute.key.as_ref().ends_with("val"));
    let Some(value) = value else { return };
    let name = value.value.to_ascii_lowercase();
    let level = match name.strip_prefix("heading") {
        Some(level) => level.parse().unwrap_or(0).min(6),
        None => usize::from(name == "title"),
    };
    if level > 0 {
        text.end_line();
        text.push(&format!("{} ", "#".repeat(level)));
    }
}
