//! The texts of this repository, published twice: the second time changes nothing.

use std::path::{Path, PathBuf};

use confluence_client::content::{Document, Edit, WriteOptions, to_storage};

/// The files of Markdown in the repository, those aside that cargo has made.
fn files(root: &Path) -> Vec<PathBuf> {
    let (mut found, mut work) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = work.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let is_left_out = path.ends_with("target") || path.ends_with(".git") || path.is_symlink();
            match path.is_dir() {
                true if !is_left_out => work.push(path),
                false if path.extension().is_some_and(|ending| ending == "md") => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_files_of_the_repository_change_nothing_the_second_time() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut count = 0;
    for path in files(root) {
        let text = std::fs::read_to_string(&path).unwrap();
        // Pages of the fixtures show handles, which belong to a page.
        let Ok(written) = to_storage(&text, &WriteOptions::new()) else { continue };
        let storage = written.storage.replace("ac:schema-version", "ac:macro-id=\"m\" ac:schema-version");
        let edited = Document::parse(&storage).unwrap().edit(&[Edit::page_markdown(text)]).unwrap();
        assert!(edited.losses.is_empty(), "{}: {:?}", path.display(), edited.losses);
        assert!(edited.storage == storage, "{}\n{}", path.display(), edited.diff);
        count += 1;
    }
    assert!(count > 20, "{count} files");
}
