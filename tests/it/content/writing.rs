//! Markdown as people write it: nothing is dropped or turned into something else without a word.

use confluence_client::Deployment;
use confluence_client::content::{WriteOptions, to_storage};

use super::{converted, notes, storage};

fn refusal(markdown: &str) -> String {
    match to_storage(markdown, &WriteOptions::new()) {
        Ok(converted) => panic!("{converted:?}"),
        Err(error) => error.to_string(),
    }
}

const TOC: &str = "<ac:structured-macro ac:name=\"toc\" ac:schema-version=\"1\"></ac:structured-macro>";

#[test]
fn elements_of_the_storage_format_pass_through_or_are_refused_with_their_place() {
    let toc = "<ac:structured-macro ac:name=\"toc\" />";
    let mention = "<ac:link><ri:user ri:account-id=\"u1\" /></ac:link>";
    let tick = "<ac:emoticon ac:name=\"tick\" />";
    let page = format!("# T\n\n{toc}\n\nAsk {mention}, done {tick}\n");
    assert_eq!(storage(&page), format!("<h1>T</h1>{toc}<p>Ask {mention}, done {tick}</p>"));
    let panel = "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>a</p>\n\n<p>b *c*</p></ac:rich-text-body></ac:structured-macro>";
    assert_eq!(storage(&format!("x\n{panel}\ny")), format!("<p>x</p>{panel}<p>y</p>"));
    assert_eq!(storage(&format!("- a {tick}")), format!("<ul><li><p>a {tick}</p></li></ul>"));
    assert_eq!(storage("`<ac:link>` \\<ac:link>"), "<p><code>&lt;ac:link&gt;</code> &lt;ac:link&gt;</p>");
    assert_eq!(storage("```\n<ac:link>\n```").matches("<![CDATA[<ac:link>]]>").count(), 1);
    let error = refusal("# T\n\nAsk <ac:link> him");
    assert!(error.starts_with("line 3, column 5: `<ac:link>` is storage format"), "{error}");
    assert!(error.contains("::toc") && error.contains("[@Name](user:ID)"), "{error}");
    assert!(refusal("a </ac:link>").contains("line 1, column 3"));
    assert!(refusal("<ac:emoticon ac:name=tick />").contains("not well-formed"));
}

#[test]
fn a_row_has_no_more_cells_than_the_table_columns() {
    for row in ["| mode | \"on\" | \"off\" |", "| cmd | `ps | grep x` |", "cmd | a | b"] {
        let error = refusal(&format!("| Key | Type |\n|---|---|\n{row}\n"));
        assert_eq!(
            error,
            "line 3, column 1: the row has 3 cells, and the table 2 columns; write `\\|` for a pipe, in code as well"
        );
    }
    assert!(storage("| a | b |\n|---|---|\n| 1 | 2 | |\n| `x \\| y` | 3 |\n").contains("<code>x | y</code>"));
}

#[test]
fn bare_addresses_are_links() {
    let link = |address: &str, text: &str| format!("<a href=\"{address}\">{text}</a>");
    let address = "https://e.com/a_b_c?x=1&y=(2)";
    let stored = address.replace('&', "&amp;");
    assert_eq!(storage(&format!("See {address}.")), format!("<p>See {}.</p>", link(&stored, &stored)));
    assert_eq!(storage("(www.e.com)"), format!("<p>({})</p>", link("http://www.e.com", "www.e.com")));
    assert_eq!(storage("| a |\n|---|\n| https://e.com |\n").matches("<a href=\"https://e.com\">").count(), 1);
    assert_eq!(storage("`https://e.com`"), "<p><code>https://e.com</code></p>");
    assert_eq!(
        storage("[https://e.com](https://f.com)"),
        format!("<p>{}</p>", link("https://f.com", "https://e.com"))
    );
    assert_eq!(storage("https\\://e.com"), "<p>https://e.com</p>");
}

