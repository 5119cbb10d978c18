//! Everyday edits of a page's Markdown: its storage is the old one with that change, to the byte.

use confluence_client::content::{AllowLoss, Document, Edit, LossKind, ReadOptions};

fn shown(storage: &str) -> String {
    Document::parse(storage).unwrap().markdown(&ReadOptions::new()).text
}

/// A page whose Markdown was changed at one place, and its losses.
fn changed(storage: &str, from: &str, to: &str) -> (String, Vec<String>) {
    let markdown = shown(storage);
    assert!(markdown.contains(from), "{from}: {markdown}");
    let edit = Edit::page_markdown(markdown.replacen(from, to, 1));
    let edited = Document::parse(storage).unwrap().edit(&[edit]).unwrap();
    (edited.storage, edited.losses.into_iter().map(|loss| loss.what).collect())
}

/// The change in Markdown, and the one that it is in storage.
fn exact(storage: &str, (from, to): (&str, &str), (before, after): (&str, &str)) {
    let expected = storage.replacen(before, after, 1);
    assert_ne!(expected, storage, "{before}");
    assert_eq!(changed(storage, from, to), (expected, Vec::new()), "{storage}");
}

#[test]
fn words_of_code_captions_and_hints_change_alone() {
    let line = "<p>run <tt>make x</tt> or <s>old</s> <b>now</b></p>";
    exact(line, ("make x", "make y"), ("make x", "make y"));
    exact(line, ("or", "and"), ("or", "and"));
    let picture = "<ac:image ac:width=\"40\"><ri:attachment ri:filename=\"a.png\" /><ac:caption><p>Figure <strong>one</strong> here</p></ac:caption></ac:image>";
    exact(picture, ("Figure", "Picture"), ("Figure", "Picture"));
    let hint = "<p>By <ac:placeholder ac:type=\"mention\">who owns it</ac:placeholder> and <ac:placeholder>when</ac:placeholder></p>";
    exact(hint, ("owns", "has"), ("owns", "has"));
    exact(hint, ("when", "where"), ("when", "where"));
    let raw = "<pre>kept  as is</pre><p>x</p>";
    let document = Document::parse(raw).unwrap();
    let markdown = document.markdown(&ReadOptions::new().handles(true)).text.replace("as is", "as it is");
    let edited = document.edit(&[Edit::page_markdown(markdown)]).unwrap().storage;
    assert_eq!(edited, raw.replace("as is", "as it is"));
}

#[test]
fn the_size_of_an_image_is_changed_where_the_image_is_not() {
    let block = "<p>x</p><ac:image ac:align=\"center\" ac:width=\"400\" ac:custom-width=\"true\"><ri:attachment ri:filename=\"a.png\" /></ac:image>";
    exact(block, ("a.png)", "a.png){width=300}"), ("\"400\"", "\"300\""));
    let inline = "<p>an <ac:image ac:height=\"24\" ac:border=\"true\"><ri:url ri:value=\"https://e.com/i.png\" /></ac:image> icon</p>";
    exact(inline, ("i.png)", "i.png){height=20}"), ("\"24\"", "\"20\""));
}

#[test]
fn an_alert_becomes_another_and_no_other_macro_does() {
    let alert = "<ac:structured-macro ac:name=\"warning\" ac:macro-id=\"w\"><ac:parameter ac:name=\"title\">Hot</ac:parameter><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>";
    exact(alert, (":::warning", ":::info"), ("\"warning\"", "\"info\""));
    let markdown = shown(alert).replace(":::warning", ":::panel");
    let refused = Document::parse(alert).unwrap().edit(&[Edit::page_markdown(markdown)]).unwrap_err();
    assert!(refused.to_string().contains("#b1 is `warning`, not `panel`"), "{refused}");
}

#[test]
fn a_link_that_leads_elsewhere_is_no_loss_and_one_that_went_is() {
    let link = |title: &str| {
        format!(
            "<ac:link><ri:page ri:content-title=\"{title}\" /><ac:plain-text-link-body><![CDATA[here]]></ac:plain-text-link-body></ac:link>"
        )
    };
    let page = format!("<p>see {} or {} end</p>", link("A"), link("B"));
    exact(&page, ("page:A", "page:C"), ("\"A\"", "\"C\""));
    assert_eq!(changed(&page, "[here](page:A) or ", "").1, ["the link to page:A"]);
    exact(&page, ("page:A", "page:B"), ("\"A\"", "\"B\""));
}

