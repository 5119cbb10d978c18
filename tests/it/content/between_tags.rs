//! HTML with text that would begin a block of Markdown: no letter of it is taken for markup.

use confluence_client::content::{Document, Edit, ReadOptions, WriteOptions, to_storage};
use proptest::prelude::*;

use super::generator::config;
use super::{converted, notes, storage};

fn refusal(markdown: &str) -> String {
    to_storage(markdown, &WriteOptions::new()).unwrap_err().to_string()
}

#[test]
fn text_between_tags_is_part_of_a_line() {
    for (markdown, expected) in [
        ("<h2>1. Setup</h2>", "<h2>1. Setup</h2>"),
        ("<h1>2024. Review</h1>\n<h3>- dash</h3>", "<h1>2024. Review</h1><h3>- dash</h3>"),
        ("<h2># x</h2>\n<h2>---</h2>", "<h2># x</h2><h2>---</h2>"),
        (
            "<table><tr><th>#</th></tr><tr><td>-</td></tr><tr><td>---</td></tr></table>",
            "<table><tbody><tr><th><p>#</p></th></tr><tr><td><p>-</p></td></tr><tr><td><p>---</p></td></tr></tbody></table>",
        ),
        ("<p>* note</p>", "<p>* note</p>"),
        ("<dt>1. Term</dt>", "<p><strong>1. Term</strong></p>"),
        ("<li>x</li>\n\n<p>1) *a* **b**</p>", "<p>x</p><p>1) <em>a</em> <strong>b</strong></p>"),
        ("> <p>+ a\n> - b</p>", "<blockquote><p>+ a - b</p></blockquote>"),
        ("<h2>\n\nSet *up*\n\n</h2>", "<h2>Set <em>up</em></h2>"),
    ] {
        assert_eq!(storage(markdown), expected, "{markdown}");
    }
    let definition = storage("<p>[x]: http://e.com</p>");
    assert!(definition.starts_with("<p>[x]: <a href=\"http://e.com\">"), "{definition}");
    assert!(refusal("<h2>\n\n1. Setup\n\n</h2>").starts_with("line 3, column 1: a heading holds text alone"));
    let page = storage("<table><tr><td>\n\n- a\n\n</td><td>\n\n1. b\n\n</td></tr></table>");
    assert!(
        page.contains("<ul><li><p>a</p></li></ul>") && page.contains("<ol><li><p>b</p></li></ol>"),
        "{page}"
    );
    assert!(notes("<div>\n- a\n- b\n</div>").contains("`- a` between tags of HTML was written as text"));
    assert_eq!(notes("<h2>1. Setup</h2>\n<p>- x</p>"), "");
    assert!(storage("<div>\n```js\n- x\n```\n</div>").contains("<![CDATA[- x]]>"));
}

#[test]
fn titles_of_folded_blocks_keep_what_they_begin_with() {
    for title in ["1. Installation", "+ Show more", "# Notes", "1.", "- x", "> y", "---", "* a"] {
        let stored = format!(
            "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">{}</ac:parameter>\
             <ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>",
            title.replace('>', "&gt;")
        );
        let page = Document::parse(&stored).unwrap();
        let shown = page.markdown(&ReadOptions::new()).text;
        let copied = storage(&shown);
        assert!(
            copied.contains(&format!(">{}</ac:parameter>", title.replace('>', "&gt;"))),
            "{shown}: {copied}"
        );
        let changed = shown.replace("</summary>", " now</summary>");
        let after = page.edit(&[Edit::page_markdown(changed)]).unwrap().storage;
        assert!(after.contains(" now</ac:parameter>"), "{after}");
    }
    assert!(
        storage("<details><summary><code>__init__</code></summary></details>")
            .contains(">__init__</ac:parameter>")
    );
}

#[test]
fn code_of_html_is_no_markdown() {
    for (markdown, expected) in [
        ("Run <code>__init__.py</code>", "Run <code>__init__.py</code>"),
        ("<code>*.js *.ts</code> x", "<code>*.js *.ts</code> x"),
        ("in <code>*.js</code> and <tt>*.ts</tt>", "in <code>*.js</code> and <code>*.ts</code>"),
        (
            "a <code>:smile:</code> <code>:status[x]{red}</code>",
            "a <code>:smile:</code> <code>:status[x]{red}</code>",
        ),
        ("a <samp>[x](y) @Ada</samp>", "a <code>[x](y) @Ada</code>"),
        ("a <code>x &lt; y Vec<T></code>", "a <code>x &lt; y Vec&lt;T&gt;</code>"),
        ("a <code>x<br>y</code>", "a <code>x<br />y</code>"),
        ("<code>*a</code> b* c", "<code>*a</code> b* c"),
        ("a <code>x\ny_z_</code>", "a <code>x y_z_</code>"),
        (
            "<code><a href=\"https://e.com\">f_oo_()</a></code>",
            "<code><a href=\"https://e.com\">f_oo_()</a></code>",
        ),
    ] {
        assert_eq!(storage(markdown), format!("<p>{expected}</p>"), "{markdown}");
        assert_eq!(notes(markdown), "", "{markdown}");
    }
    let table = storage("| a |\n|---|\n| <code>* * * * *</code> <code># c</code> <code>x \\| y</code> |\n");
    assert!(table.contains("<p><code>* * * * *</code> <code># c</code> <code>x | y</code></p>"), "{table}");
    assert_eq!(storage("<p><code># comment</code> *a*</p>"), "<p><code># comment</code> <em>a</em></p>");
    assert!(notes("a <code>b").contains("`<code>` is opened and not closed"));
}