#[test]
fn html_that_authors_write_has_a_storage_form() {
    for (markdown, expected) in [
        ("line</br>next", "<p>line<br />next</p>"),
        ("line<br>next<br/>", "<p>line<br />next<br /></p>"),
        (
            "H<sub>2</sub>O <kbd>Ctrl</kbd> <b>b</b> <i>i</i>",
            "<p>H<sub>2</sub>O <kbd>Ctrl</kbd> <strong>b</strong> <em>i</em></p>",
        ),
        ("<code>a b</code>", "<p><code>a b</code></p>"),
        (
            "<a href=\"https://e.com\">x **y**</a>",
            "<p><a href=\"https://e.com\">x <strong>y</strong></a></p>",
        ),
        (
            "<p align=\"center\">\n  <img src=\"https://e.com/a.png\" alt=\"A\" width=\"200\">\n</p>",
            "<ac:image ac:width=\"200\" ac:align=\"center\" ac:alt=\"A\"><ri:url ri:value=\"https://e.com/a.png\" /></ac:image>",
        ),
        (
            "<div align=\"center\">\n\n# T\n\ntext\n\n</div>\n\nafter",
            "<h1 style=\"text-align: center;\">T</h1><p style=\"text-align: center;\">text</p><p>after</p>",
        ),
        (
            "<div align=center>\n<b>bold</b> and plain\n</div>",
            "<p style=\"text-align: center;\"><strong>bold</strong> and plain</p>",
        ),
        ("<h2>Title</h2>\n\ntext", "<h2>Title</h2><p>text</p>"),
        ("<ul>\n<li>a</li>\n<li>b\n</ul>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("<ol start=3><li>a</li></ol>", "<ol start=\"3\"><li><p>a</p></li></ol>"),
        ("<hr>\n\nx", "<hr /><p>x</p>"),
        ("<blockquote>quoted</blockquote>", "<blockquote><p>quoted</p></blockquote>"),
        (
            "<picture>\n<source media=\"x\" srcset=\"d.png\">\n<img src=\"https://e.com/l.png\">\n</picture>",
            "<ac:image><ri:url ri:value=\"https://e.com/l.png\" /></ac:image>",
        ),
        (
            "<a name=\"here\"></a>\n\ntext",
            "<p><ac:structured-macro ac:name=\"anchor\" ac:schema-version=\"1\"><ac:parameter ac:name=\"\">here</ac:parameter></ac:structured-macro></p><p>text</p>",
        ),
        ("due <time datetime=\"2026-03-04\">soon</time>", "<p>due <time datetime=\"2026-03-04\" />soon</p>"),
        (
            "<dl><dt>Term</dt><dd>means</dd></dl>",
            "<p><strong>Term</strong></p><p style=\"margin-left: 30.0px;\">means</p>",
        ),
        ("Term\n: means", "<p><strong>Term</strong></p><p style=\"margin-left: 30.0px;\">means</p>"),
        (
            "<table>\n<caption>Cap</caption>\n<tr><th>a<td>b\n<tr><td>c</td></tr></table>",
            "<p>Cap</p><table><tbody><tr><th><p>a</p></th><td><p>b</p></td></tr><tr><td><p>c</p></td></tr></tbody></table>",
        ),
        ("> <p>a</p>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"),
    ] {
        assert_eq!(storage(markdown), expected, "{markdown}");
        assert_eq!(notes(markdown), "", "{markdown}");
    }
}

#[test]
fn preformatted_text_in_a_cell_is_code() {
    let page =
        storage("| Name | Type |\n|---|---|\n| x | <pre>object({<br>  a = string \\| *b*<br>})</pre> |\n");
    assert!(page.contains("<![CDATA[object({\n  a = string | *b*\n})]]>"), "{page}");
    let page = storage("<pre><code class=\"language-rust\">\nfn a() -&gt; b {}\n\nx</code></pre>");
    assert!(page.contains(">rust<") && page.contains("<![CDATA[fn a() -> b {}\n\nx]]>"), "{page}");
    assert!(
        refusal("a\n\n| a |\n|---|\n| <pre>x |\n").starts_with("line 5, column 8: `<pre>` is not closed")
    );
}

#[test]
fn comments_are_left_out_with_a_note() {
    let page = "<!-- confluence-page-id: 20250001023 -->\n\n# Head\n\ntext <!-- todo --> more\n";
    assert_eq!(storage(page), "<h1>Head</h1><p>text  more</p>");
    assert_eq!(
        notes(page),
        "line 1, column 1: a comment of HTML was left out, since nobody sees it (and once more)"
    );
}

