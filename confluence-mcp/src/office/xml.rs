//! What the two formats of XML read alike: names of elements, and words.

use std::borrow::Cow;

use quick_xml::events::{BytesRef, BytesStart, Event};

/// The words that an event holds: none for a tag.
pub(super) fn words(event: Event<'_>) -> Cow<'_, str> {
    match event {
        Event::Text(words) => words.into_inner(),
        Event::CData(words) => words.into_inner(),
        Event::GeneralRef(name) => referred(&name).into(),
        _ => Cow::default(),
    }
}

/// The name of an element without its prefix.
pub(super) fn local<'t>(tag: &'t BytesStart<'_>) -> &'t str {
    let name = tag.name().into_inner();
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of the first attribute whose name ends so; a prefix may stand before it.
pub(super) fn attribute(tag: &BytesStart<'_>, end: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref().ends_with(end))?;
    Some(found.value.into_owned())
}

/// The character that `&lt;` or `&#8212;` stands for.
fn referred(name: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return character.to_string();
    }
    let known = quick_xml::escape::resolve_xml_entity(name);
    known.unwrap_or_default().to_owned()
}
