//! Edits in place: what people met that was not where it was before, or not what it was.

use confluence_client::content::{
    AllowLoss, ContentError, ContentErrorKind, Document, Edit, Edited, Handle, Line, ReadOptions, TableEdit,
};

use super::storage;

fn page(storage: &str) -> Document {
    Document::parse(storage).unwrap()
}

fn edit(storage: &str, edit: Edit) -> Result<Edited, ContentError> {
    page(storage).edit(&[edit])
}

/// The page with its Markdown changed at one place.
fn changed(storage: &str, old: &str, new: &str) -> String {
    let shown = page(storage).markdown(&ReadOptions::new()).text;
    assert!(shown.contains(old), "{old}: {shown}");
    let edited = edit(storage, Edit::page_markdown(shown.replacen(old, new, 1))).unwrap();
    edited.into_storage(&AllowLoss::none()).unwrap()
}

fn handle(number: usize) -> Handle {
    format!("#b{number}").parse().unwrap()
}

#[test]
fn names_of_letters_are_read_and_written_as_what_they_are() {
    let text = "<p>&OElig;uvre &Alpha;&omega; &Scaron;koda &Dagger; &thetasym; &NotEqualTilde; old</p>";
    assert_eq!(page(text).plain_text(), "Œuvre Αω Škoda ‡ ϑ ≂̸ old\n");
    assert_eq!(changed(text, "old", "new"), text.replace("old", "new"));
    assert_eq!(changed(text, "Œuvre", "**Œuvre**"), text.replace("&OElig;uvre", "<strong>Œuvre</strong>"));
    let replaced = edit(text, Edit::replace_text("Škoda ‡", "Skoda ‡")).unwrap().storage;
    assert_eq!(replaced, text.replace("&Scaron;koda", "Skoda"));
}

/// The ids of tasks with what they say, in their order.
fn tasks(storage: &str) -> Vec<String> {
    let inside = |task: &str, name: &str| -> String {
        let behind = task.split_once(&format!("<ac:{name}>")).map_or("", |(_, behind)| behind);
        behind.split('<').next().unwrap_or_default().to_owned()
    };
    let told = |task: &str| {
        let (id, done) = (inside(task, "task-id"), inside(task, "task-status") == "complete");
        format!("{id}{} {}", if done { "x" } else { "" }, inside(task, "task-body"))
    };
    storage.split("<ac:task>").skip(1).map(told).collect()
}

fn task_list(tasks: &[(u8, &str)]) -> String {
    let task = |(id, text): &(u8, &str)| {
        format!(
            "<ac:task><ac:task-id>{id}</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>{text}\
             </ac:task-body></ac:task>"
        )
    };
    format!("<ac:task-list>{}</ac:task-list>", tasks.iter().map(task).collect::<String>())
}

#[test]
fn a_task_keeps_its_id_wherever_it_goes_and_whatever_becomes_of_it() {
    let three = task_list(&[(1, "Write docs"), (2, "Review docs"), (3, "Ship release")]);
    let long = task_list(&[
        (1, "Write the documentation of the parser"),
        (2, "Review the plan with Bob"),
        (3, "Ship"),
        (4, "Tell all"),
    ]);
    let nested = task_list(&[(1, "Parent"), (4, "Second")]).replacen(
        "Parent",
        &format!("Parent{}", task_list(&[(2, "Child A"), (3, "Child B")])),
        1,
    );
    let lists = format!(
        "<h2>A</h2>{}<h2>B</h2>{}",
        task_list(&[(1, "Alpha task"), (2, "Beta task")]),
        task_list(&[(3, "Gamma task")])
    );
    for (storage, markdown, expected) in [
        // Moved and done at once.
        (
            &three,
            "- [x] Ship release\n- [ ] Write docs\n- [ ] Review docs",
            "3x Ship release|1 Write docs|2 Review docs",
        ),
        (
            &three,
            "- [ ] Review docs\n- [ ] Ship release\n- [x] Write docs",
            "2 Review docs|3 Ship release|1x Write docs",
        ),
        (
            &three,
            "- [ ] Review docs\n- [x] Write docs\n- [x] Ship release",
            "2 Review docs|1x Write docs|3x Ship release",
        ),
        // Another one in the place of a task that stands elsewhere now.
        (
            &long,
            "- [ ] Buy a cake\n- [ ] Review the plan with Bob today\n- [ ] Write documentation of the big parser\n- [ ] Ship\n- [ ] Tell all",
            " Buy a cake|2 Review the plan with Bob today|1 Write documentation of the big parser|3 Ship|4 Tell all",
        ),
        // With others below it that changed their order, and one of them done.
        (
            &nested,
            "- [ ] Second\n- [ ] Parent\n  - [ ] Child B\n  - [ ] Child A",
            "4 Second|1 Parent|3 Child B|2 Child A",
        ),
        (
            &nested,
            "- [ ] Parent\n  - [x] Child B\n  - [ ] Child A\n- [ ] Second",
            "1 Parent|3x Child B|2 Child A|4 Second",
        ),
        // In another list.
        (
            &lists,
            "## A\n\n- [ ] Alpha task\n\n## B\n\n- [x] Beta task\n- [ ] Gamma task",
            "1 Alpha task|2x Beta task|3 Gamma task",
        ),
        // Several that say the same are as many as before.
        (
            &task_list(&[(1, "Call"), (2, "Other"), (3, "Call")]),
            "- [ ] Other\n- [x] Call\n- [ ] Call",
            "2 Other|1x Call|3 Call",
        ),
    ] {
        let edited = edit(storage, Edit::page_markdown(markdown)).unwrap();
        let losses = format!("{:?}", edited.losses);
        let told = tasks(&edited.storage).join("|");
        assert_eq!((told.as_str(), losses.as_str()), (expected, "[]"), "{markdown}");
    }
    // What is done where it stands changes nothing else.
    assert_eq!(
        changed(&three, "[ ] Review", "[x] Review"),
        three.replacen(
            "incomplete</ac:task-status><ac:task-body>Review",
            "complete</ac:task-status><ac:task-body>Review",
            1
        )
    );
}