#[test]
fn a_mark_within_a_hidden_element_stays_in_it() {
    for (open, close) in [
        ("<span style=\"color: red;\">", "</span>"),
        ("<ac:inline-comment-marker ac:ref=\"r\">", "</ac:inline-comment-marker>"),
    ] {
        let page = format!("<p>a {open}one two three{close} b</p>");
        for word in ["one", "two", "three"] {
            let bold = (format!("**{word}**"), format!("<strong>{word}</strong>"));
            exact(&page, (word, &bold.0), (word, &bold.1));
        }
    }
}

#[test]
fn a_list_that_lost_its_first_item_is_not_numbered_anew() {
    let list = "<ol start=\"5\"><li>five</li><li>six</li><li>seven</li></ol>";
    exact(list, ("5. five\n", ""), ("<li>five</li>", ""));
    exact(list, ("5. five\n6. six\n", ""), ("<li>five</li><li>six</li>", ""));
    exact(list, ("5. five\n6. six\n7. seven", "8. five\n9. six\n10. seven"), ("\"5\"", "\"8\""));
    exact(
        "<ol><li>a</li><li>b</li></ol>",
        ("1. a\n2. b", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "<ul><li>a</li><li>b</li></ul>"),
    );
}

fn task(id: u8, text: &str) -> String {
    format!(
        "<ac:task><ac:task-id>{id}</ac:task-id><ac:task-uuid>u{id}</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body>{text}</ac:task-body></ac:task>"
    )
}

#[test]
fn a_task_that_becomes_an_item_leaves_the_others_what_they_are() {
    let coloured = "b <span style=\"color: red;\">red</span>";
    let (a, b, c) = (task(1, "a"), task(2, coloured), task(3, "c"));
    let page = format!("<ac:task-list ac:local-id=\"l\">{a}{b}{c}</ac:task-list>");
    let open = "<ac:task-list ac:local-id=\"l\">";
    let item = |text: &str| format!("<ul><li>{text}</li></ul>");
    for (from, expected) in [
        ("- [ ] a", format!("{}<ac:task-list>{b}{c}</ac:task-list>", item("a"))),
        ("- [ ] b", format!("{open}{a}</ac:task-list>{}<ac:task-list>{c}</ac:task-list>", item(coloured))),
        ("- [ ] c", format!("{open}{a}{b}</ac:task-list>{}", item("c"))),
    ] {
        let (storage, losses) = changed(&page, from, &from.replace("[ ] ", ""));
        assert_eq!((storage.as_str(), losses), (expected.as_str(), vec!["a task".to_owned()]));
        let again = shown(&storage);
        let unedited = Document::parse(&storage).unwrap().edit(&[Edit::page_markdown(again)]).unwrap();
        assert_eq!(unedited.storage, storage);
    }
    // By its handle it is the same edit.
    let by_handle = Edit::replace_block("#b4".parse().unwrap(), "- b red");
    let edited = Document::parse(&page).unwrap().edit(&[by_handle]).unwrap();
    let allowed = edited.into_storage(&AllowLoss::kinds([LossKind::Task])).unwrap();
    assert_eq!(
        allowed,
        format!("{open}{a}</ac:task-list>{}<ac:task-list>{c}</ac:task-list>", item(coloured))
    );
}

#[test]
fn an_item_that_becomes_a_task_leaves_the_others_what_they_are() {
    let (a, c) = ("<li style=\"color: red;\"><p local-id=\"a\">a</p></li>", "<li>c<ul><li>d</li></ul></li>");
    let page = format!("<ol>{a}<li><p>b</p></li>{c}</ol>");
    let task = "<ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>b</ac:task-body></ac:task></ac:task-list>";
    exact(&page, ("2. b", "2. [x] b"), ("<li><p>b</p></li>", &format!("</ol>{task}<ol start=\"3\">")));
    // Whatever is added of the other kind has a list of its own.
    let list = format!("<ul>{a}{c}</ul>");
    let added = task.replace("complete", "incomplete");
    exact(&list, ("- c", "- [ ] b\n- c"), (c, &format!("</ul>{added}<ul>{c}")));
}

#[test]
fn what_a_list_cannot_hold_is_not_inserted_into_it() {
    let page = format!("<ac:task-list>{}</ac:task-list><ul><li>x</li></ul>", task(1, "a"));
    let document = Document::parse(&page).unwrap();
    let refused = |edit: Edit| document.edit(&[edit]).unwrap_err().to_string();
    let (task, item) = ("#b2".parse().unwrap(), "#b5".parse().unwrap());
    assert!(refused(Edit::insert_after(task, "- plain")).contains("write `- [ ] task`"));
    assert!(refused(Edit::insert_after(item, "- [ ] task")).contains("a list of plain items"));
    assert!(refused(Edit::move_after(task, item)).contains("not both tasks, nor both plain items"));
}
