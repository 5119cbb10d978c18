//! Documents as files: where they are, and what they include.

use std::fs;

use crate::{Result, step::root};

/// The text of a file.
pub(super) fn read(file: &str) -> Result<String> {
    Ok(fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"))?)
}

/// The file that a line includes.
pub(super) fn included(line: &str) -> Option<&str> {
    line.trim().strip_prefix("{{#include ")?.strip_suffix("}}").map(str::trim)
}

/// A path that is written in a file, from the root of the repository.
pub(super) fn resolved(file: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_the_file_that_names_them() {
        assert_eq!(resolved("a/b/c.md", "../d.md").as_deref(), Some("a/d.md"));
        assert_eq!(resolved("c.md", "../d.md"), None);
        assert_eq!(included("{{#include ../a.md}}"), Some("../a.md"));
    }
}