const LAYOUT: &str = "<ac:layout><ac:layout-section ac:type=\"two_equal\"><ac:layout-cell><p>left</p></ac:layout-cell>\
                      <ac:layout-cell><p>right</p></ac:layout-cell></ac:layout-section></ac:layout>";

#[test]
fn nothing_new_stands_in_a_layout_and_in_no_cell() {
    for edited in [
        edit(LAYOUT, Edit::insert_after(handle(2), "lost words")),
        edit(LAYOUT, Edit::insert_before(handle(3), "## lost words")),
        edit(LAYOUT, Edit::replace_block(handle(2), "lost words")),
        {
            let shown = page(LAYOUT).markdown(&ReadOptions::new()).text;
            edit(
                LAYOUT,
                Edit::page_markdown(shown.replacen(":::layout-cell", "lost words\n\n:::layout-cell", 1)),
            )
        },
    ] {
        let error = edited.unwrap_err();
        assert_eq!(error.kind(), ContentErrorKind::Inexpressible);
        assert!(
            error.message().starts_with("\"lost words\" would stand in a layout and in none of its cells"),
            "{error}"
        );
    }
    assert_eq!(edit(LAYOUT, Edit::delete_block(handle(2))).unwrap().storage, "", "a layout of no section");
    // A page that has such a block shows it, and it can be changed and taken away.
    let odd = LAYOUT.replacen("<ac:layout>", "<ac:layout><p>odd one</p>", 1);
    assert!(page(&odd).markdown(&ReadOptions::new()).text.contains("odd one"));
    assert_eq!(changed(&odd, "odd one", "odd **two**"), odd.replace("odd one", "odd <strong>two</strong>"));
    assert_eq!(edit(&odd, Edit::delete_block(handle(2))).unwrap().storage, LAYOUT);
    let within = edit(LAYOUT, Edit::insert_after(handle(4), "new")).unwrap().storage;
    assert_eq!(within, LAYOUT.replace("<p>left</p>", "<p>left</p><p>new</p>"));
}

