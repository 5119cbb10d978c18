//! The table of what is kept, shown, editable and lost, made by trying it; it is part of the documentation of
//! `confluence_client::content`. With `UPDATE_GOLDEN=1` it is written anew.

use std::path::PathBuf;

use confluence_client::content::{AllowLoss, Document, Edit, ReadOptions};

use super::to_storage;

/// What it is called, and how storage format has it. `WORD` is what an edit of the Markdown changes.
const CONSTRUCTS: &[(&str, &str)] = &[
    ("headings", "<h2>WORD</h2>"),
    ("paragraphs", "<p>WORD</p>"),
    (
        "bold, italic, code, struck out",
        "<p><strong>a</strong> <em>b</em> <code>c</code> <del>d</del> WORD</p>",
    ),
    ("underlined, subscript, superscript", "<p><u>a</u> H<sub>2</sub>O m<sup>2</sup> WORD</p>"),
    ("text and highlight colours", "<p><span style=\"color: red;\">WORD</span></p>"),
    ("alignment, indentation", "<p style=\"text-align: center;\">WORD</p>"),
    ("lists", "<ul><li><p>WORD</p><ol start=\"3\"><li><p>b</p></li></ol></li></ul>"),
    (
        "tasks",
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>WORD</ac:task-body></ac:task></ac:task-list>",
    ),
    ("quotes", "<blockquote><p>WORD</p></blockquote>"),
    ("rules", "<hr />"),
    ("web links", "<p><a href=\"https://example.com\">WORD</a></p>"),
    (
        "page links, with anchors",
        "<p><ac:link ac:anchor=\"top\"><ri:page ri:space-key=\"DOC\" ri:content-title=\"Page\" /><ac:link-body>WORD</ac:link-body></ac:link></p>",
    ),
    ("attachment links", "<p><ac:link><ri:attachment ri:filename=\"plan.pdf\" /></ac:link> WORD</p>"),
    ("mentions", "<p><ac:link><ri:user ri:account-id=\"557058:0a1b\" /></ac:link> WORD</p>"),
    (
        "images with caption",
        "<ac:image ac:width=\"600\"><ri:attachment ri:filename=\"a.png\" /><ac:caption><p>WORD</p></ac:caption></ac:image>",
    ),
    ("dates", "<p><time datetime=\"2026-11-23\" /> WORD</p>"),
    (
        "statuses",
        "<p><ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">WORD</ac:parameter><ac:parameter ac:name=\"colour\">Blue</ac:parameter></ac:structured-macro></p>",
    ),
    ("emoji", "<p><ac:emoticon ac:emoji-fallback=\"🚀\" ac:name=\"blue-star\" /> WORD</p>"),
    (
        "anchors of inline comments",
        "<p>a <ac:inline-comment-marker ac:ref=\"8c7a\">WORD</ac:inline-comment-marker></p>",
    ),
    (
        "info, tip, note, warning",
        "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>WORD</p></ac:rich-text-body></ac:structured-macro>",
    ),
    (
        "panels",
        "<ac:structured-macro ac:name=\"panel\"><ac:parameter ac:name=\"bgColor\">#fff</ac:parameter><ac:rich-text-body><p>WORD</p></ac:rich-text-body></ac:structured-macro>",
    ),
    (
        "expandable blocks",
        "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">a</ac:parameter><ac:rich-text-body><p>WORD</p></ac:rich-text-body></ac:structured-macro>",
    ),
    (
        "code",
        "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">rust</ac:parameter><ac:plain-text-body><![CDATA[WORD]]></ac:plain-text-body></ac:structured-macro>",
    ),
    ("tables", "<table><tbody><tr><th><p>a</p></th></tr><tr><td><p>WORD</p></td></tr></tbody></table>"),
    (
        "tables with merged cells or blocks in cells",
        "<table><tbody><tr><td colspan=\"2\"><ul><li>WORD</li></ul></td></tr></tbody></table>",
    ),
    (
        "colours of cells",
        "<table><tbody><tr><th>a</th></tr><tr><td data-highlight-colour=\"#e6fcff\"><p>WORD</p></td></tr></tbody></table>",
    ),
    (
        "layouts",
        "<ac:layout><ac:layout-section ac:type=\"single\"><ac:layout-cell><p>WORD</p></ac:layout-cell></ac:layout-section></ac:layout>",
    ),
    (
        "excerpts, page properties, other macros around blocks",
        "<ac:structured-macro ac:name=\"excerpt\"><ac:rich-text-body><p>WORD</p></ac:rich-text-body></ac:structured-macro>",
    ),
    (
        "macros without a body, known or not",
        "<ac:structured-macro ac:name=\"toc\"><ac:parameter ac:name=\"maxLevel\">WORD</ac:parameter></ac:structured-macro>",
    ),
    (
        "macros around plain text",
        "<ac:structured-macro ac:name=\"plantuml\"><ac:plain-text-body><![CDATA[WORD]]></ac:plain-text-body></ac:structured-macro>",
    ),
    (
        "macros within a line",
        "<p>a <ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"key\">WORD</ac:parameter></ac:structured-macro></p>",
    ),
    (
        "decision lists and other extensions",
        "<ac:adf-extension><ac:adf-node type=\"decision-list\" /><ac:adf-fallback><ul><li>WORD</li></ul></ac:adf-fallback></ac:adf-extension>",
    ),
    ("elements that nobody knows", "<ac:strange-thing>WORD</ac:strange-thing>"),
];

