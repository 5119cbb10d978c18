//! Links that look the same in Markdown, while one of them is shown as a card.

use std::collections::{HashMap, HashSet};

use crate::storage::seen;
use crate::storage::tag::Tag;
use crate::storage::tree::{NodeId, Tree};

/// The cards that another link resembles which is none, or another card.
pub(super) fn find(tree: &Tree) -> HashSet<NodeId> {
    let mut found = HashSet::new();
    if !tree.source().contains("card-appearance") {
        return found;
    }
    let mut links: HashMap<(String, String), Vec<(NodeId, String)>> = HashMap::new();
    for node in 0..tree.len() {
        let (address, card) = match tree.tag(node) {
            Tag::A => (tree.attribute(node, "href"), tree.attribute(node, "data-card-appearance")),
            Tag::Link => (None, tree.attribute(node, "ac:card-appearance")),
            _ => continue,
        };
        let resource = tree.children(node).find(|&child| tree.tag(child).is_resource());
        let address = match (address, resource) {
            (Some(address), _) => address.trim().to_owned(),
            (None, Some(resource)) => {
                tree.resource_uri(resource, tree.attribute(node, "ac:anchor").as_deref())
            }
            (None, None) => continue,
        };
        let link = (node, card.unwrap_or_default().into_owned());
        links.entry((address, seen::line(tree, node..tree.after(node)))).or_default().push(link);
    }
    for alike in links.into_values() {
        let first = alike.first().map_or("", |(_, card)| card);
        if alike.iter().any(|(_, card)| card != first) {
            found.extend(alike.iter().filter(|(_, card)| !card.is_empty()).map(|(node, _)| *node));
        }
    }
    found
}