#[test]
fn the_type_of_a_section_of_a_layout_is_its_parameter() {
    let set = |storage: &str, name: &str, value: Option<&str>| {
        edit(storage, Edit::macro_parameter(handle(2), name, value.map(str::to_owned)))
    };
    let wide = LAYOUT.replace("two_equal", "two_left_sidebar");
    assert_eq!(set(LAYOUT, "type", Some("two_left_sidebar")).unwrap().storage, wide);
    assert_eq!(changed(LAYOUT, "two_equal", "two_left_sidebar"), wide);
    let untyped = LAYOUT.replace(" ac:type=\"two_equal\"", "");
    assert_eq!(set(&untyped, "type", Some("two_equal")).unwrap().storage, LAYOUT);
    assert_eq!(changed(&untyped, "type=\"\"", "type=two_equal"), LAYOUT);
    for (name, value, told) in [
        ("width", Some("9"), "one parameter"),
        ("type", None, "cannot be without"),
        ("type", Some("three_equal"), "has 3 cells, and would have 2"),
    ] {
        let error = set(LAYOUT, name, value).unwrap_err();
        assert!(error.message().contains(told), "{error}");
    }
    let error = edit(LAYOUT, Edit::macro_parameter(handle(3), "type", Some("x".to_owned()))).unwrap_err();
    assert!(error.message().contains("not a macro"), "{error}");
    // Moved and of another type at once.
    let single = "<ac:layout-section ac:type=\"single\"><ac:layout-cell><p>one</p></ac:layout-cell></ac:layout-section>";
    let two = LAYOUT.replace("</ac:layout>", &format!("{single}</ac:layout>"));
    let shown = page(&two).markdown(&ReadOptions::new()).text;
    let (before, section) = shown.split_once(":::layout-section{#b7").unwrap();
    let section = section.strip_suffix("\n:::\n").unwrap().replace("single", "fixed-width");
    let turned = before.replacen(
        ":::layout-section{#b2",
        &format!(":::layout-section{{#b7{section}\n\n:::layout-section{{#b2"),
        1,
    );
    let moved = edit(&two, Edit::page_markdown(format!("{}\n\n:::\n", turned.trim_end()))).unwrap();
    assert!(
        moved.storage.starts_with(&format!("<ac:layout>{}", single.replace("single", "fixed-width"))),
        "{}",
        moved.storage
    );
}

fn titled(name: &str, title: &str, body: &str) -> String {
    format!(
        "<ac:structured-macro ac:name=\"{name}\"><ac:parameter ac:name=\"title\">{title}</ac:parameter>{body}</ac:structured-macro>"
    )
}

#[test]
fn the_text_of_a_page_has_the_titles_that_readers_see() {
    let rich = "<ac:rich-text-body><p>inside</p></ac:rich-text-body>";
    let plain = "<ac:plain-text-body><![CDATA[x = 1]]></ac:plain-text-body>";
    for (name, body, inside) in [
        ("expand", rich, "inside"),
        ("panel", rich, "inside"),
        ("info", rich, "inside"),
        ("ui-expand", rich, "inside"),
        ("code", plain, "x = 1"),
        ("plantuml", plain, "x = 1"),
    ] {
        let storage = format!("<p>before</p>{}", titled(name, "More  here", body));
        assert_eq!(page(&storage).plain_text(), format!("before\nMore here\n{inside}\n"), "{name}");
        let bare = format!("<p>before</p>{}", titled(name, "", body));
        assert_eq!(page(&bare).plain_text(), format!("before\n{inside}\n"), "{name}");
    }
}

#[test]
fn a_title_behind_a_fence_may_have_any_sign() {
    let plain = |text: &str| format!("<ac:plain-text-body><![CDATA[{text}]]></ac:plain-text-body>");
    for title in ["a`b", "``` a", "a,b", "a, b", "a `b`, ~~~", "[a]", "{a}", "a=b, c=d", "say \"a, b\" x"] {
        for name in ["code", "plantuml"] {
            for body in ["OLD", "```\nOLD\n```", "~~~\nOLD"] {
                let block = titled(name, &title.replace('"', "&quot;"), &plain(body));
                for storage in [
                    block.clone(),
                    format!("<ul><li><p>one</p>{block}</li></ul>"),
                    format!("<blockquote>{block}</blockquote>"),
                ] {
                    let shown = page(&storage).markdown(&ReadOptions::new()).text;
                    assert_eq!(changed(&storage, "OLD", "NEW").replace("NEW", "OLD"), storage, "{shown}");
                    // Written as new it says the same.
                    let new = super::storage(
                        &shown.replace("{#b1 ", "{").replace("{#b4 ", "{").replace("{#b2 ", "{"),
                    );
                    let read = page(&new);
                    assert_eq!(read.plain_text(), page(&storage).plain_text(), "{shown}\n{new}");
                }
            }
        }
    }
    let bare = storage("```rust title=a,b\nx\n```");
    assert!(bare.contains("\"title\">a,b<"), "{bare}");
}

#[test]
fn a_line_that_becomes_a_heading_or_a_paragraph_is_the_same_line() {
    let heading = "<h2 style=\"text-align: center;\" local-id=\"h\">Title&nbsp;<span style=\"color: red;\">x</span></h2><p>end</p>";
    let paragraph = heading.replace("h2", "p");
    assert_eq!(changed(heading, "## Title", "Title"), paragraph);
    assert_eq!(changed(&paragraph, "Title", "## Title"), *heading);
    assert_eq!(changed(&paragraph, "Title", "## New Title"), heading.replace("Title", "New Title"));
    // Another text is another line.
    let other = changed(heading, "## Title\u{a0}x", "Something else that nobody knew of");
    assert_eq!(other, "<p>Something else that nobody knew of</p><p>end</p>");
}

