//! What was shown is found as it was shown: titles, text across a line break, elements that look alike.

use confluence_client::content::{Document, Edit, ReadOptions, TableEdit};

use super::edited;

fn parsed(storage: &str) -> Document {
    Document::parse(storage).unwrap()
}

fn refused(document: &Document, edit: Edit) -> String {
    match document.edit(&[edit]) {
        Ok(edited) => panic!("{}", edited.storage),
        Err(error) => error.to_string(),
    }
}

const STATUS: &str = "<ac:structured-macro ac:name=\"status\" ac:macro-id=\"s\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">LIVE</ac:parameter></ac:structured-macro>";
const ANCHOR: &str = "<ac:structured-macro ac:name=\"anchor\" ac:macro-id=\"a\"><ac:parameter ac:name=\"\">top</ac:parameter></ac:structured-macro>";
const ADA: &str = "<ac:link><ri:user ri:account-id=\"u1\" /></ac:link>";

#[test]
fn a_heading_is_found_as_it_is_shown() {
    let document = parsed(&format!(
        "<h2>Deploy {STATUS}</h2><p>x</p><h2>{ANCHOR}<ac:emoticon ac:name=\"tick\" /> Checks {ADA}</h2><p>x</p>\
         <h2><a href=\"https://e.com\">Docs</a> for <code>f&lt;T&gt;</code></h2><p>x</p>"
    ));
    let names = ReadOptions::new().names([("u1".to_owned(), "Ada".to_owned())]);
    let lines: Vec<String> = document
        .markdown(&names)
        .text
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    assert_eq!(lines.len(), 3);
    let others = [
        "Deploy LIVE",
        "deploy live",
        "Checks @u1",
        "✅ Checks [@Ada](user:u1)",
        "Docs for f<T>",
        "## Docs for f<T>",
    ];
    for heading in lines.iter().map(String::as_str).chain(others) {
        let after = edited(&document, &[Edit::replace_section(heading, "new")]);
        assert_eq!(
            (after.matches("<p>new</p>").count(), after.matches("<p>x</p>").count()),
            (1, 2),
            "{heading}"
        );
    }
    assert!(
        refused(&document, Edit::replace_section("Deploy", "new")).contains("Deploy LIVE"),
        "a part is no heading"
    );
}

#[test]
fn rows_and_columns_are_found_as_they_are_shown() {
    let document = parsed(&format!(
        "<table><tbody><tr><th>🚀 Release</th><th>Due <time datetime=\"2026-03-04\" /></th></tr><tr><td>{STATUS}</td><td>x</td></tr>\
         <tr><td>2</td><td>y</td></tr></tbody></table>"
    ));
    let table = "#b1".parse().unwrap();
    let set = |row: &str, column: &str| {
        let cell = TableEdit::SetCell { row: row.into(), column: column.into(), markdown: "new".to_owned() };
        edited(&document, &[Edit::table(table, cell)])
    };
    for (row, column) in [
        (":status[LIVE]{green}", "Due :date[2026-03-04]"),
        ("live", "due 2026-03-04"),
        ("**LIVE**", "Due 2026-03-04"),
    ] {
        let after = set(row, column);
        assert!(after.contains("<td>new</td>") && after.contains("<td>y</td>"), "{row}: {after}");
    }
    assert!(set("2", "Due 2026-03-04").contains("<td>x</td>"), "a title comes before a number");
}

#[test]
fn text_is_found_across_a_line_break_and_not_across_what_is_seen() {
    let document =
        parsed(&format!("<p>in<br />ner {ADA} due <time datetime=\"2026-03-04\" /> set{ANCHOR}up</p>"));
    for find in ["in ner", "in\nner"] {
        assert!(edited(&document, &[Edit::replace_text(find, "x")]).starts_with("<p>x <ac:link>"), "{find}");
    }
    assert!(
        edited(&document, &[Edit::replace_text("setup", "x")]).contains("x<ac:structured"),
        "an anchor is not seen"
    );
    assert!(refused(&document, Edit::replace_text("inner", "x")).contains("is not on the page"));
    assert!(
        refused(&document, Edit::replace_text("2026-03-04", "x")).contains("`:date[2026-03-04]` shows it")
    );
    assert!(
        refused(&document, Edit::replace_text("due 2026-03-04", "x"))
            .contains("goes across what is not text in #b1")
    );
}

#[test]
fn text_of_code_is_found_across_sections_of_cdata() {
    let code = |body: &str| {
        format!(
            "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body>{body}</ac:plain-text-body></ac:structured-macro>"
        )
    };
    let document = parsed(&code("<![CDATA[a = ']]]]><![CDATA[>' end]]>"));
    for (find, replace, after) in [
        ("]]>", "x", "<![CDATA[a = 'x' end]]>"),
        ("']]>' end", "x]]>y", "<![CDATA[a = x]]]]><![CDATA[>y]]>"),
        ("a =", "b =", "<![CDATA[b = ']]]]><![CDATA[>' end]]>"),
        (">' end", ">", "<![CDATA[a = ']]]]><![CDATA[>]]>"),
    ] {
        assert_eq!(edited(&document, &[Edit::replace_text(find, replace)]), code(after), "{find}");
    }
}

