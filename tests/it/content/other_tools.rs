//! What other tools write above a text, around it and for themselves: read as it is meant, left out, or told.

use super::{converted, notes, storage, to_storage};

#[test]
fn front_matter_is_taken_off_however_it_is_written() {
    for (above, title) in [
        ("--- \ntitle: x\n---\t", "x"),
        ("\n\n---\ntitle: x # comment\n---", "x"),
        ("---\n\"og:title\": y\n_id: 1\n$schema: s\n标题: t\nÜbersicht: u\n<<: *a\ntitle:\tx\n---", "x"),
        ("---\ntitle: long\n  continued\n---", "long continued"),
        ("---\n{title: x}\n---", "x"),
        ("+++\n# comment\ntitle=\"x\"\ntags = [\n  \"a\",\n]\n+++", "x"),
        ("+++\ntitle = \"\"\"\nx\"\"\"\n+++", "x"),
        ("{ \"title\": \"x\" }", "x"),
    ] {
        let page = converted(&format!("{above}\n\n# Head\n"));
        assert_eq!((&*page.storage, page.title.as_deref()), ("<h1>Head</h1>", Some(title)), "{above}");
    }
    for unknown in ["---\ntitle: x\n*a b\n---\n\ny", "+++\ntitle = \"x\n+++\n\ny"] {
        let told = notes(unknown);
        assert!(told.contains("line 1, column 1: what looks like front matter"), "{unknown}: {told}");
    }
    for rule in ["---\n\na: b\n\n---\n\ny", "---\n# Head\n---\n", "---\n"] {
        assert_eq!(notes(rule), "", "{rule}");
    }
}