#[test]
fn what_html_cannot_be_stored_says_where_and_what_instead() {
    let error = refusal("text\n\nand <iframe src=\"https://e.com\"></iframe>");
    assert!(
        error.starts_with("line 3, column 5: `<iframe src=\"https://e.com\">` cannot be stored"),
        "{error}"
    );
    assert!(error.contains("::widget"), "{error}");
    assert!(refusal("a <style> b\n\nc").starts_with("line 1, column 3: `<style>` is not closed here"));
    assert_eq!(storage("a Vec<T> b"), "<p>a Vec&lt;T&gt; b</p>");
    assert!(notes("a Vec<T> b").starts_with("line 1, column 6: `<T>` is not a tag that a page can hold"));
    assert_eq!(storage("a <b>b"), "<p>a <strong>b</strong></p>");
    assert!(notes("a <b>b").contains("`<b>` is opened and not closed"));
    assert!(refusal("<table><tr><td>x").contains("never closed"));
}

#[test]
fn front_matter_is_no_part_of_the_page() {
    let page =
        converted("\u{feff}---\r\ntitle: My page\r\ntags: [a, b]\r\nauthor: Ada\r\n---\r\n\r\n# Head\r\n");
    assert_eq!(page.storage, "<h1>Head</h1>");
    assert_eq!((page.title.as_deref(), page.labels.join(",")), (Some("My page"), "a,b".to_owned()));
    assert!(page.notes[0].to_string().contains("`author` of the front matter"), "{:?}", page.notes);
    assert!(refusal("---\ntitle: x\n---\n\n:status[x]{pink}").starts_with("line 5, column 1"));
    assert_eq!(storage("---\n\ntext\n\n---\n"), "<hr /><p>text</p><hr />");
}

#[test]
fn line_ends_and_marks_of_windows_change_nothing() {
    assert_eq!(storage("\u{feff}# A\r\n\r\n- b\r\n- c\r\n"), storage("# A\n\n- b\n- c\n"));
    assert!(storage("```\r\na\r\nb\r\n```\r\n").contains("<![CDATA[a\nb]]>"));
}

#[test]
fn empty_targets_and_impossible_dates_are_refused() {
    for (markdown, lacks) in [
        ("[x](page:)", "page"),
        ("[y](attachment:)", "file"),
        ("[z](user:)", "person"),
        ("[z](space:)", "space"),
        ("[z](page:DOC/)", "page"),
        ("![z](attachment:)", "file"),
        ("[x](blog:)", "blog post"),
        ("[x](blog:My-post)", "day"),
        ("[x](blog:DOCS/yesterday/T)", "day"),
        ("[x](blog:DOCS/Title)", "day"),
        ("<content:My-page>", "content by its id"),
        ("[x](<content:My page>)", "content by its id"),
        ("[x](shortcut:jira)", "shortcut"),
        ("[x](attachment:/a.pdf)", "page"),
    ] {
        assert!(refusal(markdown).contains(&format!("names no {lacks}")), "{markdown}");
    }
    for markdown in [
        "::jira",
        "a :jira{key=} b",
        "a :jira{} b",
        "a :anchor{} b",
        "::include",
        "::excerpt-include{}",
        "::widget",
        "::profile",
        "a :status[]{red} b",
    ] {
        assert!(refusal(markdown).contains("; write `"), "{markdown}: {}", refusal(markdown));
    }
    assert_eq!(storage("see :jira and std::anchor"), "<p>see :jira and std::anchor</p>");
    for (markdown, title) in
        [("[x](page:C#)", "C#"), ("<page:C#-guide>", "C"), ("[x](<page:Issue #42>)", "Issue #42")]
    {
        assert!(
            storage(markdown).contains(&format!("ri:content-title=\"{title}\"")),
            "{}",
            storage(markdown)
        );
    }
    assert_eq!(storage("[x]()"), "<p>x</p>");
    assert!(notes("[x]()").contains("has no URL"));
    assert!(refusal("a :date[2026-02-30]").starts_with("line 1, column 3: `:date[2026-02-30]` is not a day"));
    assert!(refusal(":date[soon]").contains("write it as"));
}