#[test]
fn line_breaks_in_code_are_shown() {
    let source = "<p>a <code>x<br />y</code> b</p>";
    let page = Document::parse(source).unwrap();
    let shown = page.markdown(&ReadOptions::new());
    assert_eq!(shown.text, "a `x`\\\n`y` b\n");
    assert!(shown.lossy.is_empty(), "{:?}", shown.lossy);
    let after = page.edit(&[Edit::page_markdown(shown.text.replace("b\n", "c\n"))]).unwrap().storage;
    assert_eq!(after, source.replace("b</p>", "c</p>"));
}

#[test]
fn what_never_ends_is_refused_with_its_place() {
    for (markdown, told) in [
        ("# A\n\n<!-- open\n\n# B\n\n<b>x</b>", "line 3, column 1: `<!--` is never closed; add `-->`"),
        ("<?php\necho $a->b;\n\n# H\n\nx", "line 1, column 1: `<?php` is never closed; add `?>`"),
        ("x\n\n<![CDATA[ y > z\n\n# H", "line 3, column 1: `<![CDATA[` is never closed; add `]]>`"),
    ] {
        assert!(refusal(markdown).starts_with(told), "{}", refusal(markdown));
    }
    assert_eq!(storage("<?php echo $a->b; ?>\n\nx"), "<p>x</p>");
    assert_eq!(storage("<!-- a -->\n\nx"), "<p>x</p>");
}

#[test]
fn looks_that_a_page_does_not_keep_are_told() {
    assert_eq!(storage("<h1 align=\"center\">T</h1>"), "<h1 style=\"text-align: center;\">T</h1>");
    for markdown in ["<h3 id=\"x\">T</h3>", "a <span id=\"x\"></span>b"] {
        assert!(storage(markdown).contains("<ac:parameter ac:name=\"\">x</ac:parameter>"), "{markdown}");
    }
    for (markdown, told) in [
        ("<table><tr><td bgcolor=\"red\">x</td></tr></table>", "`bgcolor` of `<td>` was left out"),
        ("<table><tr><td style=\"width: 5px\">x</td></tr></table>", "`style` of `<td>` was left out"),
        ("<table><tr><td width=\"5\">x</td></tr></table>", "`width` of `<td>` was left out"),
        ("<ol type=\"a\"><li>x</li></ol>", "`type` of `<ol>` was left out"),
    ] {
        assert!(notes(markdown).contains(told), "{}", notes(markdown));
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_letter_between_tags_disappears(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "1.", "12)", "-", "--", "---", "*", "+", "#", "##", ">", "|", "=", "===", "[x]:", "[^1]:", ":", "::", "a", "b9",
                "Note:", "\n", "|---|", "~", "!", "x_y_z", "(c)", "2024.",
            ]),
            1..8,
        ),
        tag in prop::sample::select(vec!["h2", "td", "p", "li", "dt", "dd", "div", "blockquote", "summary", "code"]),
    ) {
        let text = words.join(" ").replace(" \n ", "\n");
        let markdown = match tag {
            "td" => format!("<table><tr><td>{text}</td></tr></table>"),
            "li" => format!("<ul><li>{text}</li></ul>"),
            "summary" => format!("<details><summary>{text}</summary>\n\nx\n\n</details>"),
            tag => format!("<{tag}>{text}</{tag}>"),
        };
        if let Ok(written) = to_storage(&markdown, &WriteOptions::new()) {
            let kept = Document::parse(&written.storage).unwrap();
            let title = written.storage.split("\"title\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or("").replace("&gt;", "");
            let seen = letters(&title) + &letters(&kept.plain_text());
            prop_assert!(seen.starts_with(&letters(&text)), "{markdown:?} became {}", written.storage);
        }
    }
}

#[test]
fn further_paragraphs_of_a_task_are_paragraphs() {
    let page = converted("- [ ] Deploy\n\n  Use the script.\n\n  Then check.\n- [x] one").storage;
    assert!(
        page.contains("<ac:task-body><p>Deploy</p><p>Use the script.</p><p>Then check.</p></ac:task-body>"),
        "{page}"
    );
    assert!(page.contains("<ac:task-body>one</ac:task-body>"), "{page}");
    let task = |body: &str| {
        format!(
            "<ac:task-list><ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>{body}</ac:task-body></ac:task></ac:task-list>"
        )
    };
    let document = Document::parse(&task("Deploy")).unwrap();
    let after = document.edit(&[Edit::page_markdown("- [ ] Deploy\n\n  More here\n")]).unwrap().storage;
    assert_eq!(after, task("Deploy<p>More here</p>"));
    let text = document.outline().to_string();
    let shown = document.markdown(&ReadOptions::new().handles(true)).text;
    let handle =
        shown.rsplit("{#").next().and_then(|rest| rest.split('}').next()).unwrap_or(&text).to_owned();
    let inserted =
        document.edit(&[Edit::insert_after(format!("#{handle}").parse().unwrap(), "More")]).unwrap();
    assert_eq!(inserted.storage, task("Deploy<p>More</p>"));
    assert_eq!(
        Document::parse(&task("<p>A</p><p>B</p>")).unwrap().markdown(&ReadOptions::new()).text,
        "- [ ] A\n\n  B\n"
    );
}

#[test]
fn a_list_that_is_parted_goes_on_counting() {
    let page = Document::parse("<p>x</p><ol><li>a</li><li>b</li></ol>").unwrap();
    let after = page.edit(&[Edit::page_markdown("1. a\n\nx\n\n2. b\n")]).unwrap().storage;
    let second = after.split("<p>x</p>").nth(1).unwrap_or_default();
    assert!(second.starts_with("<ol start=\"2\">") && second.contains("b</li>"), "{after}");
    let shorter = page.edit(&[Edit::page_markdown("x\n\n2. b\n")]).unwrap().storage;
    assert_eq!(shorter, "<p>x</p><ol><li>b</li></ol>");
}
