//! The anchors of inline comments follow what they are on.

use confluence_client::content::{Document, Edit, Edited, ReadOptions};

fn marked(reference: &str, what: &str) -> String {
    format!("<ac:inline-comment-marker ac:ref=\"{reference}\">{what}</ac:inline-comment-marker>")
}

fn changed(storage: &str, change: impl Fn(&str) -> String) -> Edited {
    let document = Document::parse(storage).unwrap();
    let shown = document.markdown(&ReadOptions::new()).text;
    let changed = change(&shown);
    assert_ne!(shown, changed);
    document.edit(&[Edit::page_markdown(changed)]).unwrap()
}

#[test]
fn anchors_around_what_is_no_text_stay_there() {
    let page = marked("r1", "<ac:link><ri:page ri:content-title=\"P\" /></ac:link>");
    let status = |title: &str| {
        marked(
            "r2",
            &format!(
                "<ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">{title}</ac:parameter></ac:structured-macro>"
            ),
        )
    };
    let ada = marked("r3", "<ac:link><ri:user ri:account-id=\"u1\" /></ac:link>");
    let image = marked("r4", "<ac:image><ri:attachment ri:filename=\"a.png\" /></ac:image>");
    let line =
        |see: &str, title: &str| format!("<p>{see} {page} and {} and {ada} and {image}</p>", status(title));
    for (from, to, after) in [
        ("See", "Look at", line("Look at", "OK")),
        ("See", "**See**", line("<strong>See</strong>", "OK")),
        (":status[OK]", ":status[DONE]", line("See", "DONE")),
    ] {
        let edited = changed(&line("See", "OK"), |shown| shown.replace(from, to));
        assert_eq!(edited.storage, after, "{from}");
        assert!(edited.losses.is_empty(), "{:?}", edited.losses);
    }
    // The words around a mention keep the anchor of both when the mention goes.
    let both = marked("r", "ask <ac:link><ri:user ri:account-id=\"u1\" /></ac:link> soon");
    let edited = changed(&format!("<p>x {both}</p>"), |shown| shown.replace("x", "**x**"));
    assert_eq!(edited.storage, format!("<p><strong>x</strong> {both}</p>"));
}

#[test]
fn anchors_go_along_with_words_that_move_to_another_block() {
    let storage = format!("<p>{} rest.</p><p>Other.</p>", marked("r", "Important words here"));
    for (markdown, after) in [
        (
            "- Important words here\n- rest.\n\nOther.",
            format!(
                "<ul><li><p>{}</p></li><li><p>rest.</p></li></ul><p>Other.</p>",
                marked("r", "Important words here")
            ),
        ),
        (
            "rest.\n\nImportant words here\n\nOther.",
            format!("<p>{}</p><p>Other.</p>", marked("r", "Important words here")),
        ),
    ] {
        let edited = changed(&storage, |_| markdown.to_owned());
        assert!(edited.losses.is_empty(), "{:?}", edited.losses);
        assert!(edited.storage.ends_with(&after), "{}", edited.storage);
    }
    // Words that stand there twice are no hint, and storage format is taken as it is.
    let twice =
        changed(&storage, |_| "1. Important words here\n2. Important words here\n\nOther.".to_owned());
    assert_eq!(twice.losses.len(), 1, "{twice:?}");
    let document = Document::parse(&storage).unwrap();
    let plain =
        document.edit(&[Edit::page_storage("<p>Important words here rest.</p><p>Other.</p>")]).unwrap();
    assert_eq!(plain.losses.len(), 1, "{plain:?}");
}

#[test]
fn a_line_that_begins_with_a_mention_changes_by_words() {
    let task = |words: &str| {
        format!(
            "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>\
         <span class=\"placeholder-inline-tasks\"><ac:link><ri:user ri:account-id=\"u1\" /></ac:link> {}</span></ac:task-body></ac:task></ac:task-list>",
            marked("r", words)
        )
    };
    let edited = changed(&task("soon"), |shown| shown.replace("soon", "later"));
    assert_eq!(edited.storage, task("later"));
    let notes: Vec<String> = edited.notes.iter().map(ToString::to_string).collect();
    assert_eq!(notes, ["the comment on \"soon\" is on \"later\" now"]);
}

#[test]
fn the_parts_of_one_passage_are_told_as_they_are_read() {
    let storage = format!("<p>A {}{} B</p>", marked("r", "one <strong>two</strong>"), marked("r", " three"));
    let document = Document::parse(&storage).unwrap();
    let edited = document.edit(&[Edit::replace_text("three", "3")]).unwrap();
    assert_eq!(edited.notes[0].message, "the comment on \"one two three\" is on \"one two 3\" now");
    let apart = format!("<p>a {}</p><p>{} b</p>", marked("r", "end"), marked("r", "start"));
    let edited = Document::parse(&apart).unwrap().edit(&[Edit::replace_text("start", "go")]).unwrap();
    assert_eq!(edited.notes[0].message, "the comment on \"end start\" is on \"end go\" now");
}