#[test]
fn emoji_alerts_and_contents_of_other_tools_are_understood() {
    assert_eq!(
        storage("go :rocket: :+1: at 10:30:00 :no_such_thing:"),
        "<p>go 🚀 👍 at 10:30:00 :no_such_thing:</p>"
    );
    for line in ["[[_TOC_]]", "[TOC]", "[[toc]]", "{toc}"] {
        assert_eq!(storage(line), TOC, "{line}");
    }
    for (markdown, name) in [
        ("> [!INFO]\n> x", "info"),
        ("> [!danger]\n> x", "warning"),
        ("> [!success]\n>\n> x", "tip"),
        ("!!! note\n    x", "info"),
        ("!!! warning \"Mind\"\n    x", "note"),
    ] {
        let page = storage(markdown);
        assert!(page.starts_with(&format!("<ac:structured-macro ac:name=\"{name}\"")), "{page}");
        assert!(
            page.ends_with("<ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>"),
            "{page}"
        );
        assert_eq!(notes(markdown), "", "{markdown}");
    }
    assert!(storage("!!! warning \"Mind\"\n    x\n\n    - y\n\nz").contains(">Mind</ac:parameter>"));
    assert!(
        storage("!!! note\n    x\n\n    - y\n\nz")
            .ends_with("</ul></ac:rich-text-body></ac:structured-macro><p>z</p>")
    );
    assert!(storage("??? tip \"More\"\n    x").starts_with("<ac:structured-macro ac:name=\"expand\""));
    assert!(notes("> [!FOO]\n> x").contains("`[!FOO]` is not a kind of alert"));
    assert_eq!(storage("!!! so loud"), "<p>!!! so loud</p>");
}

#[test]
fn footnotes_math_and_mermaid_keep_what_they_say() {
    assert!(storage("a[^1]\n\n[^1]: note").contains("ac:anchor=\"footnote-1\""));
    for language in ["math", "mermaid"] {
        let page = storage(&format!("```{language}\nx --> y\n```"));
        assert!(page.contains(language) && page.contains("<![CDATA[x --> y]]>"), "{page}");
    }
    let options = WriteOptions::new().fence_macro("mermaid", "mermaid-cloud");
    let page = to_storage("```mermaid\nx\n```", &options).unwrap().storage;
    assert!(
        page.starts_with("<ac:structured-macro ac:name=\"mermaid-cloud\"") && page.contains("[x]"),
        "{page}"
    );
    assert_eq!(storage("it's \"so\" -- $x_1$..."), "<p>it's \"so\" -- $x_1$...</p>");
}

#[test]
fn strong_text_beside_wide_punctuation_is_strong() {
    for (markdown, expected) in [
        ("**注意：**请看", "<p><strong>注意：</strong>请看</p>"),
        ("请**「看」**吧", "<p>请<strong>「看」</strong>吧</p>"),
        ("**使用 `x`。**然后", "<p><strong>使用 <code>x</code>。</strong>然后</p>"),
        ("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>"),
        ("a \\*\\*注意：\\*\\*请", "<p>a **注意：**请</p>"),
    ] {
        assert_eq!(storage(markdown), expected, "{markdown}");
    }
}

#[test]
fn fences_tell_language_title_and_numbers() {
    let page = converted("```rust,ignore title=\"a b.rs\" linenums=\"1\"\nx\n```");
    for parameter in ["\"language\">rust<", "\"title\">a b.rs<", "\"linenumbers\">true<"] {
        assert!(page.storage.contains(parameter), "{}", page.storage);
    }
    assert!(
        page.notes[0].to_string().starts_with("line 1, column 1: `ignore` behind the fence was left out")
    );
}

#[test]
fn languages_are_those_that_the_deployment_knows() {
    let options = WriteOptions::new().target(Deployment::DataCenter);
    for (language, stored) in [
        ("http", None),
        ("C++", Some("cpp")),
        ("c++", Some("cpp")),
        ("rust,ignore", None),
        ("shell", Some("bash")),
        ("javascript", Some("js")),
        ("json", Some("js")),
        ("html", Some("xml")),
        ("yaml", Some("yml")),
        ("sql", Some("sql")),
    ] {
        let page = to_storage(&format!("```{language}\nx\n```"), &options).unwrap();
        match stored {
            Some(stored) => assert!(page.storage.contains(&format!("\"language\">{stored}<")), "{language}"),
            None => {
                assert!(!page.storage.contains("language"), "{language}");
                let note =
                    page.notes.iter().any(|note| note.to_string().contains("Data Center knows no language"));
                assert!(note, "{:?}", page.notes);
            }
        }
    }
    assert!(storage("```http\nx\n```").contains("\"language\">http<"));
}

