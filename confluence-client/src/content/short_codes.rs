//! Short codes of emoji, `:rocket:`.

/// The emoji of a short code that a text begins with, `:rocket:`, as GitHub and Confluence name it.
pub(crate) fn leading(text: &str) -> Option<(&'static str, usize)> {
    let inside = text.strip_prefix(':')?;
    let end = inside
        .bytes()
        .position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'+' | b'-'))?;
    let name = inside.get(..end).filter(|name| !name.is_empty())?;
    if inside.as_bytes().get(end) != Some(&b':') {
        return None;
    }
    emojis::get_by_shortcode(name).map(|emoji| (emoji.as_str(), end + 2))
}
