//! Emoticons: those that Confluence has had names for since before emoji, emoji, and those that a site has made.

use super::tag::Tag;
use super::tree::{NodeId, Tree};

const EMOTICONS: [(&str, &str); 22] = [
    ("smile", "🙂"),
    ("sad", "🙁"),
    ("cheeky", "😛"),
    ("laugh", "😀"),
    ("wink", "😉"),
    ("thumbs-up", "👍"),
    ("thumbs-down", "👎"),
    ("information", "ℹ️"),
    ("tick", "✅"),
    ("cross", "❌"),
    ("warning", "⚠️"),
    ("plus", "➕"),
    ("minus", "➖"),
    ("question", "❓"),
    ("light-on", "💡"),
    ("light-off", "🔅"),
    ("yellow-star", "⭐"),
    ("red-star", "🔴"),
    ("green-star", "🟢"),
    ("blue-star", "🔵"),
    ("heart", "❤️"),
    ("broken-heart", "💔"),
];

/// The character that shows an emoticon.
pub(crate) fn character(name: &str) -> Option<&'static str> {
    EMOTICONS.iter().find(|(known, _)| *known == name).map(|(_, character)| *character)
}

/// The picture of an emoticon as a character, if it is one: the emoji, else the one of its old name.
///
/// Cloud names every emoticon `blue-star` for which there is no old name. So the old name of one with a name of its own
/// counts only where the two agree: the emoticons that a site has made would all be blue stars.
pub(crate) fn picture(tree: &Tree, id: NodeId) -> Option<String> {
    debug_assert_eq!(tree.tag(id), Tag::Emoticon);
    let fallback = tree.attribute(id, "ac:emoji-fallback").unwrap_or_default();
    if !fallback.is_empty() && !fallback.is_ascii() {
        return Some(fallback.into_owned());
    }
    let own = tree.attribute(id, "ac:emoji-id");
    if let Some(picture) = own.and_then(|own| of_code_points(&own)) {
        return Some(picture);
    }
    let name = tree.attribute(id, "ac:name").unwrap_or_default();
    let own = short_name(tree, id).filter(|short| **short != *name);
    let made_here = name == "blue-star" && own.is_some();
    character(&name).filter(|_| !made_here).map(str::to_owned)
}

/// The emoji whose id is its code points, as in `1f468-200d-1f4bb`; those of emoji that a site has made are others.
fn of_code_points(id: &str) -> Option<String> {
    let mut picture = String::new();
    for part in id.split('-') {
        let is_code = (2..=5).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        let code = u32::from_str_radix(part, 16).ok().filter(|_| is_code)?;
        picture.push(char::from_u32(code)?);
    }
    let is_emoji = |sign: char| matches!(sign, '\u{a9}' | '\u{ae}' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}');
    let is_key = picture.ends_with('\u{20e3}');
    (picture.starts_with(is_emoji) || is_key).then_some(picture)
}

/// What an emoticon is called, without the colons: its short name, else its old one.
pub(crate) fn name(tree: &Tree, id: NodeId) -> String {
    short_name(tree, id).unwrap_or_else(|| tree.attribute(id, "ac:name").unwrap_or_default().into_owned())
}

/// The short name, which the text in the place of the picture tells as well.
fn short_name(tree: &Tree, id: NodeId) -> Option<String> {
    let own = |text: &str| Some(text.trim_matches(':').to_owned()).filter(|name| !name.is_empty());
    let short = tree.attribute(id, "ac:emoji-shortname").and_then(|short| own(&short));
    short.or_else(|| own(tree.attribute(id, "ac:emoji-fallback")?.strip_prefix(':')?.strip_suffix(':')?))
}

/// What a reader is shown of an emoticon.
pub(crate) fn shown(tree: &Tree, id: NodeId) -> String {
    picture(tree, id).unwrap_or_else(|| format!(":emoticon{{name={}}}", name(tree, id)))
}
