//! The text of a Word file, paragraph by paragraph: ECMA-376, part 1, section 17.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::text::Text;
use super::xml::{attribute, local, words};

pub(super) fn text(archive: &mut Archive<'_>) -> Result<Text, String> {
    let mut text = Text::default();
    let styles = styles(archive)?;
    let document = archive.read("word/document.xml")?;
    paragraphs(&document, &styles, &mut text)?;
    for (part, title) in [("word/footnotes.xml", "Footnotes"), ("word/endnotes.xml", "Endnotes")] {
        if archive.has(part) && !text.is_full() {
            let mut notes = Text::default();
            paragraphs(&archive.read(part)?, &styles, &mut notes)?;
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

/// The names of styles by their ids, in small letters: the ids are words of the language in which the file was made.
type Styles = HashMap<String, String>;

fn styles(archive: &mut Archive<'_>) -> Result<Styles, String> {
    const PART: &str = "word/styles.xml";

    let mut found = Styles::new();
    if !archive.has(PART) {
        return Ok(found);
    }
    let xml = archive.read(PART)?;
    let mut reader = Reader::from_str(&xml);
    let mut id = None;
    loop {
        match reader.read_event().map_err(|error| format!("its styles are damaged: {error}"))? {
            Event::Start(tag) if local(&tag) == "style" => id = attribute(&tag, "styleId"),
            Event::Start(tag) | Event::Empty(tag) if local(&tag) == "name" => {
                if let (Some(id), Some(name)) = (id.take(), attribute(&tag, "val")) {
                    found.insert(id, name.to_ascii_lowercase());
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The paragraphs, the cells of a row with tabs between them. What was deleted under revision is in elements of other
/// names, and so left out; what was moved is where it is now, and what is hidden is left out as people do not see it.
fn paragraphs(xml: &str, styles: &Styles, text: &mut Text) -> Result<(), String> {
    let damaged = |error: quick_xml::Error| format!("its text is damaged: {error}");
    let mut reader = Reader::from_str(xml);
    let mut in_text = false;
    // In a row, paragraphs do not end the line.
    let mut cells = 0_usize;
    // Whether each of the runs that are open is hidden: a box of text stands in one, and has runs of its own.
    let mut runs: Vec<bool> = Vec::new();
    // How deep in the properties of a paragraph.
    let mut of_paragraph = 0_usize;
    while !text.is_full() {
        match reader.read_event().map_err(damaged)? {
            Event::Start(tag) => match local(&tag) {
                // What stands elsewhere now, what older programs show in place of what was shown before it, and what a part
                // looked like before a change that is tracked.
                "moveFrom" | "Fallback" | "rPrChange" | "pPrChange" => {
                    let end = tag.to_end().into_owned();
                    reader.read_to_end(end.name()).map_err(damaged)?;
                }
                // The mark at the end of a paragraph has a look of its own, and hides nothing but itself.
                "pPr" => of_paragraph += 1,
                "r" => runs.push(false),
                "t" => in_text = !runs.contains(&true),
                "tc" => cells += 1,
                _ if of_paragraph > 0 => heading(&tag, styles, text),
                _ => hide(&tag, &mut runs),
            },
            Event::Empty(tag) => match local(&tag) {
                // Those of a paragraph's properties are places, and no signs.
                "tab" if !in_text && of_paragraph == 0 => _ = text.push("\t"),
                "br" | "cr" => _ = text.push("\n"),
                _ if of_paragraph > 0 => heading(&tag, styles, text),
                _ => hide(&tag, &mut runs),
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "pPr" => of_paragraph = of_paragraph.saturating_sub(1),
                "r" => drop(runs.pop()),
                "t" => in_text = false,
                "p" if cells == 0 => _ = text.push("\n"),
                "p" => _ = text.push(" "),
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

/// Hides the run that is open, if one is, where the tag is what hides.
fn hide(vanish: &BytesStart<'_>, runs: &mut [bool]) {
    if local(vanish) != "vanish" {
        return;
    }
    let is_off = attribute(vanish, "val").is_some_and(|value| matches!(&*value, "0" | "false" | "off"));
    if let Some(run) = runs.last_mut() {
        *run = !is_off;
    }
}

/// Marks a paragraph whose style is a heading or the title as Markdown does, where the tag names the style.
fn heading(style: &BytesStart<'_>, styles: &Styles, text: &mut Text) {
    if local(style) != "pStyle" {
        return;
    }
    let Some(id) = attribute(style, "val") else { return };
    let name = styles.get(&id).cloned().unwrap_or_else(|| id.to_ascii_lowercase());
    let level = match name.strip_prefix("heading") {
        Some(level) => level.trim().parse().unwrap_or(0).min(6),
        None => usize::from(name == "title"),
    };
    if level > 0 {
        text.end_line();
        text.push(&format!("{} ", "#".repeat(level)));
    }
}
