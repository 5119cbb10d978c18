//! Pages of an odd make, through the server: a word that is changed changes nothing else.

use serde_json::{Value, json};
use tests::sandbox::{NewPage, Sandbox};

use super::process::Process;
use super::{body, facts};

/// A server beside a space, and what becomes of pages in it.
struct Pages {
    sandbox: Sandbox,
    server: Process,
    count: usize,
}

impl Pages {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await;
        sandbox.add_space("DOCS", "Docs");
        let server = Process::start(&sandbox.connection_string()).await;
        Self { sandbox, server, count: 0 }
    }

    fn add(&mut self, storage: &str) -> String {
        self.count += 1;
        self.sandbox.add_page(NewPage::new("DOCS", &format!("Odd {}", self.count)).storage(storage))
    }

    fn stored(&self, page: &str) -> String {
        self.sandbox.page_by_id(page).unwrap().storage
    }

    async fn shown(&mut self, page: &str) -> String {
        body(&self.server.call("confluence_get_page", json!({"page_id": page})).await)
    }

    /// The page after its Markdown came back with one change.
    async fn changed(&mut self, storage: &str, (from, to): (&str, &str)) -> String {
        let page = self.add(storage);
        let shown = self.shown(&page).await;
        assert!(shown.contains(from), "{from}: {shown}");
        let content = shown.replacen(from, to, 1);
        let saved =
            self.server.call("confluence_update_page", json!({"page_id": page, "content": content})).await;
        assert_ne!(saved["isError"], true, "{storage}\n{content}\n{saved}");
        self.stored(&page)
    }

    /// Holds that each word of a page can be changed, and that nothing else does.
    async fn words_change_alone(&mut self, storage: &str, words: &[&str]) {
        for word in words {
            let other = word.to_uppercase();
            let expected = storage.replacen(word, &other, 1);
            assert_eq!(self.changed(storage, (word, &other)).await, expected, "{word} of {storage}");
        }
    }

    /// The page after steps of `edit_page`.
    async fn edited(&mut self, storage: &str, steps: Value) -> String {
        let page = self.add(storage);
        let saved = self
            .server
            .call("confluence_edit_page", json!({"page_id": page, "version": 1, "steps": steps}))
            .await;
        assert_ne!(saved["isError"], true, "{storage}\n{saved}");
        facts(&saved);
        self.stored(&page)
    }
}

#[tokio::test]
async fn what_ends_a_line_for_unicode_alone_is_a_blank() {
    let mut pages = Pages::start().await;
    let panel = |title: &str| {
        format!(
            "<ac:structured-macro ac:name=\"panel\" ac:schema-version=\"1\" ac:macro-id=\"m\"><ac:parameter ac:name=\"title\">{title}</ac:parameter><ac:rich-text-body><p>zz</p></ac:rich-text-body></ac:structured-macro>"
        )
    };
    for sign in ['\u{2028}', '\u{2029}', '\u{85}', '\r'] {
        let table =
            format!("<table><tbody><tr><th>k</th></tr><tr><td>a{sign}b</td></tr></tbody></table><p>zz</p>");
        for (storage, shown) in [
            (format!("<h2>A{sign}B</h2><p>zz</p>"), "## A B\n\nzz\n"),
            (table, "| k |\n|---|\n| a b |\n\nzz\n"),
            (format!("<p>a{sign}- b</p><p>zz</p>"), "a - b\n\nzz\n"),
            (format!("<p>a {sign} <code>b{sign}c</code> zz</p>"), "a `b c` zz\n"),
            (format!("<p><a href=\"https://e.com/a\">b{sign}</a>c zz</p>"), "[b](https://e.com/a) c zz\n"),
        ] {
            let page = pages.add(&storage);
            assert_eq!(pages.shown(&page).await, shown, "{sign:?}");
            pages.words_change_alone(&storage, &["zz"]).await;
        }
        pages.words_change_alone(&panel(&format!("a{sign}b")), &["zz"]).await;
        let replaced = json!([{"op": "replace_text", "find": "a b", "replace": "c"}]);
        assert_eq!(pages.edited(&format!("<p>a{sign}b d</p>"), replaced).await, "<p>c d</p>");
    }
    for sign in ['\u{2028}', '\u{200b}', '\u{a0}'] {
        let code = format!(
            "<ac:structured-macro ac:name=\"code\" ac:schema-version=\"1\" ac:macro-id=\"c\"><ac:plain-text-body><![CDATA[one{sign}two\nthree]]></ac:plain-text-body></ac:structured-macro>"
        );
        pages.words_change_alone(&code, &["three"]).await;
    }
}