fn row(name: &str, storage: &str) -> String {
    let document = Document::parse(storage).unwrap();
    let rendered = document.markdown(&ReadOptions::new());
    let merged = |markdown: String| {
        document
            .edit(&[Edit::page_markdown(markdown)])
            .and_then(|edited| edited.into_storage(&AllowLoss::none()))
    };
    let elsewhere = merged(format!("{}\n\nMore.", rendered.text)).unwrap();
    let kept = elsewhere == format!("{storage}<p>More.</p>");
    let edited = match merged(rendered.text.replace("WORD", "OTHER")) {
        _ if !storage.contains("WORD") => "",
        Ok(after) if after == storage.replace("WORD", "OTHER") => "in place",
        Ok(after) if after.contains("OTHER") => "written anew",
        Ok(after) => panic!("an edit of {name} was ignored: {after}"),
        Err(_) => "refused",
    };
    let without_handles = rendered
        .text
        .replace("#b1 ", "")
        .replace("#b2 ", "")
        .replace("{#b1}", "")
        .replace("{#b2}", "")
        .replace("{#b3}", "");
    let made = to_storage(&without_handles).is_ok_and(|written| {
        Document::parse(&written).unwrap().markdown(&ReadOptions::new()).text == rendered.text
    });
    let hidden: Vec<&str> = rendered.lossy.iter().map(|hidden| hidden.construct).collect();
    let shown: Vec<&str> = rendered.text.lines().filter(|line| !line.is_empty()).collect();
    let shown = shown.join(" ⏎ ").replace('|', "\\|");
    let fence = if shown.contains("```") {
        "````"
    } else if shown.contains('`') {
        "``"
    } else {
        "`"
    };
    let kept = if kept { "yes" } else { "no" };
    let made = match (made, hidden.is_empty()) {
        (true, true) => "yes",
        (true, false) => "without what is not shown",
        (false, _) => "no",
    };
    format!("| {name} | {fence} {shown} {fence} | {kept} | {edited} | {made} | {} |\n", hidden.join(", "))
}

#[test]
fn the_table_says_what_is_true() {
    let mut table = String::from(
        "| Construct | In Markdown | Kept byte for byte when something else changes | A changed word | Made from Markdown | Not shown |\n\
         |---|---|---|---|---|---|\n",
    );
    for (name, storage) in CONSTRUCTS {
        table.push_str(&row(name, storage));
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../confluence-client/src/content/kept.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    let of_one = |one: &str, other: &str| -> String {
        one.lines().filter(|row| !other.lines().any(|known| known == *row)).collect::<Vec<_>>().join("\n")
    };
    let (new, old) = (of_one(&table, &kept), of_one(&kept, &table));
    assert!(
        table == kept,
        "kept.md is old: UPDATE_GOLDEN=1 writes it\nwhat is true:\n{new}\nwhat is written:\n{old}"
    );
    assert!(table.lines().skip(2).all(|line| line.contains(" | yes |")), "{table}");
}
