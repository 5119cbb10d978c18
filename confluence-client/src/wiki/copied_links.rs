//! Links of a page that is copied into another space: what they leave out of the space they lead to.

use crate::ids::SpaceKey;
use crate::storage::tag::Tag;
use crate::storage::text::attribute_into;
use crate::storage::tree::{Dialect, Tree};

/// The body with the key of its space on what it names by its title alone, which is looked for in the space of the page
/// that names it. What the copy has the title of is the copy's own. A body that cannot be read stays as it is.
pub(super) fn with_space(storage: String, space: &SpaceKey, copy: &str) -> String {
    let Ok(tree) = Tree::parse(&storage, Dialect::Storage) else { return storage };
    let mut named = String::with_capacity(storage.len());
    let mut written = 0;
    for id in 1..tree.len() {
        let title = match tree.tag(id) {
            Tag::RiPage | Tag::RiBlogPost => tree.attribute(id, "ri:content-title"),
            _ => None,
        };
        let is_elsewhere =
            title.is_some_and(|title| title != copy) && tree.attribute(id, "ri:space-key").is_none();
        let behind_name = tree.span(id).start + 1 + tree.name(id).len();
        if let Some(before) = storage.get(written..behind_name).filter(|_| is_elsewhere) {
            named.push_str(before);
            attribute_into(&mut named, "ri:space-key", space.as_str());
            written = behind_name;
        }
    }
    named.push_str(storage.get(written..).unwrap_or_default());
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_by_its_title_alone_is_given_its_space() {
        let page = |attributes: &str| format!("<p><ac:link><ri:page {attributes}/></ac:link></p>");
        let copied = |storage: String| with_space(storage, &"DOCS".into(), "Copy");
        let with_key = r#"ri:space-key="DOCS" ri:content-title="A""#;
        assert_eq!(copied(page(r#"ri:content-title="A""#)), page(with_key));
        let file = |key: &str| {
            format!(r#"<ri:attachment ri:filename="x"><ri:page{key} ri:content-title="A"/></ri:attachment>"#)
        };
        assert_eq!(copied(file("")), file(r#" ri:space-key="DOCS""#));
        for same in [page(r#"ri:space-key="X" ri:content-title="A""#), page(r#"ri:content-title="Copy""#)] {
            assert_eq!(copied(same.clone()), same);
        }
        let code = r#"<ac:plain-text-body><![CDATA[<ri:page ri:content-title="A"/>]]></ac:plain-text-body>"#;
        assert_eq!(copied(code.to_owned()), code);
    }
}