#[test]
fn comments_of_other_tools_are_left_out() {
    for (markdown, expected) in [
        ("a %%hidden%% b", "<p>a  b</p>"),
        ("a\n\n%%\nhidden\n\n**more**\n%%\n\nb", "<p>a</p><p>b</p>"),
        ("a\n{/* hidden */}\nb", "<p>a b</p>"),
        ("a {# hidden #}\nb", "<p>a b</p>"),
        ("- a\n{{!-- hidden --}}\n- {{/* hidden */}}b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("<%-- hidden --%>\n# a", "<h1>a</h1>"),
        ("x\n[//]: # (hidden note)\ny", "<p>x y</p>"),
        ("x\n\n[comment]: <> (hidden)\n\ny", "<p>x</p><p>y</p>"),
    ] {
        assert_eq!(storage(markdown), expected, "{markdown}");
        assert!(notes(markdown).contains("was left out, since nobody sees it"), "{}", notes(markdown));
    }
    for (markdown, expected) in [
        ("`%% x %%`", "<p><code>%% x %%</code></p>"),
        ("```\n{/* x */}\n[//]: # (x)\n```", "[//]: # (x)]]>"),
        ("50%% and 60%% of it", "<p>50%% and 60%% of it</p>"),
        ("\\%% x %%", "<p>%% x %%</p>"),
        ("up 5 %% last year and 7 %% this year", "<p>up 5 %% last year and 7 %% this year</p>"),
        ("begins with {/* in JSX\n\nmore\n\n```jsx\n{/* x */}\n```", "<p>more</p>"),
    ] {
        assert!(storage(markdown).contains(expected), "{}", storage(markdown));
        assert_eq!(notes(markdown), "", "{markdown}");
    }
}

#[test]
fn text_between_fences_is_no_front_matter() {
    let linked = storage("+++\n[Link](http://e.com) of the page\n+++\nend");
    assert!(linked.contains("</a> of the page"), "{linked}");
    let listed = storage("---\nSummary: done\n\n- one\n- two\n\n---\n\nMore");
    assert!(listed.contains("<li><p>one</p></li>"), "{listed}");
}

#[test]
fn what_looks_like_a_comment_on_a_page_stays_there() {
    use confluence_client::content::{Document, Edit, ReadOptions};

    for text in
        ["%% kept %%", "a {/* kept */}", "{{!-- kept --}}", "&lt;%-- kept --%&gt;", "{# kept #}", "5%% kept"]
    {
        let source = format!("<p>{text}</p><p>end</p>");
        let document = Document::parse(&source).unwrap();
        let shown = document.markdown(&ReadOptions::new()).text;
        let after = super::edited(&document, &[Edit::page_markdown(shown.replace("kept", "still"))]);
        assert_eq!(after, source.replace("kept", "still"), "{shown}");
    }
    let source = "<p>{ \"title\": \"x\" }</p><p>end</p>";
    let document = Document::parse(source).unwrap();
    let shown = document.markdown(&ReadOptions::new()).text;
    let after = super::edited(&document, &[Edit::page_markdown(shown.replace("end", "END"))]);
    assert_eq!(after, source.replace("end", "END"), "{shown}");
}

#[test]
fn lines_that_mean_something_to_another_tool_alone_are_told() {
    for (markdown, told) in [
        ("import X from './x'", "is a line of MDX"),
        ("text\nexport const a = 1", "`export const a = 1` is a line of MDX"),
        ("--8<-- \"a.md\"", "takes in a file in another tool"),
        ("!include a.md", "takes in a file in another tool"),
        ("{{#include a.md}}", "takes in a file in another tool"),
    ] {
        assert!(notes(markdown).contains(told), "{markdown}: {}", notes(markdown));
    }
    assert_eq!(notes("`import X from './x'` and import goods from abroad"), "");
}

#[test]
fn containers_of_pandoc_and_quarto_are_alerts_or_refused_where_they_open() {
    for (markdown, name, title) in [
        ("::: {.callout-note}\nx\n:::", "info", None),
        ("::: {.note}\nx\n:::", "info", None),
        ("::: {#nte-a .callout-tip title=\"T\"}\nx\n:::", "tip", Some("T")),
        ("::: callout-caution\nx\n:::", "warning", None),
        (":::callout-tip\nx\n:::", "tip", None),
        ("::::{admonition} T\nx\n::::", "info", Some("T")),
    ] {
        let stored = storage(markdown);
        assert!(stored.contains(&format!("ac:name=\"{name}\"")) && stored.contains("<p>x</p>"), "{stored}");
        let has_title = |title| stored.contains(&format!("\"title\">{title}</ac:parameter>"));
        assert!(title.map_or(!stored.contains("\"title\""), has_title), "{stored}");
    }
    assert!(notes("::: {.callout-note collapse=\"true\"}\nx\n:::").contains("`collapse=true` of the block"));
    for (markdown, told) in [
        ("y\n\n:::: {.columns}\nx\n::::", "columns are `:::layout`"),
        ("y\n\n::: {#fig-x}\nx\n:::", "write `:::name{key=value}` and `:::` below its content"),
    ] {
        let error = to_storage(markdown).unwrap_err().to_string();
        assert!(error.starts_with("line 3, column 1: `:::"), "{error}");
        assert!(error.contains(told), "{error}");
    }
    let error = to_storage(":::note [docs](https://e.com)\nx\n:::").unwrap_err().to_string();
    assert!(error.contains("alone on its line and `:::` below its content"), "{error}");
}

#[test]
fn further_paragraphs_of_a_definition_are_its_own() {
    let indented = |text: &str| format!("<p style=\"margin-left: 30.0px;\">{text}</p>");
    let term = "<p><strong>Term</strong></p>";
    assert_eq!(
        storage("Term\n:   Def\n\n    second *one*\n    goes on\n\n    third\n\nend"),
        format!(
            "{term}{}{}{}<p>end</p>",
            indented("Def"),
            indented("second <em>one</em> goes on"),
            indented("third")
        )
    );
    assert_eq!(
        storage("> Term\n> :   Def\n>\n>     second"),
        format!("<blockquote>{term}{}{}</blockquote>", indented("Def"), indented("second"))
    );
    assert!(storage("a\n\n    code").contains("ac:name=\"code\""));
    assert!(storage("<dl><dt>a</dt><dd>b</dd></dl>\n\n    code").contains("ac:name=\"code\""));
}

#[test]
fn lines_right_below_a_table_are_told_or_dropped() {
    let table = "| a | b |\n|---|---|\n| 1 | 2 |\n";
    let rows = |markdown: &str| storage(markdown).matches("<tr>").count();
    for below in ["{: .tbl}", "<br>", "<!-- x -->"] {
        let markdown = format!("{table}{below}");
        assert_eq!(rows(&markdown), 2, "{below}: {}", storage(&markdown));
        assert!(!notes(&markdown).contains("became a row"), "{}", notes(&markdown));
    }
    for below in [": Caption", "[x]: https://e.com", "{#tbl:x}", "![x](https://e.com/x.png)", "plain text"] {
        let markdown = format!("{table}{below}");
        let told = notes(&markdown);
        assert!(
            told.contains("line 4") && told.contains("stands right below the table and became a row of it"),
            "{told}"
        );
        assert_eq!(rows(&markdown), 3, "{below}");
    }
    for quiet in ["| 3 |", "3 | 4", "\nplain"] {
        assert_eq!(notes(&format!("{table}{quiet}")), "", "{quiet}");
    }
}
