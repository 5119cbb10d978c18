//! The parameters of macros: what they show, and what an edit of one leaves.

use confluence_client::content::{Document, Edit, ReadOptions};

use super::{edited, to_storage};

#[test]
fn a_parameter_that_names_a_file_or_a_page_goes_on_naming_one() {
    let source = "<ac:structured-macro ac:name=\"view-file\"><ac:parameter ac:name=\"name\"><ri:attachment ri:filename=\"a b.docx\" /></ac:parameter></ac:structured-macro>";
    let document = Document::parse(source).unwrap();
    let shown = document.markdown(&ReadOptions::new()).text;
    assert_eq!(shown, "::view-file{#b1 name=\"attachment:a b.docx\"}\n");
    let set = Edit::macro_parameter("#b1".parse().unwrap(), "name", Some("attachment:c.docx".to_owned()));
    assert_eq!(edited(&document, &[set]), source.replace("a b.docx", "c.docx"));
    let replaced = document.edit(&[Edit::page_markdown(shown.replace("a b", "c"))]).unwrap();
    assert_eq!(replaced.storage, source.replace("a b.docx", "c.docx"));
    let made = to_storage("::view-file{name=\"attachment:a b.docx\"}").unwrap();
    assert!(made.contains("<ri:attachment ri:filename=\"a b.docx\" />"), "{made}");
    let odd =
        source.replace("view-file", "odd name").replace("<ri:attachment ri:filename=\"a b.docx\" />", "x");
    let document = Document::parse(&odd).unwrap();
    let shown = document.markdown(&ReadOptions::new()).text;
    assert_eq!(shown, "::macro{#b1 name=\"odd name\" name=x}\n");
    let after = edited(&document, &[Edit::page_markdown(shown.replace("name=x", "name=y k=z"))]);
    assert_eq!(
        after,
        odd.replace(">x<", ">y<")
            .replace("</ac:structured", "<ac:parameter ac:name=\"k\">z</ac:parameter></ac:structured")
    );
    let coded = "<p><ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">x</ac:parameter><ac:parameter ac:name=\"colour\">#a1b2c3</ac:parameter></ac:structured-macro></p>";
    let shown = Document::parse(coded).unwrap().markdown(&ReadOptions::new()).text;
    assert_eq!(shown, ":status[x]{colour=\"#a1b2c3\"}\n");
    assert!(to_storage(&shown).unwrap().contains("<ac:parameter ac:name=\"colour\">#a1b2c3</ac:parameter>"));
}
