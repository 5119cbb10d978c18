//! The other format of the service: `tests/fixtures/content/cloud.adf.json` and what it reads as.

use confluence_client::content::{Document, ReadOptions, adf};
use serde_json::{Value, json};

use super::golden::{check, fixtures};

fn document() -> Value {
    serde_json::from_str(&std::fs::read_to_string(fixtures().join("cloud.adf.json")).unwrap()).unwrap()
}

#[test]
fn it_reads_like_the_storage_format() {
    let rendered = adf::markdown(&document(), &ReadOptions::new()).unwrap();
    check("cloud.adf.md", &rendered.text);
    let hidden: Vec<String> =
        rendered.lossy.iter().map(|hidden| format!("{} {}", hidden.construct, hidden.count)).collect();
    assert_eq!(hidden, ["inline comments 1", "text alignment 1", "text colour 1"]);
    assert_eq!(adf::mentions(&document()), ["557058:0a1b"]);
}

#[test]
fn what_is_not_a_document_is_refused_with_the_path() {
    let mut document = document();
    document["content"][1]["content"][0]["text"] = Value::Null;
    let error = adf::check(&document).unwrap_err();
    assert!(error.to_string().starts_with("doc.content[1].content[0]: a text node needs"), "{error}");
}

fn read(nodes: Value) -> confluence_client::content::Rendered {
    let document = json!({"type": "doc", "version": 1, "content": nodes});
    adf::markdown(&document, &ReadOptions::new()).unwrap()
}

fn hidden(read: &confluence_client::content::Rendered) -> Vec<(&'static str, usize)> {
    read.lossy.iter().map(|hidden| (hidden.construct, hidden.count)).collect()
}

#[test]
fn marks_that_nobody_sees_are_counted_wherever_they_stand() {
    let text =
        json!({"type": "text", "text": "a", "marks": [{"type": "fontSize", "attrs": {"fontSize": "small"}}]});
    let read = read(json!([
        {"type": "paragraph", "marks": [{"type": "alignment", "attrs": {"align": "end"}}], "content": [text]},
        {"type": "expand", "attrs": {"title": "t"}, "marks": [{"type": "breakout", "attrs": {"mode": "wide"}}], "content": []},
        {"type": "codeBlock", "marks": [{"type": "breakout", "attrs": {"mode": "wide"}}], "content": [{"type": "text", "text": "x"}]},
    ]));
    assert_eq!(hidden(&read), [("marks of the new editor", 3), ("text alignment", 1)]);
}

#[test]
fn images_keep_their_links_and_captions_what_can_be_told_of_them() {
    let media = json!({"type": "media", "attrs": {"type": "external", "url": "https://e.com/a.png"},
        "marks": [{"type": "link", "attrs": {"href": "https://e.com/"}}, {"type": "annotation", "attrs": {"id": "c-1", "annotationType": "inlineComment"}}]});
    let caption =
        json!({"type": "caption", "content": [{"type": "text", "text": "b", "marks": [{"type": "em"}]}]});
    let read =
        read(json!([{"type": "mediaSingle", "attrs": {"layout": "center"}, "content": [media, caption]}]));
    assert_eq!(read.text, "[![](https://e.com/a.png \"b\")](https://e.com/)\n");
    assert_eq!(hidden(&read), [("formatting of captions", 1), ("inline comments", 1)]);
}

#[test]
fn people_are_named_as_the_document_names_them_unless_the_caller_knows_better() {
    let mention = json!([{"type": "paragraph", "content": [{"type": "mention", "attrs": {"id": "1", "text": "@Ada L"}}]}]);
    assert_eq!(read(mention.clone()).text, "[@Ada L](user:1)\n");
    let document = json!({"type": "doc", "version": 1, "content": mention});
    let options = ReadOptions::new().names([("1".to_owned(), "Ada Lovelace".to_owned())]);
    assert_eq!(adf::markdown(&document, &options).unwrap().text, "[@Ada Lovelace](user:1)\n");
}

#[test]
fn apps_cards_without_an_address_and_what_is_new_are_named() {
    let app = json!({"extensionKey": "abc/static/mermaid", "extensionType": "com.atlassian.ecosystem",
        "text": "Mermaid diagram", "parameters": {"guestParams": {"a": 1}}});
    let read = read(json!([
        {"type": "extension", "attrs": app},
        {"type": "blockCard", "attrs": {"datasource": {"id": "1", "parameters": {}, "views": [{"type": "table"}]}}},
        {"type": "paragraph", "content": [{"type": "text", "text": "See "}, {"type": "inlineCard", "attrs": {"data": {"url": "https://e.com/"}}},
            {"type": "text", "text": " and "}, {"type": "inlineNovelty", "content": [{"type": "text", "text": "x"}]}]},
        {"type": "novelty", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "inside"}]}]},
    ]));
    assert_eq!(
        read.text,
        "::macro{#b1 name=abc/static/mermaid text=\"Mermaid diagram\"}\n\n\
         ::adf-extension{#b2 type=blockCard}\n\n\
         See <https://e.com/> and :adf-extension{#b4 type=inlineNovelty}\n\n\
         :::adf-extension{#b5 type=novelty}\n\ninside\n\n:::\n"
    );
    assert_eq!(hidden(&read), [("parameters of apps", 1)]);
}

