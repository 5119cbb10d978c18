//! Blocks within the marks of a line: each is a block, and the mark is counted.

use confluence_client::content::{Document, Edit, ReadOptions};

const WRAPPERS: [&str; 36] = [
    "span",
    "font",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "del",
    "ins",
    "strike",
    "mark",
    "small",
    "big",
    "code",
    "sup",
    "sub",
    "q",
    "cite",
    "abbr",
    "label",
    "bdo",
    "bdi",
    "button",
    "kbd",
    "var",
    "samp",
    "tt",
    "ac:inline-comment-marker",
    "ac:adf-mark",
    "tool",
    "dfn",
    "data",
    "output",
    "ruby",
    "wbr",
];

const INSIDE: &str = "<p>first Kumquat</p><h2>Title</h2><p>second</p><ul><li>one</li><li>two</li></ul>";

#[test]
fn blocks_within_any_mark_are_blocks_and_one_word_changes_alone() {
    for name in WRAPPERS {
        let wrapped = format!("<{name} style=\"x: y\">{INSIDE}</{name}>");
        for storage in [
            wrapped.clone(),
            format!("<p>before {wrapped} behind</p>"),
            format!("<ul><li>{wrapped}</li></ul>"),
            format!("<table><tbody><tr><td>{wrapped}</td></tr></tbody></table>"),
            format!(
                "<ac:layout><ac:layout-section ac:type=\"single\"><ac:layout-cell>{wrapped}</ac:layout-cell></ac:layout-section></ac:layout>"
            ),
        ] {
            let page = Document::parse(&storage).unwrap();
            let read = page.markdown(&ReadOptions::new());
            for line in ["first Kumquat", "## Title", "second", "- one", "- two"] {
                assert!(read.text.contains(&format!("{line}\n")), "{storage}\n{}", read.text);
            }
            assert!(!read.lossy.is_empty(), "{storage}");
            assert_eq!(page.outline().headings.len(), 1, "{storage}");
            let edited = page.edit(&[Edit::page_markdown(read.text.replace("Kumquat", "Quince"))]).unwrap();
            assert_eq!(edited.storage, storage.replace("Kumquat", "Quince"));
            let unedited = page.edit(&[Edit::page_markdown(read.text.as_str())]).unwrap();
            assert_eq!(unedited.storage, storage);
        }
    }
}

#[test]
fn bodies_of_macros_within_marks_are_shown_and_searched() {
    let rich = "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>look Kumquat</p></ac:rich-text-body></ac:structured-macro>";
    let plain = "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[let Kumquat;]]></ac:plain-text-body></ac:structured-macro>";
    for body in [rich, plain] {
        for storage in [
            format!("<p><span style=\"color: red;\">{body}</span></p>"),
            format!("<p><strong>Example: {body}</strong></p>"),
            format!("<h2><em>Example: {body}</em></h2>"),
        ] {
            let page = Document::parse(&storage).unwrap();
            let read = page.markdown(&ReadOptions::new());
            assert!(
                read.text.contains("Kumquat") && !read.text.contains(":code") && !read.text.contains(":info")
            );
            assert!(!read.lossy.is_empty(), "{storage}");
            let edited = page.edit(&[Edit::replace_text("Kumquat", "Quince")]).unwrap();
            assert_eq!(edited.storage, storage.replace("Kumquat", "Quince"));
        }
    }
}

#[test]
fn tasks_within_a_mark_show_no_ids() {
    let page = "<p><span>x<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>Kumquat</ac:task-body></ac:task></ac:task-list></span></p>";
    let text = Document::parse(page).unwrap().markdown(&ReadOptions::new()).text;
    assert_eq!(text, "x\n\n- [x] Kumquat\n");
}

#[test]
fn what_ends_within_a_line_nevertheless_is_counted() {
    let page = "<p><a href=\"https://e.com\">see <ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro></a></p>";
    let read = Document::parse(page).unwrap().markdown(&ReadOptions::new());
    assert!(read.lossy.iter().any(|hidden| hidden.construct == "bodies of macros in a line"), "{read:?}");
}
