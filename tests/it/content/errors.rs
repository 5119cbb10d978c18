//! Markdown that cannot be stored: where it is wrong, why, and what to write instead, on one line.

use confluence_client::Deployment;
use confluence_client::content::{WriteOptions, to_storage};

#[test]
fn errors_say_line_column_reason_and_what_to_write_instead() {
    for (markdown, line, column, told) in [
        ("a\n\n| a |\n|---|\n| b | c |", 5, 1, "2 cells, and the table 1 columns; write `\\|`"),
        ("é <ac:link> x", 1, 3, "`<ac:link>` is storage format that is not well-formed"),
        ("x\n\n- y :date[2026-02-30]", 3, 5, "`:date[2026-02-30]` is not a day of the calendar"),
        (":date[tomorrow]", 1, 1, "is not a date; write it as `:date[2026-11-23]`"),
        ("> a :status[X]{orange}", 1, 5, "`orange` is not a colour of a status; use grey"),
        ("see [x](page:)", 1, 5, "`page:` names no page; write `page:Title`"),
        ("[x](attachment:)", 1, 1, "`attachment:` names no file"),
        ("[x](space:)", 1, 1, "`space:` names no space; write `space:KEY`"),
        ("![x]()", 1, 1, "the image has no URL; write `![alt](attachment:name.png)`"),
        ("![x](page:T)", 1, 1, "an image needs a file or a web URL"),
        ("![x](data:image/png;base64,AA)", 1, 1, "upload the file, and write `![alt](attachment:name.png)`"),
        ("a [x](javascript:alert(1))", 1, 3, "links to `javascript:` are not stored"),
        (":::panel\nx", 1, 1, "`:::panel` is never closed here; add a line `:::`"),
        ("x\n\n:::", 3, 1, "`:::` closes nothing here"),
        ("::toc(maxLevel=3)", 1, 1, "this is not a directive; write `::name{key=value"),
        ("<details>\n\nx", 1, 1, "`<details>` is never closed; add a line `</details>`"),
        ("<details>\n<summary>x\n\ny", 1, 1, "`<summary>` is never closed; add `</summary>`"),
        (
            "x\n\n<iframe src=\"https://e.com\"></iframe>",
            3,
            1,
            "cannot be stored; write a link, or the macro `::widget",
        ),
        ("<table><tr><td>x", 1, 1, "`<table>` is never closed; add"),
        (":::layout\nx\n:::", 2, 1, "`:::layout` holds `:::layout-section` alone"),
        (
            ":::layout\n:::layout-section\nx\n:::\n:::",
            3,
            1,
            "`:::layout-section` holds `:::layout-cell` alone",
        ),
        (":::code{language=js}\nx\n:::", 1, 1, "write a fence of three backticks"),
        ("::toc{#b4}", 1, 1, "#b4 belongs to no page here; leave the handle out"),
        ("a :emoticon[]", 1, 3, "the emoticon has no name; write `:emoticon{name=tick}`"),
        ("a :c[text", 1, 3, "`:c[` is never closed; end the commented text"),
        (
            "{\"version\": 1, \"type\": \"doc\", \"content\": []}",
            1,
            1,
            "Atlassian Document Format and not Markdown",
        ),
        ("a\u{1}b", 1, 2, "the character U+0001 cannot be stored; remove it"),
        ("[@Ada](~ada)", 1, 1, "write `[@Name](user:ACCOUNT_ID)`"),
    ] {
        let options = WriteOptions::new().target(Deployment::Cloud);
        let error = match to_storage(markdown, &options) {
            Ok(page) => panic!("{markdown}: {}", page.storage),
            Err(error) => error.to_string(),
        };
        assert!(error.starts_with(&format!("line {line}, column {column}: ")), "{markdown}: {error}");
        assert!(error.contains(told), "{markdown}: {error}");
        assert!(!error.contains('\n'), "on one line: {error}");
    }
}
