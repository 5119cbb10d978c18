//! `llms.txt`: the index of the book for language models, and `llms-full.txt`, the book as one text.

use std::{fmt::Write as _, fs, path::Path};

use super::{REPOSITORY, SOURCES, book};
use crate::Result;

/// Writes both beside the pages.
pub(super) fn write(folder: &Path) -> Result<()> {
    let (mut index, mut whole) = (HEAD.to_owned(), String::new());
    for chapter in book::chapters()? {
        let text = fs::read_to_string(folder.join("src").join(&chapter.file))?;
        let (title, file) = (&chapter.title, &chapter.file);
        writeln!(index, "- [{title}]({REPOSITORY}{SOURCES}/{file}): {}", first_sentence(&text))?;
        writeln!(whole, "{}\n", text.trim_end())?;
    }
    fs::write(folder.join("html/llms.txt"), index)?;
    Ok(fs::write(folder.join("html/llms-full.txt"), whole)?)
}

const HEAD: &str = "# Confluence for Rust\n\n> confluence-mcp: a Model Context Protocol server for Atlassian Confluence, \
                    Cloud and Data Center. confluence-client and confluence-oauth: its Rust crates.\n\n## Docs\n\n";

/// What a chapter says first.
fn first_sentence(text: &str) -> String {
    let is_prose = |line: &&str| !line.is_empty() && !line.starts_with(['#', '<', '|', '`', '{', '-']);
    let line = text.lines().map(str::trim).find(is_prose).unwrap_or_default();
    match line.split_once(". ") {
        Some((sentence, _)) => format!("{sentence}."),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_is_told_by_its_first_sentence() {
        assert_eq!(first_sentence("# Title\n\nOne thing. Another.\n"), "One thing.");
        assert_eq!(first_sentence("# Title\n\n<!-- x -->\nAll of it\n"), "All of it");
    }
}
