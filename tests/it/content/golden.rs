//! Files to read side by side: `tests/fixtures/content/NAME.storage.xml`, `NAME.md`, `NAME.outline.txt`.
//!
//! With `UPDATE_GOLDEN=1` the Markdown and the outline are written anew.

use std::path::PathBuf;

use confluence_client::content::{Document, ReadOptions};

pub(crate) fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/content")
}

/// Name and content of every page of the corpus.
pub(crate) fn corpus() -> Vec<(String, String)> {
    let mut pages: Vec<_> = std::fs::read_dir(fixtures())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_suffix(".storage.xml")?.to_owned();
            Some((name, std::fs::read_to_string(&path).unwrap().trim_end_matches('\n').to_owned()))
        })
        .collect();
    pages.sort();
    pages
}

pub(crate) fn check(file: &str, actual: &str) {
    let path = fixtures().join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(actual, expected, "{file} differs; if that is meant, run with UPDATE_GOLDEN=1");
}

#[test]
fn markdown_and_outline_are_as_recorded() {
    let names = [("557058:0a1b".to_owned(), "Ada Lovelace".to_owned())];
    for (name, storage) in corpus() {
        let document = Document::parse(&storage).unwrap();
        let rendered = document.markdown(&ReadOptions::new().names(names.clone()));
        check(&format!("{name}.md"), &rendered.text);
        let mut outline = document.outline().to_string();
        outline.push_str("not shown:\n");
        for hidden in &rendered.lossy {
            outline.push_str(&format!("- {} ({})\n", hidden.construct, hidden.count));
        }
        check(&format!("{name}.outline.txt"), &outline);
    }
}

#[test]
fn handles_mode_is_as_recorded() {
    for (name, storage) in corpus() {
        let document = Document::parse(&storage).unwrap();
        let rendered = document.markdown(&ReadOptions::new().handles(true).comments(true));
        check(&format!("{name}.handles.md"), &rendered.text);
    }
}
