//! What a server offers, in what it says: advice that names a tool which is not there would be followed into nothing.

/// Says of the tools that a text names which of them there are not here; nothing where all of them are. `offers` is asked of
/// every word that may be one.
pub(crate) fn not_offered(text: &str, offers: impl Fn(&str) -> bool) -> Option<String> {
    let mut lacking: Vec<&str> = named(text).filter(|name| !offers(name)).collect();
    lacking.sort_unstable();
    lacking.dedup();
    let (is, it) = match lacking.len() {
        0 => return None,
        1 => ("is", "it"),
        _ => ("are", "them"),
    };
    Some(format!(
        "{} {is} not offered here, so do not call {it}: ask the user, who may start this server with {it} (--toolsets, \
         --tools; ReadOnly and --exclude-tools leave tools out).",
        lacking.join(", ")
    ))
}

/// What may be the names of tools in a text.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let is_outside = |letter: char| !letter.is_ascii_lowercase() && letter != '_';
    text.split(is_outside).filter(|word| word.starts_with("confluence_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_that_are_not_offered_are_named_as_that() {
        let offers = |name: &str| matches!(name, "confluence_search" | "confluence_client");
        let said = |text| not_offered(text, offers);
        assert_eq!(said("confluence_search finds them, and confluence_client is a crate"), None);
        let one = said("it is in the trash: confluence_restore_page takes it out.").unwrap();
        assert!(one.starts_with("confluence_restore_page is not offered here"), "{one}");
        let two = said("`confluence_get_page` or confluence_edit_page; confluence_get_page").unwrap();
        assert!(two.starts_with("confluence_edit_page, confluence_get_page are not offered"), "{two}");
    }
}
