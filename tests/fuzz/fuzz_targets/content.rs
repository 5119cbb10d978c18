//! Any text as storage format, as Markdown, as rendered HTML, and as an edit of itself.
#![no_main]

use confluence_client::content::{
    AllowLoss, Document, Edit, ReadOptions, ThreeWay, WriteOptions, three_way_merge, to_storage, view_markdown,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = view_markdown(text);
    if let Ok(converted) = to_storage(text, &WriteOptions::new()) {
        assert!(Document::parse(&converted.storage).is_ok());
    }
    let Ok(document) = Document::parse(text) else { return };
    assert_eq!(document.storage(), text);
    for options in [ReadOptions::new(), ReadOptions::new().handles(true).comments(true)] {
        let markdown = document.markdown(&options).text;
        let unedited =
            document.edit(&[Edit::page_markdown(markdown.as_str())]).expect("what was shown can be read");
        assert_eq!(unedited.into_storage(&AllowLoss::none()).expect("nothing is lost"), text);
        // An edit that is made is one that can be stored.
        if let Ok(edited) = document.edit(&[Edit::page_markdown(format!("{markdown}\n\nMore."))]) {
            assert!(Document::parse(&edited.storage).is_ok());
        }
    }
    let _ = document.edit(&[Edit::replace_text("a", "b").all_occurrences()]);
    let theirs = format!("{text}<p>More.</p>");
    assert_eq!(three_way_merge(text, text, &theirs), Ok(ThreeWay::Merged(theirs)));
});
