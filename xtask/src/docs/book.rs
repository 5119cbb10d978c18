//! The chapters of the book: which there are, and what they include.

use std::{collections::BTreeSet, path::Path};

use super::{
    REPOSITORY, SOURCES,
    files::{included, read, resolved},
};
use crate::{Result, step::root};

/// A chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chapter {
    /// Its title in the table of contents.
    pub(super) title: String,
    /// Its file below [`SOURCES`].
    pub(super) file: String,
}

/// The table of contents.
pub(super) fn summary() -> Result<String> {
    read(&format!("{SOURCES}/SUMMARY.md"))
}

/// The chapters in their order.
pub(super) fn chapters() -> Result<Vec<Chapter>> {
    Ok(listed(&summary()?))
}

fn listed(summary: &str) -> Vec<Chapter> {
    let of = |line: &str| {
        let (title, rest) = line.split_once('[')?.1.split_once("](")?;
        let file = rest.split_once(')')?.0;
        Some(Chapter { title: title.to_owned(), file: file.trim_start_matches("./").to_owned() })
    };
    summary.lines().filter_map(of).collect()
}

/// A chapter with what it includes (`{{#include FILE}}`), and with links out of the book as addresses.
pub(super) fn expanded(chapter: &Chapter) -> Result<String> {
    let home = format!("{SOURCES}/{}", chapter.file);
    let mut text = String::new();
    for line in read(&home)?.lines() {
        match included(line) {
            Some(file) => {
                let path = resolved(&home, file).ok_or_else(|| format!("{home}: {file} is outside"))?;
                // Headings of what is included are below the title of the chapter.
                text.push_str(&outside(&without_title(&read(&path)?, &path), &path));
            }
            None => text.push_str(&outside(line, &home)),
        }
        text.push('\n');
    }
    Ok(text)
}

/// A document of its own has a title; the chapter that it is included in has one already.
fn without_title(text: &str, path: &str) -> String {
    match text.split_once('\n') {
        Some((title, rest)) if title.starts_with("# ") && path.ends_with(".md") => rest.to_owned(),
        _ => text.trim_end().to_owned(),
    }
}

/// The text with links from this file that lead to other files than chapters as addresses of the repository.
fn outside(text: &str, home: &str) -> String {
    let mut put = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((target, behind)) = after.split_once(')') else { break };
        put.push_str(before);
        put.push_str("](");
        put.push_str(&address(target, home));
        put.push(')');
        rest = behind;
    }
    put + rest
}

fn address(target: &str, home: &str) -> String {
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let is_elsewhere = target.contains(':') || file.is_empty();
    let path = resolved(home, file).filter(|path| !is_elsewhere && root().join(path).exists());
    let Some(path) = path else { return target.to_owned() };
    let hash = if anchor.is_empty() { "" } else { "#" };
    match path.strip_prefix(SOURCES) {
        // Chapters find each other, wherever the file stood that was included.
        Some(chapter) if home.starts_with(SOURCES) && chapter.ends_with(".md") => target.to_owned(),
        _ => format!("{REPOSITORY}{path}{hash}{anchor}"),
    }
}

/// Pages that are in no table of contents, entries of it without a page, and files that are not there.
pub(super) fn faults(files: &[String]) -> Result<Vec<String>> {
    let chapters = chapters()?;
    let listed: BTreeSet<String> =
        chapters.iter().map(|chapter| format!("{SOURCES}/{}", chapter.file)).collect();
    let below = |file: &&String| Path::new(file.as_str()).starts_with(SOURCES) && file.ends_with(".md");
    let pages: BTreeSet<String> =
        files.iter().filter(below).filter(|file| !file.ends_with("/SUMMARY.md")).cloned().collect();
    let lost = pages.difference(&listed).map(|page| format!("{page} is in no line of SUMMARY.md"));
    let absent = listed.difference(&pages).map(|page| format!("SUMMARY.md names {page}, which is not there"));
    let mut found: Vec<String> = lost.chain(absent).collect();
    for page in &pages {
        for line in read(page)?.lines() {
            let Some(file) = included(line) else { continue };
            if !resolved(page, file).is_some_and(|path| root().join(path).exists()) {
                found.push(format!("{page} includes {file}, which is not there"));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_are_the_links_of_the_summary() {
        let listed =
            listed("# Summary\n\n[Introduction](introduction.md)\n\n- [A b](a.md)\n  - [C](./d/c.md)\n");
        let files: Vec<&str> = listed.iter().map(|chapter| chapter.file.as_str()).collect();
        assert_eq!(files, ["introduction.md", "a.md", "d/c.md"]);
        assert_eq!(listed[1].title, "A b");
    }

    #[test]
    fn what_is_out_of_the_book_is_an_address() {
        let home = format!("{SOURCES}/introduction.md");
        let put = outside(
            "[s](../../SECURITY.md#reporting), [t](introduction.md#x), [h](https://a.example)",
            &home,
        );
        let expected =
            format!("[s]({REPOSITORY}SECURITY.md#reporting), [t](introduction.md#x), [h](https://a.example)");
        assert_eq!(put, expected);
    }

    #[test]
    fn an_included_document_has_no_title_of_its_own() {
        assert_eq!(without_title("# A\n\ntext\n", "a.md"), "\ntext\n");
        assert_eq!(without_title("# comment\nkey = 1\n", "a.conf"), "# comment\nkey = 1");
    }
}
