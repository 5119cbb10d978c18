//! The text of a PowerPoint file, slide by slide: ECMA-376, part 1, section 19. Slides come in the order of their names,
//! which is that in which they were made.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::archive::Archive;
use super::text::Text;
use super::xml::{local, words};

pub(super) fn text(archive: &mut Archive<'_>) -> Result<Text, String> {
    let number = |name: &str| -> Option<u32> {
        name.strip_prefix("ppt/slides/slide")?.strip_suffix(".xml")?.parse().ok()
    };
    let mut slides: Vec<(u32, String)> =
        archive.names().filter_map(|name| Some((number(name)?, name.to_owned()))).collect();
    slides.sort();
    let mut text = Text::default();
    let mut has_words = false;
    for (number, name) in slides {
        let slide = archive.read(&name)?;
        text.part(&format!("Slide {number}"));
        has_words |= paragraphs(&slide, &mut text)?;
        if text.is_full() {
            break;
        }
    }
    if has_words { Ok(text) } else { Err("its slides have no text".to_owned()) }
}

/// The paragraphs of a slide; whether there was any text.
fn paragraphs(xml: &str, text: &mut Text) -> Result<bool, String> {
    let mut reader = Reader::from_str(xml);
    let (mut in_text, mut has_words) = (false, false);
    while !text.is_full() {
        match reader.read_event().map_err(|error| format!("a slide is damaged: {error}"))? {
            Event::Start(tag) => in_text |= local(&tag) == "t",
            Event::Empty(tag) if local(&tag) == "br" => {
                text.push("\n");
            }
            Event::End(tag) => match tag.local_name().as_ref() {
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
