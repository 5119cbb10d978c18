//! Edits on the corpus: what they change, what they say, what they refuse.

use confluence_client::content::{
    AllowLoss, ContentErrorKind, Document, Edit, Line, LossKind, ReadOptions, TableEdit,
};

use super::edited;
use super::golden::corpus;

fn page(name: &str) -> Document {
    let (_, storage) = corpus().into_iter().find(|(known, _)| known == name).unwrap();
    Document::parse(&storage).unwrap()
}

/// What one string has in place of a part of the other.
fn change(before: &str, after: &str) -> (String, String) {
    let prefix = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let rest = before.len().min(after.len()) - prefix;
    let suffix = before.bytes().rev().zip(after.bytes().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let part =
        |text: &str| String::from_utf8_lossy(&text.as_bytes()[prefix..text.len() - suffix]).into_owned();
    (part(before), part(after))
}

fn rewritten(name: &str, from: &str, to: &str) -> (String, String) {
    let document = page(name);
    let markdown = document.markdown(&ReadOptions::new()).text;
    assert_eq!(markdown.matches(from).count(), 1, "{from} in\n{markdown}");
    let after = edited(&document, &[Edit::page_markdown(markdown.replace(from, to))]);
    change(document.storage(), &after)
}

#[test]
fn a_changed_word_changes_its_bytes_only() {
    assert_eq!(rewritten("cloud", "Mind the gap.", "Mind the step."), ("ga".to_owned(), "ste".to_owned()));
    assert_eq!(
        rewritten("cloud", "a commented text.", "a well commented text!"),
        (
            "commented text</ac:inline-comment-marker>.".to_owned(),
            "well commented text</ac:inline-comment-marker>!".to_owned()
        )
    );
    assert_eq!(rewritten("cloud", "- two", "- 2"), ("two".to_owned(), "2".to_owned()));
    assert_eq!(
        rewritten("cloud", "| one<br>two |", "| one<br>three |"),
        ("wo".to_owned(), "hree".to_owned())
    );
    assert_eq!(rewritten("datacenter", "Team A", "Team B"), ("A".to_owned(), "B".to_owned()));
    assert_eq!(rewritten("cloud", "vec![];", "vec![1];"), ("".to_owned(), "1".to_owned()));
    assert_eq!(rewritten("cloud", "maxLevel=3", "maxLevel=2"), ("3".to_owned(), "2".to_owned()));
    assert_eq!(
        rewritten("cloud", "<summary>More & details", "<summary>More"),
        (" &amp; details".to_owned(), "".to_owned())
    );
    assert_eq!(rewritten("cloud", "* [ ] Write", "* [x] Write"), ("in".to_owned(), "".to_owned()));
    assert_eq!(rewritten("cloud", "> [!NOTE]", "> [!CAUTION]"), ("info".to_owned(), "warning".to_owned()));
    assert_eq!(
        rewritten("cloud", "## Links", "### Links"),
        ("2>Links</h2".to_owned(), "3>Links</h3".to_owned())
    );
}

#[test]
fn new_and_deleted_blocks_leave_the_others_alone() {
    let (removed, added) = rewritten("cloud", "## Links\n", "A new paragraph with **bold**.\n\n## Links\n");
    assert_eq!(
        (removed.as_str(), added.as_str()),
        ("", "p>A new paragraph with <strong>bold</strong>.</p><")
    );
    let (removed, added) = rewritten("cloud", "- two", "- two\n> - three");
    assert_eq!((removed.as_str(), added.as_str()), ("", "li><p>three</p></li><"));
    let (removed, added) = rewritten("datacenter", "* another list", "* another list\n\n  more of it");
    assert_eq!((removed.as_str(), added.as_str()), ("", "p>more of it</p><"));
    let (removed, _) = rewritten("cloud", "> Quoted.\n\n", "");
    assert_eq!(removed, "blockquote><p>Quoted.</p></blockquote><");
}

#[test]
fn moved_placeholders_take_their_bytes_along() {
    let document = page("cloud");
    let markdown = document.markdown(&ReadOptions::new()).text;
    let line = "::toc{#b6 maxLevel=3}\n\n";
    let moved = format!("{line}{}", markdown.replace(line, ""));
    let after = edited(&document, &[Edit::page_markdown(moved)]);
    assert!(
        after.starts_with(r#"<ac:structured-macro ac:name="toc" ac:schema-version="1" ac:macro-id="t-1">"#)
    );
    assert_eq!(after.len(), document.storage().len());
}

#[test]
fn comments_and_colours_follow_their_text_through_a_rewrite() {
    let document = page("cloud");
    let markdown = document.markdown(&ReadOptions::new()).text;
    let from = "Some **bold**, *italic*, `code & more`, ~~gone~~, <u>under</u>, H<sub>2</sub>O, red and a commented text.";
    let after = edited(
        &document,
        &[Edit::page_markdown(
            markdown.replace(from, "Entirely new, yet with *a commented text* and red things."),
        )],
    );
    assert!(
        after.contains(
            "<em><ac:inline-comment-marker ac:ref=\"8c7a-1\">a commented text</ac:inline-comment-marker></em>"
        ),
        "{after}"
    );
    assert!(after.contains("and <span style=\"color: rgb(255,0,0);\">red</span> things"));
    assert!(after.contains("<p local-id=\"p-2\" style=\"text-align: center;\">Entirely"));
}

#[test]
fn a_lost_comment_is_reported_before_the_write() {
    let document = page("cloud");
    let edit = Edit::replace_text("a commented text", "nothing of the kind");
    let result = document.edit(&[Edit::replace_block("#b4".parse().unwrap(), "All new.")]).unwrap();
    assert_eq!(result.losses.len(), 1);
    assert_eq!(result.losses[0].kind, LossKind::Comment);
    let error = result.clone().into_storage(&AllowLoss::none()).unwrap_err();
    assert_eq!(error.kind(), ContentErrorKind::Loss);
    assert!(error.to_string().contains("a commented text"), "{error}");
    assert!(result.into_storage(&AllowLoss::kinds([LossKind::Comment])).is_ok());
    assert!(
        edited(&document, &[edit])
            .contains("ac:ref=\"8c7a-1\">nothing of the kind</ac:inline-comment-marker>")
    );
    // Where its words became others, the answer says which.
    let result = document.edit(&[Edit::replace_text("a commented text", "nothing of the kind")]).unwrap();
    let notes: Vec<String> = result.notes.iter().map(ToString::to_string).collect();
    assert_eq!(notes, ["the comment on \"a commented text\" is on \"nothing of the kind\" now"]);
    assert!(document.edit(&[Edit::replace_text("gone", "went")]).unwrap().notes.is_empty());
}

#[test]
fn dropping_a_macro_from_the_markdown_is_refused_and_deleting_it_is_not() {
    let document = page("cloud");
    let markdown = document.markdown(&ReadOptions::new()).text;
    let line = "::toc{#b6 maxLevel=3}\n\n";
    let result = document.edit(&[Edit::page_markdown(markdown.replace(line, ""))]).unwrap();
    let error = result.into_storage(&AllowLoss::none()).unwrap_err();
    assert!(error.to_string().contains("the macro `toc` (#b6)"), "{error}");
    let after = edited(&document, &[Edit::delete_block("#b6".parse().unwrap())]);
    assert!(!after.contains("\"toc\""));
}

#[test]
fn texts_are_found_across_marks_and_refused_when_ambiguous() {
    let document = page("cloud");
    let after = edited(&document, &[Edit::replace_text("Some bold, italic", "Some bold or italic")]);
    assert!(after.contains("Some <strong>bold</strong> or <em>italic</em>"), "{after}");
    let error = document.edit(&[Edit::replace_text("one", "1")]).unwrap_err();
    assert_eq!(error.kind(), ContentErrorKind::Ambiguous);
    assert!(error.to_string().contains("#b"), "{error}");
    let error = document.edit(&[Edit::replace_text("not there", "1")]).unwrap_err();
    assert_eq!(error.kind(), ContentErrorKind::NotFound);
    let plain = edited(&document, &[Edit::replace_text("**bold**", "strong")]);
    assert!(plain.contains("Some strong, <em>italic</em>"), "{plain}");
}

#[test]
fn sections_are_replaced_in_their_container() {
    let document = page("datacenter");
    let after = edited(
        &document,
        &[Edit::replace_section(
            "Runbook",
            "## Runbook of the day\n\nFirst\\\nsecond line with\u{a0}hard space \\<tag> \\*stars\\* and snake_case_name.\n\n::children{#b7 depth=2}\n\n:::excerpt{#b8 hidden=true}\n\nA summary of [@8a7f808a5e3c1a2b015e3c1a2b3c0001](user:8a7f808a5e3c1a2b015e3c1a2b3c0001).\n\n:::\n\n::excerpt-include{#b10 default=\"page:OPS/Other page\" nopanel=true}\n",
        )],
    );
    let (removed, added) = change(document.storage(), &after);
    assert_eq!((removed.as_str(), added.as_str()), ("1>Runbook</h1", "2>Runbook of the day</h2"));
    let error = document.edit(&[Edit::replace_section("Rumbook", "x")]).unwrap_err();
    assert!(error.to_string().contains("the headings are: Runbook"), "{error}");
}

#[test]
fn tables_are_edited_by_place() {
    let document = page("cloud");
    let table = "#b38".parse().unwrap();
    let set =
        TableEdit::SetCell { row: "a | b".into(), column: "Value".into(), markdown: "**new**".to_owned() };
    assert!(edited(&document, &[Edit::table(table, set)]).contains("<td><p><strong>new</strong></p></td>"));
    let insert = TableEdit::InsertRow { after: Some(1.into()), cells: vec!["c".to_owned()] };
    assert!(
        edited(&document, &[Edit::table(table, insert)])
            .contains("</th></tr><tr><td><p>c</p></td><td><p /></td></tr><tr><td><p>a | b")
    );
    let column = TableEdit::InsertColumn {
        after: Some("Name".into()),
        cells: vec!["Unit".to_owned(), "kg".to_owned()],
    };
    let after = edited(&document, &[Edit::table(table, column)]);
    assert!(after.contains("<th><p>Name</p></th><th><p>Unit</p></th><th><p>Value</p></th>"), "{after}");
    assert!(after.contains("<td><p>a | b</p></td><td><p>kg</p></td>"));
    let delete = TableEdit::DeleteColumn { column: 1.into() };
    assert!(!edited(&document, &[Edit::table(table, delete)]).contains("a | b"));
    let merged = "#b55".parse().unwrap();
    let error = document.edit(&[Edit::table(merged, TableEdit::DeleteRow { row: 2.into() })]).unwrap_err();
    assert!(error.to_string().contains("merged cells"), "{error}");
}

#[test]
fn a_row_and_a_column_go_to_the_end_of_a_table() {
    let table = "<table><tbody><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></tbody></table>";
    let document = Document::parse(table).unwrap();
    let row = TableEdit::InsertRow { after: Some(Line::Last), cells: vec!["3".to_owned()] };
    let after = edited(&document, &[Edit::table("#b1".parse().unwrap(), row)]);
    assert!(
        after.ends_with("<td>2</td></tr><tr><td><p>3</p></td><td><p /></td></tr></tbody></table>"),
        "{after}"
    );
    let column =
        TableEdit::InsertColumn { after: Some(Line::Last), cells: vec!["C".to_owned(), "x".to_owned()] };
    let after = edited(&document, &[Edit::table("#b1".parse().unwrap(), column)]);
    assert!(
        after.contains("<th>B</th><th><p>C</p></th></tr>") && after.contains("<td>2</td><td><p>x</p></td>"),
        "{after}"
    );
}

#[test]
fn a_section_grows_at_its_end() {
    let document = Document::parse("<h1>A</h1><h2>B</h2><p>b</p><h2>C</h2><p>c</p><h1>D</h1>").unwrap();
    for (heading, after) in [
        ("B", "<h1>A</h1><h2>B</h2><p>b</p><p>new</p><h2>C</h2><p>c</p><h1>D</h1>"),
        ("## C", "<h1>A</h1><h2>B</h2><p>b</p><h2>C</h2><p>c</p><p>new</p><h1>D</h1>"),
        ("A", "<h1>A</h1><h2>B</h2><p>b</p><h2>C</h2><p>c</p><p>new</p><h1>D</h1>"),
        ("#b6", "<h1>A</h1><h2>B</h2><p>b</p><h2>C</h2><p>c</p><h1>D</h1><p>new</p>"),
    ] {
        assert_eq!(edited(&document, &[Edit::append_to_section(heading, "new")]), after, "{heading}");
    }
    let error = document.edit(&[Edit::append_to_section("E", "new")]).unwrap_err();
    assert!(error.to_string().contains("the headings are"), "{error}");
}

#[test]
fn both_ends_of_a_page_in_a_layout_are_in_its_cells() {
    let source = "<ac:layout><ac:layout-section ac:type=\"single\"><ac:layout-cell><p>a</p></ac:layout-cell></ac:layout-section></ac:layout>";
    let document = Document::parse(source).unwrap();
    let after = edited(&document, &[Edit::append("z"), Edit::prepend("# Top")]);
    assert!(after.contains("<ac:layout-cell><h1>Top</h1><p>a</p><p>z</p></ac:layout-cell>"), "{after}");
}

#[test]
fn edits_that_collide_are_refused() {
    let document = page("cloud");
    let edits = [Edit::delete_block("#b4".parse().unwrap()), Edit::replace_text("a commented", "x")];
    assert_eq!(document.edit(&edits).unwrap_err().kind(), ContentErrorKind::InvalidEdit);
}

#[test]
fn imitated_placeholders_splice_nothing() {
    let document = page("datacenter");
    let markdown = document.markdown(&ReadOptions::new()).text;
    assert!(!markdown.contains("\n::toc{#b3}"));
    let error = document
        .edit(&[Edit::page_markdown(markdown.replace("1\\. not", "::jira{#b7}\n\n1\\. not"))])
        .unwrap_err();
    assert_eq!(error.kind(), ContentErrorKind::UnknownHandle);
    assert!(error.to_string().contains("#b7 is `children`, not `jira`"), "{error}");
}

#[test]
fn what_is_like_a_deleted_thing_and_stands_beside_it_is_not_lost() {
    let section =
        "<ac:layout-section ac:type=\"single\"><ac:layout-cell><p>a</p></ac:layout-cell></ac:layout-section>";
    let document = Document::parse(&format!("<ac:layout>{section}{section}</ac:layout>")).unwrap();
    let after = edited(&document, &[Edit::delete_block("#b2".parse().unwrap())]);
    assert_eq!(after, format!("<ac:layout>{section}</ac:layout>"));
}

#[test]
fn a_macro_without_parameters_at_the_end_of_a_line_stays_a_macro() {
    let source = "<p>See <ac:structured-macro ac:name=\"jira\" ac:macro-id=\"j\" /></p><p>x</p>";
    let document = Document::parse(source).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    assert_eq!(markdown, "See :jira{#b2}\n\nx\n");
    let after = edited(&document, &[Edit::page_markdown(markdown.replace("See", "Look at"))]);
    assert_eq!(after, source.replace("See", "Look at"));
}

#[test]
fn what_can_only_be_read_is_named_and_refuses_to_be_changed() {
    let app = "<ac:adf-extension><ac:adf-node type=\"extension\"><ac:adf-attribute key=\"extension-key\">a/b</ac:adf-attribute><ac:adf-attribute key=\"text\">Mermaid diagram</ac:adf-attribute></ac:adf-node></ac:adf-extension>";
    let inline = "<p>a <ac:adf-extension><ac:adf-node type=\"inline-extension\"><ac:adf-attribute key=\"text\">Rate</ac:adf-attribute></ac:adf-node></ac:adf-extension> b</p>";
    let document = Document::parse(&format!("{app}{inline}")).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    assert_eq!(
        markdown,
        "::adf-extension{#b1 type=extension text=\"Mermaid diagram\"}\n\na :adf-extension{#b3 type=inline-extension text=Rate} b\n"
    );
    for (from, to) in [("Mermaid", "Other"), ("text=Rate", "text=Other")] {
        let error = document.edit(&[Edit::page_markdown(markdown.replace(from, to))]).unwrap_err();
        assert_eq!(error.kind(), ContentErrorKind::Inexpressible);
        assert!(error.to_string().contains("can be read and not changed"), "{error}");
    }
    let moved = "a b\n\n::adf-extension{#b1}\n\n:adf-extension{#b3 type=inline-extension} c\n";
    let after = edited(&document, &[Edit::page_markdown(moved)]);
    assert!(after.contains(app) && after.contains(&inline[5..inline.len() - 6]), "{after}");
}

#[test]
fn an_image_keeps_its_size_when_its_caption_or_its_text_changes() {
    let source = "<ac:image ac:width=\"600\" ac:alt=\"old\"><ri:attachment ri:filename=\"a.png\" ri:version-at-save=\"2\" /><ac:adf-mark key=\"border\" /><ac:caption><p>Old <em>caption</em></p></ac:caption></ac:image>";
    let document = Document::parse(source).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    let after = edited(&document, &[Edit::page_markdown(markdown.replace("![old]", "![new]"))]);
    assert_eq!(after, source.replace("\"old\"", "\"new\""));
    let after = edited(&document, &[Edit::page_markdown(markdown.replace("Old caption", "New"))]);
    assert_eq!(after, source.replace("Old <em>caption</em>", "New"));
    let after = edited(&document, &[Edit::page_markdown(markdown.replace(" \"Old caption\"", ""))]);
    assert_eq!(after, source.replace("<ac:caption><p>Old <em>caption</em></p></ac:caption>", ""));
}

#[test]
fn a_comment_on_nothing_is_lost_and_one_that_keeps_an_anchor_is_not() {
    let mark =
        |text: &str| format!("<ac:inline-comment-marker ac:ref=\"r-1\">{text}</ac:inline-comment-marker>");
    let document = Document::parse(&format!("<p>Say {} now.</p>", mark("this"))).unwrap();
    for emptied in [Edit::replace_text("this", ""), Edit::page_markdown("Say  now.\n")] {
        let error = document.edit(&[emptied]).unwrap().into_storage(&AllowLoss::none()).unwrap_err();
        assert!(error.to_string().contains("the anchor of the comment on \"this\""), "{error}");
    }
    let twice = format!("<p>{}<strong>{}</strong></p>", mark("one"), mark("two"));
    let document = Document::parse(&twice).unwrap();
    let after = edited(&document, &[Edit::page_markdown("one more\n")]);
    assert_eq!(after, format!("<p>{} more</p>", mark("one")));
}

#[test]
fn a_comment_on_nothing_that_a_reader_sees_is_lost_only_with_its_anchor() {
    let anchored = r#"<p>a</p><p><ac:inline-comment-marker ac:ref="r"><br/></ac:inline-comment-marker></p>"#;
    let document = Document::parse(anchored).unwrap();
    let losses = |edit| document.edit(&[edit]).unwrap().losses;
    assert!(losses(Edit::page_storage(anchored.replace("<p>a</p>", "<p>b</p>"))).is_empty());
    let lost = losses(Edit::page_storage("<p>a</p>"));
    assert_eq!((lost.len(), lost[0].kind), (1, LossKind::Comment));

    let macro_alone = r#"<p>a</p><blockquote><p><ac:inline-comment-marker ac:ref="r"><ac:structured-macro ac:name="jira"><ac:parameter ac:name="key">A-1</ac:parameter></ac:structured-macro></ac:inline-comment-marker></p></blockquote>"#;
    let document = Document::parse(macro_alone).unwrap();
    let markdown = document.markdown(&ReadOptions::new().handles(true)).text;
    let (_, handle) = markdown.split_once(":jira{").unwrap();
    let handle = handle.split(' ').next().unwrap().parse().unwrap();
    let edited = document.edit(&[Edit::delete_block(handle)]).unwrap();
    assert!(edited.losses.is_empty(), "what was commented on was deleted on purpose: {:?}", edited.losses);
    assert!(!edited.storage.contains("jira"));
}

#[test]
fn text_of_labels_titles_captions_and_both_copies_of_an_extension_is_replaced() {
    let status = "<p>Now: <ac:structured-macro ac:name=\"status\" ac:macro-id=\"s\"><ac:parameter ac:name=\"title\">At risk</ac:parameter></ac:structured-macro></p>";
    let expand = "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">Steps</ac:parameter><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>";
    let image =
        "<ac:image><ri:attachment ri:filename=\"a.png\" /><ac:caption><p>Traffic</p></ac:caption></ac:image>";
    let panel = "<ac:adf-extension><ac:adf-node type=\"panel\"><ac:adf-content><p>One <em>source</em></p></ac:adf-content></ac:adf-node><ac:adf-fallback><div class=\"panel\"><p>One <em>source</em></p></div></ac:adf-fallback></ac:adf-extension>";
    let source = [status, expand, image, panel].concat();
    let document = Document::parse(&source).unwrap();
    for (from, to) in [("At risk", "On track"), ("Steps", "Way"), ("Traffic", "Load"), ("source", "truth")] {
        let after = edited(&document, &[Edit::replace_text(from, to)]);
        assert_eq!(after, source.replace(from, to));
    }
    let other = source.replace("</p></div>", "</p><p>One</p></div>");
    let error = Document::parse(&other).unwrap().edit(&[Edit::replace_text("One", "1")]).unwrap_err();
    assert!(error.to_string().contains("the extension #b"), "{error}");
    let part = document.outline().blocks;
    let error = document.edit(&[Edit::replace_block(format!("#b{part}").parse().unwrap(), "x")]).unwrap_err();
    assert!(error.to_string().contains("part of the extension"), "{error}");
}
