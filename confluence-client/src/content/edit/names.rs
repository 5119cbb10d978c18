//! The names of people as an author wrote them: what a mention is shown as.

use crate::content::document::Document;
use crate::storage::resource::{Resource, ResourceKind};
use crate::storage::tag::Tag;
use crate::storage::text::{slice, without_backslashes};

/// The names by which Markdown mentions people: those that the page was shown with.
pub(super) fn names_in(markdown: &str) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = Vec::new();
    for (at, opening) in markdown.match_indices("](user:").chain(markdown.match_indices("](<user:")) {
        let uri = slice(markdown, at + opening.len() - "user:".len()..);
        let end = uri.find([')', '>', '\n']).unwrap_or(uri.len());
        let label = slice(markdown, ..at).rfind("[@").map(|open| slice(markdown, open + 2..at));
        let label = label.filter(|label| !label.contains(['\n', ']']) || label.contains("\\]"));
        if let (Some(label), Some(Resource { kind: ResourceKind::User(id), .. })) =
            (label, Resource::parse(slice(uri, ..end)))
            && !names.iter().any(|(known, _)| *known == id)
        {
            names.push((id, without_backslashes(label)));
        }
    }
    names
}

impl Document {
    /// A text in which people of the page are named as they are shown, as the Markdown that mentions them; `None` if it
    /// names nobody.
    pub(super) fn with_mentions(&self, text: &str) -> Option<String> {
        let is_plain = |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '.' | '-' | '\'');
        let users = (0..self.tree.len()).filter(|&node| self.tree.tag(node) == Tag::RiUser);
        let mut people: Vec<(&str, String)> = users
            .filter_map(|node| {
                let name = self.names().get(&self.tree.user_id(node)?)?.trim();
                let is_named = !name.is_empty() && name.chars().all(is_plain) && text.contains(name);
                is_named.then(|| (name, self.tree.resource_uri(node, None)))
            })
            .collect();
        // Of names that begin alike, the longest is meant.
        people.sort_by(|one, other| other.0.len().cmp(&one.0.len()).then_with(|| one.cmp(other)));
        people.dedup();
        let mut out = String::with_capacity(text.len() + 64);
        let mut rest = text;
        let mut is_found = false;
        while let Some((before, behind)) = rest.split_once('@') {
            out.push_str(before);
            let person = people.iter().find(|(name, _)| behind.starts_with(name) && !before.ends_with('['));
            match person {
                Some((name, uri)) => {
                    out.push_str(&format!("[@{name}]({uri})"));
                    rest = behind.strip_prefix(name).unwrap_or(behind);
                    is_found = true;
                }
                None => {
                    out.push('@');
                    rest = behind;
                }
            }
        }
        out.push_str(rest);
        is_found.then_some(out)
    }
}
