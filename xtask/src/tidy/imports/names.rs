//! Which module a path leads to.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    reader::Read,
    tree::{Module, Path, Tree},
};

/// How many names may stand for one another before it is taken for a riddle: real code needs three or four.
const DEEPEST: usize = 16;

/// A module needs another one; `line` is where it says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arrow {
    pub(super) from: Path,
    pub(super) to: Path,
    pub(super) line: usize,
}

/// All arrows of a crate.
pub(super) fn arrows(tree: &Tree) -> BTreeSet<Arrow> {
    let macros: BTreeMap<&str, &Read> = tree
        .modules
        .values()
        .flat_map(|module| module.read.macros.iter().map(|(name, read)| (name.as_str(), read)))
        .collect();
    let mut found = BTreeSet::new();
    for (from, module) in &tree.modules {
        let mut add = |path: &[String], line: usize| {
            if let Some((to, _)) = resolve(tree, from, path, 0)
                && to != *from
            {
                found.insert(Arrow { from: from.clone(), to, line });
            }
        };
        for named in &module.read.named {
            add(&named.path, named.line);
        }
        for (name, line) in &module.read.invoked {
            for path in expanded(&macros, name) {
                add(&path, *line);
            }
        }
    }
    found
}

/// The paths that the use of a macro expands to, those of the macros that it uses included.
fn expanded(macros: &BTreeMap<&str, &Read>, name: &str) -> Vec<Vec<String>> {
    let (mut paths, mut seen, mut open) = (Vec::new(), BTreeSet::new(), vec![name.to_owned()]);
    while let Some(name) = open.pop() {
        let Some(read) = macros.get(name.as_str()) else { continue };
        if seen.insert(name) {
            paths.extend(read.named.iter().map(|named| named.path.clone()));
            open.extend(read.invoked.iter().map(|(name, _)| name.clone()));
        }
    }
    paths
}

/// The module that holds what `path` names as seen from `from`, and whether it is that module itself. `None` is
/// something of another crate.
fn resolve(tree: &Tree, from: &Path, path: &[String], depth: usize) -> Option<(Path, bool)> {
    if depth > DEEPEST {
        return None;
    }
    let (first, mut rest) = path.split_first()?;
    let mut module = match first.as_str() {
        "crate" => Vec::new(),
        "self" => from.clone(),
        "super" => above(from)?,
        _ => {
            rest = path;
            // A name in scope: a module below, or what `use` brought in.
            let known = tree.modules.get(from)?;
            if !is_module(tree, from, first) && !known.read.imported.contains_key(first) {
                return None;
            }
            from.clone()
        }
    };
    for name in rest {
        if name == "super" {
            module = above(&module)?;
            continue;
        }
        match inside(tree, &module, name, depth)? {
            (next, true) => module = next,
            (next, false) => return Some((next, false)),
        }
    }
    Some((module, true))
}

/// What `name` is in a module: a module, or an item of one.
fn inside(tree: &Tree, module: &Path, name: &str, depth: usize) -> Option<(Path, bool)> {
    if is_module(tree, module, name) {
        return Some((below(module, name), true));
    }
    let Module { read, .. } = tree.modules.get(module)?;
    if read.declared.contains(name) {
        return Some((module.clone(), false));
    }
    if let Some(path) = read.imported.get(name) {
        return resolve(tree, module, path, depth + 1);
    }
    for glob in &read.globs {
        if let Some((source, true)) = resolve(tree, module, glob, depth + 1)
            && source != *module
            && tree.modules.get(&source).is_some_and(|found| found.read.declared.contains(name))
        {
            return inside(tree, &source, name, depth + 1);
        }
    }
    Some((module.clone(), false))
}

fn is_module(tree: &Tree, module: &Path, name: &str) -> bool {
    tree.modules.contains_key(&below(module, name))
}

fn below(module: &Path, name: &str) -> Path {
    [module.as_slice(), &[name.to_owned()]].concat()
}

fn above(module: &Path) -> Option<Path> {
    module.split_last().map(|(_, above)| above.to_vec())
}
