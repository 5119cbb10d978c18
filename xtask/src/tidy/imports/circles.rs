//! Circles among the children of one module.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    names::Arrow,
    tree::{Path, Tree},
};

/// Who needs whom among the children of one module, each time with one arrow that shows it.
type Siblings<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a Arrow>>;

/// A circle among the children of `parent`, and how it is told.
#[derive(Debug)]
pub(super) struct Circle {
    pub(super) parent: String,
    pub(super) told: String,
}

/// Every circle, once: the shortest way round, with the place of each import on it.
pub(super) fn find(tree: &Tree, arrows: &BTreeSet<Arrow>) -> Vec<Circle> {
    let mut found = Vec::new();
    for (parent, siblings) in lifted(arrows) {
        let mut done = BTreeSet::new();
        for &start in siblings.keys() {
            let Some(way) = around(&siblings, start).filter(|_| !done.contains(start)) else { continue };
            // Whoever is on a way round through the same module is part of the same knot.
            let knot: BTreeSet<&str> =
                siblings.keys().copied().filter(|other| are_knotted(&siblings, start, other)).collect();
            let shortest = knot.iter().filter_map(|start| around(&siblings, start)).min_by_key(Vec::len);
            found.push(circle(tree, parent, &shortest.unwrap_or(way), knot.len()));
            done.extend(knot);
        }
    }
    found
}

/// The arrows of the whole crate, each between the two siblings that it crosses from and to.
fn lifted(arrows: &BTreeSet<Arrow>) -> BTreeMap<&[String], Siblings<'_>> {
    let mut levels: BTreeMap<&[String], Siblings<'_>> = BTreeMap::new();
    for arrow in arrows {
        let shared = arrow.from.iter().zip(&arrow.to).take_while(|(one, other)| one == other).count();
        // One of them is the parent of the other: they are not siblings.
        let (Some(from), Some(to)) = (arrow.from.get(shared), arrow.to.get(shared)) else { continue };
        let parent = arrow.from.get(..shared).unwrap_or_default();
        levels.entry(parent).or_default().entry(from).or_default().entry(to).or_insert(arrow);
    }
    levels
}

/// The shortest way from a module back to it.
fn around<'a>(siblings: &Siblings<'a>, start: &str) -> Option<Vec<&'a Arrow>> {
    way(siblings, start, start)
}

fn are_knotted(siblings: &Siblings<'_>, one: &str, other: &str) -> bool {
    one == other || (way(siblings, one, other).is_some() && way(siblings, other, one).is_some())
}

/// The shortest way from one module to another, of at least one arrow.
fn way<'a>(siblings: &Siblings<'a>, start: &str, end: &str) -> Option<Vec<&'a Arrow>> {
    let mut open: VecDeque<(&str, Vec<&'a Arrow>)> = VecDeque::from([(start, Vec::new())]);
    let mut seen = BTreeSet::new();
    while let Some((module, way)) = open.pop_front() {
        for (&next, &arrow) in siblings.get(module).into_iter().flatten() {
            let longer = [way.as_slice(), &[arrow]].concat();
            if next == end {
                return Some(longer);
            }
            if seen.insert(next) {
                open.push_back((next, longer));
            }
        }
    }
    None
}

fn circle(tree: &Tree, parent: &[String], way: &[&Arrow], size: usize) -> Circle {
    let file = |path: &Path| tree.modules.get(path).map_or("?", |module| module.file.as_str());
    let parent =
        ["crate"].into_iter().chain(parent.iter().map(String::as_str)).collect::<Vec<_>>().join("::");
    let mut text = format!("modules of `{parent}` import each other in a circle: ");
    for (index, arrow) in way.iter().enumerate() {
        // Where the arrow before ended in another file of the same sibling, both are named.
        let ended = index.checked_sub(1).and_then(|before| way.get(before)).map(|before| file(&before.to));
        if let Some(ended) = ended.filter(|ended| *ended != file(&arrow.from)) {
            text.push_str(&format!("{ended}; "));
        }
        text.push_str(&format!("{}:{} -> ", file(&arrow.from), arrow.line));
    }
    text.push_str(way.last().map_or("?", |last| file(&last.to)));
    if size > way.len() {
        text.push_str(&format!(" (one way round of a knot of {size} modules)"));
    }
    Circle { parent, told: text }
}