#[tokio::test]
async fn a_target_with_what_nobody_sees_stays() {
    let mut pages = Pages::start().await;
    for sign in ['\u{200b}', '\u{ad}', '\u{200e}', '\u{2028}'] {
        let link = format!(
            "<ac:link><ri:page ri:content-title=\"A{sign}\" ri:version-at-save=\"7\"/><ac:link-body>A</ac:link-body></ac:link>"
        );
        for storage in [
            format!("<p>see {link} zz</p><p>other</p>"),
            format!("<p>see <a href=\"https://e.com/a{sign}b\" title=\"t\">l</a> zz</p><p>other</p>"),
            format!(
                "<p>see <a href=\"https://e.com/a{sign}b\" data-card-appearance=\"inline\">l</a> zz</p><p>other</p>"
            ),
            format!(
                "<p>see <ac:link ac:anchor=\"a{sign}b\"><ac:link-body>l</ac:link-body></ac:link> zz</p><p>other</p>"
            ),
            format!(
                "<ac:image ac:width=\"30\"><ri:attachment ri:filename=\"a{sign}b.png\"/></ac:image><p>zz</p><p>other</p>"
            ),
            format!(
                "<p>in <ac:image ac:width=\"30\"><ri:attachment ri:filename=\"a{sign}b.png\"/></ac:image> zz</p><p>other</p>"
            ),
            format!(
                "<p>in <ac:structured-macro ac:name=\"status\" ac:schema-version=\"1\" ac:macro-id=\"s\"><ac:parameter ac:name=\"title\">O{sign}K</ac:parameter></ac:structured-macro> zz</p><p>other</p>"
            ),
        ] {
            pages.words_change_alone(&storage, &["zz", "other"]).await;
            let expected = storage.replace("zz", "<strong>zz</strong>");
            assert_eq!(pages.changed(&storage, ("zz", "**zz**")).await, expected, "{storage}");
        }
        if sign == '\u{2028}' {
            continue;
        }
        let storage = format!("<p>see {link} zz</p>");
        let added = pages.changed(&storage, ("zz", "zz\n\nand [B](page:A)")).await;
        let expected = format!("<ri:page ri:content-title=\"A{sign}\" />");
        assert!(added.starts_with(&storage) && added.contains(&expected), "{added}");
    }
}

#[tokio::test]
async fn lists_side_by_side_across_an_element_are_edited_apart() {
    let mut pages = Pages::start().await;
    let task = |text: &str| {
        format!(
            "<ac:task-list><ac:task><ac:task-id>{}</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>{text}</ac:task-body></ac:task></ac:task-list>",
            text.len()
        )
    };
    for (one, other) in [
        ("<ul><li>xx</li></ul>".to_owned(), "<ul><li>yy</li></ul>".to_owned()),
        ("<ol><li>xx</li></ol>".to_owned(), "<ol><li>yy</li></ol>".to_owned()),
        (task("xx"), task("yyy")),
        ("<ul><li>xx</li></ul>".to_owned(), task("yy")),
    ] {
        for storage in [
            format!("<div>{one}</div>{other}"),
            format!("{one}<div>{other}</div>"),
            format!("<div><div>{one}</div></div><div><p></p>{other}</div>"),
            format!(
                "<table><tbody><tr><td><div class=\"content-wrapper\">{one}</div>{other}</td></tr></tbody></table>"
            ),
            format!("<ul><li>a<div>{one}</div>{other}</li></ul>"),
        ] {
            pages.words_change_alone(&storage, &["xx", "yy"]).await;
        }
    }
    let storage = "<h1>H</h1><div><ul><li>xx</li></ul></div><ul><li>yy</li></ul>";
    let section = json!([{"op": "replace_section", "heading": "H", "content": "- xx\n\n* YY"}]);
    assert_eq!(pages.edited(storage, section).await, storage.replace("yy", "YY"));
}

