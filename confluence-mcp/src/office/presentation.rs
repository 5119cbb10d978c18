//! The text of a PowerPoint file, slide by slide: ECMA-376, part 1, section 19.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::archive::Archive;
use super::text::Text;
use super::xml::{attribute, local, words};

pub(super) fn text(archive: &mut Archive<'_>) -> Result<Text, String> {
    let mut text = Text::default();
    let mut has_words = false;
    for (number, name) in slides(archive)? {
        let slide = archive.read(&name)?;
        let hidden = if is_hidden(&slide)? { " (hidden)" } else { "" };
        text.part(&format!("Slide {number}{hidden}"));
        has_words |= paragraphs(&slide, &mut text)?;
        if let Some(part) = notes(archive, &name)? {
            let mut notes = Text::default();
            if paragraphs(&archive.read(&part)?, &mut notes)? {
                has_words = true;
                text.end_line();
                text.push(&format!("\nNotes: {}\n", notes.finish().text.trim()));
            }
        }
        if text.is_full() {
            break;
        }
    }
    if has_words { Ok(text) } else { Err("its slides have no text".to_owned()) }
}

/// The slides, each with its number, in the order in which they are shown. Where the file does not tell it, that of their
/// names is the one in which they were made.
fn slides(archive: &mut Archive<'_>) -> Result<Vec<(u32, String)>, String> {
    const LIST: &str = "ppt/presentation.xml";

    let mut shown = Vec::new();
    if archive.has(LIST) {
        let parts = relations(archive, "ppt/_rels/presentation.xml.rels")?;
        let list = archive.read(LIST)?;
        let mut reader = Reader::from_str(&list);
        loop {
            match reader.read_event().map_err(|error| format!("its list of slides is damaged: {error}"))? {
                Event::Start(tag) | Event::Empty(tag) if local(&tag) == "sldId" => {
                    let part = attribute(&tag, ":id").and_then(|id| parts.get(&id));
                    shown.extend(part.map(|(_, part)| part.clone()).filter(|part| archive.has(part)));
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    if !shown.is_empty() {
        return Ok((1..).zip(shown).collect());
    }
    let number = |name: &str| -> Option<u32> {
        name.strip_prefix("ppt/slides/slide")?.strip_suffix(".xml")?.parse().ok()
    };
    let mut named: Vec<(u32, String)> =
        archive.names().filter_map(|name| Some((number(name)?, name.to_owned()))).collect();
    named.sort();
    Ok(named)
}

/// What a part of the presentation refers to: by its id the kind and the name of another part. All of them lie in folders
/// of `ppt`.
fn relations(archive: &mut Archive<'_>, part: &str) -> Result<HashMap<String, (String, String)>, String> {
    let mut found = HashMap::new();
    if !archive.has(part) {
        return Ok(found);
    }
    let xml = archive.read(part)?;
    let mut reader = Reader::from_str(&xml);
    loop {
        match reader.read_event().map_err(|error| format!("{part} is damaged: {error}"))? {
            Event::Start(tag) | Event::Empty(tag) if local(&tag) == "Relationship" => {
                let (id, kind, target) =
                    (attribute(&tag, "Id"), attribute(&tag, "Type"), attribute(&tag, "Target"));
                if let (Some(id), Some(kind), Some(target)) = (id, kind, target) {
                    let inner = target.strip_prefix("/ppt/").or_else(|| target.strip_prefix("../"));
                    found.insert(id, (kind, format!("ppt/{}", inner.unwrap_or(&target))));
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The part with what its speaker says to a slide.
fn notes(archive: &mut Archive<'_>, slide: &str) -> Result<Option<String>, String> {
    let Some((folder, name)) = slide.rsplit_once('/') else { return Ok(None) };
    let relations = relations(archive, &format!("{folder}/_rels/{name}.rels"))?;
    let notes = relations.into_values().find(|(kind, _)| kind.ends_with("/notesSlide"));
    Ok(notes.map(|(_, part)| part).filter(|part| archive.has(part)))
}

/// Whether a slide is left out where the presentation is shown.
fn is_hidden(xml: &str) -> Result<bool, String> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|error| format!("a slide is damaged: {error}"))? {
            Event::Start(tag) | Event::Empty(tag) => {
                return Ok(attribute(&tag, "show").is_some_and(|show| matches!(&*show, "0" | "false")));
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// The paragraphs of a slide; whether there was any text.
fn paragraphs(xml: &str, text: &mut Text) -> Result<bool, String> {
    let mut reader = Reader::from_str(xml);
    let (mut in_text, mut has_words, mut is_number) = (false, false, false);
    while !text.is_full() {
        match reader.read_event().map_err(|error| format!("a slide is damaged: {error}"))? {
            Event::Start(tag) => match local(&tag) {
                // The number of the slide, which stands above.
                "fld" => is_number = attribute(&tag, "type").is_some_and(|kind| kind == "slidenum"),
                "t" => in_text = !is_number,
                _ => {}
            },
            Event::Empty(tag) if local(&tag) == "br" => {
                text.push("\n");
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "fld" => is_number = false,
                "t" => in_text = false,
                "p" => text.end_line(),
                _ => {}
            },
            Event::Eof => break,
            event if in_text => {
                let words = words(event);
                has_words |= !words.trim().is_empty();
                text.push(&words);
            }
            _ => {}
        }
    }
    Ok(has_words)
}
