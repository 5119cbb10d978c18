//! Rules for the text of the sources.

use std::fs;

use crate::{Result, step::root};

/// The longest file, without its tests.
const MOST_LINES: usize = 400;

/// What no file of this project holds. Each is spelt in two halves, so that this file passes as well.
const FORBIDDEN: [(&str, &str, &str); 8] = [
    ("to", "do!(", "is unfinished"),
    ("unimple", "mented!(", "is unfinished"),
    ("db", "g!(", "is left over from debugging"),
    ("FIX", "ME", "is unfinished"),
    ("TO", "DO", "is unfinished"),
    ("XX", "X ", "is unfinished"),
    ("```ig", "nore", "is an example that nobody compiles"),
    ("#[ign", "ore]", "gives no reason: `#[ignore = \"..\"]`"),
];

/// Folders of the machine that something was written on.
const MACHINE: [(&str, &str); 3] = [("/ro", "ot/"), ("/wo", "rk/"), ("/tm", "p/")];

pub(crate) fn faults(files: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| is_text(file)) {
        let text = fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"))?;
        found.extend(of_machine(file, &text));
        if file.ends_with(".rs") {
            found.extend(of_source(file, &text));
            found.extend(of_dialect(file, &text));
        }
    }
    Ok(found)
}

/// What is written one way everywhere: the name of the formatter, and no gap under the heading of errors.
fn of_dialect(file: &str, text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, pair) in lines.windows(2).enumerate() {
        let &[line, next] = pair else { continue };
        let is_formatter = line.contains(concat!("fmt(&self, ", "f: &mut "));
        if is_formatter {
            found.push(format!("{file}:{}: the formatter is called `formatter`", index + 1));
        }
        let is_heading = matches!(line.trim_start(), "/// # Errors" | "//! # Errors");
        if is_heading && matches!(next.trim(), "///" | "//!") {
            found.push(format!("{file}:{}: no blank line under `# Errors`", index + 2));
        }
    }
    if file.ends_with("/mod.rs") {
        found.push(format!("{file}: the file of a module has its name"));
    }
    found
}

fn is_text(file: &str) -> bool {
    let ends = [".rs", ".md", ".toml", ".yml", ".tsv", ".json", ".snap", ".html", ".xml"];
    ends.iter().any(|end| file.ends_with(end))
}

fn of_machine(file: &str, text: &str) -> Vec<String> {
    let paths = MACHINE.map(|(head, tail)| format!("{head}{tail}"));
    let names_folder = |line: &str, path: &String| {
        line.match_indices(path.as_str()).any(|(at, _)| {
            let before = line.get(..at).and_then(|head| head.chars().last());
            let after = line.get(at + path.len()..).and_then(|tail| tail.chars().next());
            before.is_none_or(|c| !(c.is_alphanumeric() || "./}_-".contains(c)))
                && after.is_some_and(|c| c.is_ascii_lowercase())
        })
    };
    let at_fault = |(index, line): (usize, &str)| {
        let path = paths.iter().find(|path| names_folder(line, path))?;
        Some(format!("{file}:{}: `{path}` is a folder of one machine", index + 1))
    };
    text.lines().enumerate().filter_map(at_fault).collect()
}

fn of_source(file: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (head, tail, fault) in FORBIDDEN {
            let word = format!("{head}{tail}");
            if line.contains(&word) {
                found.push(format!("{file}:{}: `{word}` {fault}", index + 1));
            }
        }
    }
    let lines = own_lines(text);
    if lines > MOST_LINES {
        found.push(format!("{file} has {lines} lines without tests, {MOST_LINES} at most: split it by idea"));
    }
    if let Some(line) = after_tests(text) {
        found.push(format!("{file}: `mod tests` comes last, but `{line}` follows"));
    }
    found
}

/// The number of lines up to the tests.
fn own_lines(text: &str) -> usize {
    text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).count()
}

/// The first line that follows the inline module `tests`.
fn after_tests(text: &str) -> Option<&str> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with("mod tests {"));
    lines.find(|line| *line == "}")?;
    lines.find(|line| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_unfinished() {
        for (head, tail, _) in FORBIDDEN {
            let text = format!("fn a() {{\n    {head}{tail}\n}}\n");
            assert_eq!(of_source("a.rs", &text).len(), 1, "{head}{tail}");
        }
        assert!(of_source("a.rs", "#[ignore = \"needs a tenant\"]\nfn a() {}\n").is_empty());
    }

    #[test]
    fn finds_other_dialects() {
        let formatter = format!("fn fmt(&self, {}: &mut Formatter<'_>) -> Result {{\n}}\n", "f");
        assert_eq!(of_dialect("a.rs", &formatter), ["a.rs:1: the formatter is called `formatter`"]);
        assert_eq!(
            of_dialect("a.rs", "/// # Errors\n///\n/// Never.\n"),
            ["a.rs:2: no blank line under `# Errors`"]
        );
        assert_eq!(of_dialect("a/mod.rs", "").len(), 1);
        assert!(of_dialect("a.rs", "/// # Errors\n/// Never.\n").is_empty());
    }

    #[test]
    fn finds_folders_of_a_machine() {
        let folder = format!("{}{}", "/ro", "ot/");
        assert_eq!(of_machine("a.md", &format!("see {folder}notes\n")).len(), 1);
        assert!(of_machine("a.md", &format!("https://example.com{folder}notes\n")).is_empty());
        assert!(of_machine("a.md", &format!("GET /spaces/{{id}}{folder}pages\n")).is_empty());
    }

    #[test]
    fn counts_lines_without_tests() {
        let long = "// a\n".repeat(MOST_LINES);
        assert!(of_source("a.rs", &format!("{long}#[cfg(test)]\nmod tests {{\n}}\n")).is_empty());
        assert_eq!(of_source("a.rs", &format!("{long}// b\n")).len(), 1);
    }

    #[test]
    fn wants_tests_last() {
        assert_eq!(after_tests("mod tests {\n    fn a() {}\n}\n"), None);
        assert_eq!(after_tests("mod tests {\n}\n\nfn b() {}\n"), Some("fn b() {}"));
    }
}