#[tokio::test]
async fn what_stands_in_a_list_itself_is_edited_where_it_is() {
    let mut pages = Pages::start().await;
    let task = |id: u8, text: &str| {
        format!(
            "<ac:task><ac:task-id>{id}</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>{text}</ac:task-body></ac:task>"
        )
    };
    let (deep, x) = (task(1, "deep"), task(2, "xx"));
    let tasks_first = format!("<ac:task-list><ac:task-list>{deep}</ac:task-list>{x}</ac:task-list>");
    let tasks_behind = format!("<ac:task-list>{x}<ac:task-list>{deep}</ac:task-list></ac:task-list>");
    for (storage, shown) in [
        ("<ul><ul><li>deep</li></ul><li>xx</li></ul>", "- - deep\n- xx\n"),
        ("<ul><li local-id=\"1\">xx</li><ul><li local-id=\"2\">deep</li></ul></ul>", "- xx\n  - deep\n"),
        ("<ul><li>xx<ul><li>in</li></ul></li><ul><li>deep</li></ul></ul>", "- xx\n  - in\n\n  * deep\n"),
        ("<ol><li>xx</li><p>deep</p><li>c</li></ol>", "1. xx\n\n   deep\n2. c\n"),
        ("<ol><p>deep</p><p>b</p><li>xx</li></ol>", "1. deep\n\n   b\n2. xx\n"),
        ("<ul><div><ul><li>deep</li></ul></div><li>xx</li></ul>", "- - deep\n- xx\n"),
        (&tasks_first, "- - [ ] deep\n- [ ] xx\n"),
        (&tasks_behind, "- [ ] xx\n  - [ ] deep\n"),
    ] {
        let page = pages.add(storage);
        assert_eq!(pages.shown(&page).await, shown, "{storage}");
        pages.words_change_alone(storage, &["xx", "deep"]).await;
    }
    let ticked = pages.changed(&tasks_behind, ("[ ] xx", "[x] xx")).await;
    assert_eq!(ticked, tasks_behind.replace(&x, &x.replace("incomplete", "complete")));
}

#[tokio::test]
async fn a_task_that_begins_with_a_list_stays_a_list() {
    let mut pages = Pages::start().await;
    let task = |body: &str| {
        format!(
            "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>{body}</ac:task-body></ac:task></ac:task-list>"
        )
    };
    let code = "<ac:structured-macro ac:name=\"code\" ac:schema-version=\"1\" ac:macro-id=\"c\"><ac:plain-text-body><![CDATA[one\ntwo]]></ac:plain-text-body></ac:structured-macro>";
    for (body, shown) in [
        ("<ul><li>one</li><li>two</li></ul>", "- [ ]\n  - one\n  - two\n"),
        ("<div><ol><li>one</li></ol></div><p>two</p>", "- [ ]\n  1. one\n\n  two\n"),
        (code, "- [ ]\n  ```\n  one\n  two\n  ```\n"),
        ("<p>one</p><ul><li>two</li></ul>", "- [ ] one\n  - two\n"),
    ] {
        let page = pages.add(&task(body));
        assert_eq!(pages.shown(&page).await, shown, "{body}");
        pages.words_change_alone(&task(body), &["one", "two"]).await;
    }
}

#[tokio::test]
async fn a_new_row_stands_in_the_body_of_its_table() {
    let mut pages = Pages::start().await;
    let table = |body: &str| {
        format!(
            "<table><thead><tr><th>K</th><th>V</th></tr></thead><tbody>{body}<tr><td>b</td><td>2</td></tr></tbody></table>"
        )
    };
    let a = "<tr><td>a</td><td>1</td></tr>";
    let row = |name: &str| format!("<tr><{name}><p>n</p></{name}><td><p>3</p></td></tr>");
    let insert = json!([{"op": "insert_row", "block": "#b1", "row": "1", "cells": ["n", "3"]}]);
    assert_eq!(pages.edited(&table(a), insert.clone()).await, table(&(row("td") + a)));
    let line = ("|---|---|\n", "|---|---|\n| n | 3 |\n");
    assert_eq!(pages.changed(&table(a), line).await, table(&(row("td") + a)));
    let moved = pages.changed(&table(a), ("| a | 1 |\n| b | 2 |", "| b | 2 |\n| a | 1 |")).await;
    assert!(moved.starts_with(&table("").split_once("<tbody>").unwrap().0.to_owned()), "{moved}");
    let headings = a.replace("<td>a</td>", "<th>a</th>");
    assert_eq!(pages.edited(&table(&headings), insert).await, table(&(row("th") + &headings)));
    assert_eq!(pages.changed(&table(&headings), line).await, table(&(row("th") + &headings)));
    let bare = "<table><thead><tr><th>K</th></tr></thead></table>";
    let insert = json!([{"op": "insert_row", "block": "#b1", "row": "1", "cells": ["n"]}]);
    let expected = bare.replace("</thead>", "</thead><tbody><tr><td><p>n</p></td></tr></tbody>");
    assert_eq!(pages.edited(bare, insert).await, expected);
}