/// A construct in the storage format, and what the service makes of it in the other one.
fn pairs() -> Vec<(&'static str, Value)> {
    let text = |text: &str| json!({"type": "text", "text": text});
    let marked = |text: &str, mark: Value| json!({"type": "text", "text": text, "marks": [mark]});
    let paragraph = |content: Value| json!({"type": "paragraph", "content": [content]});
    vec![
        ("<h2>Title</h2>", json!({"type": "heading", "attrs": {"level": 2}, "content": [text("Title")]})),
        ("<p><strong>a</strong></p>", paragraph(marked("a", json!({"type": "strong"})))),
        ("<p><code>a_b</code></p>", paragraph(marked("a_b", json!({"type": "code"})))),
        ("<p>a *star* &amp; &lt;tag&gt;</p>", paragraph(text("a *star* & <tag>"))),
        (
            "<p><a href=\"https://e.com/?a=1&amp;b=2\">link</a></p>",
            paragraph(marked("link", json!({"type": "link", "attrs": {"href": "https://e.com/?a=1&b=2"}}))),
        ),
        (
            "<p><ac:link><ri:user ri:account-id=\"557058:0a1b\" /></ac:link></p>",
            paragraph(json!({"type": "mention", "attrs": {"id": "557058:0a1b", "text": "@Ada"}})),
        ),
        (
            "<p><time datetime=\"2026-11-23\" /></p>",
            paragraph(json!({"type": "date", "attrs": {"timestamp": "1795392000000"}})),
        ),
        (
            "<p><ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">NEW</ac:parameter><ac:parameter ac:name=\"colour\">Blue</ac:parameter></ac:structured-macro></p>",
            paragraph(json!({"type": "status", "attrs": {"text": "NEW", "color": "blue"}})),
        ),
        (
            "<p>a<br />b</p>",
            json!({"type": "paragraph", "content": [text("a"), {"type": "hardBreak"}, text("b")]}),
        ),
        (
            "<ul><li><p>a</p><ol><li><p>b</p></li></ol></li></ul>",
            json!({"type": "bulletList", "content": [{"type": "listItem", "content": [paragraph(text("a")),
                {"type": "orderedList", "content": [{"type": "listItem", "content": [paragraph(text("b"))]}]}]}]}),
        ),
        (
            "<ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>a</ac:task-body></ac:task></ac:task-list>",
            json!({"type": "taskList", "attrs": {"localId": "l"}, "content": [
                {"type": "taskItem", "attrs": {"localId": "i", "state": "DONE"}, "content": [text("a")]}]}),
        ),
        (
            "<blockquote><p>a</p></blockquote><hr />",
            json!([{"type": "blockquote", "content": [paragraph(text("a"))]}, {"type": "rule"}]),
        ),
        (
            "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">rust</ac:parameter><ac:plain-text-body><![CDATA[a < b]]></ac:plain-text-body></ac:structured-macro>",
            json!({"type": "codeBlock", "attrs": {"language": "rust"}, "content": [text("a < b")]}),
        ),
        (
            "<ac:structured-macro ac:name=\"note\"><ac:rich-text-body><p>a</p></ac:rich-text-body></ac:structured-macro>",
            json!({"type": "panel", "attrs": {"panelType": "warning"}, "content": [paragraph(text("a"))]}),
        ),
        (
            "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">More</ac:parameter><ac:rich-text-body><p>a</p></ac:rich-text-body></ac:structured-macro>",
            json!({"type": "expand", "attrs": {"title": "More"}, "content": [paragraph(text("a"))]}),
        ),
        (
            "<table><tbody><tr><th><p>a</p></th></tr><tr><td><p>b</p></td></tr></tbody></table>",
            json!({"type": "table", "content": [
                {"type": "tableRow", "content": [{"type": "tableHeader", "attrs": {}, "content": [paragraph(text("a"))]}]},
                {"type": "tableRow", "content": [{"type": "tableCell", "attrs": {}, "content": [paragraph(text("b"))]}]}]}),
        ),
        (
            "<ac:layout><ac:layout-section ac:type=\"two_equal\"><ac:layout-cell><p>a</p></ac:layout-cell><ac:layout-cell><p>b</p></ac:layout-cell></ac:layout-section></ac:layout>",
            json!({"type": "layoutSection", "content": [
                {"type": "layoutColumn", "attrs": {"width": 50}, "content": [paragraph(text("a"))]},
                {"type": "layoutColumn", "attrs": {"width": 50}, "content": [paragraph(text("b"))]}]}),
        ),
        (
            "<ac:structured-macro ac:name=\"toc\"><ac:parameter ac:name=\"maxLevel\">3</ac:parameter></ac:structured-macro>",
            json!({"type": "extension", "attrs": {"extensionType": "com.atlassian.confluence.macro.core", "extensionKey": "toc",
                "parameters": {"macroParams": {"maxLevel": {"value": "3"}}}}}),
        ),
    ]
}

#[test]
fn both_formats_of_one_page_read_the_same() {
    let options = ReadOptions::new().names([("557058:0a1b".to_owned(), "Ada".to_owned())]);
    let (mut page, mut nodes) = (String::new(), Vec::new());
    for (storage, node) in pairs() {
        let content = if node.is_array() { node.as_array().unwrap().clone() } else { vec![node] };
        let document = json!({"type": "doc", "version": 1, "content": content});
        let expected = Document::parse(storage).unwrap().markdown(&options).text;
        assert_eq!(adf::markdown(&document, &options).unwrap().text, expected, "{storage}");
        page.push_str(storage);
        nodes.extend(content);
    }
    let document = json!({"type": "doc", "version": 1, "content": nodes});
    let expected = Document::parse(&page).unwrap().markdown(&options);
    let read = adf::markdown(&document, &options).unwrap();
    assert_eq!((read.text, read.lossy), (expected.text, expected.lossy));
}
