//! Short codes of emoji, `:rocket:`.

/// The emoji of a short code that a text begins with, `:rocket:`, as GitHub and Confluence name it. Right behind a word
/// or right before one it is none: `a:b:c`.
pub(crate) fn leading(text: &str, before: Option<char>) -> Option<(&'static str, usize)> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let inside = text.strip_prefix(':')?;
    let end = inside
        .bytes()
        .position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'+' | b'-'))?;
    let name = inside.get(..end).filter(|name| !name.is_empty())?;
    if inside.as_bytes().get(end) != Some(&b':') {
        return None;
    }
    if inside.get(end + 1..)?.starts_with(char::is_alphanumeric) {
        return None;
    }
    emojis::get_by_shortcode(name).map(|emoji| (emoji.as_str(), end + 2))
}
