//! The fenced commands of the documents.

use std::path::{Path, PathBuf};

/// What is written above a fence whose commands cannot be run here, before the reason.
const MARK: &str = "<!-- not run: ";

/// A document that people read as a file.
pub(crate) struct Document {
    /// From the root of the repository.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// How a fence of commands is treated.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Runs to its end, with success.
    Runs,
    /// Goes on serving.
    Serves,
    /// Cannot be run here.
    NotRun(String),
}

/// A fence of commands.
#[derive(Debug)]
pub(super) struct Fence {
    pub(super) line: usize,
    pub(super) kind: Kind,
    pub(super) script: String,
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every document: those at the top, those of each crate, and the book.
pub(super) fn documents() -> Vec<Document> {
    let mut found = Vec::new();
    for (folder, deep) in [
        ("", false),
        ("confluence-client", false),
        ("confluence-oauth", false),
        ("confluence-mcp", false),
        ("confluence-mcp/docs", true),
    ] {
        collect(&root().join(folder), deep, &mut found);
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(found.len() > 20, "the documents are not where they were");
    found
}

fn collect(folder: &Path, deep: bool, found: &mut Vec<Document>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if deep && path.is_dir() {
            collect(&path, deep, found);
        }
        if path.extension().is_some_and(|end| end == "md") {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            found.push(Document { name, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

/// A fence that is not closed yet.
#[derive(Debug)]
struct Open<'t> {
    line: usize,
    marks: &'t str,
    word: &'t str,
    above: &'t str,
    held: String,
}

/// Every fence of a text: its line, its word, what is above it, and what is in it.
pub(super) fn blocks(text: &str) -> Vec<(usize, &str, &str, String)> {
    let mut found = Vec::new();
    let mut above = "";
    let mut open: Option<Open<'_>> = None;
    for (index, line) in text.lines().enumerate() {
        let count = line.len() - line.trim_start_matches('`').len();
        match open.take() {
            Some(fence) if line == fence.marks => {
                found.push((fence.line, fence.word, fence.above, fence.held))
            }
            Some(mut fence) => {
                fence.held.push_str(line);
                fence.held.push('\n');
                open = Some(fence);
            }
            None if count >= 3 => {
                let (marks, word) = line.split_at(count);
                open = Some(Open { line: index + 1, marks, word: word.trim(), above, held: String::new() });
            }
            None => {}
        }
        above = line;
    }
    assert!(open.is_none(), "a fence is not closed: {open:?}");
    found
}

/// The fences of commands of a text.
pub(super) fn commands(text: &str) -> Vec<Fence> {
    let of = |(line, word, above, script): (usize, &str, &str, String)| {
        let reason = above.strip_prefix(MARK).and_then(|rest| rest.strip_suffix(" -->"));
        let kind = match (word, reason) {
            ("sh" | "sh serves", Some(reason)) => Kind::NotRun(reason.to_owned()),
            ("sh", None) => Kind::Runs,
            ("sh serves", None) => Kind::Serves,
            _ => return None,
        };
        Some(Fence { line, kind, script })
    };
    blocks(text).into_iter().filter_map(of).collect()
}

#[test]
fn fences_are_told_apart() {
    let text = "```sh\na\n```\n\n<!-- not run: no b here -->\n```sh\nb\n```\n````markdown\n```sh\nno\n```\n````\n```sh serves\nc\n```\n";
    let found = commands(text);
    let kinds: Vec<&Kind> = found.iter().map(|fence| &fence.kind).collect();
    assert_eq!(kinds, [&Kind::Runs, &Kind::NotRun("no b here".to_owned()), &Kind::Serves]);
    assert_eq!((found[2].line, found[2].script.as_str()), (14, "c\n"));
}