#[test]
fn links_within_a_page_and_their_headings_agree() {
    let anchor = |name: &str| {
        format!(
            "<ac:structured-macro ac:name=\"anchor\" ac:schema-version=\"1\"><ac:parameter ac:name=\"\">{name}</ac:parameter></ac:structured-macro>"
        )
    };
    let page = storage("# Intro\n\n- [Set up](#set-up)\n\n## Set up\n\nx");
    assert!(
        page.contains("<ac:link ac:anchor=\"set-up\"><ac:plain-text-link-body><![CDATA[Set up]]>"),
        "{page}"
    );
    assert!(page.contains(&format!("<h2>{}Set up</h2>", anchor("set-up"))), "{page}");
    assert!(page.contains("<h1>Intro</h1>"), "{page}");
    let page = storage("[a](#x-1) [b](#x-1)\n\n# X\n\n# X");
    assert!(page.ends_with(&format!("<h1>X</h1><h1>{}X</h1>", anchor("x-1"))), "{page}");
    assert!(notes("see [x](#nowhere)").starts_with("line 1, column 5: the link to `#nowhere` leads nowhere"));
    assert_eq!(notes("<a name=\"here\"></a>\n\n[x](#here)"), "");
    let page = confluence_client::content::Document::parse("<h2>Set up</h2><p>x</p>").unwrap();
    let edit = confluence_client::content::Edit::append("See [above](#set-up).");
    let edited = page.edit(&[edit]).unwrap();
    assert!(
        edited.storage.starts_with(&format!("<h2>{}Set up</h2>", anchor("set-up"))),
        "{}",
        edited.storage
    );
    assert!(edited.notes.is_empty());
}

#[test]
fn relative_links_and_images_are_resolved_or_told() {
    let markdown = "[Set up](docs/setup.md#x) ![x](img/a.png)";
    let page = converted(markdown);
    let told: Vec<String> = page.notes.iter().map(ToString::to_string).collect();
    assert!(told[0].contains("the link to `docs/setup.md#x` leads nowhere"), "{told:?}");
    assert!(told[1].contains("attachment:a.png; upload a.png"), "{told:?}");
    assert!(!told[1].contains("attachment:img"), "{told:?}");
    assert!(page.storage.contains("<ri:attachment ri:filename=\"a.png\" />"));
    let options = WriteOptions::new()
        .resolve_links(|path| path.starts_with("docs/setup.md").then(|| "page:DOC/Set up".to_owned()))
        .resolve_images(|path| path.strip_prefix("img/").map(|file| format!("attachment:{file}")));
    let page = to_storage(markdown, &options).unwrap();
    assert!(page.notes.is_empty(), "{:?}", page.notes);
    assert!(page.storage.contains("ri:content-title=\"Set up\""), "{}", page.storage);
}

#[test]
fn notes_of_an_edit_are_of_what_it_changes() {
    let page = confluence_client::content::Document::parse("<p>ask @Ada</p><p>b</p>").unwrap();
    let edited = |markdown: &str| {
        page.edit(&[confluence_client::content::Edit::page_markdown(markdown)]).unwrap().notes
    };
    assert!(edited("ask @Ada\n\nc\n").is_empty());
    assert_eq!(edited("ask @Ada\n\nask @Bob\n").len(), 1);
}

#[test]
fn a_mention_is_told_from_a_name_behind_an_at() {
    for markdown in ["ask [@Ada Lovelace](user:712020:ab-cd)", "[@ada](https://example.com/ada) wrote it"] {
        assert_eq!(notes(markdown), "", "{markdown}");
    }
    assert!(notes("[link](https://example.com) by @Ada").contains("`@Ada` mentions nobody"));
}
