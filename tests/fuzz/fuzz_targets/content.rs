//! Any text as storage format, as Markdown, as rendered HTML, and as an edit of itself.
#![no_main]

use confluence_client::content::{AllowLoss, Document, Edit, ReadOptions, to_storage, view_markdown};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = view_markdown(text);
    if let Ok(storage) = to_storage(text) {
        assert!(Document::parse(&storage).is_ok());
    }
    let Ok(document) = Document::parse(text) else { return };
    assert_eq!(document.storage(), text);
    let markdown = document.markdown(&ReadOptions::new()).text;
    let unedited =
        document.edit(&[Edit::page_markdown(markdown.as_str())]).expect("what was shown can be read");
    assert_eq!(unedited.into_storage(&AllowLoss::none()).expect("nothing is lost"), text);
    let _ = document.edit(&[Edit::page_markdown(format!("{markdown}\n\nMore."))]);
});