#[test]
fn of_elements_that_look_alike_each_stays_what_it_is() {
    let link = |page: &str| format!("<ac:link>{page}<ac:link-body>here</ac:link-body></ac:link>");
    let links = [
        link("<ri:page ri:content-title=\"Home\" />"),
        link("<ri:page ri:content-title=\"Home\" ri:version-at-save=\"3\" />"),
        link("<ri:page ri:content-id=\"11\" ri:content-title=\"Home\" />"),
    ];
    let [one, two, three] = &links;
    let document = parsed(&format!("<p>{one} a {two} b {three} c</p>"));
    let shown = document.markdown(&ReadOptions::new()).text;
    assert_eq!(shown.matches("[here](page:Home)").count(), 3);
    let merged = |markdown: String| document.edit(&[Edit::page_markdown(markdown)]).unwrap().storage;
    assert_eq!(
        merged(shown.replace(" b ", " **b** ")),
        format!("<p>{one} a {two} <strong>b</strong> {three} c</p>")
    );
    assert_eq!(merged(shown.replace(" a [here](page:Home)", "")), format!("<p>{one} b {three} c</p>"));
}

#[test]
fn words_in_place_of_a_name_are_shown_and_kept() {
    let boss = "<ac:link><ri:user ri:account-id=\"u1\" /><ac:link-body>my boss</ac:link-body></ac:link>";
    let document = parsed(&format!("<p>{ADA} and {boss} and {ADA}</p>"));
    assert_eq!(document.plain_text(), "@u1 and my boss and @u1\n");
    let shown = document.markdown(&ReadOptions::new()).text;
    assert_eq!(shown, "[@u1](user:u1) and [my boss](user:u1) and [@u1](user:u1)\n");
    let changed = edited(&document, &[Edit::page_markdown(shown.replacen("and", "or", 1))]);
    assert_eq!(changed, format!("<p>{ADA} or {boss} and {ADA}</p>"));
    assert!(edited(&document, &[Edit::replace_text("boss", "chief")]).contains("my chief"));
}

#[test]
fn files_of_blog_posts_and_of_content_by_id_have_an_address() {
    let file = |of: &str| {
        format!("<p><ac:link><ri:attachment ri:filename=\"f.pdf\">{of}</ri:attachment></ac:link></p>")
    };
    for (of, address) in [
        ("<ri:content-entity ri:content-id=\"77\" />", "attachment:content:77/f.pdf"),
        (
            "<ri:blog-post ri:space-key=\"S\" ri:content-title=\"N\" ri:posting-day=\"2026/01/02\" />",
            "attachment:blog:S/2026-01-02/N/f.pdf",
        ),
        ("<ri:page ri:content-title=\"content:77\" />", "attachment:/content:77/f.pdf"),
    ] {
        let shown = parsed(&file(of)).markdown(&ReadOptions::new()).text;
        assert_eq!(shown, format!("[f.pdf]({address})\n"));
        assert_eq!(super::storage(&shown), file(of), "{address}");
    }
}

#[test]
fn what_is_not_shown_is_counted() {
    let hidden = |storage: &str| {
        let lossy = parsed(storage).markdown(&ReadOptions::new()).lossy;
        lossy
            .iter()
            .map(|hidden| format!("{} {}", hidden.count, hidden.construct))
            .collect::<Vec<_>>()
            .join(", ")
    };
    for (storage, counted) in [
        ("<p><a name=\"here\"></a>x</p>", "1 anchors of HTML"),
        (
            "<ac:image ac:height=\"20\"><ri:attachment ri:filename=\"a.png\" /></ac:image>",
            "1 size and alignment of images",
        ),
        (
            "<ac:image ac:href=\"https://e.com\"><ri:attachment ri:filename=\"a.png\" /></ac:image>",
            "1 links of images",
        ),
        (
            "<p><ac:link ac:card-appearance=\"inline\"><ri:page ri:content-title=\"P\" /></ac:link></p>",
            "1 cards of links",
        ),
        (
            "<p><ac:link ac:tooltip=\"tip\"><ri:page ri:content-title=\"P\" /></ac:link></p>",
            "1 titles of links",
        ),
        (
            "<table data-number-column=\"true\"><tbody><tr><th>a</th></tr></tbody></table>",
            "1 numbers of rows",
        ),
        (
            "<table><tbody><tr><th style=\"text-align: center;\">a</th></tr></tbody></table>",
            "1 text alignment",
        ),
    ] {
        assert_eq!(hidden(storage), counted, "{storage}");
    }
    let card = parsed(
        "<p>a <ac:link ac:card-appearance=\"inline\"><ri:page ri:content-title=\"P\" /></ac:link></p>",
    );
    let edited = card.edit(&[Edit::page_markdown("a")]).unwrap();
    assert_eq!(
        edited.losses.iter().map(|loss| loss.what.as_str()).collect::<Vec<_>>(),
        ["the card of page:P"]
    );
}
