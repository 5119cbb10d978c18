//! What a reader gets of a page, and what may be lost of that on the way back without being missed.

use confluence_client::content::{Document, Edit, ReadOptions};

use super::edited;

#[test]
fn cells_that_data_center_wraps_are_lines_of_a_table() {
    let source = "<table><tbody><tr><th>a</th></tr><tr><td><div class=\"content-wrapper\"><p>b</p><p>c</p></div></td></tr></tbody></table>";
    let document = Document::parse(source).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    assert_eq!(markdown, "| a |\n|---|\n| b<br>c |\n");
    let after = edited(&document, &[Edit::page_markdown(markdown.replace("b<br>c", "b<br>d"))]);
    assert_eq!(after, source.replace("<p>c</p>", "<p>d</p>"));
    let after = edited(&document, &[Edit::page_markdown(markdown.replace("b<br>c", "b"))]);
    assert_eq!(after, source.replace("<p>c</p>", ""));
}

#[test]
fn line_breaks_are_counted() {
    for (source, markdown) in [
        ("<p>a<br /><br />b</p>", "a\\\n\\\nb\n"),
        ("<p>a<br />b<br /></p>", "a\\\nb\n"),
        ("<ul><li><p>a<br /> <br />b</p></li></ul>", "- a\\\n  \\\n  b\n"),
        ("<p><strong>a</strong><br /><br />b</p>", "**a**\\\n\\\nb\n"),
        ("<h2>a<br /><br />b</h2>", "## a<br><br>b\n"),
        (
            "<table><tbody><tr><th>a</th></tr><tr><td><p>x<br /><br />y</p></td></tr></tbody></table>",
            "| a |\n|---|\n| x<br><br>y |\n",
        ),
        (
            "<table><tbody><tr><th>a</th></tr><tr><td><p>x<br /></p><p>y</p></td></tr></tbody></table>",
            "| a |\n|---|\n| x<br>y |\n",
        ),
    ] {
        let document = Document::parse(source).unwrap();
        assert_eq!(document.markdown(&ReadOptions::new()).text, markdown, "{source}");
        assert_eq!(edited(&document, &[Edit::page_markdown(markdown)]), source);
    }
    let document = Document::parse("<p>a<br /><br />b</p>").unwrap();
    assert_eq!(edited(&document, &[Edit::page_markdown("a\\\nb")]), "<p>a<br />b</p>");
    assert_eq!(super::storage("a\\\n\\\nb"), "<p>a<br /><br />b</p>");
    let cell = "<table><tbody><tr><th>a</th></tr><tr><td><p>x<br /><br />y</p></td></tr></tbody></table>";
    let document = Document::parse(cell).unwrap();
    let after = edited(&document, &[Edit::page_markdown("| a |\n|---|\n| x<br><br>z |\n")]);
    assert_eq!(after, cell.replace("y</p>", "z</p>"));
}

#[test]
fn settings_that_are_not_shown_are_told() {
    let source = "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"collapse\">true</ac:parameter><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro>\
                  <ac:structured-macro ac:name=\"w\"><ac:parameter ac:name=\"board id\">1</ac:parameter></ac:structured-macro>";
    let told = Document::parse(source).unwrap().markdown(&ReadOptions::new()).lossy;
    let told: Vec<&str> = told.iter().map(|hidden| hidden.construct).collect();
    assert_eq!(told, ["parameters with unusual names", "settings of code blocks"]);
}

#[test]
fn hard_blanks_and_what_nobody_sees_need_not_be_copied() {
    let source = "<p>Ask&nbsp;<ac:link><ri:user ri:account-id=\"1:a\" /></ac:link>&nbsp; first\u{200b}, on 1&nbsp;May.</p>\
                  <h2>To&nbsp;do</h2><p>Ship it, Ada\u{2060}.</p>";
    let document = Document::parse(source).unwrap();
    let copied = document
        .markdown(&ReadOptions::new())
        .text
        .replace('\u{a0}', " ")
        .replace(['\u{200b}', '\u{2060}'], "");
    assert_eq!(edited(&document, &[Edit::page_markdown(copied.as_str())]), source);
    let after = edited(&document, &[Edit::page_markdown(copied.replace("Ship", "Send"))]);
    assert_eq!(after, source.replace("Ship", "Send"));
    let after = edited(&document, &[Edit::page_markdown(copied.replace("on 1", "at 1"))]);
    assert_eq!(after, source.replace("on 1", "at 1"));
    let after = edited(&document, &[Edit::replace_text("first, on 1 May", "first, on 2 May")]);
    assert_eq!(after, source.replace("1&nbsp;May", "2&nbsp;May"));
    let after = edited(&document, &[Edit::replace_text("Ada.", "Ada!")]);
    assert_eq!(after, source.replace("\u{2060}.", "\u{2060}!"));
    let after = edited(&document, &[Edit::replace_section("To do", "Nothing.")]);
    assert!(after.ends_with("<h2>To&nbsp;do</h2><p>Nothing.</p>"), "{after}");
}

#[test]
fn a_copied_line_that_shows_its_handle_changes_nothing_elsewhere() {
    let first = "<p>\n<ac:emoticon ac:name=\"tick\" />\n</p>";
    let twins = "<p>Same</p><p style=\"margin-left: 30.0px;\">Same</p>";
    let document = Document::parse(&format!("{first}{twins}<p>End</p>")).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    let line = "Same {#b2}\n\n";
    let after = edited(&document, &[Edit::page_markdown(markdown.replace(line, &line.repeat(2)))]);
    assert_eq!(after, format!("{first}<p>Same</p>{twins}<p>End</p>"));
}

#[test]
fn a_section_tells_what_of_it_is_not_shown() {
    let centred = "<p style=\"text-align: center;\">b</p>";
    let document = Document::parse(&format!("<h2>One</h2>{centred}<h2>Two</h2><p>c</p>")).unwrap();
    let sections =
        ["One", "Two"].map(|heading| document.section_markdown(heading, &ReadOptions::new()).unwrap());
    assert_eq!(sections[0].text, "## One\n\nb");
    assert_eq!((sections[0].lossy.len(), sections[1].lossy.len()), (1, 0));
}
