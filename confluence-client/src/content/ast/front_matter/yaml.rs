//! Front matter as YAML: keys with values, of which the title and the labels are read.

use super::values::{list, parts, scalar, string, without_comment};
use super::{FrontMatter, are_labels};
use crate::storage::text::slice;

/// A key, what stands behind it, and the lines below that go with it.
struct Entry<'t> {
    name: String,
    value: &'t str,
    below: Vec<&'t str>,
}

/// Reads what stands between the fences; nothing if it is no YAML of that kind.
pub(super) fn read(body: &str) -> Option<FrontMatter> {
    let trimmed = body.trim();
    if trimmed.is_empty() {
        // Nothing between the two lines, as a tool leaves it that had no key to write.
        return body.is_empty().then(FrontMatter::default);
    }
    if let Some(inside) = trimmed.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return mapping(inside);
    }
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for line in body.lines() {
        match key(line) {
            Some((name, value)) => entries.push(Entry { name, value, below: Vec::new() }),
            None if line.starts_with('#') => {}
            None => match entries.last_mut() {
                Some(entry) if is_below(line) && (!line.starts_with('-') || takes_items(entry.value)) => {
                    entry.below.push(line);
                }
                // A rule is followed by a blank line or by text; front matter begins with a key.
                _ => return None,
            },
        }
    }
    // A line of text between two rules may have a colon behind some words.
    if !entries.iter().any(|entry| !entry.name.contains(' ')) {
        return None;
    }
    let mut found = FrontMatter::default();
    for entry in &entries {
        entry.add_to(&mut found);
    }
    Some(found)
}

/// Whether a line goes with the key above it.
fn is_below(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with([' ', '\t', '-', ']', '}'])
}

/// Whether items may stand below a key: only where it has no value of its own.
fn takes_items(value: &str) -> bool {
    without_comment(value).is_empty() || value.starts_with(['&', '!'])
}

/// Keys and values on one line, as in `{title: x, tags: [a, b]}`.
fn mapping(inside: &str) -> Option<FrontMatter> {
    let mut found = FrontMatter::default();
    for part in parts(inside) {
        let (name, value) = key(part.trim())?;
        Entry { name, value, below: Vec::new() }.add_to(&mut found);
    }
    Some(found)
}

impl Entry<'_> {
    fn add_to(&self, found: &mut FrontMatter) {
        let lower = self.name.to_lowercase();
        match &*lower {
            "title" => match self.text() {
                Some(title) => found.set_title(&title),
                None => found.others.push(self.name.clone()),
            },
            name if are_labels(name) => found.labels.extend(self.items()),
            _ => found.others.push(self.name.clone()),
        }
    }

    /// The value as one line; nothing where it is a list or has keys of its own.
    fn text(&self) -> Option<String> {
        let below = || self.below.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
        let value = without_comment(self.value);
        if value.starts_with(['|', '>']) && value.len() <= 3 {
            return Some(below().collect::<Vec<_>>().join(" "));
        }
        let is_nested = |line: &str| line.starts_with("- ") || key(line).is_some();
        if value.is_empty() && below().next().is_some_and(is_nested) || value.starts_with(['[', '{']) {
            return None;
        }
        if self.value.starts_with(['"', '\'']) {
            let lines: Vec<&str> = std::iter::once(self.value).chain(below()).collect();
            return Some(scalar(&lines.join(" ")));
        }
        let lines = std::iter::once(self.value).chain(below()).map(without_comment);
        Some(lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" "))
    }

    fn items(&self) -> Vec<String> {
        let below = self.below.join("\n");
        if without_comment(self.value).is_empty() && !below.trim_start().starts_with('[') {
            let items = self.below.iter().filter_map(|line| line.trim().strip_prefix('-'));
            return items.map(scalar).filter(|item| !item.is_empty()).collect();
        }
        list(&format!("{}\n{below}", self.value))
    }
}

/// `name: value` at the start of a line.
fn key(line: &str) -> Option<(String, &str)> {
    if let Some((name, length)) = string(line) {
        let value = slice(line, length..).trim_start().strip_prefix(':')?;
        return Some((name, value.trim()));
    }
    let is_end = |at: &usize| value(slice(line, *at..)).is_some();
    let end = line.match_indices(':').map(|(at, _)| at).find(is_end)?;
    let name = slice(line, ..end).trim_end();
    let is_part = |sign: char| {
        sign.is_alphanumeric()
            || matches!(sign, '_' | '-' | '.' | '$' | '@' | '/' | '+' | ':' | '(' | ')' | ' ')
    };
    let is_name = name.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '$'))
        && name.chars().all(is_part)
        && name.split(' ').count() <= MOST_WORDS;
    (is_name || name == "<<").then(|| (name.to_owned(), value(slice(line, end..)).unwrap_or_default()))
}

/// Words that a key may have: a sentence with a colon in it is text.
const MOST_WORDS: usize = 4;

/// What stands behind the colon that a text begins with.
fn value(text: &str) -> Option<&str> {
    let value = text.strip_prefix(':')?;
    (value.is_empty() || value.starts_with([' ', '\t'])).then(|| value.trim())
}
