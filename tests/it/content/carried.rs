//! Blocks that go into another container, and kinds of items that change: what they are stays with them.

use confluence_client::content::{Document, Edit, ReadOptions};

use super::edited;

fn task(id: u8, text: &str) -> String {
    format!(
        "<ac:task><ac:task-id>{id}</ac:task-id><ac:task-uuid>u{id}</ac:task-uuid><ac:task-status>incomplete</ac:task-status>\
         <ac:task-body>{text}</ac:task-body></ac:task>"
    )
}

fn list(tasks: &[&str]) -> String {
    format!("<ac:task-list>{}</ac:task-list>", tasks.concat())
}

/// The page after its Markdown was changed and nothing may be lost.
fn changed(storage: &str, change: impl Fn(&str) -> String) -> String {
    let page = Document::parse(storage).unwrap();
    let shown = page.markdown(&ReadOptions::new()).text;
    edited(&page, &[Edit::page_markdown(change(&shown))])
}

#[test]
fn an_empty_task_at_the_end_is_a_task() {
    let (a, b, c) = (task(1, "one"), task(2, "two"), task(3, ""));
    let page = list(&[&a, &b, &c]);
    for end in ["", "\n", "\n\n"] {
        let after = changed(&page, |_| format!("- [ ] one\n- [ ] zwei\n- [ ]{end}"));
        assert_eq!(after, page.replace("two", "zwei"), "{end:?}");
        let block = Document::parse(&page).unwrap();
        let edit = Edit::replace_block("#b1".parse().unwrap(), format!("- [ ] one\n- [ ] zwei\n- [ ]{end}"));
        assert_eq!(edited(&block, &[edit]), page.replace("two", "zwei"));
        let new = super::storage(&format!("- [ ] one\n- [ ]{end}"));
        assert_eq!(new.matches("<ac:task>").count(), 2, "{new}");
    }
}

#[test]
fn a_definition_that_comes_later_makes_a_link() {
    let page = "<p>See [docs] here</p><p>Two</p><p>Three</p>";
    let after =
        changed(page, |shown| format!("{}\n[docs]: https://e.com\n", shown.replace("\\[docs]", "[docs]")));
    assert_eq!(after, page.replace("[docs]", "<a href=\"https://e.com\">docs</a>"));
}

#[test]
fn a_task_keeps_its_id_in_another_list() {
    let (a, b, c) = (task(1, "write"), task(2, "read"), task(3, "send"));
    let page = format!("<h2>Todo</h2>{}<h2>Done</h2>{}", list(&[&a, &b]), list(&[&c]));
    let after =
        changed(&page, |_| "## Todo\n\n- [ ] write\n\n## Done\n\n- [ ] read\n- [ ] send\n".to_owned());
    assert_eq!(after, format!("<h2>Todo</h2>{}<h2>Done</h2>{}", list(&[&a]), list(&[&b, &c])));
    let below = changed(&list(&[&a, &b, &c]), |_| "- [ ] write\n  - [ ] read\n- [ ] send\n".to_owned());
    assert!(below.contains(&b) && below.contains("<ac:task-id>1<") && below.contains(&c), "{below}");
    let out = changed(&below, |_| "- [ ] write\n- [ ] read\n- [ ] send\n".to_owned());
    for id in 1..=3 {
        assert_eq!(out.matches(&format!("<ac:task-id>{id}<")).count(), 1, "{out}");
    }
    let parted = changed(&list(&[&a, &b]), |_| "- [ ] write\n\n## Then\n\n- [ ] read\n".to_owned());
    assert_eq!(parted, format!("{}<h2>Then</h2>{}", list(&[&a]), list(&[&b])));
}

#[test]
fn a_commented_paragraph_goes_into_an_alert() {
    let paragraph = "<p local-id=\"p1\">Mind <ac:inline-comment-marker ac:ref=\"r\">the gap</ac:inline-comment-marker> here</p>";
    let page = format!("<p>One</p>{paragraph}<p>Two</p>");
    for (before, behind) in [("> [!NOTE]\n> ", ""), ("<details>\n<summary>T</summary>\n\n", "\n\n</details>")]
    {
        let after = changed(&page, |shown| {
            shown.replace("Mind the gap here", &format!("{before}Mind the gap here{behind}"))
        });
        assert!(after.contains(&format!("<ac:rich-text-body>{paragraph}</ac:rich-text-body>")), "{after}");
    }
}