#[test]
fn a_new_heading_cell_has_the_colour_of_those_beside_it() {
    let th = |text: &str| format!("<th data-highlight-colour=\"#f4f5f7\"><p>{text}</p></th>");
    let row = |cells: &[String]| format!("<tr>{}</tr>", cells.concat());
    let td = |text: &str| format!("<td><p>{text}</p></td>");
    let table = |rows: &[String]| format!("<table><tbody>{}</tbody></table>", rows.concat());
    let flat = table(&[row(&[th("A"), th("B")]), row(&[td("1"), td("2")])]);
    let wider = table(&[row(&[th("A"), th("B"), th("C")]), row(&[td("1"), td("2"), td("3")])]);
    let shown = page(&flat).markdown(&ReadOptions::new()).text;
    let widened = shown.replace("B |", "B | C |").replace("---|\n", "---|---|\n").replace("2 |", "2 | 3 |");
    assert_eq!(edit(&flat, Edit::page_markdown(widened)).unwrap().storage, wider);
    let column =
        TableEdit::InsertColumn { after: Some(Line::Last), cells: vec!["C".to_owned(), "3".to_owned()] };
    assert_eq!(edit(&flat, Edit::table(handle(1), column)).unwrap().storage, wider);
    // Renamed beside a new one.
    let renamed = shown
        .replace("| A |", "| New | Other |")
        .replace("---|\n", "---|---|\n")
        .replace("| 1 |", "| n | 1 |");
    let renamed = edit(&flat, Edit::page_markdown(renamed)).unwrap().storage;
    assert!(renamed.contains(&row(&[th("New"), th("Other"), th("B")])), "{renamed}");
    // In a table whose rows begin with headings.
    let rows = table(&[row(&[th("A"), td("1")]), row(&[th("B"), td("2")])]);
    let longer = table(&[row(&[th("A"), td("1")]), row(&[th("B"), td("2")]), row(&[th("C"), td("3")])]);
    let shown = page(&rows).markdown(&ReadOptions::new()).text;
    assert_eq!(
        edit(&rows, Edit::page_markdown(format!("{}\n| C | 3 |\n", shown.trim_end()))).unwrap().storage,
        longer
    );
    let new = TableEdit::InsertRow { after: Some(Line::Last), cells: vec!["C".to_owned(), "3".to_owned()] };
    assert_eq!(edit(&rows, Edit::table(handle(1), new)).unwrap().storage, longer);
}

#[test]
fn a_line_with_an_emoticon_or_a_break_keeps_its_bytes() {
    let line = "<p style=\"margin-left: 30.0px;\">Done&nbsp;here <ac:emoticon ac:name=\"tick\" /> &mdash; and&nbsp;more <br /> \
                below&hellip; <ac:emoticon ac:name=\"warning\" />end</p>";
    assert_eq!(changed(line, "more", "less"), line.replace("more", "less"));
    let marked = changed(line, "Done", "**Done**").replace('\u{a0}', "&nbsp;");
    assert_eq!(marked, line.replace("Done", "<strong>Done</strong>"));
    assert_eq!(changed(line, "below", "far below"), line.replace("below", "far below"));
    assert_eq!(changed(line, "end", "ends"), line.replace("end", "ends"));
    assert_eq!(
        changed(line, "\u{26a0}\u{fe0f}", ""),
        line.replace("<ac:emoticon ac:name=\"warning\" />", "")
    );
    // Beside another block that changed.
    let page = format!("<p>first</p>{line}");
    assert_eq!(changed(&page, "first", "new\n\nfirst"), format!("<p>new</p>{page}"));
    // One that stands elsewhere now is one there too.
    let moved = changed(line, "\u{26a0}\u{fe0f}end", "end \u{26a0}\u{fe0f}");
    assert!(moved.contains("end <ac:emoticon ac:name=\"warning\" /></p>"), "{moved}");
}

#[test]
fn two_edits_of_one_place_are_told_by_its_words() {
    let edits = [Edit::replace_block(handle(2), "one"), Edit::replace_block(handle(2), "two")];
    let error = page("<p>first</p><p>The \"words\" of it</p>").edit(&edits).unwrap_err();
    assert!(error.message().contains("#b2 \"The \\\"words\\\" of it\""), "{error}");
}