#[tokio::test]
async fn widths_of_columns_go_with_their_columns() {
    let mut pages = Pages::start().await;
    let table = |widths: &[&str], rows: &[&[&str]]| {
        let widths: String = widths.iter().map(|width| format!("<col{width} />")).collect();
        let row = |(index, row): (usize, &&[&str])| -> String {
            let name = if index == 0 { "th" } else { "td" };
            let cells: String = row.iter().map(|cell| format!("<{name}><p>{cell}</p></{name}>")).collect();
            format!("<tr>{cells}</tr>")
        };
        let rows: String = rows.iter().enumerate().map(row).collect();
        format!("<table><colgroup>{widths}</colgroup><tbody>{rows}</tbody></table>")
    };
    let (ten, fifty) = (" style=\"width: 10.0%;\"", " style=\"width: 50.0%;\"");
    let both = table(&[ten, fifty], &[&["A", "B"], &["1", "2"]]);
    let second = table(&[fifty], &[&["B"], &["2"]]);
    let three = table(&[ten, "", fifty], &[&["A", "N", "B"], &["1", "3", "2"]]);
    let delete = json!([{"op": "delete_column", "block": "#b1", "column": "A"}]);
    assert_eq!(pages.edited(&both, delete).await, second);
    let insert = json!([{"op": "insert_column", "block": "#b1", "column": "A", "cells": ["N", "3"]}]);
    assert_eq!(pages.edited(&both, insert).await, three);
    let shown = "| A | B |\n|---|---|\n| 1 | 2 |";
    assert_eq!(pages.changed(&both, (shown, "| B |\n|---|\n| 2 |")).await, second);
    // Two columns that share an element for their widths go in one call.
    let spanned = |widths: &str, cells: &[&str]| {
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        format!("<table><colgroup>{widths}</colgroup><tbody><tr>{cells}</tr></tbody></table>")
    };
    let shared = spanned("<col span=\"3\" />", &["1", "2", "3"]);
    let delete = |column: u8| json!({"op": "delete_column", "block": "#b1", "column": column});
    let two = json!([delete(1), delete(2)]);
    assert_eq!(pages.edited(&shared, two).await, spanned("<col span=\"1\" />", &["3"]));
    let wider = pages.changed(&both, (shown, "| A | N | B |\n|---|---|---|\n| 1 | 3 | 2 |")).await;
    assert_eq!(wider, three);
}

#[tokio::test]
async fn a_row_without_cells_takes_none_from_elsewhere() {
    let mut pages = Pages::start().await;
    let row = |cells: [&str; 2]| format!("<tr><td>{}</td><td>{}</td></tr>", cells[0], cells[1]);
    let head = "<p>first</p><table><tbody><tr><th>a</th><th>b</th></tr>";
    let storage = format!("{head}<tr></tr>{}</tbody></table>", row(["x", "y"]));
    let page = pages.add(&storage);
    let content = "first\n\n| a | b |\n|---|---|\n| n | m |\n| x | y |";
    pages.server.call("confluence_update_page", json!({"page_id": page, "content": content})).await;
    let now = pages.stored(&page);
    assert!(now.starts_with(head) && now.contains("n</p></td>") && now.contains(&row(["x", "y"])), "{now}");
}

#[tokio::test]
async fn cells_of_a_row_keep_their_columns_and_macros_their_bodies() {
    let mut pages = Pages::start().await;
    let cell =
        |colour: &str, text: &str| format!("<td data-highlight-colour=\"{colour}\"><p>{text}</p></td>");
    let table = |cells: [&str; 2]| {
        let cells = cell("#ff0000", cells[0]) + &cell("#00ff00", cells[1]);
        format!("<table><tbody><tr><th><p>a</p></th><th><p>b</p></th></tr><tr>{cells}</tr></tbody></table>")
    };
    let line = ("| write the whole report | open |", "| done now | write the report |");
    let before = table(["write the whole report", "open"]);
    assert_eq!(pages.changed(&before, line).await, table(["done now", "write the report"]));
    let panel = |text: &str| {
        format!(
            "<ac:structured-macro ac:name=\"panel\" ac:schema-version=\"1\" ac:macro-id=\"{}\"><ac:parameter ac:name=\"title\">T</ac:parameter><ac:rich-text-body><p>{text}</p></ac:rich-text-body></ac:structured-macro>",
            &text[..4]
        )
    };
    let page = pages.add(&(panel("aaaa one two three") + &panel("bbbb four five six")));
    let content = ":::panel{title=\"T\"}\nbbbb four five six seven\n:::";
    let arguments = json!({"page_id": page, "content": content, "allow_loss": ["macros"]});
    pages.server.call("confluence_update_page", arguments).await;
    assert_eq!(pages.stored(&page), panel("bbbb four five six seven"));
}
